"""Pictures: their widths are the won, nothing is lost between a table and its picture."""

from __future__ import annotations

import re
import time
from collections import defaultdict
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from sangsaeng.pictures.explanation import Explained
from sangsaeng.pictures.gathering import Flow, Node
from sangsaeng.pictures.gauge import render_shares
from sangsaeng.pictures.sankey import (
    LABEL_ROOM,
    NARROW,
    TALL,
    WIDE,
    Placed,
    PlacedNode,
    layout_sankey,
)
from sangsaeng.pictures.sankey_drawing import label_of, render_sankey
from sangsaeng.pictures.series import (
    Frame,
    Series,
    render_series,
    ticks,
)
from sangsaeng.pictures.svg import Picture, px, shorten, text_width
from sangsaeng.pictures.tree import Part, plan_tree
from sangsaeng.pictures.won import short_won

SVG = "{http://www.w3.org/2000/svg}"
Graph = tuple[list[Node], list[Flow]]


@st.composite
def graphs(draw: st.DrawFn) -> Graph:
    """A buyer, tiers of companies below it, and payments that skip columns."""
    nodes, flows = [Node("0-0", 0, "buyer", "buyer")], []
    above = ["0-0"]
    for column in range(1, draw(st.integers(1, 4)) + 1):
        here = [f"{column}-{number}" for number in range(draw(st.integers(1, 30)))]
        nodes += [Node(key, column, f"company <{key}> & sons") for key in here]
        for key in here:
            source = draw(st.sampled_from(above))
            flows.append(Flow(source, key, draw(st.integers(1, 999_999_999_999))))
        above = above + here
    return nodes, flows


def width_of(column: int, placed: Placed) -> list[PlacedNode]:
    return sorted((one for one in placed.nodes if one.node.column == column), key=lambda n: n.y)


@given(graphs(), st.integers(2, 12), st.sampled_from([None, 1, 2]))
def test_bands_are_as_wide_as_their_won_and_no_won_is_lost(
    graph: Graph, most: int, hidden_from: int | None
) -> None:
    nodes, flows = graph
    placed = layout_sankey(nodes, flows, most=most, hidden_from=hidden_from)
    assert sum(band.flow.won for band in placed.flows) == sum(flow.won for flow in flows)
    column_of = {node.key: node.column for node in nodes}
    into: dict[int, int] = defaultdict(int)
    for flow in flows:
        into[column_of[flow.target]] += flow.won
    drawn: dict[int, int] = defaultdict(int)
    places = {one.node.key: one for one in placed.nodes}
    for band in placed.flows:
        drawn[places[band.flow.target].node.column] += band.flow.won
    assert drawn == into
    came: dict[str, list[int]] = defaultdict(list)
    for band in placed.flows:
        came[band.flow.target].append(band.lanes[-1].thick)
        assert all(abs(lane.thick - band.lanes[0].thick) <= 1 for lane in band.lanes)
    for key, widths in came.items():
        won = sum(band.flow.won for band in placed.flows if band.flow.target == key)
        # Cut from running sums, the bands into a node add up to the width of their sum.
        largest = max(one.won for one in placed.nodes)
        assert sum(widths) <= won * TALL // largest
        assert sum(widths) <= places[key].tall


