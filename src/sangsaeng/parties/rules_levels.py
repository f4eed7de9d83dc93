"""The depth of checks grows with what is done, in which role, and with the amount. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.parties.check_levels import Check, CheckLevel, Step, check_levels


def needed_checks(
    step: Step,
    amount_won: int,
    roles: Iterable[str] = (),
    levels: Sequence[CheckLevel] | None = None,
) -> tuple[Check, ...]:
    """What a step needs, in the order in which it is asked for: everything of its own level and of
    the levels below. A role that has a level of its own lifts any step but receiving to it."""
    levels = check_levels() if levels is None else levels
    own = next(
        place
        for place, level in enumerate(levels)
        if step in level.steps and (level.up_to_won is None or amount_won <= level.up_to_won)
    )
    lifted = [
        place
        for place, level in enumerate(levels)
        if step in level.steps and level.roles.intersection(roles)
    ]
    highest = max([own, *lifted])
    wanted = frozenset[Check]().union(*(level.checks for level in levels[: highest + 1]))
    return tuple(check for check in Check if check in wanted)


def decide_level(
    step: Step,
    amount_won: int,
    checked: Iterable[Check],
    roles: Iterable[str] = (),
    levels: Sequence[CheckLevel] | None = None,
) -> Refusal | None:
    """Whether what was looked at is deep enough for a step: `check_missing`, with the first."""
    held = frozenset(checked)
    for check in needed_checks(step, amount_won, roles, levels):
        if check not in held:
            return refuse("check_missing", None, check=str(check), step=str(step))
    return None
