"""Calls out (H7, N5)."""
