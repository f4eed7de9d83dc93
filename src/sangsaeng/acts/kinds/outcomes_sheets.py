"""Applications, observations and claims from a spreadsheet: all of its lines, or none.

A file is opaque to whoever approves it, so how many lines it has is stated beside it.
"""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Sequence
from typing import Annotated, Any

from pydantic import Field

from sangsaeng.acts.fields import ItemId, Name, Number, ProgrammeId
from sangsaeng.acts.kinds.outcomes_applications import ApplicationStated
from sangsaeng.acts.kinds.outcomes_claims import MOST_LINES, SUPPLIER, ClaimStated
from sangsaeng.acts.kinds.outcomes_observing import ObservationsStated
from sangsaeng.acts.kinds.promise_files import SheetFile
from sangsaeng.acts.model import Consent, Given, Role
from sangsaeng.acts.shape import Act, Acting, Refused
from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.outcomes.model_choosing import Asked
from sangsaeng.outcomes.service_applications import get_application_digest, save_application
from sangsaeng.outcomes.service_claims import submit_claim
from sangsaeng.outcomes.service_observing import record_observations
from sangsaeng.outcomes.sheets.reading import read_application, read_claims, read_observations

# 300 sites, five metrics, a year.
_MOST_OBSERVED = 20_000


class ApplicationSheet(Given):
    """An application of one line (.xlsx or .csv); who stands behind the supplier is not in it."""

    programme_id: ProgrammeId
    file_name: Name
    content: SheetFile


class ObservationSheet(ApplicationSheet):
    """Months of any sites of a programme (.xlsx or .csv)."""

    lines: Annotated[int, Field(ge=1, le=_MOST_OBSERVED)]


class ClaimSheet(ApplicationSheet):
    """What was reached in a period (.xlsx or .csv), a metric at a site a line."""

    award_id: ItemId
    period_no: Number
    lines: Annotated[int, Field(ge=1, le=MOST_LINES)]


def _save(acting: Acting, given: ApplicationSheet) -> ApplicationStated | Refused:
    found = read_application(b64decode(given.content), given.file_name)
    if isinstance(found, list):
        return found
    asked = Asked(*found, ())
    done = save_application(acting.tx, given.programme_id, acting.company_id, asked, acting.at)
    if isinstance(done, Refusal):
        return done
    digest = get_application_digest(acting.tx, given.programme_id, done)
    return ApplicationStated(application_id=done, state="draft", draft_digest=digest)


def _observe(acting: Acting, given: ObservationSheet) -> ObservationsStated | Refused:
    found = read_observations(b64decode(given.content), given.file_name)
    refused = _not_as_stated(found, given.lines)
    if refused:
        return refused
    lines: list[Any] = [line for _, line in found]  # type: ignore[misc]
    about = (acting.company_id, given.programme_id)
    done = record_observations(acting.tx, *about, lines, acting.at)
    if isinstance(done, list):
        return _at_lines_of(done, found)
    return ObservationsStated(lines=len(lines), findings=done)


def _claim(acting: Acting, given: ClaimSheet) -> ClaimStated | Refused:
    found = read_claims(b64decode(given.content), given.file_name)
    refused = _not_as_stated(found, given.lines)
    if refused:
        return refused
    lines: list[Any] = [line for _, line in found]  # type: ignore[misc]
    about = (given.programme_id, given.award_id, acting.company_id, given.period_no)
    done = submit_claim(acting.tx, *about, lines, acting.at)
    if isinstance(done, Refusal):
        return _at_lines_of([done], found)
    return ClaimStated(
        claim_id=done.claim_id,
        state=done.state,
        period_no=done.period_no,
        moved_from=done.moved_from,
        digest=done.digest.hex(),
    )


def _not_as_stated(found: Sequence[Any], stated: int) -> list[Refusal] | None:
    if isinstance(found[0], Refusal):
        return list(found)
    if len(found) != stated:
        return [refuse("stated_lines_differ", "lines", stated=stated, found=len(found))]
    return None


def _at_lines_of(refusals: Sequence[Refusal], found: Sequence[Any]) -> list[Refusal]:
    """Refusals count the lines that were read; people count those of the file."""
    return [
        one if one.line is None or one.line > len(found) else one.at(found[one.line - 1][0])
        for one in refusals
    ]


_WATCHERS = frozenset({Role.PROGRAMME_OFFICER, Role.VERIFIER})

ACTS = (
    Act(
        # A draft is the supplier's alone and asks for nothing yet.
        code="outcomes.applications.save_sheet",
        path="/outcomes/applications/save-sheet",
        given=ApplicationSheet,
        answer=ApplicationStated,
        enter=SUPPLIER,
        programme_of=lambda given: given.programme_id,
        execute=_save,
    ),
    Act(
        # Months decide nothing before they are claimed and verified.
        code="outcomes.observations.record_sheet",
        path="/outcomes/observations/record-sheet",
        given=ObservationSheet,
        answer=ObservationsStated,
        enter=_WATCHERS,
        programme_of=lambda given: given.programme_id,
        execute=_observe,
    ),
    Act(
        code="outcomes.claims.submit_sheet",
        path="/outcomes/claims/submit-sheet",
        given=ClaimSheet,
        answer=ClaimStated,
        enter=SUPPLIER,
        approve=frozenset({Role.APPROVER}),
        consent=Consent.ANOTHER,
        steps_up=True,
        programme_of=lambda given: given.programme_id,
        execute=_claim,
    ),
)
