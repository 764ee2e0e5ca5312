"""Pages and tables for people: what will be sent, to whom not, and why."""
