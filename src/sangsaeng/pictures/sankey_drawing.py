"""A placed Sankey diagram as SVG, and as rows."""

from __future__ import annotations

from itertools import pairwise

from sangsaeng.kernel.messages import Language, sentence
from sangsaeng.pictures.gathering import Node
from sangsaeng.pictures.sankey import WIDE, Lane, Placed, PlacedNode
from sangsaeng.pictures.svg import Canvas, Picture, px, shorten, text_width
from sangsaeng.pictures.won import short_won, whole_won

# Dark enough on white for text beside it; told apart without colour by place and label.
COLOURS = {
    "buyer": "#22304A",
    "funder": "#7A3E9D",
    "deposit": "#00798C",
    "paid": "#1F7A3D",
    "waiting": "#B4540A",
    "institution": "#4A5568",
}
_TIERS = ("#22304A", "#1D4E89", "#00798C", "#B4540A", "#7A3E9D")
# Letter sizes of a name and its won, in pixels, on a wide picture and on a narrow one.
_SIZES = {True: (12, 11), False: (11, 10)}
_BESIDE = 40


def render_sankey(
    placed: Placed, name: str, title: str, description: str, language: Language
) -> Picture:
    """The diagram. `name` makes its ids unique on a page; `description` says what it shows."""
    names = {place.node.key: label_of(place.node, language) for place in placed.nodes}
    colours = {place.node.key: _colour(place.node) for place in placed.nodes}
    canvas = Canvas(name, (placed.width, placed.height), title, description, "pic-sankey")
    canvas.group('class="pic-bands" fill-opacity="0.35"')
    for band in placed.flows:
        flow = band.flow
        told = f"{names[flow.source]} → {names[flow.target]} {whole_won(flow.won, language)}"
        colour = colours[flow.source]
        canvas.add("path", f'd="{_outline(band.lanes)}" fill="{colour}"', told)
    canvas.end()
    canvas.group('class="pic-nodes"')
    for place in placed.nodes:
        size = f'width="{px(placed.bar)}" height="{_visible(place)}"'
        css = f'class="pic-{place.node.kind}" fill="{colours[place.node.key]}"'
        canvas.add("rect", f'x="{px(place.x)}" y="{px(place.y)}" {size} {css}')
    canvas.end()
    _write_labels(canvas, placed, names, language)
    headings = tuple(sentence(code, language) for code in ("pic_from", "pic_to", "pic_amount"))
    rows = tuple(
        (names[band.flow.source], names[band.flow.target], band.flow.won) for band in placed.flows
    )
    return Picture(canvas.text(), title, description, headings, rows)


def label_of(node: Node, language: Language) -> str:
    """A node's name, or what stands for many."""
    if node.gathered == "others":
        return sentence("pic_others", language, {"count": node.count})
    if node.gathered == "hidden":
        return sentence("pic_hidden", language, {"tier": node.column, "count": node.count})
    return node.name


def _colour(node: Node) -> str:
    return COLOURS.get(node.kind, _TIERS[node.column % len(_TIERS)])


def _visible(place: PlacedNode) -> str:
    # A bar thinner than a pixel would not be seen.
    return px(max(place.tall, 10))


def _outline(lanes: tuple[Lane, ...]) -> str:
    """There along the upper edge and back along the lower."""
    first, last = lanes[0], lanes[-1]
    there = [f"M{px(first.x)},{px(first.y)}"]
    for before, after in pairwise(lanes):
        middle = px((before.right_x + after.x) // 2)
        there.append(f"C{middle},{px(before.y)} {middle},{px(after.y)} {px(after.x)},{px(after.y)}")
        if after.right_x != after.x:
            there.append(f"H{px(after.right_x)}")
    back = [f"V{px(_low(last))}"]
    for after, before in pairwise(lanes[::-1]):
        middle = px((before.right_x + after.x) // 2)
        end = f"{px(before.right_x)},{px(_low(before))}"
        back.append(f"C{middle},{px(_low(after))} {middle},{px(_low(before))} {end}")
        if before.right_x != before.x:
            back.append(f"H{px(before.x)}")
    return "".join([*there, *back, "Z"])


def _low(lane: Lane) -> int:
    # A band thinner than half a pixel would not be seen.
    return lane.y + max(lane.thick, 5)


def _write_labels(
    canvas: Canvas, placed: Placed, names: dict[str, str], language: Language
) -> None:
    room = placed.step - placed.bar - 2 * _BESIDE
    name_size, won_size = _SIZES[placed.width >= WIDE * 10]
    halo = 'stroke="#FFFFFF" stroke-width="3" stroke-linejoin="round" paint-order="stroke"'
    look = f'class="pic-label pic-name" font-size="{name_size}" font-weight="700"'
    canvas.group(f'{look} fill="#1A202C" {halo}')
    for place in placed.nodes:
        x, middle = place.x + placed.bar + _BESIDE, place.y + place.tall // 2
        canvas.words(x, middle - 20, shorten(names[place.node.key], name_size, room))
    canvas.end()
    canvas.group(f'class="pic-label pic-won" font-size="{won_size}" fill="#1A202C" {halo}')
    for place in placed.nodes:
        x, middle = place.x + placed.bar + _BESIDE, place.y + place.tall // 2
        said = short_won(place.won, language)
        # Half an amount would be another amount: whole, or in the table alone.
        if text_width(said, won_size) <= room:
            canvas.words(x, middle + 120, said)
    canvas.end()
