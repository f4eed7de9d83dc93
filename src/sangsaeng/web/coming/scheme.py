"""What comes in the schemes that the Foundation and the Ministry watch: days, and no sums."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from sangsaeng.acts.readings.coming import ComingSchemeRow
from sangsaeng.web.pages.scheme import WATCHERS
from sangsaeng.web.rendering import value_label
from sangsaeng.web.shape import Coming, Event
from sangsaeng.web.visits import Visit
from sangsaeng.web.words import kinds_of

_KINDS = tuple(kinds_of(ComingSchemeRow, "what"))
# Longer than any month: from its first day some day of the next.
_A_MONTH = timedelta(days=31)


def _find(visit: Visit) -> Iterator[Event]:
    for row in visit.rows("scheme.coming"):
        yield Event(
            day=row["day"],
            what=value_label(row["what"], visit.lang, _KINDS),
            who_next=visit.t("desk_need_buyers_next"),
            href="/scheme",
            note=visit.t("coming_programmes", count=row["count"]),
        )
    # The month's statistics are whole once it is over.
    yield Event(
        day=(visit.today.replace(day=1) + _A_MONTH).replace(day=1),
        what=visit.t("coming_statistics", month=visit.today.month),
        who_next=visit.t("need_nobody_next"),
        href="/lists/statistics.pass_through",
    )


COMING = (Coming(code="scheme", find=_find, open_to=WATCHERS),)
