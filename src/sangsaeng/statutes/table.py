"""Renders the law values as the table in docs/statutes.md, so that the paper cannot fall behind.

`python -m sangsaeng.statutes.table docs/statutes.md` rewrites it; a test fails while it is stale.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

from sangsaeng.statutes.loader import parameters
from sangsaeng.statutes.model import DatedValue, Kind, Parameter, Value

BEGIN = "<!-- table: begin -->"
END = "<!-- table: end -->"


def render_table() -> str:
    """One row a dated value, grouped by topic; a Markdown text that ends with a newline."""
    lines: list[str] = []
    topic = ""
    for parameter in sorted(parameters().values(), key=lambda p: (p.topic, p.name)):
        if parameter.topic != topic:
            topic = parameter.topic
            lines += ["", f"### {topic}", ""]
            lines += ["| name | from | value | law | article | sure |", "|---|---|---|---|---|---|"]
        lines += [_row(parameter, dated) for dated in parameter.values]
    return "\n".join([*lines[1:], ""])


def _row(parameter: Parameter, dated: DatedValue) -> str:
    period = dated.in_force_from.isoformat()
    if dated.until:
        period += f" to {dated.until.isoformat()}"
    value = _shown(dated.value)
    if parameter.kind in {Kind.INTEGER, Kind.RATE}:
        value += f" {parameter.unit}"
    written_in = dated.reference
    cells = (
        f"`{parameter.name}`",
        period,
        value,
        written_in.title,
        written_in.article,
        dated.confidence,
    )
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _shown(value: Value) -> str:
    match value:
        case bool():
            return str(value).lower()
        case int():
            return f"{value:,}"
        case Decimal():
            return f"{(value * 100).normalize():f}"
        case tuple():
            return ", ".join(value)
    return str(value)


def replace_table(text: str) -> str:
    """`text` with what stands between its two marks replaced by the current table."""
    head, rest = text.split(BEGIN)
    _, tail = rest.split(END)
    return f"{head}{BEGIN}\n{render_table()}{END}{tail}"


def main(arguments: Sequence[str]) -> None:
    """Rewrite the table in the file named."""
    path = Path(arguments[0])
    path.write_text(replace_table(path.read_text("utf-8")), "utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
