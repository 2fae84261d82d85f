"""What waits, and how the communities stand (P3)."""
