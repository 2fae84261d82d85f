"""docs/operate.md repeats the one table of ports and names every setting."""

import re

from ops.settings import OFFSETS, ROOT, Settings

TEXT = (ROOT / "docs" / "operate.md").read_text(encoding="utf-8")


def test_the_documented_ports_are_the_ports() -> None:
    table = TEXT.partition("## Ports")[2].partition("\n## ")[0]
    documented = re.findall(r"^\| (\w+) \| (\d+) \|", table, re.MULTILINE)
    assert {name: int(port) for name, port in documented} == OFFSETS


def test_every_setting_is_documented() -> None:
    table = TEXT.partition("## Settings")[2].partition("\n## ")[0]
    names = {str(field.validation_alias) for field in Settings.model_fields.values()}
    assert names == set(re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE))
