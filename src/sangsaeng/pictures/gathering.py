"""What is too small or too private to stand alone in a picture, gathered: nothing is left out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

COMPANY = "company"


@dataclass(frozen=True, slots=True)
class Node:
    """Somebody who gives or receives. `column` counts from the left, 0 first; for a company it is
    its tier. `kind` chooses the colour. `gathered` says why `count` of them are one: `others`
    (small) or `hidden` (their names are not for this reader)."""

    key: str
    column: int
    name: str
    kind: str = COMPANY
    gathered: str = ""
    count: int = 1


@dataclass(frozen=True, slots=True)
class Flow:
    """Won from one node to another in a later column."""

    source: str
    target: str
    won: int
    kind: str = ""


Graph = tuple[Sequence[Node], Sequence[Flow]]


def worths(flows: Sequence[Flow]) -> Mapping[str, int]:
    """What each node handles: the larger of what came in and what went out."""
    came: dict[str, int] = defaultdict(int)
    went: dict[str, int] = defaultdict(int)
    for flow in flows:
        went[flow.source] += flow.won
        came[flow.target] += flow.won
    return {key: max(came.get(key, 0), went.get(key, 0)) for key in {**went, **came}}


def gather(
    nodes: Sequence[Node], flows: Sequence[Flow], most: int, hidden_from: int | None
) -> Graph:
    """At most `most` nodes a column: the smallest of a kind become one. Companies of the column
    `hidden_from` and later become one a column. Nodes without money are left out."""
    assert most > 1 and all(flow.won >= 0 for flow in flows)
    worth = worths(flows)
    columns: dict[int, list[Node]] = defaultdict(list)
    for node in nodes:
        if worth.get(node.key, 0) > 0:
            columns[node.column].append(node)
    becomes: dict[str, str] = {}
    kept: dict[str, Node] = {}
    for column, held in sorted(columns.items()):
        hidden = [
            node
            for node in held
            if hidden_from is not None and column >= hidden_from and node.kind == COMPANY
        ]
        known = {node.key for node in hidden}
        open_ = [node for node in held if node.key not in known]
        room = most - (1 if hidden else 0)
        ranked = sorted(open_, key=lambda node: (-worth[node.key], node.key))
        # One of two or more: gathering a single node would only take its name away.
        small = ranked[room - 1 :] if len(ranked) > room else []
        alone = ranked[: len(ranked) - len(small)]
        kept.update((node.key, node) for node in alone)
        for one in (*_one_a_kind(hidden, "hidden"), *_one_a_kind(small, "others")):
            whole, of = one
            kept[whole.key] = whole
            becomes.update((node.key, whole.key) for node in of)
    return list(kept.values()), _merge(flows, becomes)


def _one_a_kind(nodes: Sequence[Node], why: str) -> list[tuple[Node, list[Node]]]:
    kinds: dict[str, list[Node]] = defaultdict(list)
    for node in nodes:
        kinds[node.kind].append(node)
    made = []
    for kind, of in sorted(kinds.items()):
        key = f"{why}:{of[0].column}:{kind}"
        # A node may stand for several already.
        count = sum(node.count for node in of)
        made.append((replace(of[0], key=key, name="", gathered=why, count=count), of))
    return made


def _merge(flows: Sequence[Flow], becomes: Mapping[str, str]) -> list[Flow]:
    sums: dict[tuple[str, str, str], int] = defaultdict(int)
    for flow in flows:
        source, target = (becomes.get(end, end) for end in (flow.source, flow.target))
        sums[source, target, flow.kind] += flow.won
    return [Flow(source, target, won, kind) for (source, target, kind), won in sums.items() if won]