@given(graphs(), st.sampled_from([WIDE, NARROW]))
def test_no_label_stands_on_another_and_everything_is_inside(graph: Graph, width: int) -> None:
    placed = layout_sankey(*graph, width=width)
    for column in {one.node.column for one in placed.nodes}:
        middles = [one.y + one.tall // 2 for one in width_of(column, placed)]
        assert all(below - above >= LABEL_ROOM for above, below in pairwise(middles))
    for one in placed.nodes:
        assert one.y >= 0 and one.y + one.tall <= placed.height
        assert one.x >= 0 and one.x + placed.bar <= placed.width
    for band in placed.flows:
        for lane in band.lanes:
            assert lane.y >= 0 and lane.y + lane.thick <= placed.height
    picture = render_sankey(placed, "p", "title", "description", "en")
    for group in etree.fromstring(picture.svg).iterfind(f"{SVG}g"):
        for text in group.iterfind(f"{SVG}text"):
            start = int(float(text.get("x")) * 10)
            size = int(group.get("font-size"))
            next_column = (start // placed.step + 1) * placed.step
            assert start + text_width(text.text or "", size) <= next_column


@given(graphs(), st.sampled_from([None, 1]))
def test_every_row_of_the_table_is_in_the_picture_and_the_names_hidden_are_in_neither(
    graph: Graph, hidden_from: int | None
) -> None:
    placed = layout_sankey(*graph, most=5, hidden_from=hidden_from)
    picture = render_sankey(placed, "p", "title", "description", "ko")
    root = etree.fromstring(picture.svg)
    told = [title.text for title in root.iterfind(f"{SVG}g/{SVG}path/{SVG}title")]
    for source, target, won in picture.rows:
        assert isinstance(won, int)
        assert any(f"{source} → {target} {won:,}" in (title or "") for title in told), (
            source,
            target,
            won,
        )
    assert len(told) == len(picture.rows)
    if hidden_from == 1:
        assert "company" not in picture.svg.replace('class="pic-company"', "")
        assert "company" not in str(picture.rows)


def test_what_is_gathered_says_how_many_it_is() -> None:
    nodes = [Node("b", 0, "b", "buyer")] + [Node(f"c{n}", 1, f"c{n}") for n in range(15)]
    flows = [Flow("b", f"c{n}", 100 + n) for n in range(15)]
    placed = layout_sankey(nodes, flows, most=4)
    labels = {label_of(one.node, "en"): one.won for one in placed.nodes}
    assert labels == {"b": 1605, "c14": 114, "c13": 113, "c12": 112, "12 others": 1266}
    hidden = layout_sankey(nodes, flows, hidden_from=1)
    assert {label_of(one.node, "en") for one in hidden.nodes} == {"b", "tier 1: 15"}


def test_five_hundred_nodes_are_laid_and_drawn_in_a_blink() -> None:
    nodes = [Node("b", 0, "buyer", "buyer")] + [
        Node(f"{tier}-{n}", tier, f"company {n}") for tier in (1, 2, 3, 4) for n in range(125)
    ]
    flows = [Flow("b", f"1-{n}", 1_000_000 + n) for n in range(125)]
    flows += [
        Flow(f"{tier - 1}-{n}", f"{tier}-{n}", 1_000 + n) for tier in (2, 3, 4) for n in range(125)
    ]

    def once() -> float:
        start = time.process_time()
        render_sankey(layout_sankey(nodes, flows), "p", "t", "d", "ko")
        return time.process_time() - start

    once()
    assert min(once() for _ in range(3)) < 0.02


def a_tree() -> list[Part]:
    # The worked example of one buyer and three tiers.
    return [
        Part(1, None, 1, "T1", 100_000_000, 40_000_000, paid_won=60_000_000),
        Part(2, 1, 2, "T2", 40_000_000, 12_000_000, 10_000_000, parked_won=18_000_000),
        Part(3, 2, 3, "T3", 12_000_000, parked_won=12_000_000),
    ]


def test_a_tree_ends_in_the_won_it_began_with() -> None:
    nodes, flows = plan_tree("buyer", a_tree(), "en")
    ends = {"paid_won": 0, "sold_won": 0, "parked_won": 0}
    for flow in flows:
        if flow.target in ends:
            ends[flow.target] += flow.won
    assert ends == {"paid_won": 60_000_000, "sold_won": 10_000_000, "parked_won": 30_000_000}
    picture = render_sankey(layout_sankey(nodes, flows), "t", "Tree", "R0", "en")
    assert ("T2", "Paid early", 10_000_000) in picture.rows


def test_who_sees_only_its_own_edge_sees_that_something_was_passed_on() -> None:
    nodes, flows = plan_tree("buyer", a_tree()[1:2], "en")
    assert ("r2", "passed_on", 12_000_000) in [(f.source, f.target, f.won) for f in flows]
    assert sum(flow.won for flow in flows if flow.source == "r2") == 40_000_000
    assert {node.name for node in nodes} >= {"buyer", "T2", "Passed on"}


def test_a_part_that_does_not_add_up_is_no_tree() -> None:
    with pytest.raises(AssertionError):
        plan_tree("buyer", [Part(1, None, 1, "T1", 100, paid_won=99)], "en")


@pytest.mark.parametrize(
    ("won", "ko", "en"),
    [
        (0, "0\uc6d0", "₩0"),
        (9_948, "9,948\uc6d0", "₩9,948"),
        (9_948_220, "994.8\ub9cc\uc6d0", "₩9.9m"),
        (99_999_999, "1\uc5b5\uc6d0", "₩100m"),
        (48_200_000, "4,820\ub9cc\uc6d0", "₩48.2m"),
        (-12_340_000_000, "-123.4\uc5b5\uc6d0", "-₩12.3bn"),
        (999_999_999_999, "1\uc870\uc6d0", "₩1tn"),
    ],
)
def test_won_are_short_and_right(won: int, ko: str, en: str) -> None:
    assert (short_won(won, "ko"), short_won(won, "en")) == (ko, en)


@given(st.integers(-(10**15), 10**15), st.integers(-(10**15), 10**15))
def test_ticks_are_round_few_and_hold_every_value(one: int, other: int) -> None:
    low, high = sorted((one, other))
    scale = ticks(low, high)
    assert scale[0] <= low and high <= scale[-1] and 0 in scale and len(scale) <= 7
    steps = {after - before for before, after in pairwise(scale)}
    assert len(steps) == 1 and str(steps.pop()).rstrip("0") in {"1", "2", "5"}


def pictures() -> list[Picture]:
    months = [f"2026-{month:02d}" for month in range(1, 13)]
    frame = Frame(months, lambda value: short_won(value, "ko"))
    values = [None if month == 4 else month * 10**11 - 10**10 for month in range(12)]
    series = [Series("issued <b>", values, bars=True), Series("cash", values[::-1])]
    nodes, flows = plan_tree("A & B", a_tree(), "ko")
    return [
        render_series("s", "t", "d", series, frame),
        render_shares("q", "t", [("a", 1), ("b", 2), ("c", 0)], "ko"),
        render_sankey(layout_sankey(nodes, flows), "t", "t", "d", "ko"),
    ]


def test_every_picture_is_said_to_those_who_do_not_see_it_and_runs_nothing() -> None:
    for picture in pictures():
        root = etree.fromstring(picture.svg)
        assert root.get("role") == "img"
        for name in root.get("aria-labelledby").split():
            assert root.find(f"*[@id='{name}']").text
        assert not re.search(r"\sstyle=|<script|\son\w+=|href", picture.svg)
        assert all(len(row) == len(picture.headings) for row in picture.rows) and picture.rows


def test_the_same_picture_is_the_same_bytes() -> None:
    assert [one.svg for one in pictures()] == [one.svg for one in pictures()]


def test_shares_fill_the_bar_without_a_gap() -> None:
    picture = render_shares("q", "t", [("a", 1), ("b", 1), ("c", 1)], "en")
    bars = etree.fromstring(picture.svg).findall(f"{SVG}rect")
    assert sum(float(bar.get("width")) for bar in bars[1:]) == 320


def test_an_explanation_adds_up_or_says_so() -> None:
    parts = (Explained("part", 10_000_000, "how"), Explained("interest", -51_780, "how"))
    won = Explained("got", 9_948_220, "sum", {}, parts)
    assert won.adds_up and [depth for depth, _ in won.lines()] == [0, 1, 1]
    assert not Explained("got", 2, "sum", {}, (won,)).adds_up


def test_lengths_and_names_are_cut_to_fit() -> None:
    assert (px(125), px(-5), px(0), px(10)) == ("12.5", "-0.5", "0", "1")
    long = "\uc8fc\uc2dd\ud68c\uc0ac " * 8
    assert text_width(shorten(long, 12, 1_000), 12) <= 1_000
