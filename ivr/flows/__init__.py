"""One file, one flow: what a caller can do at the hotline, and on a call we place."""
