"""What counts as understood when a recogniser listens (H1)."""

import pytest

from ivr.grammar import codes
from sounds.catalogue import Language, load
from sounds.check import SAMPLES, share


@pytest.mark.parametrize(
    ("language", "said", "understood", "least", "most"),
    [
        ("zh", "一千二百三十四元零五分", "1234元，零五分。", 1.0, 1.0),
        ("zh", "请按一", "請按一。", 1.0, 1.0),
        ("zh", "幺零零幺", "一零零一", 1.0, 1.0),
        ("zh", "没有找到这个户号", "没有找到这个呼号", 1.0, 1.0),
        ("zh", "请按一", "", 0.0, 0.0),
        ("zh", "报修请按二", "报修请按三", 0.7, 0.9),
        ("en", "Mr Zhang, press one.", "Mr. Zhang, press 1", 1.0, 1.0),
        ("en", "one thousand two hundred and thirty-four yuan", "1,234 yuan", 1.0, 1.0),
        ("en", "press two", "press three four", 0.0, 0.5),
    ],
)
def test_h1_homophones_and_figures_count_as_understood(
    language: Language, said: str, understood: str, least: float, most: float
) -> None:
    assert least <= share(said, understood, language) <= most


def test_h1_the_sampled_values_are_what_the_recordings_say() -> None:
    recorded = load().recordings
    for language, text, pieces in SAMPLES:
        keys = [f"{language}/{one}" for one in pieces.split() if one != codes.PAUSE]
        joined = ("" if language == "zh" else " ").join(recorded[key].text for key in keys)
        assert joined.replace("Mr", "Mister") == text
