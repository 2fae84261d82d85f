"""Who did what (P5)."""
