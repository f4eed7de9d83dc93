"""Where money went as a Sankey diagram: columns by tier, bands as wide as their won.

Lengths are whole tenths of a pixel. Within a node the bands' edges are cut from running sums, so
that their widths add up to the node's to the tenth, whatever the rounding.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sangsaeng.pictures.gathering import Flow, Node, gather, worths

# For a wide screen and for a phone, in pixels.
WIDE, NARROW = 960, 360
_BARS = {True: 120, False: 70}
# The column that handles most won is this tall before gaps, in tenths of a pixel.
TALL = 3_600
# Two lines of 12 and 11 pixels with their leading.
LABEL_ROOM = 320
_GAP = 60
_LANE_GAP = 20
# Room for the halo of the first and the last label.
_MARGIN = 40


@dataclass(frozen=True, slots=True)
class PlacedNode:
    """A node's bar: its corner, height and what it handles."""

    node: Node
    won: int
    x: int
    y: int
    tall: int


@dataclass(frozen=True, slots=True)
class Lane:
    """A place a band passes: from x to right_x at height y, `thick` wide."""

    x: int
    right_x: int
    y: int
    thick: int


@dataclass(frozen=True, slots=True)
class PlacedFlow:
    """A band: the lanes it passes from its source's bar to its target's."""

    flow: Flow
    lanes: tuple[Lane, ...]


@dataclass(frozen=True, slots=True)
class Placed:
    """A picture before it is drawn; lengths in tenths of a pixel."""

    width: int
    height: int
    step: int
    bar: int
    nodes: tuple[PlacedNode, ...]
    flows: tuple[PlacedFlow, ...]


@dataclass(slots=True)
class _Slot:
    """A node, or the place where a long band passes a column (`node` is None)."""

    key: str
    column: int
    won: int
    node: Node | None = None
    tall: int = 0
    y: int = 0
    sources: list[tuple[str, int]] = field(default_factory=list)

    @property
    def room(self) -> int:
        """Its height, or its label's when that is taller."""
        return self.tall if self.node is None else max(self.tall, LABEL_ROOM)

    @property
    def gap(self) -> int:
        """Free space below it."""
        return _LANE_GAP if self.node is None else _GAP

    @property
    def middle(self) -> int:
        """Where its middle stands."""
        return self.y + self.room // 2

    @property
    def top(self) -> int:
        """Where its bar begins, in the middle of its room."""
        return self.y + (self.room - self.tall) // 2


def layout_sankey(
    nodes: Sequence[Node],
    flows: Sequence[Flow],
    *,
    width: int = WIDE,
    most: int = 12,
    hidden_from: int | None = None,
) -> Placed:
    """Places for everything; `width` in pixels, at most `most` nodes a column.

    Companies of column `hidden_from` and later lose their names. A flow must go to a later column.
    """
    nodes, flows = gather(nodes, flows, most, hidden_from)
    columns_used = sorted({node.column for node in nodes})
    # Columns without a node take no room.
    place = {column: number for number, column in enumerate(columns_used)}
    slots = _slots(nodes, flows, place)
    columns: dict[int, list[_Slot]] = defaultdict(list)
    for slot in slots.values():
        columns[slot.column].append(slot)
    total = max((sum(slot.won for slot in held) for held in columns.values()), default=1)
    for slot in slots.values():
        slot.tall = slot.won * TALL // total
    height = max((_needed(held) for held in columns.values()), default=LABEL_ROOM)
    for column in sorted(columns):
        _stack(columns[column], slots, height)
    bar = _BARS[width >= WIDE]
    step = width * 10 // max(len(columns_used), 1)
    xs = {column: column * step for column in columns}
    placed = tuple(
        PlacedNode(slot.node, slot.won, xs[slot.column], slot.top + _MARGIN, slot.tall)
        for slot in slots.values()
        if slot.node is not None
    )
    bands = _bands(flows, slots, xs, total, bar)
    return Placed(width * 10, height + 2 * _MARGIN, step, bar, placed, bands)


def _path(flow: Flow, slots: Mapping[str, _Slot], columns: Mapping[str, int]) -> list[str]:
    between = range(columns[flow.source] + 1, columns[flow.target])
    passed = [_lane_key(flow, column) for column in between]
    return [flow.source, *(key for key in passed if key in slots), flow.target]


