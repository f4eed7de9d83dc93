"""What waits for this person in pay for success, on whichever side it stands."""

from __future__ import annotations

from collections.abc import Iterator

from sangsaeng.web.pages.safety import takes_part, waiting_lines
from sangsaeng.web.safety.leads import LEADS
from sangsaeng.web.shape import Need, Needs
from sangsaeng.web.visits import Visit

# Home shows the most urgent ones; the programme's page shows them all.
_SHOWN = 6
# A right to object is told, not urged.
_MAY = frozenset({"object"})


def _find(visit: Visit) -> Iterator[Need]:
    for line in waiting_lines(visit, mine=True)[:_SHOWN]:
        if not line["mine"]:
            continue
        what = visit.t(f"safety_wait_{line['what']}")
        name = f": {line['name']}" if line["name"] else ""
        times = f" · {visit.t('safety_times', times=line['times'])}" if line["times"] > 1 else ""
        programme = line[f"name_{visit.lang}"]
        yield Need(
            what=f"{what}{name}{times}",
            why=f"{visit.t('safety_wait_' + line['what'] + '_why')} ({programme})",
            who_next=visit.t("safety_you", company=line["company"]),
            by=line["due_on"],
            won=line["sum_won"] or None,
            href=line["href"],
            button=visit.t(f"safety_do_{line['what']}"),
            tone="info" if line["what"] in _MAY else "warning",
            urgency=LEADS[line["what"]].urgency,
        )


NEEDS = (Needs(code="safety", find=_find, when=takes_part),)
