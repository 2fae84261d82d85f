"""What is due (S7)."""
