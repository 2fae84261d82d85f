"""Approval before it is done (P10)."""
