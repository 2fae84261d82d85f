"""Notices in force (N3)."""
