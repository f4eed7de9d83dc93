"""What the worker does by itself, on a schedule that stands in the database."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sangsaeng.database.connection import Database
from sangsaeng.database.statements import load
from sangsaeng.jobs.service_webhooks import Send, tell_subscribers
from sangsaeng.kernel.calendar import KOREA
from sangsaeng.ledger.service import fold
from sangsaeng.notices.service_planning import Deciders, drop_old_notices, plan_notices
from sangsaeng.notices.service_sending import Post, send_digests, send_notices
from sangsaeng.outcomes.controls.service import run_all_controls
from sangsaeng.outcomes.service_reopening import reopen_due
from sangsaeng.outcomes.service_settling import settle_due
from sangsaeng.receivables.service_taking_back import return_unclaimed

_SQL = load(__package__)
Chore = Callable[[Database, datetime], int]
_LOG = logging.getLogger(__name__)
# No limit on failed tries looks further back, and a subscriber asks again within a quarter.
_KEPT_TRIES = timedelta(days=2)
_KEPT_TOLD = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Telling:
    """How people are told: by what letters leave, and whose word an act waits for."""

    post: Post
    deciders: Deciders


def own_chores(send: Send, telling: Telling | None = None) -> Mapping[str, Chore]:
    """The chores of this floor and those below, by their names in `jobs.chore`; people are told
    where it is said how."""
    tells: dict[str, Chore] = {}
    if telling is not None:
        post, deciders = telling.post, telling.deciders
        tells = {
            "plan_notices": lambda database, at: plan_notices(database, at, deciders),
            "send_digests": lambda database, at: send_digests(database, at, post),
            "send_notices": lambda database, at: send_notices(database, at, post),
        }
    return {
        **tells,
        "return_unclaimed": _return_unclaimed,
        "drop_old": drop_old,
        "fold_balances": _fold_balances,
        "run_outcome_controls": run_all_controls,
        "settle_outcomes": settle_due,
        "reopen_payables": reopen_due,
        "tell_subscribers": lambda database, at: tell_subscribers(database, at, send),
    }


def do_chore(database: Database, chores: Mapping[str, Chore], at: datetime) -> str | None:
    """Do the chore that is due longest; its name, or None when none is due.

    One that breaks is due again at its next time, and the book says what broke it.
    """
    with database.transaction() as tx:
        found = tx.row(_SQL["take_chore"], at=at, known=list(chores))
    if found is None:
        return None
    name = str(found["chore"])
    count, failed = None, None
    try:
        count = chores[name](database, at)
    except Exception as broken:
        # Whatever broke one chore must not keep the others from being done.
        _LOG.exception("chore %s", name)
        failed = type(broken).__name__
    with database.transaction() as tx:
        tx.run(_SQL["end_chore"], chore=name, count=count, failed=failed)
    return name


def drop_old(database: Database, at: datetime) -> int:
    """Remove what was asked of browsers and is over, tries no limit counts, and messages and
    notices told long ago; how many rows."""
    dropped = drop_old_notices(database, at)
    with database.transaction() as tx:
        return (
            dropped
            + tx.run(_SQL["drop_challenges"], before=at - _KEPT_TRIES)
            + tx.run(_SQL["drop_failed_tries"], before=at - _KEPT_TRIES)
            + tx.run(_SQL["drop_occurrences"], before=at - _KEPT_TOLD)
        )


def _return_unclaimed(database: Database, at: datetime) -> int:
    return return_unclaimed(database, at.astimezone(KOREA).date())


def _fold_balances(database: Database, _at: datetime) -> int:
    """Sums of balances then read little of the journal; 1, since the journal is folded once."""
    fold(database)
    return 1
