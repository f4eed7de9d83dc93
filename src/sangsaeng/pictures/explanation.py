"""Explain this won: an amount, how it came to be, and the amounts it was made of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from sangsaeng.kernel.refusals import Fact


@dataclass(frozen=True, slots=True)
class Explained:
    """An amount in won. `label_code` names it, `how_code` with `facts` says how it was reckoned;
    `parts` are the signed amounts it is made of. A leaf has none: a journal line, a bank's entry,
    a rule's result."""

    label_code: str
    won: int
    how_code: str
    facts: Mapping[str, Fact] = field(default_factory=dict)
    parts: tuple[Explained, ...] = ()

    @property
    def adds_up(self) -> bool:
        """Whether every amount with parts is their sum, at any depth."""
        if not self.parts:
            return True
        whole = self.won == sum(part.won for part in self.parts)
        return whole and all(part.adds_up for part in self.parts)

    def lines(self, depth: int = 0) -> Iterator[tuple[int, Explained]]:
        """Every amount with its depth, a whole before its parts: the rows of a table or a paper."""
        yield depth, self
        for part in self.parts:
            yield from part.lines(depth + 1)
