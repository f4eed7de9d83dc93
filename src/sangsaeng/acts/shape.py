"""What an act and a reading consist of: the files of `kinds/` and `readings/` are made of these."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Generic, TypeVar

from sangsaeng.acts.model import Answer, Given, Powers, Readers
from sangsaeng.database.connection import Transactions, Tx
from sangsaeng.kernel.calendar import KOREA
from sangsaeng.kernel.refusals import Refusal

G = TypeVar("G", bound=Given)
Refused = Refusal | Sequence[Refusal]


@dataclass(frozen=True, slots=True)
class Acting:
    """The act being executed: for whom, when, and the transaction it runs in.

    `agreed`: the other companies whose people approved; `approved_by`: who did, nobody yet in a
    rehearsal. `act_id` is 0 in a rehearsal. `touched`:
    other companies whose data or right it is about; the log names them.
    """

    tx: Tx
    company_id: int
    at: datetime
    act_id: int
    person_id: int | None = None
    agreed: frozenset[int] = frozenset()
    touched: list[int] = field(default_factory=list)
    approved_by: tuple[int, ...] = ()

    def touches(self, company_id: int) -> None:
        """This act is about another company's data or right."""
        if company_id != self.company_id and company_id not in self.touched:
            self.touched.append(company_id)

    @property
    def rehearsed(self) -> bool:
        """Whether it is only tried and will be undone."""
        return self.act_id == 0

    @property
    def database(self) -> Transactions:
        """For use cases that open their own transaction: it becomes part of this one."""
        return self.tx

    @property
    def today(self) -> date:
        """The day in Korea."""
        return self.at.astimezone(KOREA).date()


@dataclass(frozen=True, slots=True, kw_only=True)
class Act(Powers, Generic[G]):
    """One use case that writes, at a path that is stable for ever.

    `amount_won`, `standing_won`: what counts against limits, as it is stated and as it stands in
    the book; the larger counts. `agree`: other companies whose people must approve too. Both read
    under the enterer's own rights. `execute` calls the use case; a Refused undoes
    everything.
    """

    path: str
    given: type[G]
    answer: type[Answer]
    execute: Callable[[Acting, G], Answer | Refused]
    amount_won: Callable[[G], int] | None = None
    standing_won: Callable[[Tx, G], int | None] | None = None
    agree: Callable[[Tx, int, G], Sequence[int] | Refusal] | None = None
    programme_of: Callable[[G], int] | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list: rows, and where the next begins (None: this was the last)."""

    rows: Sequence[Mapping[str, Any]]
    next_cursor: str | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """What a reading is given: for whom, the moment, its filters, and the page wanted.

    `after`: the ordering keys of the last row seen. A list asks its statement for `limit` + 1 rows.
    """

    tx: Tx
    company_id: int
    at: datetime
    filters: Any = None
    after: tuple[Any, ...] | None = None
    limit: int = 100
    person_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading(Readers):
    """One list or document, by row-level security and by role.

    `row`: the shape of a row. `filters`: path and query parameters. `one`: a single document
    instead of pages. `subject`: it shows another company's data, so that reading is an event.
    `of_others`: it shows many companies' data to a company that holds an office: an event a call.
    """

    path: str
    row: type[Answer]
    list_page: Callable[[Asked], Page | Refused]
    filters: type[Given] | None = None
    one: bool = False
    of_others: bool = False
    subject: Callable[[Any], int | None] | None = None
