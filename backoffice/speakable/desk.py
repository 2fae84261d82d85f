"""Speakable names: every name a caller may hear has a sound, made when it is saved (H1, H10).

A recorded one lies there already (`sounds/build.py` puts it there); else a voice speaks it now, never in a
call; what espeak-ng says is provisional, until a person or a better voice has spoken it.
"""

import asyncio
from collections.abc import Iterable
from pathlib import Path
from typing import Literal

from backoffice.errors import Conflict
from backoffice.speakable.model import Speakable
from backoffice.sql import Database, load
from sounds.catalogue import name_place
from sounds.synth import NoVoice, synthesise

sql = load(__file__)

Language = Literal["zh", "en"]
RECORDED = "recorded"
CLEAR = frozenset({RECORDED, "kokoro"})
"""Voices callers understand well; what espeak-ng says is provisional."""


async def ensure(db: Database, sounds_dir: Path, texts: Iterable[tuple[Language, str]]) -> list[Speakable]:
    """Have a sound for each (language, text) below `sounds_dir`; returns them as they are now.

    Speaks what is missing, in a thread, some seconds a name. Raises Conflict("speakable.no_voice") when
    something is missing and there is no voice at all.
    """
    return [await _ensure(db, sounds_dir, language, text.strip()) for language, text in texts if text.strip()]


async def _ensure(db: Database, sounds_dir: Path, language: Language, text: str) -> Speakable:
    base = sounds_dir / language / name_place(text)
    kept = await sql.kept(db, language=language, text=text)
    there = await asyncio.to_thread(base.with_suffix(".alaw").exists)
    if kept is None or not there:
        voice = RECORDED if there else await _speak(base, language, text)
        await sql.keep(db, language=language, text=text, voice=voice, provisional=voice not in CLEAR)
        kept = await sql.kept(db, language=language, text=text)
    return Speakable(**kept)


async def _speak(base: Path, language: Language, text: str) -> str:
    base.parent.mkdir(parents=True, exist_ok=True)
    try:
        return await asyncio.to_thread(synthesise, text, language, base)
    except NoVoice as silence:
        raise Conflict("speakable.no_voice", text=text, reason=str(silence)) from silence


async def provisional(db: Database) -> list[Speakable]:
    """Names that should be spoken again, oldest first."""
    return [Speakable(**row) async for row in sql.provisional(db)]
