"""Reads configuration, campaigns, templates and secrets and hands their text down."""
