"""A folder as the way to a bank: `out/` takes our files, `in/` holds the bank's.

Banks of every size exchange ISO 20022 files through a folder (SFTP, a bank's own client). A file
appears in `out/` whole or not at all; a message that is recorded moves to `in/done/`.
"""

from __future__ import annotations

import os
from pathlib import Path

from sangsaeng.payouts.rails.transports import TransportDown


class FolderTransport:
    """A transport of a file rail. The folder is made when it is missing."""

    def __init__(self, folder: Path, suffix: str = ".xml") -> None:
        self._out = folder / "out"
        self._in = folder / "in"
        self._done = folder / "in" / "done"
        self._suffix = suffix
        for place in (self._out, self._done):
            place.mkdir(parents=True, exist_ok=True)

    def send(self, batch_bytes: bytes, message_id: str) -> bytes | None:
        """Put the file into `out/`; the same message again is the same file."""
        target = self._out / f"{message_id}{self._suffix}"
        unfinished = target.with_suffix(".part")
        with unfinished.open("wb") as file:
            file.write(batch_bytes)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(target)
        return None

    def fetch(self) -> list[tuple[str, bytes]]:
        """The bank's files in the order of their names."""
        found = [path for path in self._in.iterdir() if path.is_file()]
        return [(path.name, path.read_bytes()) for path in sorted(found)]

    def acknowledge(self, message_ref: str) -> None:
        """Move a recorded file away; one of the same name is kept under a further one."""
        target, number = self._done / message_ref, 1
        while target.exists():
            target, number = self._done / f"{number}-{message_ref}", number + 1
        (self._in / message_ref).replace(target)

    def ask(self, end_to_end_id: str) -> bytes:
        """A folder answers nothing at once: the bank's next file does."""
        raise TransportDown(end_to_end_id)
