"""The parts of the Google emulator: a pure model of spreadsheets, and a thin HTTP edge."""
