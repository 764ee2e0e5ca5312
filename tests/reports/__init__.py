"""Tests of what a run shows to a person."""
