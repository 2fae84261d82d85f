"""Built sounds: equally loud, cut at the edges, only what changed, a speaker's file first (H1)."""

import json
from pathlib import Path

import numpy as np
import pytest
import soundfile

from sounds import build, speak, telephone, trim
from sounds.build import RULES

SAMPLE = "zh/call/"
TOLERANCE = 1.5
"""Decibels between the built files' loudness and the common one."""


def read(base: Path) -> telephone.Sound:
    """The built 16 kHz file's samples."""
    return np.asarray(np.fromfile(f"{base}.sln16", dtype="<i2") / 32768, dtype=np.float32)


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sounds")
    for only in (SAMPLE, "en/hotline/", "zh/n/1", "en/yuan/2", "zh/addressed/li3"):
        build.build(folder, only=only)
    return folder


def built(folder: Path) -> list[Path]:
    """Bases of the spoken files."""
    known = json.loads((folder / ".built.json").read_text())
    return [
        folder / key for key in known if not key.startswith("moh/") and not key.endswith(("beep", "short"))
    ]


def test_h1_all_are_equally_loud(out: Path) -> None:
    loud = {base.name: trim.loudness(read(base), 16_000) for base in built(out)}
    assert len(loud) > 30
    assert not {name: level for name, level in loud.items() if abs(level - telephone.LOUDNESS) > TOLERANCE}


def test_h1_none_is_clipped(out: Path) -> None:
    assert max(np.abs(read(base)).max() for base in built(out)) < 10 ** (telephone.CEILING / 20) + 0.01


def test_h1_speech_begins_and_ends_at_the_edges(out: Path) -> None:
    """At most 60 ms of quiet before, 250 ms after: a key's answer comes at once, pieces join."""
    for base in built(out):
        level = trim.windows(read(base), 16_000)
        loud = np.flatnonzero(level > level.max() / 100)
        assert loud[0] * trim.WINDOW <= 0.06, base
        assert (len(level) - loud[-1]) * trim.WINDOW <= 0.25, base


def test_h1_both_rates_last_equally_long(out: Path) -> None:
    for base in built(out):
        narrow = Path(f"{base}.alaw").stat().st_size / 8_000
        wide = Path(f"{base}.sln16").stat().st_size / 2 / 16_000
        assert narrow == pytest.approx(wide, abs=0.002)


def test_h1_music_and_beep_are_computed(out: Path) -> None:
    assert (out / "moh/hold.alaw").stat().st_size == 40 * 8_000
    assert (out / "zh/beep.sln16").stat().st_size > 0
    assert not read(out / "en/pause/short").any()


def test_h1_only_what_changed_is_built_again(out: Path) -> None:
    again = build.build(out, only=SAMPLE)
    assert (again.made, again.kept) == (0, len(list(out.glob(f"{SAMPLE}*.alaw"))))
    gone = out / f"{SAMPLE}one_moment.sln16"
    gone.unlink()
    assert build.build(out, only=SAMPLE).made == 1
    assert gone.exists()


def test_h1_new_rules_build_everything_again(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build, "RULES", RULES + " and more")
    assert build.build(out, only=SAMPLE).kept == 0


@pytest.mark.parametrize(
    ("ending", "rate"), [("wav", 44_100), ("flac", 48_000), ("ogg", 24_000), ("mp3", 22_050)]
)
def test_h1_a_speakers_recording_replaces_the_master(tmp_path: Path, ending: str, rate: int) -> None:
    tone = 0.02 * np.sin(2 * np.pi * 440 * np.arange(rate) / rate)
    quiet = np.zeros(rate // 2)
    recording = tmp_path / "speaker" / "zh" / "call" / f"one_moment.{ending}"
    recording.parent.mkdir(parents=True)
    soundfile.write(recording, np.stack([np.concatenate([quiet, tone, quiet])] * 2, axis=1), rate)
    build.build(tmp_path / "out", only="zh/call/one_moment")
    spoken = (tmp_path / "out/zh/call/one_moment.alaw").read_bytes()
    assert build.build(tmp_path / "out", speaker=tmp_path / "speaker", only="zh/call/one_moment").made == 1
    sound = read(tmp_path / "out/zh/call/one_moment")
    assert (tmp_path / "out/zh/call/one_moment.alaw").read_bytes() != spoken
    assert len(sound) / 16_000 == pytest.approx(1.0, abs=0.2)
    assert trim.loudness(sound, 16_000) == pytest.approx(telephone.LOUDNESS, abs=TOLERANCE)


def test_h1_a_bad_recording_is_named_and_the_old_sound_stays(tmp_path: Path) -> None:
    build.build(tmp_path / "out", only="zh/call/one_moment")
    before = (tmp_path / "out/zh/call/one_moment.alaw").read_bytes()
    bad = tmp_path / "speaker/zh/call/one_moment.wav"
    bad.parent.mkdir(parents=True)
    bad.write_bytes(b"not a sound")
    outcome = build.build(tmp_path / "out", speaker=tmp_path / "speaker", only="zh/call/one_moment")
    assert [one.partition(":")[0] for one in outcome.bad] == ["zh/call/one_moment"]
    assert (tmp_path / "out/zh/call/one_moment.alaw").read_bytes() == before


def test_h1_a_recording_without_source_is_named(tmp_path: Path) -> None:
    outcome = build.build(tmp_path / "out", masters=tmp_path / "none", only="zh/call/one_moment")
    assert outcome.missing == ["zh/call/one_moment"]


def test_h1_asterisks_numbers_are_copies(tmp_path: Path) -> None:
    build.build(tmp_path, only="zh/n/7")
    assert (tmp_path / "zh/digits/7.alaw").read_bytes() == (tmp_path / "zh/n/7.alaw").read_bytes()


def test_h1_masters_lie_in_the_tree() -> None:
    assert speak.MASTERS.is_dir()
