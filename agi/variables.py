"""The names of all channel variables of ours, once; dialplans/*.conf spell them the same way.

Imported by the fallback script inside Asterisk's own root, too: it needs nothing but Python itself.
"""

CALL = "ESTATELINE_CALL"
"""The call's id, a UUID; set by the engine as soon as it has answered."""
DONE = "ESTATELINE_DONE"
"""`yes`: the engine's last act. Without it the dialplan takes the caller to the fallback."""
ATTEMPT = "ESTATELINE_ATTEMPT"
"""A call out: the id of its attempt, given with Originate."""
LANGUAGE = "ESTATELINE_LANGUAGE"
"""`zh` or `en`: what the caller chose; set by the engine."""
EXTENSION = "ESTATELINE_EXTENSION"
"""An agent's telephone: its extension, set by the endpoint."""
FALLBACK = "FALLBACK"
"""What the fallback script wants next: `queue`, or `done` when it needs nothing more."""

ON_EVENTS = (CALL, ATTEMPT, EXTENSION)
"""Added to every manager event of a channel that has them."""
