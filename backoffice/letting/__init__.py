"""Letting a house: to whom, from when to when, for how much (S2)."""
