"""Homes and people (S1)."""
