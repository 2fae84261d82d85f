"""What is said and asked: flows as plain async functions. No Asterisk, no database, no audio (design)."""
