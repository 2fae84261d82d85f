"""Ports that others have, and who may run a state folder."""

import os
import socket
from pathlib import Path

import pytest

from ops import state
from ops.host import LISTENERS
from ops.messages import Unready
from ops.up import check_ports
from tests import services

BASE = services.UNITS_PORT_BASE + 6000


@pytest.mark.parametrize("name", ["sip", "provider", "web", "rtp"])
def test_a_taken_port_is_named_with_a_free_base(
    tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    settings = services.settings(tmp_path, BASE)
    check_ports(settings)
    listener = next(one for one in LISTENERS if one.name == name)
    kind = socket.SOCK_STREAM if listener.kind == "tcp" else socket.SOCK_DGRAM
    with socket.socket(socket.AF_INET, kind) as other:
        other.bind((listener.address, settings.port(name)))
        if listener.kind == "tcp":
            other.listen()
        with pytest.raises(Unready) as refused:
            check_ports(settings)
    said = str(refused.value)
    assert f"{name} {listener.kind.upper()} {listener.address}:{settings.port(name)}" in said
    assert "ESTATELINE_PORT_BASE=" in said


def test_a_database_and_a_provider_of_ones_own_free_their_ports(tmp_path: Path) -> None:
    settings = services.settings(
        tmp_path, BASE, DATABASE_URL="postgresql://db.example/e", ESTATELINE_PROVIDER="sip.example:5060"
    )
    with socket.create_server(("127.0.0.1", settings.port("postgres"))):
        check_ports(settings)


def test_one_supervisor_a_state_folder(tmp_path: Path) -> None:
    settings = services.settings(tmp_path, BASE)
    assert not state.supervised(settings)
    first = state.claim(settings)
    assert first is not None
    with first:
        assert state.claim(settings) is None
        assert state.supervised(settings)
        assert state.supervisor(settings) == os.getpid()
    assert state.supervisor(settings) is None
    assert not state.supervised(settings)
