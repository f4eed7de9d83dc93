"""Money as it flows, drawn: a programme's promises from tier to tier, and one receivable's tree."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sangsaeng.kernel.messages import Language
from sangsaeng.pictures.gathering import Flow, Node
from sangsaeng.pictures.sankey import NARROW, WIDE, layout_sankey
from sangsaeng.pictures.sankey_drawing import render_sankey
from sangsaeng.pictures.svg import Picture
from sangsaeng.pictures.tree import Part, plan_tree
from sangsaeng.web.rendering import say

Row = Mapping[str, Any]
# Companies of a column that stand alone on a screen, and on a phone.
_MOST, _MOST_NARROW = 12, 6
# A tree of more edges is a list, not a picture.
_MOST_PARTS = 200
# Where what is kept of a receivable lies, by the state it is in.
_KEPT_IN = {
    "paid": "paid_won",
    "parked": "parked_won",
    "attached": "attached_won",
    "open": "open_won",
    "grace": "open_won",
    "unpaid": "open_won",
}


@dataclass(frozen=True, slots=True)
class Drawn:
    """The same flow for a wide screen and for a phone."""

    wide: Picture
    narrow: Picture


def draw_programme(flow: Row, language: Language, description: str) -> Drawn | None:
    """A programme's promises; None without any. What the reading gathered stands as one."""
    if not flow["flows"]:
        return None
    nodes = [_node(row, language) for row in flow["nodes"]]
    flows = [Flow(one["source"], one["target"], one["won"]) for one in flow["flows"]]
    return _draw(nodes, flows, say("page_flow", language), description, language)


def draw_tree(rows: Sequence[Row], language: Language, description: str) -> Drawn | None:
    """One receivable's tree as far as the asker sees it; None where it is too large, or none."""
    rows = [row for row in rows if row["state"] != "cancelled"]
    if not rows or len(rows) > _MOST_PARTS:
        return None
    top = min(rows, key=lambda row: row["tier"])
    nodes, flows = plan_tree(top["issuer"], [_part(row, rows) for row in rows], language)
    # What became of money whose split the asker is not told is not drawn.
    numbers = {f"r{row['receivable_id']}" for row in rows}
    untold = {f"r{row['receivable_id']}" for row in rows if row["retained_won"] is None}
    flows = [one for one in flows if one.source not in untold or one.target in numbers]
    return _draw(nodes, flows, say("page_receivable", language), description, language)


def _draw(
    nodes: Sequence[Node],
    flows: Sequence[Flow],
    title: str,
    description: str,
    language: Language,
) -> Drawn:
    wide = layout_sankey(nodes, flows, width=WIDE, most=_MOST)
    narrow = layout_sankey(nodes, flows, width=NARROW, most=_MOST_NARROW)
    return Drawn(
        render_sankey(wide, "flow-wide", title, description, language),
        render_sankey(narrow, "flow-narrow", title, description, language),
    )


def _node(row: Row, language: Language) -> Node:
    kind = "buyer" if row["tier"] == 0 else "company"
    if row["name"] is not None:
        return Node(row["key"], row["tier"], row["name"], kind)
    if row["company_count"] is None:
        return Node(row["key"], row["tier"], say("flow_rest", language), kind)
    count = row["company_count"]
    return Node(row["key"], row["tier"], "", kind, gathered="hidden", count=count)


def _part(row: Row, rows: Sequence[Row]) -> Part:
    """A receivable of the picture. Of a split the asker is not told, what went on to parts it sees
    is known, and of a receivable without such parts where the whole stands."""
    passed = sum(one["face_won"] for one in rows if one["parent_id"] == row["receivable_id"])
    known = row["retained_won"] is not None
    face = row["face_won"] if known or not passed else passed
    passed_on = row["passed_on_won"] if known else passed
    sold = row["sold_won"] if known else 0
    kept = face - passed_on - sold
    where = _KEPT_IN.get(row["state"], "open_won")
    return Part(
        receivable_id=row["receivable_id"],
        parent_id=row["parent_id"],
        tier=row["tier"],
        holder=row["holder"],
        face_won=face,
        passed_on_won=passed_on,
        sold_won=sold,
        **{where: kept},
    )
