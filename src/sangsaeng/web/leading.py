"""Where a finished act leads on to: what its company has to do next, else the act itself."""

from __future__ import annotations

from starlette.responses import Response

from sangsaeng.acts.service_executing import Entered
from sangsaeng.web.visits import Visit

# What a buyer issues is to be funded: on to the calendar, which marks it.
_ISSUES = frozenset({"receivables.issue", "receivables.issue_files", "receivables.issue_sheet"})


def lead_on(visit: Visit, done: Entered) -> Response:
    """On from an act that was entered, approved, rejected or taken back; asked for anew, so that
    the way back sends nothing twice."""
    issued = done.action in _ISSUES and done.state == "executed" and not done.hit
    # Who approves for another company has nothing to fund.
    if issued and visit.rows("buyer.issued_by_act", 1, act_id=done.act_id):
        return visit.go("/funding", issued=done.act_id)
    return visit.go(f"/acts/{done.act_id}", done="again" if done.hit else done.state)
