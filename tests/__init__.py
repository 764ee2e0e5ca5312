"""The tests; the folders mirror scripts/outreach/."""
