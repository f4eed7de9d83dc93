"""The five-minute tour of a demonstration: at each stop a place to take, a page and a word."""

from __future__ import annotations

from dataclasses import dataclass

COOKIE = "sangsaeng-tour"


@dataclass(frozen=True, slots=True)
class Stop:
    """`persona`: whom the visitor is there; `path`: the page; `code`: the sentences of the stop are
    `tour_<code>` and `tour_<code>_text`."""

    code: str
    persona: str
    path: str


STOPS = (
    Stop("approve", "persona_buyer_approves", "/"),
    Stop("reach", "persona_buyer_approves", "/buying"),
    Stop("pass_on", "persona_tier_1_enters", "/pass-on"),
    Stop("money", "persona_tier_3_owner", "/money"),
    Stop("cash", "persona_tier_3_owner", "/early-cash"),
    Stop("board", "persona_operations", "/board"),
    Stop("scheme", "persona_foundation", "/scheme"),
    Stop("safety", "persona_officer", "/safety"),
    Stop("worker", "persona_workers", "/"),
)


def stop_of(text: str) -> int | None:
    """The number of a stop, from a cookie or a form; None for anything else."""
    number = int(text) if text.isdecimal() and len(text) <= len(str(len(STOPS))) else None
    return number if number is not None and number < len(STOPS) else None
