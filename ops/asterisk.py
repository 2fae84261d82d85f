"""Asterisk: its configuration rendered, its sandbox, its command line (design: real parts, known traps)."""

import asyncio
import importlib.util
import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from agi import records, variables
from ops import secrets
from ops.root import PLACE
from ops.settings import ROOT, RTP_PORTS, Settings

HOTLINE = "96000"
"""The hotline's number: what callers dial, and what those we call see."""
_TEMPLATES = ROOT / "asterisk-conf"
_DIALPLANS = ROOT / "dialplans"
_KEPT = ("pjsip.d", "queues.d")
"""Folders of the configuration that belong to others: the engine and the installation's owner."""


@dataclass(frozen=True)
class Paths:
    """Asterisk's folders as Asterisk sees them. python: where its AGI programs find their packages."""

    etc: str
    spool: str
    log: str
    lib: str
    run: str
    agi: str
    python: str


SANDBOXED = Paths(
    etc="/etc/asterisk",
    spool="/var/spool/asterisk",
    log="/var/log/asterisk",
    lib="/var/lib/asterisk",
    run="/run/asterisk",
    agi="/usr/share/estateline/agi",
    python="/var/lib/asterisk/python:/usr/share/estateline",
)


def paths(settings: Settings) -> Paths:
    """The sandbox's fixed places, or for a system's own Asterisk the state folder's."""
    if settings.asterisk == "sandbox":
        return SANDBOXED
    home = (settings.home / "asterisk").resolve()
    lib = home / "lib"
    return Paths(
        str(home / "etc"),
        str(home / "spool"),
        str(home / "log"),
        str(lib),
        str(home / "run"),
        str(ROOT / "agi"),
        f"{lib / 'python'}:{ROOT}",
    )


def render(settings: Settings) -> None:
    """Write home/asterisk: the configuration, and the folders Asterisk expects.

    What is in pjsip.d/ and queues.d/ stays: with it agents and queues work before the database does.
    """
    secrets.ensure(settings.home)
    home = settings.home / "asterisk"
    for folder in (
        *(f"etc/{kept}" for kept in _KEPT),
        *("etc/dialplans", "lib/sounds", "lib/keys", "run"),
        *("spool/recordings", "spool/fallback", "spool/tmp", "log/cdr-custom", "log/cel-custom"),
    ):
        (home / folder).mkdir(parents=True, exist_ok=True)
    facts = _facts(settings)
    environment = Environment(  # noqa: S701  # not HTML
        loader=FileSystemLoader(_TEMPLATES), undefined=StrictUndefined, keep_trailing_newline=True
    )
    for name in sorted(environment.list_templates(["j2"])):
        _write(home / "etc" / name.removesuffix(".j2"), environment.get_template(name).render(facts))
    for story in sorted(_DIALPLANS.glob("*.conf")):
        _write(home / "etc" / "dialplans" / story.name, story.read_text(encoding="utf-8"))
    _lay_out(settings, home / "lib")


def _facts(settings: Settings) -> dict[str, object]:
    """What the templates are filled with."""
    host, port = settings.provider_address
    local = host.startswith("127.")
    lan = settings.sip_address
    where = paths(settings)
    return vars(where) | {
        "hotline": HOTLINE,
        "sip_port": settings.port("sip"),
        "sip_address": lan,
        "trunk_transport": "transport-local" if local or lan == "127.0.0.1" else "transport-lan",
        "trunk_media_address": "127.0.0.1" if local else lan,
        "agent_media_address": lan,
        "provider_host": host,
        "provider_port": port,
        "rtp_first": settings.port("rtp"),
        "rtp_last": settings.port("rtp") + RTP_PORTS - 1,
        "agi_port": settings.port("agi"),
        "ami_port": settings.port("ami"),
        "ami_secret": settings.secret("ami_engine"),
        "channel_variables": variables.ON_EVENTS,
        "cdr_columns": [_cdr_column(name) for name in records.CDR_COLUMNS],
        "cel_columns": [_CEL_EXPRESSIONS[name] for name in records.CEL_COLUMNS],
    }


def _cdr_column(name: str) -> str:
    """As the dialplan's CDR() calls it; `u` writes a time as seconds since 1970."""
    return f"{name},u" if name in ("start", "answer", "end") else name


_CEL_EXPRESSIONS = {
    "eventtype": "${eventtype}",
    "eventtime": "${eventtime}",
    "uniqueid": "${CHANNEL(uniqueid)}",
    "linkedid": "${CHANNEL(linkedid)}",
    "channame": "${CHANNEL(channame)}",
    "cidnum": "${CALLERID(num)}",
    "exten": "${CHANNEL(exten)}",
    "context": "${CHANNEL(context)}",
    "appname": "${CHANNEL(appname)}",
    "appdata": "${CHANNEL(appdata)}",
    "extra": "${eventextra}",
    "peer": "${BRIDGEPEER}",
}
"""Each of agi.records.CEL_COLUMNS as cel_custom spells it (its sample configuration, 22.10)."""


