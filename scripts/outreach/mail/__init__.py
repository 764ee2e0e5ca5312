"""Transports and mailboxes behind small ports."""
