"""How fast the engine takes its turn: from a finished AGI result to the next command, beside an echo.

Verb: `./estateline bench turns`. The engine's AGI layer and the echo run in processes of their own, under
load from this one. The paced runs are the claim: commands take 75 to 300 ms, ten times less than a prompt
lasts (7 to 30 ms for one call alone, to have enough of them). The run without pauses keeps every call in its
turn all the time, which no telephone line does.
"""

import statistics

import uvloop

from bench.load import time_turns
from bench.serving import served
from bench.synthetic_asterisk import header

STEPS = ((1, 0.03), (50, 0.3), (200, 0.3), (200, 0.0))
"""Calls at once, and the longest time a command takes (seconds); 0.0: no time at all."""
SECONDS = 8.0  # of load at each step
SLICES = 4  # what else the machine does falls on both alike


async def measure(calls: int, longest: float) -> tuple[list[float], list[float]]:
    """Turns of the engine and of the echo, in milliseconds, sorted; measured by turns in short slices."""
    wanted = int(calls * SECONDS / SLICES / (longest * 5 / 8)) if longest else 20_000 // SLICES
    turns: list[float] = []
    echoes: list[float] = []
    async with served("endless") as engine, served("echo") as control:
        for _ in range(SLICES):
            turns += await time_turns(engine.port, header(), calls, wanted, longest)
            echoes += await time_turns(control.port, b"200 result=0\n", calls, wanted, longest)
    return sorted(one * 1000 for one in turns), sorted(one * 1000 for one in echoes)


def percentile(sorted_values: list[float], share: float) -> float:
    """The value that `share` of the values do not exceed."""
    return sorted_values[min(len(sorted_values) - 1, int(len(sorted_values) * share))]


async def run() -> list[str]:
    """Measure all; returns the lines that are claims."""
    claims: list[str] = []
    print(" calls  paced   turns   p50 ms   p99 ms  echo p50  echo p99")
    for calls, longest in STEPS:
        turns, echoes = await measure(calls, longest)
        median, control = statistics.median(turns), statistics.median(echoes)
        last, control_last = percentile(turns, 0.99), percentile(echoes, 0.99)
        print(
            f"{calls:>6} {'yes' if longest else 'no':>6} {len(turns):>7} {median:>8.3f} {last:>8.3f}"
            f" {control:>9.3f} {control_last:>9.3f}"
        )
        if longest:
            claims += [
                f"turns p50 {calls} = {median:.3f} ms",
                f"turns p99 {calls} = {last:.3f} ms",
                f"turns p50 {calls} ratio = {median / control:.2f}",
                f"turns p99 {calls} ratio = {last / control_last:.2f}",
            ]
    return claims


def main() -> None:
    """Print a table, then the claims."""
    for claim in uvloop.run(run()):
        print(claim)


if __name__ == "__main__":
    main()
