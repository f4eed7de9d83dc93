"""The five-minute tour of a demonstration: at each stop a place to take, a page and a word."""

from __future__ import annotations

from dataclasses import dataclass

from sangsaeng.web.numbers import number_in

COOKIE = "sangsaeng-tour"


@dataclass(frozen=True, slots=True)
class Stop:
    """`code`: the sentence that names it, and with `_text` the word about it; `persona`: whom the
    visitor is there; `path`: the page."""

    code: str
    persona: str
    path: str


STOPS = (
    Stop("tour_approve", "persona_buyer_approves", "/"),
    Stop("tour_reach", "persona_buyer_approves", "/buying"),
    Stop("tour_pass_on", "persona_tier_1_enters", "/pass-on"),
    Stop("tour_money", "persona_tier_3_owner", "/money"),
    Stop("tour_cash", "persona_tier_3_owner", "/early-cash"),
    Stop("tour_board", "persona_operations", "/board"),
    Stop("tour_scheme", "persona_foundation", "/scheme"),
    Stop("tour_safety", "persona_officer", "/safety"),
    Stop("tour_worker", "persona_workers", "/"),
)


def stop_of(text: str) -> int | None:
    """The number of a stop, from a cookie or a form; None for anything else."""
    number = number_in(text, len(str(len(STOPS))))
    return number if number is not None and number < len(STOPS) else None
