"""Amounts over time as SVG: lines and bars with an axis in won, small multiples, a sparkline."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import groupby

from sangsaeng.pictures.gauge import INKS
from sangsaeng.pictures.svg import Canvas, Picture, px, shorten, text_width

_LETTERS = 11
_LEFT, _RIGHT, _TOP, _FOOT = 720, 100, 260, 260
_QUIET, _INK = "#4A5568", "#1A202C"
# Ticks stand at 1, 2 or 5 times a power of ten: numbers that people reckon with.
_ROUND = (1, 2, 5)
_TICKS = 4
# Told apart without colour.
_DASHES = ("", "6 3", "2 2", "8 3 2 3")


@dataclass(frozen=True, slots=True)
class Series:
    """One line, or the bars. Values are whole (won, or tenths: `said` of the drawing tells), one a
    label; None where nothing is known."""

    name: str
    values: Sequence[int | None]
    bars: bool = False


@dataclass(frozen=True, slots=True)
class Frame:
    """What a chart stands in: labels of the time axis, how a value is said, the size in pixels."""

    labels: Sequence[str]
    said: Callable[[int], str]
    width: int = 720
    height: int = 260


def ticks(lowest: int, highest: int) -> list[int]:
    """Round values from the lowest or below to the highest or above, zero among them."""
    lowest, highest = min(lowest, 0), max(highest, 0, 1)
    if lowest == 0 and highest == 1:
        return [0, 1]
    power = 1
    while True:
        for times in _ROUND:
            step = times * power
            if (highest - lowest) <= step * _TICKS:
                first = lowest // step
                last = -(-highest // step)
                return [number * step for number in range(first, last + 1)]
        power *= 10


def render_series(
    name: str, title: str, description: str, series: Sequence[Series], frame: Frame
) -> Picture:
    """One chart. Every series has a value, or None, for every label."""
    size = frame.width * 10, frame.height * 10
    canvas = Canvas(name, size, title, description, "pic-series")
    _draw(canvas, series, frame, (0, 0), _scale(series))
    return Picture(canvas.text(), title, description, *_rows(title, series, frame))


def _scale(series: Sequence[Series]) -> list[int]:
    known = [value for one in series for value in one.values if value is not None]
    return ticks(min(known, default=0), max(known, default=0))


def _rows(
    title: str, series: Sequence[Series], frame: Frame
) -> tuple[tuple[str, ...], tuple[tuple[str | int, ...], ...]]:
    assert all(len(one.values) == len(frame.labels) for one in series)
    rows = tuple(
        (label, *("–" if one.values[number] is None else one.values[number] or 0 for one in series))
        for number, label in enumerate(frame.labels)
    )
    return (title, *(one.name for one in series)), rows


def _draw(
    canvas: Canvas,
    series: Sequence[Series],
    frame: Frame,
    corner: tuple[int, int],
    scale: Sequence[int],
) -> None:
    left, top = corner[0] + _LEFT, corner[1] + _TOP
    right = corner[0] + frame.width * 10 - _RIGHT
    foot = corner[1] + frame.height * 10 - _FOOT
    span = scale[-1] - scale[0]

    def height_of(value: int) -> int:
        return foot - (value - scale[0]) * (foot - top) // span

    canvas.group(f'class="pic-axis" stroke="{_QUIET}" stroke-width="0.5"')
    for value in scale:
        y = px(height_of(value))
        canvas.add("line", f'x1="{px(left)}" y1="{y}" x2="{px(right)}" y2="{y}"')
    canvas.end()
    canvas.group(f'class="pic-label" font-size="{_LETTERS}" fill="{_INK}"')
    for value in scale:
        canvas.words(left - 60, height_of(value) + 40, frame.said(value), 'text-anchor="end"')
    slot = (right - left) // max(len(frame.labels), 1)
    for number in _shown(frame.labels, slot):
        x = left + number * slot + slot // 2
        canvas.words(x, foot + 160, frame.labels[number], 'text-anchor="middle"')
    _legend(canvas, series, left, right, top)
    canvas.end()
    for number, one in enumerate(series):
        middles = [left + at * slot + slot // 2 for at in range(len(one.values))]
        if one.bars:
            _draw_bars(canvas, one, frame, number, middles, slot, height_of)
        else:
            _draw_line(canvas, one, frame, number, middles, height_of)


def _shown(labels: Sequence[str], slot: int) -> range:
    """Every label, or every second, third …, so that none stands on another."""
    widest = max((text_width(label, _LETTERS) for label in labels), default=0) + 80
    return range(0, len(labels), max(-(-widest // max(slot, 1)), 1))


def _legend(canvas: Canvas, series: Sequence[Series], left: int, right: int, top: int) -> None:
    room = (right - left) // max(len(series), 1)
    for number, one in enumerate(series):
        x, y = left + number * room, top - 120
        if one.bars:
            place = f'x="{px(x)}" y="{px(y - 80)}" width="16" height="8"'
            canvas.add("rect", f"{place} {_fill(number)}")
        else:
            place = f'x1="{px(x)}" y1="{px(y - 40)}" x2="{px(x + 160)}" y2="{px(y - 40)}"'
            canvas.add("line", f"{place} {_line_look(number)}")
        canvas.words(x + 220, y, shorten(one.name, _LETTERS, room - 260))


def _draw_bars(
    canvas: Canvas,
    one: Series,
    frame: Frame,
    number: int,
    middles: Sequence[int],
    slot: int,
    height_of: Callable[[int], int],
) -> None:
    canvas.group(_fill(number))
    for x, value, label in zip(middles, one.values, frame.labels, strict=True):
        if value is None:
            continue
        high, low = sorted((height_of(value), height_of(0)))
        place = f'x="{px(x - slot * 3 // 10)}" y="{px(high)}" width="{px(slot * 6 // 10)}"'
        told = f"{label} {one.name} {frame.said(value)}"
        canvas.add("rect", f'{place} height="{px(low - high)}"', told)
    canvas.end()


def _draw_line(
    canvas: Canvas,
    one: Series,
    frame: Frame,
    number: int,
    middles: Sequence[int],
    height_of: Callable[[int], int],
) -> None:
    told = list(zip(middles, one.values, frame.labels, strict=True))
    for known, run in groupby(told, key=lambda point: point[1] is not None):
        if known:
            line = [(x, height_of(value)) for x, value, _ in run if value is not None]
            canvas.add("polyline", f'points="{_points(line)}" {_line_look(number)}')
    canvas.group(_fill(number))
    for x, value, label in told:
        if value is not None:
            title = f"{label} {one.name} {frame.said(value)}"
            canvas.add("circle", f'cx="{px(x)}" cy="{px(height_of(value))}" r="2.5"', title)
    canvas.end()


def _points(points: Sequence[tuple[int, int]]) -> str:
    return " ".join(f"{px(x)},{px(y)}" for x, y in points)


def _fill(number: int) -> str:
    number %= len(INKS)
    return f'class="pic-ink-{number}" fill="{INKS[number]}"'


def _line_look(number: int) -> str:
    number %= len(INKS)
    dash = f' stroke-dasharray="{_DASHES[number]}"' if _DASHES[number] else ""
    look = f'class="pic-line pic-ink-{number}" fill="none" stroke="{INKS[number]}"'
    return f'{look} stroke-width="2"{dash}'
