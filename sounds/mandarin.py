"""Mandarin text in the built-in voice's phonemes, with the tone changes of connected speech.

misaki knows the phonemes of each syllable and pypinyin each character's syllable; neither changes tones in
context: 一 and 不 before other tones, and a third tone before another. Source: 现代汉语, 变调.
"""

import re
from collections.abc import Callable
from functools import cache
from typing import Any

READINGS = {
    "先生": ["xian1", "sheng5"],
    "嘀声": ["di1", "sheng1"],
    "嘀": ["di1"],
    "号楼": ["hao4", "lou2"],
    "三单元": ["san1", "dan1", "yuan2"],
    "应缴": ["ying1", "jiao3"],
    "应付": ["ying1", "fu4"],
    "重听": ["chong2", "ting1"],
    "重录": ["chong2", "lu4"],
}
"""Words pypinyin reads otherwise."""
_PAUSES = {"，": ", ", "、": ", ", "。": ". ", "：": ": ", "；": "; ", "？": "? ", "！": "! "}
_FIGURES = "零〇一二三四五六七八九幺"
_ORDINAL_BEFORE = ("号", "单元", "月", "日", "楼")
_PIECE = 5
"""Texts up to this many characters are one breath group: tones change across its words."""


def phonemes(text: str, english: Callable[[str], str]) -> str:
    """The model's phonemes of `text`; Latin letters in it are read by `english`."""
    from cn2an import transform

    said = []
    text = str(transform(text, "an2cn")) if re.search("[0-9]", text) else text
    for run in re.findall(r"[一-鿿〇]+|[A-Za-z][A-Za-z' -]*|[^一-鿿〇A-Za-z]+", text):
        if re.match(r"[一-鿿〇]", run):
            said.append(_chinese(run))
        elif run[0].isalpha():
            said.append(" " + english(" ".join(run) if run.isupper() else run) + " ")
        else:
            said.append(_punctuation(run))
    return re.sub(r" +", " ", "".join(said)).strip()


def syllables(run: str) -> list[list[str]]:
    """Words of a run of Chinese characters, each a list of syllables with tone numbers, tones changed."""
    words = [word for word in _words()(run) if word]
    spelled = [_spelled(word) for word in words]
    flat = [one for word in spelled for one in word]
    _change_yi_and_bu(run, flat)
    if len(run) <= _PIECE:
        _change_third(flat)
    result, start = [], 0
    for word in spelled:
        result.append(flat[start : start + len(word)])
        _change_third(result[-1])
        start += len(word)
    return result


def _chinese(run: str) -> str:
    return " ".join("".join(_sound()(one) for one in word) for word in syllables(run))


def _spelled(word: str) -> list[str]:
    from pypinyin import Style, lazy_pinyin

    if word in READINGS:
        return list(READINGS[word])
    return list(lazy_pinyin(word.replace("〇", "零"), style=Style.TONE3, neutral_tone_with_five=True))


def _change_yi_and_bu(run: str, flat: list[str]) -> None:
    """yì before tones 1 to 3, yí before 4 and 个; bú before 4. Ordinals and digits keep yī."""
    for place, character in enumerate(run):
        if character == "一":
            flat[place] = "yi1"  # pypinyin has changed some already
        if character not in "一不" or place + 1 == len(run):
            continue
        before, after = run[place - 1 : place], run[place + 1 :]
        fourth = flat[place + 1].endswith("4") or after[0] == "个"
        if character == "不":
            flat[place] = "bu2" if fourth else "bu4"
        elif not (
            (before and before in "第初十" + _FIGURES)
            or after.startswith(_ORDINAL_BEFORE)
            or after[0] in _FIGURES + "十"
        ):
            flat[place] = "yi2" if fourth else "yi4"


def _change_third(word: list[str]) -> None:
    for place in range(len(word) - 1):
        if word[place].endswith("3") and word[place + 1].endswith("3"):
            word[place] = word[place][:-1] + "2"


def _punctuation(run: str) -> str:
    return "".join(_PAUSES.get(one, one) for one in run)


@cache
def _words() -> Callable[[str], list[str]]:
    import logging

    import jieba

    jieba.setLogLevel(logging.WARNING)
    for word in READINGS:
        jieba.add_word(word)

    def cut(run: str) -> list[str]:
        return list(jieba.lcut(run, cut_all=False))

    return cut


@cache
def _sound() -> Callable[[str], str]:
    from misaki.zh import ZHG2P

    g2p: Any = ZHG2P

    @cache
    def sound(syllable: str) -> str:
        return str(g2p.py2ipa(syllable)).replace(chr(815), "")

    return sound
