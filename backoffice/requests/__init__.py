"""Repairs, complaints, services, messages (R, C, T)."""
