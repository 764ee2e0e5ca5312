"""Tests of the spreadsheet room."""
