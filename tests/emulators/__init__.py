"""Stand-ins for outside systems: real protocols on loopback, spoken to by the real clients."""
