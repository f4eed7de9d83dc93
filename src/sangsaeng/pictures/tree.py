"""One receivable's tree as a Sankey diagram: who holds what, and what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sangsaeng.kernel.messages import Language, sentence
from sangsaeng.pictures.gathering import Flow, Node

_ENDS = (
    ("paid_won", "pic_tree_paid", "paid"),
    ("sold_won", "pic_tree_sold", "funder"),
    ("parked_won", "pic_tree_parked", "deposit"),
    ("attached_won", "pic_tree_attached", "waiting"),
    ("open_won", "pic_tree_open", "waiting"),
)


@dataclass(frozen=True, slots=True)
class Part:
    """A receivable of the tree, in whole won: face = passed on + sold + paid + parked + attached +
    open. The root's `parent_id` is None."""

    receivable_id: int
    parent_id: int | None
    tier: int
    holder: str
    face_won: int
    passed_on_won: int = 0
    sold_won: int = 0
    paid_won: int = 0
    parked_won: int = 0
    attached_won: int = 0
    open_won: int = 0


def plan_tree(
    buyer: str, parts: Sequence[Part], language: Language
) -> tuple[list[Node], list[Flow]]:
    """Nodes and flows of a tree for `layout_sankey`. The ends stand in a last column, one each."""
    known = {part.receivable_id for part in parts}
    last = max((part.tier for part in parts), default=0) + 1
    nodes = [Node("buyer", 0, buyer, "buyer")]
    flows: list[Flow] = []
    ends: set[str] = set()
    for part in parts:
        kept = [(name, getattr(part, name)) for name, _, _ in _ENDS]
        passed_on_won = sum(one.face_won for one in parts if one.parent_id == part.receivable_id)
        # A reader who sees only its own edges has no rows for what was passed on further.
        assert passed_on_won in (0, part.passed_on_won)
        assert part.face_won == part.passed_on_won + sum(won for _, won in kept)
        key = f"r{part.receivable_id}"
        nodes.append(Node(key, part.tier, part.holder))
        above = f"r{part.parent_id}" if part.parent_id in known else "buyer"
        flows.append(Flow(above, key, part.face_won))
        flows += [Flow(key, name, won) for name, won in kept if won]
        ends.update(name for name, won in kept if won)
        if part.passed_on_won and not passed_on_won:
            flows.append(Flow(key, "passed_on", part.passed_on_won))
            ends.add("passed_on")
    for name, code, kind in (*_ENDS, ("passed_on", "pic_tree_passed_on", "institution")):
        if name in ends:
            nodes.append(Node(name, last, sentence(code, language), kind))
    return nodes, flows
