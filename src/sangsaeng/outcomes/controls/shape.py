"""What a control consists of: the files of `checks/` are made of these."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, LiteralString

from sangsaeng.database.connection import Tx
from sangsaeng.kernel.refusals import Fact
from sangsaeng.outcomes.model_call import ProgrammeRules


@dataclass(frozen=True, slots=True)
class Looking:
    """One look over a programme: its rules, and the day it is looked at. `match_ids`: only what is
    about these matches, for the controls that are asked at once; None: the whole programme."""

    tx: Tx
    programme_id: int
    rules: ProgrammeRules
    today: date
    match_ids: Sequence[int] | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """Something a control found. `subject`: the table's name without its schema; `facts` fill the
    blanks of the control's sentence. `stops`: False where this case holds nothing, though its
    control does."""

    subject: str
    subject_id: int
    award_id: int | None
    facts: Mapping[str, Fact] = field(default_factory=dict)
    stops: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Control:
    """One control. `stops`: nothing of the award is determined or paid before it is settled.
    `says`: the code of its sentence in messages.yaml. `beside`: facts that come and go without a
    new cause; a change of any other fact is one, and is found although an earlier was settled."""

    code: str
    stops: bool
    says: str
    look: Callable[[Looking], Sequence[Found]]
    beside: frozenset[str] = frozenset()


def looked_up(looking: Looking, statement: LiteralString, **values: object) -> list[Found]:
    """What a statement finds: `subject`, `subject_id`, `award_id`, and `stops` where it hangs on
    the case; every other column is a fact."""
    named = None if looking.match_ids is None else list(looking.match_ids)
    about = {"programme_id": looking.programme_id, "match_ids": named, **values}
    return [_found(row) for row in looking.tx.rows(statement, **about)]


def _found(row: Mapping[str, Any]) -> Found:
    facts = {name: value for name, value in row.items() if name not in _KEYS}
    return Found(row["subject"], row["subject_id"], row["award_id"], facts, row.get("stops", True))


_KEYS = frozenset({"subject", "subject_id", "award_id", "stops"})
