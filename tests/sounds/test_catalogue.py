"""The catalogue is complete, recorded, and its rules agree with the flows' (H1)."""

import subprocess
import sys
from pathlib import Path

import pytest
from pydantic import ValidationError

from ivr import prompts
from ivr.say import LANGUAGES, Prompt, name_sound
from sounds import speak
from sounds.catalogue import Catalogue, load, name_place
from sounds.prompts import TARGET, module

CATALOGUE = load()
HOST = {"host": {"about": "a voice", "voice_zh": "zf_xiaobei", "voice_en": "af_heart"}}


def test_h1_every_recording_has_a_master_of_its_present_wording() -> None:
    assert [one.key for one in speak.outdated(CATALOGUE)] == []


def test_h1_no_master_is_left_over() -> None:
    lying = {str(path.relative_to(speak.MASTERS).with_suffix("")) for path in speak.MASTERS.rglob("*.opus")}
    assert lying == CATALOGUE.recordings.keys() == speak.index().keys()


def test_h1_masters_are_speech_and_small() -> None:
    """No master is silent or runs away, and all of them are under 40 MB."""
    seconds = {key: made["seconds"] for key, made in speak.index().items()}
    strange = {
        key: length
        for key, length in seconds.items()
        if not 0.2 < length < 1.5 + 0.5 * len(CATALOGUE.recordings[key].text)
    }
    assert not strange
    assert sum(path.stat().st_size for path in speak.MASTERS.rglob("*.opus")) < 40e6


def test_h1_flows_have_the_catalogues_prompts() -> None:
    assert TARGET.read_text(encoding="utf-8") == module(CATALOGUE), "run python -m sounds.prompts"
    flows = {one.id: one for one in vars(prompts).values() if isinstance(one, Prompt)}
    assert flows.keys() == {one.id for one in CATALOGUE.prompt}


@pytest.mark.parametrize("text", ["物业费", " 翠湖苑 ", "Cuihu Garden", "Café 1号"])
def test_h1_a_names_place_is_where_the_flows_look(text: str) -> None:
    for language in LANGUAGES:
        assert name_sound(language, text) == f"{language}/{name_place(text)}"


def test_h1_asterisks_own_numbers_are_there() -> None:
    assert {f"digits/{number}" for number in range(21)} <= CATALOGUE.same.keys()
    assert {"digits/30", "digits/90", "digits/hundred", "digits/thousand"} <= CATALOGUE.same.keys()


@pytest.mark.parametrize(
    ("entries", "why"),
    [
        ({"prompt": [{"id": "a/b", "zh": "好"}]}, "has id, zh and en"),
        ({"prompt": [{"id": "../b", "zh": "好", "en": "good"}]}, "lower-case words"),
        ({"prompt": [{"id": "a/b", "zh": "好\n", "en": "good"}]}, "no line breaks"),
        ({"prompt": [{"id": "a/b", "zh": "好", "en": "good"}] * 2}, "stands twice"),
        (
            {
                "prompt": [
                    {"id": "a/b-c", "zh": "好", "en": "good"},
                    {"id": "a/b_c", "zh": "好", "en": "good"},
                ]
            },
            "collide",
        ),
        ({"prompt": [{"id": "a/b", "zh": "好", "en": "good", "speaker": "nobody"}]}, "without a"),
        ({"name": [{"zh": "水费"}, {"zh": "水费", "en": "Water"}]}, "stands twice"),
        ({"same": {"digits/1": "n/1"}}, "needs a piece"),
        ({"prompts": []}, "Extra inputs"),
    ],
)
def test_h1_a_wrong_entry_is_named(entries: dict[str, object], why: str) -> None:
    with pytest.raises(ValidationError, match=why):
        Catalogue.model_validate({"speaker": HOST, **entries})


def test_h1_the_recording_script_names_every_file() -> None:
    root = Path(__file__).parents[2]
    printed = subprocess.run(
        [sys.executable, "-m", "sounds.script", "en", "--csv"],
        cwd=root,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert "hotline/greeting" in printed
    assert printed.count(".wav") == sum(key.startswith("en/") for key in CATALOGUE.recordings)
