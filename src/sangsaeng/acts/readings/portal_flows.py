"""Money as it flows: through a programme, and around one receivable."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from sangsaeng.acts.fields import Day, ItemId, ProgrammeId
from sangsaeng.acts.listing import OWN, RUNS, one_row
from sangsaeng.acts.model import Answer, Given
from sangsaeng.acts.readings.portal_buying import FEWEST, whole_months
from sangsaeng.acts.readings.receivables import State
from sangsaeng.acts.shape import Asked, Page, Reading, Refused
from sangsaeng.database.statements import load
from sangsaeng.kernel.calendar import KOREA
from sangsaeng.kernel.refusals import refuse

_SQL = load(__package__)
# Edges of a tier that stand alone; the rest are one. A picture gathers many more of them.
_MOST_EDGES = 200
# A tree that is larger is read by the list of its programme.
_MOST_NODES = 2_000
_MOST_DAYS = 366


class FlowFilters(Given):
    """Of promises made in the months of these two days and between, twelve at most; without, of
    this month and the one before."""

    programme_id: ProgrammeId
    from_on: Day | None = None
    until: Day | None = None


class FlowNode(Answer):
    """A company at a tier (0: the buyer), or all that are gathered there: `name` is None, and
    `names` are of those who let the buyer see them."""

    key: str
    tier: int
    name: str | None
    company_count: int | None
    names: list[str]


class FlowEdge(Answer):
    """What one node promised another, in won."""

    source: str
    target: str
    won: int
    receivable_count: int


class ProgrammeFlow(Answer):
    """Promises from tier to tier: with names to who runs the programme; to its buyer by tiers, and
    no tier of fewer than three companies below the first."""

    programme_id: int
    from_on: date
    until: date
    nodes: list[FlowNode]
    flows: list[FlowEdge]


class TreeFilters(Given):
    """Which receivable."""

    programme_id: ProgrammeId
    receivable_id: ItemId


class TreeNode(Answer):
    """A receivable of a tree; its split only for its holder and for who runs the programme."""

    receivable_id: int
    parent_id: int | None
    tier: int
    issuer: str
    holder: str
    face_won: int
    retained_won: int | None
    passed_on_won: int | None
    sold_won: int | None
    issued_on: date
    matures_on: date
    state: State
    asked_for: bool


class ReceivableFlow(Answer):
    """A receivable and what the asker may see around it. `whole`: nothing left out for size."""

    programme_id: int
    receivable_id: int
    whole: bool
    nodes: list[TreeNode]


def _ends(row: dict[str, Any], alone: bool, buyer_id: int) -> Iterator[tuple[str, int, str | None]]:
    """Key, tier and name of both ends of an edge; gathered where it does not stand alone."""
    for tier, side in ((row["tier"] - 1, "issuer"), (row["tier"], "holder")):
        company = row[f"{side}_id"]
        if tier == 0:
            yield f"0-{buyer_id}", 0, None
        elif alone and company is not None:
            yield f"{tier}-{company}", tier, row[side]
        else:
            yield f"{tier}-others", tier, None


def _alone(rows: Sequence[dict[str, Any]]) -> set[int]:
    """Positions of the largest edges of each tier; rows come by tier, the largest first."""
    seen: dict[int, int] = defaultdict(int)
    found: set[int] = set()
    for at, row in enumerate(rows):
        if seen[row["tier"]] < _MOST_EDGES:
            found.add(at)
        seen[row["tier"]] += 1
    return found


def _graph(
    rows: Sequence[dict[str, Any]], about: dict[str, Any], names: dict[int, list[str]]
) -> dict[str, Any]:
    alone = _alone(rows)
    nodes: dict[str, dict[str, Any]] = {}
    flows: dict[tuple[str, str], dict[str, Any]] = {}
    for at, row in enumerate(rows):
        source, target = _ends(row, at in alone, about["buyer_id"])
        for key, tier, name in (source, target):
            one = {"key": key, "tier": tier, "name": name, "company_count": 1, "names": []}
            nodes.setdefault(key, one)
        if row["holder_id"] is None:
            nodes[target[0]].update(
                company_count=row["company_count"], names=names.get(row["tier"], [])
            )
        flow = flows.setdefault(
            (source[0], target[0]),
            {"source": source[0], "target": target[0], "won": 0, "receivable_count": 0},
        )
        flow["won"] += row["won"]
        flow["receivable_count"] += row["receivable_count"]
    for one in nodes.values():
        if one["tier"] == 0:
            one["name"] = about["buyer"]
        elif about["runs"] and one["name"] is None:
            one["company_count"] = None
    ordered = sorted(nodes.values(), key=lambda one: (one["tier"], one["key"]))
    return {"nodes": ordered, "flows": list(flows.values())}


def _told(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """To a buyer: no tier of too few companies, nor what is below it."""
    found: list[dict[str, Any]] = []
    for row in rows:
        if row["holder_id"] is None and row["tier"] > 1 and row["company_count"] < FEWEST:
            break
        found.append(row)
    return found


def _programme(asked: Asked) -> Page | Refused:
    today = asked.at.astimezone(KOREA).date()
    first, until = whole_months(asked.filters.from_on, asked.filters.until, today)
    if not 0 <= (until - first).days < _MOST_DAYS:
        return refuse("calendar_span", "until", most=_MOST_DAYS)
    programme_id = asked.filters.programme_id
    about = asked.tx.row(_SQL["get_programme_of"], me=asked.company_id, programme_id=programme_id)
    if about is None:
        return refuse("unknown_programme", "programme_id", value=str(programme_id))
    span = {"programme_id": programme_id, "first": first, "last": until}
    rows = _told(asked.tx.rows(_SQL["list_flows"], **span))
    names = {} if about["runs"] else asked.tx.rows(_SQL["list_consented"], **span)
    by_tier = {row["tier"]: row["names"] for row in names}
    head = {"programme_id": programme_id, "from_on": first, "until": until}
    return one_row({**head, **_graph(rows, about, by_tier)})


def _receivable(asked: Asked) -> Page | Refused:
    given = dict(asked.filters)
    rows = asked.tx.rows(_SQL["list_tree"], me=asked.company_id, most=_MOST_NODES + 1, **given)
    if not rows:
        receivable = str(asked.filters.receivable_id)
        return refuse("unknown_receivable", "receivable_id", receivable=receivable)
    return one_row({**given, "whole": len(rows) <= _MOST_NODES, "nodes": rows[:_MOST_NODES]})


READINGS = (
    Reading(
        code="flow.programme",
        path="/programmes/{programme_id}/flow",
        read=OWN | RUNS,
        of_others=True,
        filters=FlowFilters,
        row=ProgrammeFlow,
        one=True,
        list_page=_programme,
    ),
    Reading(
        code="flow.receivable",
        path="/programmes/{programme_id}/receivables/{receivable_id}/flow",
        read=OWN | RUNS,
        of_others=True,
        filters=TreeFilters,
        row=ReceivableFlow,
        one=True,
        list_page=_receivable,
    ),
)
