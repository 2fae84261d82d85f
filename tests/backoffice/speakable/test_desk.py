"""Names a caller may hear have a sound when they are saved (H1, H10)."""

import shutil
from pathlib import Path

import asyncpg
import pytest

from backoffice.errors import Conflict
from backoffice.speakable import desk
from sounds import voice
from sounds.catalogue import name_place


def sound(folder: Path, language: str, text: str) -> Path:
    """Where Asterisk finds it."""
    return folder / language / f"{name_place(text)}.alaw"


async def test_h1_what_is_recorded_is_left_as_it_is(db: asyncpg.Connection, tmp_path: Path) -> None:
    recorded = sound(tmp_path, "zh", "物业费")
    recorded.parent.mkdir(parents=True)
    recorded.write_bytes(b"a speaker")
    one = (await desk.ensure(db, tmp_path, [("zh", " 物业费 ")]))[0]
    assert (one.voice, one.provisional, recorded.read_bytes()) == ("recorded", False, b"a speaker")
    assert await desk.provisional(db) == []


async def test_h10_what_nobody_recorded_is_spoken_once(db: asyncpg.Connection, tmp_path: Path) -> None:
    texts: list[tuple[desk.Language, str]] = [("zh", "游泳池"), ("en", "Swimming pool"), ("en", "")]
    made = await desk.ensure(db, tmp_path, texts)
    assert [one.text for one in made] == ["游泳池", "Swimming pool"]
    written = sound(tmp_path, "zh", "游泳池").stat()
    assert written.st_size > 1000
    assert await desk.ensure(db, tmp_path, texts) == made
    assert sound(tmp_path, "zh", "游泳池").stat().st_mtime_ns == written.st_mtime_ns
    # espeak-ng is hard to understand: somebody should speak it again.
    assert {one.provisional for one in made} == {bool(voice.missing())}
    assert len(await desk.provisional(db)) == (2 if voice.missing() else 0)


async def test_h10_a_lost_sound_is_made_again(db: asyncpg.Connection, tmp_path: Path) -> None:
    await desk.ensure(db, tmp_path, [("zh", "游泳池")])
    sound(tmp_path, "zh", "游泳池").unlink()
    await desk.ensure(db, tmp_path, [("zh", "游泳池")])
    assert sound(tmp_path, "zh", "游泳池").exists()


@pytest.mark.skipif(not voice.missing(), reason="the good voice is installed")
async def test_h10_without_any_voice_saving_says_so(
    db: asyncpg.Connection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert shutil.which("espeak-ng")
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Conflict) as refused:
        await desk.ensure(db, tmp_path, [("zh", "网球场")])
    assert refused.value.key == "speakable.no_voice"
    assert await db.fetchval("select count(*) from speakable") == 0
