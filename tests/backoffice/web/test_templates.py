"""Every template: gettext for each word, no inline script or style, all of it in English too."""

import re
import tomllib
from pathlib import Path

import pytest

from backoffice.web import catalogue

ROOT = Path(__file__).resolve().parents[3] / "backoffice"
TEMPLATES = sorted(ROOT.glob("*/templates/*.html"))
HAN = re.compile(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")
OUTPUT = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
LATIN_BY_NATURE = {"Ctrl", "Enter", "Esc", "R", "C", "m²", "English", "Excel", "CSV"}
"""Words that are the same in both languages, or the name of the other one."""


def test_there_are_templates() -> None:
    assert len(TEMPLATES) > 10


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda one: f"{one.parent.parent.name}/{one.name}")
def test_a_template_has_no_inline_script_or_style(template: Path) -> None:
    text = template.read_text(encoding="utf-8")
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son[a-z]+=|javascript:|\|\s*safe\b", text)
    assert not re.search(r"hx-on|js:", text)


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda one: f"{one.parent.parent.name}/{one.name}")
def test_a_template_has_no_words_outside_gettext(template: Path) -> None:
    bare = OUTPUT.sub(" ", template.read_text(encoding="utf-8"))
    assert not HAN.search(bare)
    visible = re.sub(r"<[^>]*>", " ", re.sub(r'"[^"]*"', '""', re.sub(r"'[^']*'", "''", bare)))
    words = {word for word in visible.split() if re.search(r"[A-Za-z]{2}|^[A-Z]$", word)}
    assert words <= LATIN_BY_NATURE


def test_every_word_has_its_english() -> None:
    known = catalogue.translations()
    said = catalogue.extract()
    assert sorted(said - known.keys()) == [], "run python -m backoffice.web.catalogue and translate"
    assert sorted(known.keys() - said) == [], "no longer said anywhere"
    assert [text for text in said if not known[text]] == []


def test_translations_keep_the_places_for_facts() -> None:
    place = re.compile(r"%\(\w+\)s")
    for chinese, english in catalogue.translations().items():
        assert set(place.findall(chinese)) == set(place.findall(english)), chinese
        assert not HAN.search(english.replace("“", "").replace("”", "")) or english == "中文", english


def test_the_same_word_for_the_same_thing_everywhere() -> None:
    glossary = tomllib.loads((ROOT / "web" / "locale" / "glossary.toml").read_text(encoding="utf-8"))
    for chinese, english in catalogue.translations().items():
        for term, allowed in glossary["terms"].items():
            if term in chinese:
                assert any(word.lower() in english.lower() for word in allowed), (term, chinese, english)
