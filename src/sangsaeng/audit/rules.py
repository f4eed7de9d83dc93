"""Checking an export by itself: the same chain as the database's, computed again from its text."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from typing import Any

from sangsaeng.audit.model import Checked
from sangsaeng.kernel.refusals import Refusal, refuse

FIRST_PREVIOUS = "0" * 64
_HEX = frozenset("0123456789abcdef")


def digest_of_event(line: str) -> str:
    """sha256 of an event's one text, as 64 hexadecimal digits."""
    return hashlib.sha256(line.encode()).hexdigest()


def digest_of_block(previous: str, digests: Iterable[str]) -> str:
    """sha256 over a line for the block before and a line for each event."""
    return digest_of_event("".join(f"{one}\n" for one in (previous, *digests)))


def check_export(lines: Iterable[str], published: str | None = None) -> Checked | Refusal:
    """Whether every seal of an export is made of what stands before it. `published`: a digest that
    was written down elsewhere and must be among them.

    Refused: `audit_line_unreadable`, `audit_chain_broken`, `audit_head_missing`.
    """
    chain, number = _Chain(), 0
    for number, line in enumerate(lines, start=1):
        known = _parse(line)
        if known is None:
            return refuse("audit_line_unreadable", None, number=number)
        if not chain.take(line, known):
            break
    if chain.open:
        return refuse("audit_chain_broken", None, number=number, seal=str(chain.seals + 1))
    if published is not None and published not in chain.heads:
        return refuse("audit_head_missing", None, digest=published)
    return Checked(chain.seals, chain.events, chain.shown, chain.heads[-1])


class _Chain:
    """The chain as far as it has been read; `open` holds what no seal has closed."""

    def __init__(self) -> None:
        self.heads = [FIRST_PREVIOUS]
        self.open: list[str] = []
        self.events = self.shown = 0

    @property
    def seals(self) -> int:
        return len(self.heads) - 1

    def take(self, line: str, known: dict[str, Any]) -> bool:
        """One line more; False: a seal that is not that of what stands before it."""
        if "seal" not in known:
            self.shown += "event_digest" not in known
            self.open.append(str(known.get("event_digest", digest_of_event(line))))
            return True
        again = digest_of_block(self.heads[-1], self.open)
        wanted = {"seal": self.seals + 1, "previous": self.heads[-1], "digest": again}
        if known != {**wanted, "events": len(self.open)} or not self.open:
            self.open.append(again)
            return False
        self.heads.append(again)
        self.events += len(self.open)
        self.open = []
        return True


def _parse(line: str) -> dict[str, Any] | None:
    try:
        known = json.loads(line)
    except (ValueError, RecursionError):
        return None
    if not isinstance(known, dict):
        return None
    hidden = known.get("event_digest", FIRST_PREVIOUS)
    is_digest = isinstance(hidden, str) and len(hidden) == 64 and _HEX.issuperset(hidden)
    return known if is_digest else None
