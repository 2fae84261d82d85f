"""The first sign-in is shown until it was used, and not to everybody who reads the journal (P5)."""

from pathlib import Path

import pytest

from backoffice.company.first import LOGIN, FirstSignIn
from ops import welcome
from tests.services import settings


def test_p5_it_is_shown_until_it_was_used(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    ours = settings(tmp_path, 0, DATABASE_URL="postgresql://elsewhere/estateline")
    first = FirstSignIn(ours.first_sign_in)
    monkeypatch.delenv("INVOCATION_ID", raising=False)
    welcome.first_sign_in(ours)
    assert capsys.readouterr().out == ""
    first.keep("generated-once")
    for _ in range(2):
        welcome.first_sign_in(ours)
        said = capsys.readouterr().out
        assert LOGIN in said and "generated-once" in said
    monkeypatch.setenv("INVOCATION_ID", "a service of systemd")
    welcome.first_sign_in(ours)
    said = capsys.readouterr().out
    assert "generated-once" not in said and str(ours.first_sign_in) in said
    first.used(LOGIN)
    welcome.first_sign_in(ours)
    assert capsys.readouterr().out == ""
