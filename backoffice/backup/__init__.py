"""Backups: made by schedule and on demand, tried at once, kept by rules, restored by one command (P6)."""
