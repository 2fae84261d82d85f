"""The engine's parts for calls out, as a process of their own that a test can kill: see test_kills.py.

python -m tests.telephony.calling_out DSN AMI_PORT AMI_SECRET ASTERISK_LOGS
"""

import asyncio
import sys
from pathlib import Path

import asyncpg

from agi.ami import Ami
from agi.attempts import Attempts
from agi.dialler import Dialler
from agi.shipper import Shipper
from agi.switch import Switch


async def main(dsn: str, port: int, secret: str, logs: Path) -> None:
    async with asyncpg.create_pool(dsn, min_size=0, max_size=8) as pool, asyncio.TaskGroup() as parts:
        ami = Ami("127.0.0.1", port, "engine", secret, retry_first=0.05, retry_most=0.1)
        attempts = Attempts(pool, ami, Shipper(pool, logs), every=0.2, grace=1.0)
        dialler = Dialler(pool, ami, attempts, every=0.2)
        parts.create_task(ami.run())
        await ami.connected(10)
        parts.create_task(attempts.run())
        parts.create_task(dialler.run())
        parts.create_task(Switch(pool, {"remind": dialler.remind, "join": dialler.join}).run())


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2]), sys.argv[3], Path(sys.argv[4])))
