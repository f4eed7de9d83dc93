"""Acts as they stand: what was entered, what waits for whom, and what was decided."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field

from sangsaeng.acts.confidential import open_given
from sangsaeng.acts.fields import ItemId
from sangsaeng.acts.model import Answer, Given, Office, Role
from sangsaeng.acts.pages import numbers_after, page_of
from sangsaeng.acts.registry import acts
from sangsaeng.acts.shape import Asked, Page, Reading, Refused
from sangsaeng.database.connection import Row
from sangsaeng.database.sealing import SealBrokenError
from sangsaeng.database.statements import load
from sangsaeng.kernel.refusals import Refusal, refuse

_SQL = load(__package__)
# Everyone of a company sees what is done in its name.
_EVERYONE = frozenset(Role)


def _names_values(about: str) -> str:
    if not isinstance(json.loads(about), dict):
        raise ValueError("about is a JSON object")
    return about


class ActFilters(Given):
    """`mine_to_approve`: only those that the asking person could decide about now. `about`: a JSON
    object; only acts whose text gives these names these values."""

    state: Literal["waiting", "executed", "refused", "rejected", "withdrawn", "expired"] | None = (
        None
    )
    action: Annotated[str, Field(max_length=100)] | None = None
    about: Annotated[str, Field(max_length=300), AfterValidator(_names_values)] | None = None
    mine_to_approve: bool = False


class OneAct(Given):
    """Which act."""

    act_id: ItemId


class ActLine(Answer):
    """One act. `needed_of`: the companies whose people must approve, one entry an approval;
    `approved_of`: those that did. `mine`: the asking person could decide about it now."""

    act_id: int
    action: str
    company_id: int
    company_name: str | None
    entered_by: int | None
    entered_by_key: int | None
    entered_at: datetime
    digest: str
    amount_won: int | None
    state: str
    needed_of: list[int]
    approved_of: list[int]
    expires_at: datetime
    ended_at: datetime | None
    mine: bool


class Decision(Answer):
    """What somebody decided; a person of another company has no number here."""

    company_id: int
    person_id: int | None
    approved: bool
    digest: str
    list_digest: str | None
    decided_at: datetime


class ActDocument(ActLine):
    """An act with the text as it was entered, whose sha256 is the digest, and the decisions.
    `opened`: the same text with its sealed fields readable."""

    given: str
    opened: str
    answer: dict[str, Any] | None
    decisions: list[Decision]


def _list(asked: Asked) -> Page | Refused:
    filters, after = asked.filters, numbers_after(asked, 1)
    if isinstance(after, Refusal):
        return after
    rows = _rows(
        asked,
        state=filters.state,
        action=filters.action,
        about=filters.about,
        mine_to_approve=filters.mine_to_approve,
        after=None if after is None else after[0],
    )
    return page_of(asked, rows, "act_id")


def _one(asked: Asked) -> Page | Refused:
    act_id = asked.filters.act_id
    rows = _rows(asked, act_id=act_id)
    if not rows:
        return refuse("unknown_act", "act_id", act=str(act_id))
    about = {"act_id": act_id, "company_id": asked.company_id}
    text = asked.tx.the(_SQL["text_of_act"], **about)
    model = acts()[rows[0]["action"]].given
    text["opened"] = _opened(asked, model, text["given"])
    decisions = asked.tx.rows(_SQL["decisions_of_act"], **about)
    return Page([{**rows[0], **text, "decisions": decisions}])


def _opened(asked: Asked, model: type[Given], text: str) -> str:
    try:
        return open_given(model, text, lambda: asked.tx.keys)
    except SealBrokenError:
        # An act long over, whose key is retired: what was sealed in it stays so.
        return text


def _rows(asked: Asked, **chosen: Any) -> list[Row]:
    found = asked.tx.rows(_SQL["my_offices"], company_id=asked.company_id)
    offices = frozenset(Office(row["office"]) for row in found)
    words = [
        (act.code, str(role), own)
        for act in acts().values()
        for own in (True, False)
        for role in act.deciders(own, offices)
    ]
    every = dict.fromkeys(("state", "action", "about", "after", "act_id"))
    return asked.tx.rows(
        _SQL["list_acts"],
        **{**every, "mine_to_approve": False, **chosen},
        at=asked.at,
        company_id=asked.company_id,
        person_id=asked.person_id,
        actions=[code for code, _, _ in words],
        roles=[role for _, role, _ in words],
        own=[own for _, _, own in words],
        rows=asked.limit + 1,
    )


READINGS = (
    Reading(
        code="acts.list",
        path="/acts",
        read=_EVERYONE,
        row=ActLine,
        filters=ActFilters,
        list_page=_list,
    ),
    Reading(
        code="acts.one",
        path="/acts/{act_id}",
        read=_EVERYONE,
        row=ActDocument,
        filters=OneAct,
        one=True,
        list_page=_one,
    ),
)
