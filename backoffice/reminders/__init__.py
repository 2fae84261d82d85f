"""Reminders: what happened reaches whom it should, until somebody has read it (P4)."""
