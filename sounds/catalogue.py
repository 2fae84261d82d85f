"""The catalogue of everything that is recorded: prompts, pieces and names (H1).

`catalogue.toml` is the one place where a wording stands. Four kinds of entries:

    [[prompt]]  a sentence a flow says; becomes a constant of `ivr/prompts.py`
    [[piece]]   a part of a number, amount, date, house or form of address, chosen by a language's grammar
    [[name]]    a name a caller may hear (community, fee item, category), found by its text
    [[digit]]   what Asterisk's own announcements look for under `digits/`
"""

import re
import tomllib
from collections.abc import Iterator
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

CATALOGUE = Path(__file__).with_name("catalogue.toml")
Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, Language] = ("zh", "en")
_ID = re.compile(r"[a-z0-9]+(?:[_-][a-z0-9]+)*(?:/[a-z0-9]+(?:[_-][a-z0-9]+)*)+")


class Entry(BaseModel):
    """One recording in each language it has a text for.

    spoken_zh, spoken_en: what the built-in voice is given when it reads the text itself wrongly.
    speed: the built-in voice's pace, 1.0 as it is.
    hint: how a human speaker should say it. speaker: a voice of `[speaker.ID]`.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str = ""
    zh: str = ""
    en: str = ""
    spoken_zh: str = ""
    spoken_en: str = ""
    speaker: str = "host"
    hint: str = ""
    speed: float = Field(default=1.0, ge=0.5, le=1.5)

    @model_validator(mode="after")
    def _safe(self) -> "Entry":
        for text in (self.zh, self.en, self.hint):
            if text != text.strip() or any(not one.isprintable() for one in text):
                raise ValueError(f"{self.id or self.zh}: no line breaks, control or edge spaces in {text!r}")
        if not (self.zh or self.en):
            raise ValueError(f"{self.id}: neither zh nor en")
        if self.id and not _ID.fullmatch(self.id):
            raise ValueError(f"{self.id}: an id is lower-case words, `room/name`")
        return self

    def text(self, language: Language) -> str:
        """The wording as a reader sees it, "" when there is none in this language."""
        return self.en if language == "en" else self.zh

    def spoken(self, language: Language) -> str:
        """The wording as the built-in voice is given it, "" when there is none in this language."""
        return (self.spoken_en if language == "en" else self.spoken_zh) or self.text(language)

    def place(self, language: Language) -> str:
        """The file's place below its language's folder, without ending."""
        return self.id


class Prompt(Entry):
    """A whole sentence; always in both languages."""

    @model_validator(mode="after")
    def _whole(self) -> "Prompt":
        if not (self.id and self.zh and self.en):
            raise ValueError(f"{self.id or self.zh}: a prompt has id, zh and en")
        return self

    @property
    def constant(self) -> str:
        """Its name in `ivr/prompts.py`: `hotline/greeting` is HOTLINE_GREETING."""
        return re.sub(r"[/-]", "_", self.id).upper()


class Piece(Entry):
    """Part of a spoken value; a language that reads the value otherwise has no text for it."""

    @model_validator(mode="after")
    def _named(self) -> "Piece":
        if not self.id:
            raise ValueError(f"{self.zh}: a piece has an id")
        return self


class Name(Entry):
    """A speakable name; without `id`, since its text is its place."""

    def place(self, language: Language) -> str:
        """Where `ivr.say.name_sound` looks for it."""
        return name_place(self.text(language))


def name_place(text: str) -> str:
    """The place of a name's sound below its language's folder; the rule of `ivr.say.name_sound`."""
    return f"name/{sha256(text.strip().encode()).hexdigest()[:20]}"


class Speaker(BaseModel):
    """Who says it: a description for people, and the built-in voice that stands in for them."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    about: str
    voice_zh: str
    voice_en: str


class Recording(BaseModel):
    """One file to be recorded: an entry in one language."""

    model_config = ConfigDict(frozen=True)

    language: Language
    place: str
    entry: Entry

    @property
    def key(self) -> str:
        """`LANG/PLACE`, as the flows name it."""
        return f"{self.language}/{self.place}"

    @property
    def text(self) -> str:
        """The wording."""
        return self.entry.text(self.language)


class Catalogue(BaseModel):
    """All entries, checked."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    speaker: dict[str, Speaker]
    prompt: list[Prompt] = []
    piece: list[Piece] = []
    name: list[Name] = []
    digit: list[Piece] = []

    @property
    def entries(self) -> list[Entry]:
        """Prompts, pieces, names and digits, in the file's order."""
        return [*self.prompt, *self.piece, *self.name, *self.digit]

    @cached_property
    def recordings(self) -> dict[str, Recording]:
        """Every file that must exist, by its key."""
        return {one.key: one for one in self._each()}

    def _each(self) -> Iterator[Recording]:
        for entry in self.entries:
            for language in LANGUAGES:
                if entry.text(language):
                    yield Recording(language=language, place=entry.place(language), entry=entry)

    @model_validator(mode="after")
    def _consistent(self) -> "Catalogue":
        seen: dict[str, str] = {}
        for one in self._each():
            if one.key in seen:
                raise ValueError(f"{one.key} ({one.text}) stands twice; also as {seen[one.key]!r}")
            seen[one.key] = one.text
        constants = [one.constant for one in self.prompt]
        if twice := {one for one in constants if constants.count(one) > 1}:
            raise ValueError(f"prompts whose constants collide: {', '.join(sorted(twice))}")
        if unknown := {one.speaker for one in self.entries} - self.speaker.keys():
            raise ValueError(f"speakers without a [speaker.ID]: {', '.join(sorted(unknown))}")
        return self


def load(path: Path = CATALOGUE) -> Catalogue:
    """The catalogue, checked. Raises pydantic's ValidationError naming the entry, or TOMLDecodeError."""
    return Catalogue.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
