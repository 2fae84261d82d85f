"""What this machine holds: calls at once, none failed, no prompt late. Verb: `./estateline bench capacity`.

The load grows step by step until a call fails or is late. SIPp shares the machine: its part is told apart.

late: an event of a call's journal came more than LATE s later after the one before it than in a quiet run
of the same call (sounds, keys, questions to the database: all of it), or the call took another way. Beside
them one more caller listens at each step, in a process that does little else: what counts is the longest
time between two packets of sound that belong together.
"""

import argparse
import asyncio
import os
import statistics
import time
from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import pairwise

import asyncpg
import uvloop

from bench.balance import CALLER, NUMBER, Balance, Load, learn
from bench.installation import Installation, installation
from ops.asterisk import HOTLINE
from ops.rtp import FRAME, Heard
from ops.sip import Telephone

LATE = 0.3
STEPS = (100, 150, 200, 250, 300, 400, 500)
RAMP = 8.0  # seconds in which the callers of a step come
QUIET_CALLS = 5
Way = tuple[str, ...]


class Gaps(Heard):
    """Also the longest time between two packets of sound that belong together; seconds."""

    longest = 0.0
    _last = (0, 0, 0.0)

    def take(self, source: int, timestamp: int, payload: bytes) -> None:
        """One packet of sound."""
        now = time.monotonic()
        before, at, when = self._last
        if source == before and timestamp - at == FRAME:
            self.longest = max(self.longest, now - when)
        self._last = (source, timestamp, now)


@dataclass(frozen=True)
class Journal:
    """The journals of a run: of each call the kinds of its events, and the seconds between them."""

    calls: list[tuple[Way, list[float]]]

    @classmethod
    async def since(cls, at: Installation, began: float) -> "Journal":
        """Of the calls that began after an epoch."""
        db = await asyncpg.connect(at.settings.dsn)
        try:
            rows = await db.fetch(
                "select call_id, kind, extract(epoch from at)::float8 as at from call_event"
                " where call_id in (select id from call where number = $1 and started_at > to_timestamp($2))"
                " order by call_id, seq",
                NUMBER,
                began,
            )
        finally:
            await db.close()
        events: dict[object, list[tuple[str, float]]] = defaultdict(list)
        for row in rows:
            events[row["call_id"]].append((row["kind"], row["at"]))
        return cls(
            [(tuple(kind for kind, _ in one), between([at for _, at in one])) for one in events.values()]
        )

    def usual(self) -> tuple[Way, list[float]]:
        """The commonest way, and the median of each of its times."""
        ways = [way for way, _ in self.calls]
        way = max(set(ways), key=ways.count)
        times = zip(*(times for other, times in self.calls if other == way), strict=True)
        return way, [statistics.median(one) for one in times]

    def late(self, way: Way, times: list[float]) -> list[str]:
        """What was late in each call that went another way, or was LATE s slower than `times` somewhere."""
        return [why for one in self.calls if (why := self._late(*one, way, times))]

    @staticmethod
    def _late(way: Way, times: list[float], usual_way: Way, usual: list[float]) -> str:
        if way != usual_way:
            left = next(
                (at for at, (one, other) in enumerate(zip(way, usual_way, strict=False)) if one != other),
                len(way),
            )
            return f"another way after {' '.join(way[:left][-2:])}: {' '.join(way[left:][:3])}"
        delay, kind = max(
            (took - took_else, kind) for took, took_else, kind in zip(times, usual, way[1:], strict=True)
        )
        return f"{kind} {delay * 1000:.0f} ms late" if delay > LATE else ""


def between(moments: list[float]) -> list[float]:
    """Seconds from each moment to the next."""
    return [later - earlier for earlier, later in pairwise(moments)]


async def listen(at: Installation, seconds: float) -> float:
    """One more caller, who presses nothing: the longest gap in what is said to him, seconds."""
    # Not the callers' number: his journal is not one of theirs.
    telephone = Telephone("13900000000", HOTLINE, ("127.0.0.1", at.settings.port("sip")))
    await telephone.open(CALLER, range(0))
    gaps = Gaps()
    telephone.stream.heard = gaps
    try:
        await telephone.dial(10)
        await asyncio.sleep(seconds)
        await telephone.hang_up()
    finally:
        telephone.close()
    return gaps.longest


async def run(steps: tuple[int, ...]) -> list[str]:
    """Step up; returns the lines that are claims."""
    held, carried = 0, 0.0
    async with installation() as at:
        balance = Balance(at, await learn(at))
        quiet = await balance.run(HOTLINE, QUIET_CALLS, 1.0)
        way, times = (await Journal.since(at, quiet.began)).usual()
        print(f"one call lasts {balance.seconds:.1f} s; {os.cpu_count()} cores")
        print(" calls  a second  failed  late  longest gap ms   cores: asterisk  engine  postgres  sipp")
        for calls in steps:
            load, gap = await step(at, balance, calls)
            journal = await Journal.since(at, load.began)
            late = journal.late(way, times)
            failed = max(load.failed, calls - len(journal.calls))
            lasted = balance.seconds + RAMP
            shares = [load.spent[name] / lasted for name in ("asterisk", "engine", "postgres", "sipp")]
            print(
                f"{calls:>6} {calls / balance.seconds:>9.1f} {failed:>7} {len(late):>5} {gap * 1000:>15.0f}"
                f" {shares[0]:>17.2f} {shares[1]:>7.2f} {shares[2]:>9.2f} {shares[3]:>5.2f}",
                flush=True,
            )
            for why, number in Counter(late).most_common(5):
                print(f"       {number} x {why}")
            if failed or late or gap > LATE:
                break
            held, carried = calls, calls / balance.seconds
    return [
        f"capacity calls at once = {held}",
        f"capacity calls a second = {carried:.1f}",
    ]


async def step(at: Installation, balance: Balance, calls: int) -> tuple[Load, float]:
    """`calls` callers within RAMP seconds; the listener comes when all are there."""

    async def listener() -> float:
        await asyncio.sleep(RAMP)
        return await listen(at, balance.seconds - RAMP - 2)

    return await asyncio.gather(balance.run(HOTLINE, calls, calls / RAMP), listener())


def main() -> None:
    """Print a line a step, then the claims."""
    options = argparse.ArgumentParser(prog="estateline bench capacity")
    options.add_argument("--steps", type=int, nargs="+", default=STEPS, help="calls at once")
    for claim in uvloop.run(run(tuple(options.parse_args().steps))):
        print(claim)


if __name__ == "__main__":
    main()
