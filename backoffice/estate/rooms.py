"""The spellings of one room: 3栋2单元501, 3#2-501, 3号楼2单元501室, 3－2－501 are all `3-2-501`."""

import re
import unicodedata

_CHINESE = {
    "零": 0,
    "〇": 0,
    "一": 1,
    "二": 2,
    "两": 2,
    "三": 3,
    "四": 4,
    "五": 5,
    "六": 6,
    "七": 7,
    "八": 8,
    "九": 9,
}
_PARTS = re.compile(r"号楼|號樓|单元|單元|门洞|[栋幢座楼#号\-_/.\\ 、，,]+")
_ENDS = re.compile(r"(室|号|房|户|车位|商铺|铺)+$")
_NUMBER = re.compile(r"[零〇一二两三四五六七八九十百]+")


def canonical(text: str) -> str:
    """The label `text` spells, or "" when it is no room: `A座1203` is `A-1203`, `b2-118` is `B2-118`."""
    plain = unicodedata.normalize("NFKC", text).upper()
    plain = re.sub("[‐-―−－~]", "-", plain).strip()
    plain = _NUMBER.sub(lambda found: _number(found[0]), plain)
    plain = _ENDS.sub("", plain)
    parts = [part for part in _PARTS.split(plain) if part]
    if not parts or not all(re.fullmatch(r"[A-Z]{0,2}[0-9]{0,5}", part) for part in parts):
        return ""
    return "-".join(parts) if any(letter.isdigit() for letter in plain) else ""


def _number(word: str) -> str:
    """三 is 3, 十二 is 12, 五〇一 is 501, 一百零二 is 102."""
    if "十" not in word and "百" not in word:
        return "".join(str(_CHINESE[letter]) for letter in word)
    total, digit = 0, 0
    for letter in word:
        if letter in "十百":
            total += (digit or 1) * (10 if letter == "十" else 100)
            digit = 0
        else:
            digit = _CHINESE[letter]
    return str(total + digit)
