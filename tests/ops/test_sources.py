"""The archive's address comes from the host's own apt sources, in whichever format they are kept."""

from pathlib import Path

import pytest

from ops.sources import Source, debian_archive, sources

ONE_LINE = """
# deb http://commented.example/debian bookworm main
deb [arch=amd64 signed-by=/usr/share/keyrings/other.gpg] https://other.example/apt stable main
deb http://mirror.example/debian-security bookworm-security main
deb http://mirror.example/debian bookworm main contrib # near
deb-src http://mirror.example/debian bookworm main
"""
STANZAS = """Types: deb
# a snapshot: http://commented.example/debian
URIs: http://mirror.example/debian
Suites: bookworm bookworm-updates
Components: main
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg

Types: deb
URIs: http://off.example/debian
Suites: bookworm
Components: main
Enabled: no

Types: deb-src
URIs: http://source.example/debian
Suites: bookworm
Components: main
"""


@pytest.mark.parametrize(
    ("name", "text", "key"),
    [
        ("sources.list", ONE_LINE, ""),
        ("sources.list.d/debian.sources", STANZAS, "/usr/share/keyrings/debian-archive-keyring.gpg"),
    ],
)
def test_debians_own_archive_is_found(tmp_path: Path, name: str, text: str, key: str) -> None:
    (tmp_path / "sources.list.d").mkdir()
    (tmp_path / name).write_text(text)
    found = debian_archive("bookworm", sources(tmp_path))
    assert found is not None
    assert (found.address, found.signed_by) == ("http://mirror.example/debian", key)


def test_an_archive_of_something_else_is_not_taken_for_debian(tmp_path: Path) -> None:
    (tmp_path / "sources.list").write_text("deb https://other.example/apt stable main\n")
    known = sources(tmp_path)
    assert known == [Source("https://other.example/apt", ("stable",), ("main",))]
    assert debian_archive("bookworm", known) is None
