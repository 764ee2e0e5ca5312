"""Tests of the ledger, and the server that they share."""
