"""Calls, recordings, agents, queues, the switch (H1-H6, H8, P8)."""
