"""The spreadsheet: its columns, what the scripts show in it, and the adapters behind one port."""
