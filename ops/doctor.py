"""`doctor`: what this machine lacks, and how to get it; looks only, changes nothing."""

import argparse
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass

from ops import apt, asterisk_version, front, host, install, root, state
from ops.child import NOBODY
from ops.host import Host
from ops.messages import say
from ops.settings import Settings


@dataclass(frozen=True)
class Finding:
    """One thing looked at. ok: it is there; self_help: `up` gets it by itself."""

    ok: bool
    text: str
    self_help: bool = False

    def __str__(self) -> str:
        mark = "ok " if self.ok else " + " if self.self_help else "!! "
        return f"{mark} {self.text}"


def main(argv: list[str]) -> int:
    """The verb `doctor`; exit status 1 when something is wrong that `up` cannot mend by itself."""
    argparse.ArgumentParser(prog="estateline doctor").parse_args(argv)
    found = list(examine(Settings(), host.this_host()))
    for one in found:
        print(one)
    if all(one.ok for one in found):
        print(say("doctor.well"))
    return 0 if all(one.ok or one.self_help for one in found) else 1


def examine(settings: Settings, machine: Host) -> Iterator[Finding]:
    """Everything an installation needs, in the order a first start meets it."""
    yield Finding(True, f"Python {sys.version.split()[0]}")
    yield from _packages(settings, machine)
    yield from _asterisk(settings)
    yield from _namespaces(settings, machine)
    yield from _roles(settings)
    yield _front()
    yield from _ports(settings)
    room = host.tightest_disk(settings)
    yield Finding(
        room.enough,
        say("status.room", folder=room.folder, free=f"{room.free / 1e9:.1f}")
        + ("" if room.enough else " " + say("status.disk_full", folder=room.folder)),
    )


def _packages(settings: Settings, machine: Host) -> Iterator[Finding]:
    can = bool(machine.debian and (machine.root or machine.sudo))
    yield Finding(
        bool(machine.debian),
        f"Debian {machine.debian} {machine.codename}" if machine.debian else say("doctor.not_debian"),
        # Not Debian, and all there: nothing to say against it.
        self_help=not apt.missing(install.needed(settings)),
    )
    for one in install.needed(settings):
        if not one.missing:
            yield Finding(True, one.name)
        elif can:
            yield Finding(False, say("doctor.up_installs", package=one.name, why=one.why), self_help=True)
        else:
            key = "apt.no_root" if machine.debian else "apt.not_debian"
            yield Finding(False, say(key, packages=one.name))


def _asterisk(settings: Settings) -> Iterator[Finding]:
    version = asterisk_version.found(settings)
    if version:
        good = asterisk_version.supported(version)
        yield Finding(good, say("asterisk.version", found=version))
        if not good:
            yield Finding(False, say("asterisk.wrong_version", found=version))
    elif settings.asterisk == "system":
        yield Finding(False, say("asterisk.none", wanted=f"{root.SERIES}.x"))
    else:
        yield Finding(False, say("doctor.up_downloads"), self_help=True)


def _namespaces(settings: Settings, machine: Host) -> Iterator[Finding]:
    if settings.demo and machine.root:
        done = subprocess.run([*NOBODY, "--", "true"], capture_output=True, check=False)
        ok = done.returncode == 0
        yield Finding(ok, say("doctor.namespaces") if ok else say("postgres.no_namespace"))
    if settings.asterisk == "sandbox" and not any(one.name == "bubblewrap" for one in apt.missing(apt.RUN)):
        done = subprocess.run(["bwrap", "--ro-bind", "/", "/", "true"], capture_output=True, check=False)
        ok = done.returncode == 0
        yield Finding(ok, say("doctor.sandbox") if ok else say("doctor.no_sandbox"))


def _roles(settings: Settings) -> Iterator[Finding]:
    """A database of one's own: whether the processes work as another role than the tables' owner (P5)."""
    if not settings.demo:
        yield Finding(True, say("doctor.two_roles" if settings.application else "doctor.one_role"))


def _front() -> Finding:
    there = front.front_dir().is_dir()
    return Finding(there, say("doctor.front" if there else "doctor.up_front"), self_help=True)


def _ports(settings: Settings) -> Iterator[Finding]:
    if state.supervised(settings):
        yield Finding(True, say("up.running"))
        return
    taken = host.taken(settings)
    for one in taken:
        where = f"{one.name} {one.kind.upper()} {one.address}:{settings.port(one.name)}"
        yield Finding(False, say("ports.taken", ports=where, base=host.free_base(settings)))
    if not taken:
        yield Finding(True, say("doctor.ports_free", base=settings.port_base))