def _lane_key(flow: Flow, column: int) -> str:
    return f"\x00{flow.source}\x00{flow.target}\x00{flow.kind}\x00{column}"


def _slots(
    nodes: Sequence[Node], flows: Sequence[Flow], place: Mapping[int, int]
) -> dict[str, _Slot]:
    worth = worths(flows)
    slots = {node.key: _Slot(node.key, place[node.column], worth[node.key], node) for node in nodes}
    for flow in flows:
        start, end = slots[flow.source].column, slots[flow.target].column
        assert start < end, "money flows to a later column"
        before = flow.source
        for column in range(start + 1, end):
            key = _lane_key(flow, column)
            slots[key] = _Slot(key, column, flow.won, sources=[(before, flow.won)])
            before = key
        slots[flow.target].sources.append((before, flow.won))
    return slots


def _needed(held: Sequence[_Slot]) -> int:
    return sum(slot.room + slot.gap for slot in held)


def _stack(held: list[_Slot], slots: Mapping[str, _Slot], height: int) -> None:
    """Each slot beside what feeds it, none over another, all inside the height."""
    wished: dict[str, int] = {}
    spare = max(height - _needed(held), 0) // 2
    for slot in sorted(held, key=lambda slot: (-slot.won, slot.key)):
        fed = sum(won for _, won in slot.sources)
        if fed:
            middle = sum(slots[key].middle * won for key, won in slot.sources) // fed
            wished[slot.key] = middle - slot.room // 2
        else:
            wished[slot.key], spare = spare, spare + slot.room + slot.gap
    # What feeds it decides the order; the gathered stand last among equals.
    held.sort(
        key=lambda slot: (
            wished[slot.key] + slot.room // 2,
            slot.node is not None and bool(slot.node.gathered),
            -slot.won,
            slot.key,
        )
    )
    floor = 0
    for slot in held:
        slot.y = max(wished[slot.key], floor)
        floor = slot.y + slot.room + slot.gap
    ceiling = height
    for slot in reversed(held):
        slot.y = min(slot.y, ceiling - slot.gap - slot.room)
        ceiling = slot.y


def _bands(
    flows: Sequence[Flow],
    slots: Mapping[str, _Slot],
    xs: Mapping[int, int],
    total: int,
    bar: int,
) -> tuple[PlacedFlow, ...]:
    columns = {key: slot.column for key, slot in slots.items()}
    paths = {flow: _path(flow, slots, columns) for flow in flows}
    leaving: dict[str, list[Flow]] = defaultdict(list)
    coming: dict[str, list[Flow]] = defaultdict(list)
    for flow in flows:
        leaving[flow.source].append(flow)
        coming[flow.target].append(flow)
    starts: dict[Flow, tuple[int, int]] = {}
    ends: dict[Flow, tuple[int, int]] = {}
    for key, of in leaving.items():
        _cut(sorted(of, key=lambda flow: slots[paths[flow][1]].middle), slots[key], total, starts)
    for key, of in coming.items():
        _cut(sorted(of, key=lambda flow: slots[paths[flow][-2]].middle), slots[key], total, ends)
    placed = []
    for flow in flows:
        lanes = []
        for key in paths[flow]:
            slot = slots[key]
            x = xs[slot.column]
            y, thick = slot.top, slot.tall
            if key == flow.source:
                (y, thick), x = starts[flow], x + bar
                lanes.append(Lane(x, x, y + _MARGIN, thick))
            elif key == flow.target:
                y, thick = ends[flow]
                lanes.append(Lane(x, x, y + _MARGIN, thick))
            else:
                lanes.append(Lane(x, x + bar, y + _MARGIN, thick))
        placed.append(PlacedFlow(flow, tuple(lanes)))
    return tuple(placed)


def _cut(
    flows: Sequence[Flow], slot: _Slot, total: int, found: dict[Flow, tuple[int, int]]
) -> None:
    passed = 0
    for flow in flows:
        begins = passed * TALL // total
        passed += flow.won
        found[flow] = (slot.top + begins, passed * TALL // total - begins)
