"""How each language reads what is said: pieces to play, and text to show (H1).

`sounds` and `text` dispatch on the language; the rules are in `zh` and `en`.
"""

from ivr.grammar import en, zh
from ivr.say import Language, Name, Prompt, Sayable, Sound, name_sound

_PIECES = {"zh": zh.pieces, "en": en.pieces}
_TEXT = {"zh": zh.text, "en": en.text}


def sounds(language: Language, what: Sayable) -> list[Sound]:
    """The recorded files that say `what`, in order."""
    if isinstance(what, Prompt):
        return [f"{language}/{what.id}"]
    if isinstance(what, Name):
        spoken = what.en if language == "en" and what.en else what.zh
        return [name_sound("en" if spoken is what.en else "zh", spoken)]
    return [f"{language}/{piece}" for piece in _PIECES[language](what)]


def text(language: Language, what: Sayable) -> str:
    """The same as a reader sees it in a transcript."""
    if isinstance(what, Prompt):
        return what.en if language == "en" else what.zh
    if isinstance(what, Name):
        return what.en if language == "en" and what.en else what.zh
    return _TEXT[language](what)
