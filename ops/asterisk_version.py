"""Which Asterisk there is, and whether it is the series we are made for: 22.x, long-term support."""

import re
import shutil
import subprocess

from ops import root
from ops.settings import Settings


def found(settings: Settings) -> str:
    """Its version (22.10.1), "" when there is none."""
    if settings.asterisk == "sandbox":
        return root.version()
    program = shutil.which("asterisk", path="/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin")
    if program is None:
        return ""
    words = subprocess.run([program, "-V"], capture_output=True, text=True, check=False).stdout
    number = re.search(r"[0-9]+(?:\.[0-9]+)+", words)
    return number[0] if number else ""


def supported(version: str) -> bool:
    """True for any 22.x."""
    return version.split(".")[0] == str(root.SERIES)
