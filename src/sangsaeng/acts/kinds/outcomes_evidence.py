"""Evidence of pay for success: files with hash, time, place, device and who."""

from __future__ import annotations

from base64 import b64decode
from binascii import Error
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import AfterValidator, AwareDatetime, Field

from sangsaeng.acts.fields import ItemId, Name, ProgrammeId
from sangsaeng.acts.model import Answer, Given, Role
from sangsaeng.acts.shape import Act, Acting, Refused
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.outcomes.service_evidence import EvidenceFile, add_evidence

# A photo as a telephone takes it is 3 to 5 MB; with base64 it stays below the largest request.
LARGEST_BYTES = 5_000_000
EvidenceKind = Literal[
    "photo_before",
    "photo_after",
    "invoice",
    "transfer",
    "training_list",
    "test_sheet",
    "hazard_list",
    "incident_report",
    "visit_note",
    "other",
]
MediaType = Literal[
    "image/jpeg",
    "image/png",
    "image/heic",
    "image/webp",
    "application/pdf",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
]


def _is_base64(text: str) -> str:
    try:
        b64decode(text, validate=True)
    except Error:
        raise ValueError("base64 without line breaks") from None
    return text


Content = Annotated[
    str,
    Field(
        min_length=4,
        max_length=(LARGEST_BYTES + 2) // 3 * 4,
        description="base64 (RFC 4648, section 4)",
    ),
    AfterValidator(_is_base64),
]
Degrees = Annotated[str, Field(pattern=r"^-?[0-9]{1,3}(\.[0-9]{1,7})?$", description="degrees")]


def _north(text: str) -> str:
    if abs(Decimal(text)) > 90:
        raise ValueError("from -90 to 90 degrees")
    return text


def _east(text: str) -> str:
    if abs(Decimal(text)) > 180:
        raise ValueError("from -180 to 180 degrees")
    return text


class EvidenceGiven(Given):
    """A file about an award, or about the works at one of its sites; when and where it was taken,
    and by which device."""

    programme_id: ProgrammeId
    award_id: ItemId | None = None
    match_id: ItemId | None = None
    kind: EvidenceKind
    media_type: MediaType
    content: Content
    taken_at: AwareDatetime
    latitude: Annotated[Degrees, AfterValidator(_north)] | None = None
    longitude: Annotated[Degrees, AfterValidator(_east)] | None = None
    device: Name | None = None


class EvidenceKept(Answer):
    """The file as it is kept. `late`: outside its window, kept and not counted. `used_before`: the
    same file was handed in before, which is looked into."""

    evidence_id: int
    sha256: str
    late: bool
    used_before: bool


def _degrees(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _add(acting: Acting, given: EvidenceGiven) -> EvidenceKept | Refused:
    file = EvidenceFile(
        given.kind,
        b64decode(given.content),
        given.media_type,
        given.taken_at,
        _degrees(given.latitude),
        _degrees(given.longitude),
        given.device,
    )
    who, about = (acting.company_id, acting.person_id), (given.award_id, given.match_id)
    done = add_evidence(acting.tx, who, given.programme_id, about, file, acting.at)
    if isinstance(done, Refusal):
        return done
    return EvidenceKept(
        evidence_id=done.evidence_id,
        sha256=done.sha256.hex(),
        late=done.late,
        used_before=done.used_before,
    )


ACTS = (
    Act(
        # A file decides nothing: what is made of it does, and that takes two.
        code="outcomes.evidence.add",
        path="/outcomes/evidence/add",
        given=EvidenceGiven,
        answer=EvidenceKept,
        enter=frozenset(
            {
                Role.ENTERER,
                Role.APPROVER,
                Role.WORKER_REPRESENTATIVE,
                Role.VERIFIER,
                Role.PROGRAMME_OFFICER,
            }
        ),
        programme_of=lambda given: given.programme_id,
        execute=_add,
    ),
)
