"""From events and entries to the standing that a row shows: the transition table, pure."""
