"""A part's log: cut into files of a bounded size, and never in the way when the disk is full."""

import contextlib
from dataclasses import dataclass
from pathlib import Path

KEPT = 4
"""Files of one part: the one being written and the three before it."""


@dataclass
class LogFile:
    """Appends bytes to `path`; above `most` bytes it becomes path.1, path.1 becomes path.2 …"""

    path: Path
    most: int = 10_000_000

    def write(self, data: bytes) -> None:
        """Append. On a full disk the words are lost and the part goes on: it never sees the error."""
        with contextlib.suppress(OSError):
            self.path.parent.mkdir(parents=True, exist_ok=True)
            if self.path.exists() and self.path.stat().st_size + len(data) > self.most:
                self._turn()
            with self.path.open("ab") as file:
                file.write(data)

    def tail(self, lines: int) -> str:
        """The last `lines` lines, "" when nothing was written."""
        try:
            with self.path.open("rb") as file:
                file.seek(max(0, self.path.stat().st_size - 65536))
                text = file.read().decode("utf-8", "replace")
        except FileNotFoundError:
            return ""
        return "\n".join(text.splitlines()[-lines:])

    def _turn(self) -> None:
        for number in range(KEPT - 1, 0, -1):
            older = self.path if number == 1 else self.path.with_name(f"{self.path.name}.{number - 1}")
            if older.exists():
                older.rename(self.path.with_name(f"{self.path.name}.{number}"))
