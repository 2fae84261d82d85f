"""Base data in and out: sheets people fill in, checked and taken over whole; lists as sheets (S1, P7)."""
