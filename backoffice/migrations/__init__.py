"""Numbered SQL, applied once each and in order."""
