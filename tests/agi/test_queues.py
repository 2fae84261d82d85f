"""Asterisk's files for agents and queues say what the database says, and nothing else (H6, H8)."""

from pathlib import Path

import asyncpg
import pytest

from agi.manager import LineDown
from agi.queues import AsteriskFiles, pjsip_conf, queues_conf
from backoffice.calls.model import Agent, Member, Queue
from tests.agi.managing import Manager
from tests.agi.running import link, running

NIGHT = Queue(1, "night", "夜间", "rrmemory", 20, 5, 300)


def test_h6_an_agents_telephone_is_an_endpoint_of_the_template() -> None:
    text = pjsip_conf([Agent(1, "王", "801", "secret-of_801")])
    assert "[801](agent-telephone)\nauth=801\naors=801\n" in text
    assert "password=secret-of_801\n" in text
    assert "max_contacts=1\nremove_existing=yes\n" in text


@pytest.mark.parametrize("secret", ["", "short", "with;remark", "two\nlines=yes", "[section]x", "空白" * 4])
def test_h6_a_secret_that_would_say_more_than_itself_is_left_out(secret: str) -> None:
    assert "801" not in pjsip_conf([Agent(1, "王", "801", secret)])


def test_h8_a_queue_has_its_members_and_no_others() -> None:
    text = queues_conf([NIGHT], [Member("night", "801", 2), Member("day", "802", 0)])
    assert "[night](hotline-queue)\nstrategy=rrmemory\ntimeout=20\nwrapuptime=5\n" in text
    assert "member => PJSIP/801,2,801,PJSIP/801\n" in text
    assert "802" not in text


async def test_h8_files_are_written_while_asterisk_is_away_and_loaded_when_it_comes(
    database: str, db: asyncpg.Connection, tmp_path: Path
) -> None:
    await db.execute("insert into queue (code, name) values ('night', '夜间')")
    async with Manager.listening() as manager, asyncpg.create_pool(database, min_size=0) as pool:
        ami = link(manager)
        files = AsteriskFiles(pool, ami, tmp_path)
        with pytest.raises(LineDown):
            await files.render()
        written = tmp_path / "queues.d" / "queues.conf"
        assert "[night]" in written.read_text(encoding="utf-8")
        assert written.stat().st_mode & 0o077 == 0
        async with running(ami.run()):
            modules = {(await manager.heard("Reload"))["Module"] for _ in range(2)}
        assert modules == {"res_pjsip.so", "app_queue.so"}
