"""What a desk answers instead of a result.

    Refused                 said to the user in one sentence, by key and facts (Babel makes the sentence)
    ├── NotFound            absent, or not theirs to see: both answer alike
    ├── Forbidden           in a community of theirs, a function their posts lack
    ├── Invalid             what was given cannot be: which field, and why
    └── Conflict            true a moment ago, no longer

Nothing here knows HTTP or a language; `backoffice.web.answers` and the flows' adapters translate.
"""

from typing import Any


class Refused(Exception):
    """A desk will not do it. `key` names the sentence (`repair.category_retired`), `facts` fill it."""

    def __init__(self, key: str, **facts: Any) -> None:
        super().__init__(key, facts)
        self.key = key
        self.facts = facts


class NotFound(Refused):
    """No such thing, for this actor."""


class Forbidden(Refused):
    """The actor may see it but lacks the function `facts["function"]`."""


class Invalid(Refused):
    """A value given is not acceptable; `facts["field"]` says which."""


class Conflict(Refused):
    """The thing changed meanwhile, or may happen once only."""
