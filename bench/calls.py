"""CPU seconds a call costs, beside its rivals in the same run. Verb: `./estateline bench calls`.

agi: the AGI layer alone, ten STREAM FILEs from a synthetic Asterisk; each server in a process of its own,
whose CPU the kernel counts (user and system); one after the other, several rounds, medians.
engine: a whole balance call (identity, PIN, bills, journal in Postgres) on the engine as it runs.
switch: the same call by SIP from SIPp, with keys, to Asterisk and the engine; and to Asterisk alone, whose
dialplan plays the same and takes the same keys. What the idle installation uses is not taken off.
"""

import asyncio
import statistics
from dataclasses import dataclass

import uvloop

from bench import engine
from bench.balance import CONTROL, Balance, Load, learn
from bench.installation import installation
from bench.load import run_calls
from bench.serving import served
from bench.synthetic_asterisk import header
from ops.asterisk import HOTLINE

ROUNDS = 3
CALLS = 1000
AT_ONCE = 20
BALANCE_CALLS = 200
BALANCE_AT_ONCE = 10
TELEPHONE_ROUNDS = 2
TELEPHONE_CALLS = 50
TELEPHONE_PACE = 4.0  # new calls a second


@dataclass(frozen=True)
class Rival:
    """One way to serve the same call."""

    name: str
    kind: str
    options: tuple[str, ...] = ()


RIVALS = (
    Rival("ours, uvloop", "ours"),
    Rival("ours, uvloop, ten verbs", "ours-ten-verbs"),
    Rival("panoramisk, uvloop", "panoramisk"),
    Rival("bare stream reader, uvloop", "bare"),
    Rival("ours, asyncio", "ours", ("--plain",)),
    Rival("panoramisk, asyncio", "panoramisk", ("--plain",)),
    Rival("bare stream reader, asyncio", "bare", ("--plain",)),
    Rival("pyst2 in threads", "pyst2"),
)


async def agi_layer() -> dict[str, float]:
    """CPU milliseconds a call of ten STREAM FILEs, by rival."""
    spent: dict[str, list[float]] = {rival.name: [] for rival in RIVALS}
    for _ in range(ROUNDS):
        for rival in RIVALS:
            async with served(rival.kind, *rival.options) as server:
                await run_calls(server.port, header(), AT_ONCE, AT_ONCE)
                before = await server.cpu()
                await run_calls(server.port, header(), CALLS, AT_ONCE)
                spent[rival.name].append((await server.cpu() - before) / CALLS * 1000)
    return {name: statistics.median(values) for name, values in spent.items()}


async def engine_call() -> float:
    """CPU milliseconds of the engine for a whole balance call, its share of Postgres's work not counted."""
    async with engine.running() as running:
        await engine.run_callers(running.port, BALANCE_AT_ONCE, BALANCE_AT_ONCE)
        before = running.cpu()
        await engine.run_callers(running.port, BALANCE_CALLS, BALANCE_AT_ONCE)
        spent = (running.cpu() - before) / BALANCE_CALLS * 1000
        while await running.proved() < BALANCE_CALLS:  # noqa: ASYNC110 - the journal is written a moment later
            await asyncio.sleep(0.1)
        return spent


async def by_telephone() -> list[str]:
    """CPU of Asterisk and engine with real calls, and of Asterisk alone; prints, and returns the claims."""
    rows: dict[str, list[Load]] = {HOTLINE: [], CONTROL: []}
    async with installation() as at:
        balance = Balance(at, await learn(at))
        for _ in range(TELEPHONE_ROUNDS):
            for dialled, loads in rows.items():
                loads.append(await balance.run(dialled, TELEPHONE_CALLS, TELEPHONE_PACE))
    print(f"calls of {balance.seconds:.0f} s by telephone, {TELEPHONE_PACE:.0f} a second: ms CPU a call")
    spent: dict[str, dict[str, float]] = {}
    for dialled, loads in rows.items():
        calls = sum(load.calls for load in loads)
        if failed := sum(load.failed for load in loads):
            raise RuntimeError(f"{failed} of {calls} calls failed")
        spent[dialled] = {
            part: sum(load.spent[part] for load in loads) / calls * 1000 for part in loads[0].spent
        }
        name = "Asterisk and engine" if dialled == HOTLINE else "dialplan alone"
        print(f"{name:<30} " + "  ".join(f"{part} {cost:.1f}" for part, cost in spent[dialled].items()))
    ours, alone = spent[HOTLINE], spent[CONTROL]["asterisk"]
    return [
        f"calls asterisk = {ours['asterisk']:.1f} ms",
        f"calls asterisk's engine = {ours['engine']:.1f} ms",
        f"calls dialplan alone = {alone:.1f} ms",
        f"calls asterisk+engine/dialplan ratio = {(ours['asterisk'] + ours['engine']) / alone:.2f}",
    ]


async def run() -> list[str]:
    """Measure all; returns the lines that are claims."""
    telephone = await by_telephone()
    whole = await engine_call()
    print(f"{'engine, whole balance call':<30} {whole:8.3f} ms CPU a call")
    layer = await agi_layer()
    for name, cost in layer.items():
        print(f"{name:<30} {cost:8.3f} ms CPU a call")
    ratios = [
        ("agi/panoramisk", "ours, uvloop", "panoramisk, uvloop"),
        ("agi/panoramisk on asyncio", "ours, asyncio", "panoramisk, asyncio"),
        ("agi ten verbs/panoramisk", "ours, uvloop, ten verbs", "panoramisk, uvloop"),
        ("agi/pyst2", "ours, uvloop", "pyst2 in threads"),
    ]
    return [
        *telephone,
        f"calls agi = {layer['ours, uvloop']:.3f} ms",
        f"calls engine = {whole:.3f} ms",
        f"calls engine/pyst2 ratio = {whole / layer['pyst2 in threads']:.2f}",
        *(f"calls {name} ratio = {layer[mine] / layer[other]:.2f}" for name, mine, other in ratios),
    ]


def main() -> None:
    """Print what each costs, then the claims."""
    for claim in uvloop.run(run()):
        print(claim)


if __name__ == "__main__":
    main()
