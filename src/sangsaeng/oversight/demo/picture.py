"""The picture: won from the buyer through the tiers into banks, as a Sankey diagram in SVG.

Lengths are whole hundredths of a pixel, so that the picture is the same everywhere. A tier hangs
below the band of what the tier above keeps, so no band to a bank crosses a deeper tier.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, replace

from lxml import etree

from sangsaeng.kernel.messages import sentence
from sangsaeng.kernel.refusals import Fact
from sangsaeng.oversight.demo.outcome import Flows

_SVG = "http://www.w3.org/2000/svg"
_WIDTH, _TOP = 1_280, 96
_NODE = 14
_TALL = 52_000
_BUYER_X, _FIRST_TIER_X, _TIER_STEP = 40, 230, 165
_FAN_X, _BANK_X = 860, 1_040
_STEP_DOWN = 5_200
_BANK_ROOM = 2_600
_BANK_GAP = 400
# Dark enough on white for text beside it; told apart without colour by their place and label.
_TIER_COLOURS = ("#1D4E89", "#00798C", "#B4540A", "#7A3E9D")
_BUYER_COLOUR, _BANK_COLOUR, _INK, _QUIET = "#22304A", "#4A5568", "#1A202C", "#4A5568"
_FONT = "Pretendard, 'Noto Sans KR', 'Noto Sans CJK KR', 'Malgun Gothic', sans-serif"


@dataclass(frozen=True, slots=True)
class _Band:
    """From a height on the left to a height on the right, as thick as its won."""

    left_x: int
    left_y: int
    straight_to_x: int
    right_x: int
    right_y: int
    thickness: int
    colour: str
    title: str


class _Canvas:
    """An SVG document being drawn; y in hundredths of a pixel."""

    def __init__(self, height: int, title: str, description: str) -> None:
        self.root = etree.Element(f"{{{_SVG}}}svg", nsmap={None: _SVG})  # type: ignore[dict-item]
        self.root.set("viewBox", f"0 0 {_WIDTH} {height}")
        self.root.set("role", "img")
        self.root.set("aria-labelledby", "title description")
        self.root.set("font-family", _FONT)
        self._add("title", {"id": "title"}, title)
        self._add("desc", {"id": "description"}, description)
        self._add("rect", {"width": _WIDTH, "height": height, "fill": "#FFFFFF"})

    def _add(
        self, name: str, attributes: Mapping[str, object], text: str | None = None
    ) -> etree._Element:
        element = etree.SubElement(self.root, f"{{{_SVG}}}{name}")
        for key, value in attributes.items():
            element.set(key, str(value))
        element.text = text
        return element

    def node(self, x: int, y: int, tall: int, colour: str) -> None:
        """A node's bar."""
        place = {"x": x, "y": _px(y), "width": _NODE, "height": _px(max(tall, 100))}
        self._add("rect", {**place, "fill": colour, "rx": 2})

    def words(
        self, x: int, y: int, text: str, size: int = 14, colour: str = _INK, bold: bool = False
    ) -> None:
        """A line of text whose middle is at y."""
        style = {"font-size": size, "fill": colour, "font-weight": 700 if bold else 400}
        place = {"x": x, "y": _px(y), "dominant-baseline": "middle"}
        self._add("text", {**place, **style}, text)

    def band(self, band: _Band) -> None:
        """A curved band; hovering tells its won."""
        middle = (band.straight_to_x + band.right_x) // 2
        top, low = band.left_y, band.left_y + band.thickness
        right_low = band.right_y + band.thickness
        path = (
            f"M{band.left_x},{_px(top)} L{band.straight_to_x},{_px(top)} "
            f"C{middle},{_px(top)} {middle},{_px(band.right_y)} {band.right_x},{_px(band.right_y)} "
            f"L{band.right_x},{_px(right_low)} "
            f"C{middle},{_px(right_low)} {middle},{_px(low)} {band.straight_to_x},{_px(low)} "
            f"L{band.left_x},{_px(low)} Z"
        )
        drawn = self._add("path", {"d": path, "fill": band.colour, "fill-opacity": "0.42"})
        etree.SubElement(drawn, f"{{{_SVG}}}title").text = band.title


def render_picture(flows: Flows) -> str:
    """The SVG, Korean, with a title and a description for those who do not see it."""
    scale = _Scale(flows.face_won[1])
    reached = len(_bank_totals(flows))
    flows = _with_interest(flows)
    banks = _bank_totals(flows)
    tiers = sorted(flows.face_won)
    bank_bottom = sum(scale.room(won) for won in banks.values())
    tier_bottom = _TALL + _STEP_DOWN * (len(tiers) - 1)
    height = _TOP + max(bank_bottom, tier_bottom) // 100 + 48
    facts: dict[str, Fact] = {"won": flows.face_won[1], "banks": reached, "tiers": len(tiers)}
    summary = _say("picture_description", **facts)
    interest_won = sum(flows.interest_won.values())
    if interest_won:
        summary += " " + _say("picture_interest_described", won=interest_won)
    described = "; ".join(_tier_text(flows, tier, "picture_tier_described") for tier in tiers)
    canvas = _Canvas(
        height,
        _say("picture_title", buyer=flows.buyer),
        f"{summary} {described}",
    )
    canvas.words(_BUYER_X, 3_400, _say("picture_title", buyer=flows.buyer), 22, bold=True)
    canvas.words(_BUYER_X, 6_200, summary, 14, _QUIET)
    _draw(canvas, flows, scale, banks)
    text: bytes = etree.tostring(canvas.root, encoding="utf-8", pretty_print=True)
    return text.decode("utf-8")


