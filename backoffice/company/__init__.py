"""Staff, posts, rights, sessions (P1, P2)."""
