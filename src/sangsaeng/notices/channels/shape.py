"""What a channel is: it carries one letter at a time, and says what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from sangsaeng.notices.model import Letter, Medium, Sent

Settings = Mapping[str, str]


class Channel(Protocol):
    """Carries letters by one medium. It keeps and logs no address."""

    @property
    def medium(self) -> Medium:
        """By what its letters go."""

    def send(self, letter: Letter) -> Sent:
        """One try. It raises nothing that a letter or its receiver can cause."""

    def close(self) -> None:
        """Let go of a connection, if one is held; the next letter opens another."""