@dataclass(frozen=True, slots=True)
class _Scale:
    total_won: int

    def tall(self, won: int) -> int:
        """Won as a height in hundredths of a pixel."""
        return won * _TALL // self.total_won

    def room(self, won: int) -> int:
        """A bank's height with the space below it; never less than its line of text."""
        return max(self.tall(won) + _BANK_GAP, _BANK_ROOM)


def _draw(canvas: _Canvas, flows: Flows, scale: _Scale, banks: Mapping[str, int]) -> None:
    bank_y: dict[str, int] = {}
    y = _TOP * 100
    for name, won in banks.items():
        room = scale.room(won)
        bank_y[name] = y + (room - scale.tall(won)) // 2
        y += room
    starts = dict(bank_y)
    nodes = _tier_places(flows, scale)
    _draw_way_down(canvas, flows, scale, nodes)
    for tier, (x, top) in nodes.items():
        left_y = top
        ours = flows.to_banks.get(tier, {})
        for name in (name for name in banks if name in ours):
            thickness = scale.tall(ours[name])
            title = f"{_say('picture_tier', tier=tier)} → {name} {ours[name]:,}"
            band = _Band(
                left_x=x + _NODE,
                left_y=left_y,
                straight_to_x=_FAN_X,
                right_x=_BANK_X,
                right_y=bank_y[name],
                thickness=thickness,
                colour=_TIER_COLOURS[tier - 1],
                title=title,
            )
            canvas.band(band)
            left_y += thickness
            bank_y[name] += thickness
    for name, won in banks.items():
        tall = scale.tall(won)
        canvas.node(_BANK_X, starts[name], tall, _BANK_COLOUR)
        middle = starts[name] + tall // 2
        canvas.words(_BANK_X + 24, middle, f"{name}  {_won(won)}", 13)
    _draw_labels(canvas, flows, nodes)


def _tier_places(flows: Flows, scale: _Scale) -> dict[int, tuple[int, int]]:
    """Each tier's corner: right of the one above and below what that one keeps."""
    places: dict[int, tuple[int, int]] = {}
    x, y = _FIRST_TIER_X, _TOP * 100
    for tier in sorted(flows.face_won):
        places[tier] = (x, y)
        kept_won = flows.face_won[tier] - flows.passed_on_won[tier]
        x, y = x + _TIER_STEP, y + scale.tall(kept_won) + _STEP_DOWN
    return places


def _draw_way_down(
    canvas: _Canvas, flows: Flows, scale: _Scale, nodes: Mapping[int, tuple[int, int]]
) -> None:
    tall = scale.tall(flows.face_won[1])
    left_x, left_y, won = _BUYER_X, _TOP * 100, flows.face_won[1]
    canvas.node(left_x, left_y, tall, _BUYER_COLOUR)
    for tier, (x, y) in nodes.items():
        title = f"→ {_say('picture_tier', tier=tier)} {won:,}"
        colour = _BUYER_COLOUR if tier == 1 else _TIER_COLOURS[tier - 2]
        start = left_x + _NODE
        canvas.band(_Band(start, left_y, start, x, y, scale.tall(won), colour, title))
        canvas.node(x, y, scale.tall(flows.face_won[tier]), _TIER_COLOURS[tier - 1])
        kept_won = flows.face_won[tier] - flows.passed_on_won[tier]
        left_x, left_y, won = x, y + scale.tall(kept_won), flows.passed_on_won[tier]


def _draw_labels(canvas: _Canvas, flows: Flows, nodes: Mapping[int, tuple[int, int]]) -> None:
    canvas.words(_BUYER_X + 22, _TOP * 100 + 1_600, flows.buyer, 15, bold=True)
    canvas.words(_BUYER_X + 22, _TOP * 100 + 3_600, _won(flows.face_won[1]), 13)
    for tier, (x, y) in nodes.items():
        # Tier 1 is written inside its band, the others in the room above their bar.
        middle = y + 1_600 if tier == 1 else y - 3_400
        left = x + 22 if tier == 1 else x
        canvas.words(left, middle, _tier_text(flows, tier, "picture_tier"), 15, bold=True)
        canvas.words(left, middle + 2_000, _won(flows.face_won[tier]), 13)


def _with_interest(flows: Flows) -> Flows:
    """What early cash cost goes where it goes too: a last destination beside the banks."""
    name, by_tier = _say("picture_interest"), dict(flows.to_banks)
    for tier, won in flows.interest_won.items():
        by_tier[tier] = {**by_tier.get(tier, {}), name: won}
    return replace(flows, to_banks=by_tier)


def _bank_totals(flows: Flows) -> dict[str, int]:
    totals: dict[str, int] = defaultdict(int)
    for by_bank in flows.to_banks.values():
        for name, won in by_bank.items():
            totals[name] += won
    return dict(sorted(totals.items(), key=lambda item: -item[1]))


def _tier_text(flows: Flows, tier: int, code: str) -> str:
    return _say(code, tier=tier, won=flows.face_won[tier], passed_on=flows.passed_on_won[tier])


def _won(won: int) -> str:
    return _say("picture_won", won=won)


def _say(code: str, /, **facts: Fact) -> str:
    return sentence(code, "ko", facts)


def _px(hundredths: int) -> str:
    return f"{hundredths // 100}.{hundredths % 100:02d}"