def _write(file: Path, text: str) -> None:
    """Readable for us alone, since passwords stand in some; appears whole, for an Asterisk that runs."""
    draft = file.with_suffix(".new")
    draft.touch(mode=0o600)
    draft.write_text(text, encoding="utf-8")
    draft.replace(file)


def _lay_out(settings: Settings, lib: Path) -> None:
    """/var/lib/asterisk: our sounds found by name and by language, and pyst2 for the fallback script.

    Asterisk looks a sound up under sounds/<language>/ first, so its own announcements (queues) find our
    prompts by the language of the call.
    """
    _link(lib / "documentation", "/usr/share/asterisk/documentation")
    for language in ("zh", "en"):
        _link(lib / "sounds" / language, f"estateline/{language}")
    sounds = lib / "sounds" / "estateline"
    if settings.asterisk == "sandbox":
        if sounds.is_symlink():
            sounds.unlink()
        sounds.mkdir(exist_ok=True)
    else:
        if sounds.is_dir() and not sounds.is_symlink():
            sounds.rmdir()
        _link(sounds, str(settings.sounds.resolve()))
    settings.sounds.mkdir(parents=True, exist_ok=True)
    for name in ("asterisk", "six"):
        _copy_package(name, lib / "python")


def _link(link: Path, target: str) -> None:
    if not link.is_symlink() or str(link.readlink()) != target:
        link.unlink(missing_ok=True)
        link.symlink_to(target)


def _copy_package(name: str, python: Path) -> None:
    """A package of ours where Asterisk's own Python finds it."""
    found = importlib.util.find_spec(name)
    if found is None or found.origin is None:
        raise ModuleNotFoundError(name=name)
    python.mkdir(parents=True, exist_ok=True)
    origin = Path(found.origin)
    if origin.name == "__init__.py":
        shutil.copytree(
            origin.parent, python / name, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__")
        )
    else:
        shutil.copyfile(origin, python / origin.name)


def argv(settings: Settings) -> list[str]:
    """Asterisk in the foreground, its log on standard output; `render` comes first."""
    where = paths(settings)
    return [*_enter(settings), "asterisk", "-f", "-C", f"{where.etc}/asterisk.conf"]


def rx(settings: Settings, command: str) -> str:
    """What the running Asterisk answers to a command of its console, "" when there is none running."""
    where = paths(settings)
    line = [*_enter(settings), "asterisk", "-C", f"{where.etc}/asterisk.conf", "-rx", command]
    done = subprocess.run(line, capture_output=True, text=True, check=False, timeout=30)
    return done.stdout


_WAIT = "core waitfullybooted"


async def ready(settings: Settings, limit: float = 30.0) -> None:
    """Wait until Asterisk has loaded everything. Raises TimeoutError after `limit` seconds."""
    async with asyncio.timeout(limit):
        # The command itself waits, within Asterisk; only one that is not yet there is asked again.
        while "fully booted" not in await asyncio.to_thread(rx, settings, _WAIT):  # noqa: ASYNC110
            await asyncio.sleep(0.1)


def _enter(settings: Settings) -> list[str]:
    """What comes before a program that is to see Asterisk's folders: the sandbox, or only its environment."""
    where = paths(settings)
    if settings.asterisk == "system":
        return ["env", f"PYTHONPATH={where.python}"]
    home = settings.home.resolve()
    state = home / "asterisk"
    inside = ["bwrap", "--die-with-parent", "--unshare-ipc", "--unshare-uts", "--unshare-pid"]
    if os.geteuid() == 0:
        # Root's power over files alone: the state folder may belong to somebody else.
        inside += ["--cap-drop", "ALL", "--cap-add", "CAP_DAC_OVERRIDE"]
    inside += ["--ro-bind", str(PLACE), "/", "--dev", "/dev", "--proc", "/proc"]
    inside += ["--tmpfs", "/tmp", "--tmpfs", "/run"]  # noqa: S108  # the sandbox's own
    inside += ["--ro-bind", str(state / "etc"), where.etc]
    for name, place in (("spool", where.spool), ("log", where.log), ("lib", where.lib), ("run", where.run)):
        inside += ["--bind", str(state / name), place]
    inside += ["--ro-bind", str(home / "sounds"), f"{where.lib}/sounds/estateline"]
    inside += ["--ro-bind", str(ROOT / "agi"), where.agi]
    for file in ("/etc/hosts", "/etc/resolv.conf"):
        if (PLACE / file[1:]).is_file():
            inside += ["--ro-bind-try", str(Path(file).resolve()), file]
    inside += [
        "--clearenv",
        "--setenv",
        "PATH",
        "/usr/sbin:/usr/bin:/sbin:/bin",
        "--setenv",
        "LANG",
        "C.UTF-8",
    ]
    return [*inside, "--setenv", "PYTHONPATH", where.python, "--"]
