"""A name typed at run time becomes a sound (H1)."""

import shutil
from pathlib import Path

import numpy as np
import pytest

from sounds import synth, telephone, trim, voice

pytestmark = pytest.mark.skipif(not shutil.which("espeak-ng"), reason="espeak-ng is installed by `up` and CI")


@pytest.fixture(autouse=True)
def _without_the_good_voice(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the good voice happens to be installed the fallback is what is tested."""
    monkeypatch.setattr(voice, "missing", lambda: ["kokoro_onnx"])


@pytest.mark.parametrize(
    ("text", "language"), [("水管漏水", "zh"), ("-x Leaking pipe", "en"), ("2026年\n春节", "en")]
)
def test_h1_espeak_writes_what_asterisk_plays(tmp_path: Path, text: str, language: str) -> None:
    assert (
        synth.synthesise(text, "zh" if language == "zh" else "en", tmp_path / "name" / "one") == "espeak-ng"
    )
    sound = np.asarray(np.fromfile(tmp_path / "name/one.sln16", dtype="<i2") / 32768, dtype=np.float32)
    assert 0.4 < len(sound) / 16_000 < 6
    assert trim.loudness(sound, 16_000) == pytest.approx(telephone.LOUDNESS, abs=1.5)
    assert (tmp_path / "name/one.alaw").stat().st_size == pytest.approx(len(sound) / 2, abs=20)


def test_h1_without_any_voice_it_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(synth.NoVoice, match="install espeak-ng"):
        synth.synthesise("水费", "zh", tmp_path / "one")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("text", ["", "  \n"])
def test_h1_nothing_to_say_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(synth.NoVoice, match="nothing to say"):
        synth.synthesise(text, "zh", tmp_path / "one")
