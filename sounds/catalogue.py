"""The catalogue of everything that is recorded: prompts, pieces and names (H1).

`catalogue.toml` is the one place where a wording stands. Four kinds of entries:

    [[prompt]]  a sentence a flow says; becomes a constant of `ivr/prompts.py`
    [[name]]    a name a caller may hear (community, fee item, category), found by its text
    [piece]     by id: parts of numbers, amounts, dates, houses and forms of address, for the grammars
    [same]      by id: a second place for a piece, where Asterisk's own announcements look for it
"""

import re
import tomllib
from collections.abc import Iterator
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

CATALOGUE = Path(__file__).with_name("catalogue.toml")
Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, Language] = ("zh", "en")
_ID = re.compile(r"[a-z0-9]+(?:[_-][a-z0-9]+)*(?:/[a-z0-9]+(?:[_-][a-z0-9]+)*)+")


class Entry(BaseModel):
    """One recording in each language it has a text for.

    spoken_zh, spoken_en: what the built-in voice is given when it reads the text itself wrongly.
    speed: the built-in voice's pace, 1.0 as it is.
    goes_on: more follows in the same sentence, so the voice does not fall at the end.
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
    goes_on: bool = False

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


class Name(Entry):
    """A speakable name; without `id`, since its text is its place."""

    def place(self, language: Language) -> str:
        """Where `ivr.say.name_sound` looks for it."""
        return name_place(self.text(language))


def name_place(text: str) -> str:
    """The place of a name's sound below its language's folder; the rule of `ivr.say.name_sound`."""
    return f"name/{sha256(text.strip().encode()).hexdigest()[:20]}"


def tongue(text: str, language: Language) -> Language:
    """What a text is read in: its script decides, the call's language where there are no letters at all."""
    if re.search("[一-鿿]", text):
        return "zh"
    return "en" if re.search("[A-Za-z]", text) else language


class Speaker(BaseModel):
    """Who says it: a description for people, and the built-in voice that stands in for them."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    about: str
    voice_zh: str
    voice_en: str

    def voice(self, tongue: Language) -> str:
        """The built-in voice for a language."""
        return self.voice_en if tongue == "en" else self.voice_zh


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

    @property
    def tongue(self) -> Language:
        """What it is spoken in: "for English, press pound" is English among the Mandarin prompts."""
        return tongue(self.text, self.language)


class Catalogue(BaseModel):
    """All entries, checked."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    speaker: dict[str, Speaker]
    prompt: list[Prompt] = []
    name: list[Name] = []
    piece: dict[str, Entry] = {}
    same: dict[str, str] = {}

    @model_validator(mode="before")
    @classmethod
    def _ids(cls, raw: dict[str, Any]) -> dict[str, Any]:
        pieces = raw.get("piece", {}).items()
        return {**raw, "piece": {key: {**value, "id": key} for key, value in pieces}}

    @property
    def entries(self) -> list[Entry]:
        """Prompts, names and pieces, each in the file's order."""
        return [*self.prompt, *self.name, *self.piece.values()]

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
        if lost := [key for key, of in self.same.items() if of not in self.piece or not _ID.fullmatch(key)]:
            raise ValueError(f"[same] needs a piece and a safe id: {', '.join(lost)}")
        if unknown := {one.speaker for one in self.entries} - self.speaker.keys():
            raise ValueError(f"speakers without a [speaker.ID]: {', '.join(sorted(unknown))}")
        return self


def load(path: Path = CATALOGUE) -> Catalogue:
    """The catalogue, checked. Raises pydantic's ValidationError naming the entry, or TOMLDecodeError."""
    return Catalogue.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
