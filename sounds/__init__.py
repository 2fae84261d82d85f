"""The sounds room: what is recorded, by whom, and how it becomes files Asterisk plays (H1)."""
