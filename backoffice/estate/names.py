"""How a name is found by its pinyin (S6, design: 张三 by `zs`)."""

from pypinyin import Style, lazy_pinyin


def initials(name: str) -> str:
    """张三 is zs, John Smith is js; at most 16 letters."""
    words = name.lower().split() if name.isascii() else lazy_pinyin(name, style=Style.FIRST_LETTER)
    return "".join(word[0] for word in words)[:16].lower()


def pinyin(name: str) -> str:
    """张三 is zhangsan, John Smith is johnsmith."""
    return "".join(lazy_pinyin(name)).replace(" ", "").lower()
