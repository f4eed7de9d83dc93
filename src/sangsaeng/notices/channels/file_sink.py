"""Letters as files in a folder: what demonstrations show and tests read. `SANGSAENG_NOTICE_FOLDER`
names it; e-mails become `.eml`, messages `.json`, one file a letter however often it is tried."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path

from sangsaeng.notices.channels.email_message import render_email
from sangsaeng.notices.channels.message import as_json, plain_telephone
from sangsaeng.notices.channels.shape import Channel, Settings
from sangsaeng.notices.model import Letter, Medium, Sent

FOLDER = "SANGSAENG_NOTICE_FOLDER"
_SENDER = "notices@sangsaeng.invalid"


def open_channels(settings: Settings) -> list[Channel]:
    """A sink of each medium, where a folder is set."""
    folder = settings.get(FOLDER)
    return [FileSink(Path(folder), medium) for medium in Medium] if folder else []


class FileSink:
    """Writes letters of one medium."""

    def __init__(self, folder: Path, medium: Medium) -> None:
        self._folder, self._medium = folder, medium

    @property
    def medium(self) -> Medium:
        """By what its letters would go."""
        return self._medium

    def send(self, letter: Letter) -> Sent:
        """Write the letter whole or not at all."""
        try:
            name, data = self._render(letter)
        except ValueError:
            return Sent("address_malformed", final=True)
        part = self._folder / f".{name}"
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            part.write_bytes(data)
            part.replace(self._folder / name)
        except OSError:
            with suppress(OSError):
                part.unlink(missing_ok=True)
            return Sent("folder_unwritable")
        return Sent()

    def close(self) -> None:
        """Nothing is held."""

    def _render(self, letter: Letter) -> tuple[str, bytes]:
        """Raises ValueError for an address that is none."""
        if self._medium is Medium.EMAIL:
            return f"{letter.message_id}.eml", bytes(render_email(letter, _SENDER))
        if plain_telephone(letter.to) is None:
            raise ValueError("not a telephone")
        text = json.dumps(as_json(letter), ensure_ascii=False, indent=2, sort_keys=True)
        return f"{letter.message_id}.json", text.encode()
