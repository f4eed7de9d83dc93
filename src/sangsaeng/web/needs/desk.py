"""What waits for an institution's desk today: the run, missing money, the bank, failures."""

from __future__ import annotations

from collections.abc import Iterator

from sangsaeng.acts.listing import RUNS
from sangsaeng.acts.model import Role
from sangsaeng.settlement.model import RunState
from sangsaeng.settlement.playbook_model import Step
from sangsaeng.web.pages.board import nature_of
from sangsaeng.web.shape import Need, Needs
from sangsaeng.web.visits import Visit

_DESK = frozenset({Role.OPERATIONS, Role.TREASURY})
# As many as say "many": the page itself tells the rest.
_COUNTED = 100

# What waits, as the reading calls it: its sentences, where it leads, who acts, how urgent it is.
_WAITING = {
    "unknown": (
        "desk_need_unknown",
        "desk_need_unknown_why",
        "/returns?state=unknown",
        "page_returns",
        "desk_need_unknown_next",
        30,
    ),
    "returned": (
        "desk_need_returned",
        "desk_need_returned_why",
        "/returns",
        "page_returns",
        "desk_need_returned_next",
        30,
    ),
    "unidentified": (
        "desk_need_unidentified",
        "desk_need_unidentified_why",
        "/unidentified",
        "page_unidentified",
        "act_next_you",
        25,
    ),
}


def _today(visit: Visit) -> Iterator[Need]:
    """Today's run, where something falls due, and the money of it that is not there."""
    if not nature_of(visit, visit.today)["business"]:
        return
    board = visit.one("settlement.board")
    missing = [call for call in board["not_funded"] if call["missing_won"]]
    called: int = board["call_count"]
    if missing:
        yield Need(
            what=visit.t("desk_need_missing_money", count=len(missing)),
            why=visit.t("desk_need_missing_money_why"),
            who_next=visit.t("desk_need_buyers_next"),
            by=visit.today,
            won=board["missing_won"],
            href="/board",
            button=visit.t("page_board"),
            tone="warning",
            urgency=15,
        )
    if board["state"] == RunState.STOPPED:
        yield Need(
            what=visit.t("desk_next_stopped"),
            why=visit.t("desk_next_stopped_why", what=board["stop_reason"] or ""),
            who_next=visit.t("act_next_you"),
            by=visit.today,
            href="/board",
            button=visit.t("page_board"),
            tone="danger",
            urgency=0,
            acts=frozenset({"settlement.resume"}),
        )
    elif called and board["state"] != RunState.RELEASED:
        yield Need(
            what=visit.t("desk_next_ready"),
            why=visit.t("desk_need_run_why", there=called - len(missing), of=called),
            who_next=visit.t("act_next_you"),
            by=visit.today,
            won=board["called_won"],
            href="/board",
            button=visit.t("page_board"),
            tone="info",
            urgency=20,
            acts=frozenset({"settlement.run"}),
        )


def _bank(visit: Visit) -> Iterator[Need]:
    """Payouts that came back or are not known, and money nobody explained: all of it."""
    for row in visit.rows("desk.waiting"):
        what, why, href, page, who, urgency = _WAITING[row["what"]]
        yield Need(
            what=visit.t(what, count=row["count"]),
            why=visit.t(why),
            who_next=visit.t(who),
            won=row["won"],
            href=href,
            button=visit.t(page),
            tone="warning",
            urgency=urgency,
        )


def _trouble(visit: Visit) -> Iterator[Need]:
    """A broken proof, failed work, proceedings with steps left."""
    proofs = visit.one("verify.proofs")
    if not proofs["holds"]:
        yield Need(
            what=visit.t("desk_proofs_broken"),
            why=visit.t("desk_need_proof_why"),
            who_next=visit.t("desk_who_operator"),
            by=visit.today,
            href="/system",
            button=visit.t("page_system"),
            tone="danger",
            urgency=0,
        )
    failed = [one for one in visit.rows("jobs.chores") if one["failed"]]
    failed += visit.rows("jobs.list", state="failed", limit=_COUNTED)
    if failed:
        yield Need(
            what=visit.t("desk_need_failed", count=len(failed)),
            why=visit.t("desk_need_failed_why"),
            who_next=visit.t("desk_who_operator"),
            href="/system",
            button=visit.t("page_system"),
            tone="danger",
            urgency=35,
        )
    for one in visit.rows("playbooks.list"):
        if one["steps_done"] < len(Step):
            yield Need(
                what=visit.t("desk_need_playbook", buyer=one["buyer"]),
                why=visit.t("desk_steps_done", done=one["steps_done"], of=len(Step)),
                who_next=visit.t("act_next_you"),
                by=visit.today,
                href=f"/defaults/{one['playbook_id']}",
                button=visit.t("desk_open_playbook"),
                tone="danger",
                urgency=12,
            )


NEEDS = (
    Needs(code="desk.today", find=_today, open_to=_DESK),
    Needs(code="desk.bank", find=_bank, open_to=_DESK),
    Needs(code="desk.trouble", find=_trouble, open_to=RUNS),
)
