"""Every act of pay for success looks, once it is done, whether one of its people stands on both
sides of an award; what is refused is undone (G13)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from pydantic import BaseModel

from sangsaeng.acts.model import Answer
from sangsaeng.acts.shape import Act, Acting, Refused
from sangsaeng.outcomes.service_apart import Done, decide_apart

_PREFIX = "outcomes."
_RANKS, _FUNDS = "outcomes.recommendations.decide", "outcomes.awards.decide"


def kept_apart(act: Act[Any]) -> Act[Any]:
    """An act of pay for success that looks who did it; any other as it is. It looks last: to whom
    something is unknown it stays so (G12)."""
    if not act.code.startswith(_PREFIX):
        return act

    def execute(acting: Acting, given: Any) -> Answer | Refused:
        done = act.execute(acting, given)
        programme_id = given.programme_id
        if programme_id is None or not isinstance(done, Answer):
            return done
        about = Done(
            programme_id,
            set(numbers_in(given)) - {programme_id},
            acting.act_id,
            acting.person_id,
            acting.company_id,
            all_of_it=act.code == _RANKS,
            decides=act.code in (_RANKS, _FUNDS),
        )
        return decide_apart(acting.tx, about) or done

    return replace(act, execute=execute)


def numbers_in(given: BaseModel) -> Iterator[int]:
    """Every number that an act names: fields that end in `_id` or `_ids`, its lines' too. A number
    stands for one thing only, so what it is of need not be said."""
    for name in type(given).model_fields:
        value = getattr(given, name)
        if isinstance(value, list):
            for one in value:
                if isinstance(one, BaseModel):
                    yield from numbers_in(one)
                elif isinstance(one, int) and name.endswith("_ids"):
                    yield one
        elif isinstance(value, int) and name.endswith("_id"):
            yield value
