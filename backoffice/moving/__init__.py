"""Handing a house over to who bought it: planned, looked through, done (S2)."""
