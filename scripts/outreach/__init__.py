"""Referral outreach around a shared practice sheet; docs/architecture.md draws the house."""
