"""What comes in pay for success: months and periods that end, windows that close, what is freed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sangsaeng.acts.readings.coming import ComingOutcomeRow
from sangsaeng.web.pages.safety import takes_part
from sangsaeng.web.rendering import value_label
from sangsaeng.web.shape import Coming, Event
from sangsaeng.web.visits import Visit
from sangsaeng.web.words import kinds_of

_KINDS = tuple(kinds_of(ComingOutcomeRow, "what"))
_MOST = 100
# Who acts, by what comes.
_WHO: Mapping[str, str] = {
    "month": "coming_supplier_and_site",
    "observed": "coming_supplier_and_site",
    "claim": "coming_supplier",
    "window": "coming_supplier",
    "retention": "coming_verifier",
    "hearing": "coming_supplier",
    "link": "coming_workers",
    "call_closes": "coming_supplier",
}


def _find(visit: Visit) -> Iterator[Event]:
    for row in visit.rows("outcomes.coming.list", _MOST):
        programme = f"/safety/{row['programme_id']}"
        count = visit.t("coming_count", count=row["count"]) if row["count"] > 1 else ""
        yield Event(
            day=row["day"],
            what=value_label(row["what"], visit.lang, _KINDS),
            who_next=visit.t(_WHO[row["what"]]),
            href=f"{programme}/awards/{row['award_id']}" if row["award_id"] else programme,
            note=" · ".join(part for part in (row[f"name_{visit.lang}"], count) if part),
            won=row["won"],
        )


COMING = (Coming(code="safety", find=_find, when=takes_part),)
