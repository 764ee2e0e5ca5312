"""The durable record: touches, events, suppressions, and whom we know."""
