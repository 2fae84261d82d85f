"""How a name is found by its pinyin (S6, design: 张三 by `zs`)."""

from pypinyin import Style, lazy_pinyin


def initials(name: str) -> str:
    """张三 is zs, John Smith is js; at most 16 letters."""
    words = name.lower().split() if name.isascii() else lazy_pinyin(name, style=Style.FIRST_LETTER)
    return "".join(word[0] for word in words)[:16].lower()


def pinyin(name: str) -> str:
    """张三 is zhangsan, John Smith is johnsmith."""
    return "".join(lazy_pinyin(name)).replace(" ", "").lower()


_COMPOUND = (
    "欧阳太史端木上官司马东方独孤南宫万俟闻人夏侯诸葛尉迟公羊赫连澹台皇甫宗政濮阳公冶太叔申屠公孙慕容仲孙钟离长孙宇文"
    "司徒鲜于司空令狐百里呼延东郭南门西门左丘梁丘"
)
_OF_TWO = frozenset(_COMPOUND[at : at + 2] for at in range(0, len(_COMPOUND), 2))


def surname(name: str) -> str:
    """张三 is 张, 欧阳娜 is 欧阳, John Smith is Smith; "" for ""."""
    if name.isascii():
        return name.split()[-1] if name.split() else ""
    return name[:2] if name[:2] in _OF_TWO and len(name) > 2 else name[:1]
