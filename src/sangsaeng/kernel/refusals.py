"""A refusal is a value: a stable code, the field or line it speaks of, and the facts of the case.

Use cases return `Answer | Refusal` and change nothing when they refuse. Exceptions are for bugs
and broken machines. The sentence for a code stands in the desk's `messages.yaml`, in Korean and
English; `kernel.messages.sentence` renders it from the facts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from dataclasses import field as dataclass_field

Fact = str | int


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why something was not done. `code` is stable for ever; `facts` fill the sentence's blanks.

    `field` names the input's field, `line` its line (1-based, as the user's spreadsheet counts).
    """

    code: str
    field: str | None = None
    line: int | None = None
    facts: Mapping[str, Fact] = dataclass_field(default_factory=dict)

    def at(self, line: int) -> Refusal:
        """The same refusal, said of one line of a file."""
        return replace(self, line=line)


def refuse(code: str, field: str | None = None, /, **facts: Fact) -> Refusal:
    """Shorthand of every `decide_*`: refuse("more_than_retained", "amount_won", retained=7)."""
    return Refusal(code, field, None, facts)
