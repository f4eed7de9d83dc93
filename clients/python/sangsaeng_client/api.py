"""Every operation of the API. Made by `sangsaeng client`; changes here are lost."""

from __future__ import annotations

from typing import Any, Literal, NotRequired, TypedDict

from sangsaeng_client.transport import Pages, Transport, part

AcceptanceShownLanguage = Literal["ko", "en"]

ActsListState = Literal["waiting", "executed", "refused", "rejected", "withdrawn", "expired"]

AwardDecidedDecision = Literal["fund", "decline"]

BalanceRowNature = Literal["debit", "credit"]

CallAheadState = Literal["due", "grace", "unpaid"]

CallWantedAccidentTypes = Literal["fire", "caught_in", "collision", "fall"]

ClaimCheckedReason = Literal["evidence_incomplete", "figures_implausible", "wrong_period"]

ClawbackWantedGround = Literal[
    "fraud",
    "misuse",
    "sold",
    "moved_abroad",
    "business_closed",
    "bankruptcy",
    "death_by_defect",
]

ComingOutcomeRowWhat = Literal[
    "month",
    "observed",
    "claim",
    "window",
    "retention",
    "hearing",
    "link",
    "call_closes",
]

ComingRowWhat = Literal[
    "money",
    "fund",
    "grace",
    "comes_back",
    "facility",
    "auction",
    "quote",
    "account",
    "claim_by",
    "invitation",
    "mandate",
    "key",
]

ComingSchemeRowWhat = Literal["scheme_funding", "scheme_grace"]

EarlyPaymentQuotesState = Literal["open", "taken", "lapsed"]

EarnedPartWhat = Literal[
    "payout",
    "earned",
    "incentive",
    "incentive_at_change",
    "deposit_refund",
    "funder_refund",
    "tax_withheld",
]

EntryRowDirection = Literal["debit", "credit"]

EvidenceGivenKind = Literal[
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

EvidenceGivenMediaType = Literal[
    "image/jpeg",
    "image/png",
    "image/heic",
    "image/webp",
    "application/pdf",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
]

ExplainEarnedPurpose = Literal["incentive", "incentive_at_change", "interest_refund"]

ExplainWonKind = Literal["receivable", "sale", "payout"]

ExplainWonPurpose = Literal["settlement", "sale_proceeds"]

ExplainedPartWhat = Literal[
    "face",
    "retained",
    "passed_on",
    "passed_on_to",
    "sold",
    "sale",
    "amount",
    "interest",
    "proceeds",
    "payout",
    "kept_for_creditors",
]

FacilitiesListKind = Literal["purchase", "guarantee"]

FindingSettledSettledAs = Literal["cleared", "confirmed"]

FollowOnToldKind = Literal["sale", "policy_fund", "guarantee", "investment", "reuse"]

ForfeitWantedGround = Literal["concealment", "not_in_use"]

FunderQuoteRowState = Literal["open", "taken", "lapsed"]

FunderQuotesState = Literal["open", "taken", "lapsed"]

FundingCallsState = Literal["due", "grace", "unpaid", "funded"]

HeldState = Literal["open", "grace", "unpaid", "parked", "paid", "attached", "cancelled"]

IncidentGivenKind = Literal["injury", "death", "serious", "disease"]

InvitationAnswerDelivery = Literal["stored", "link"]

InvitationRowSide = Literal["sent", "received"]

IssuedState = Literal["open", "grace", "unpaid", "parked", "paid", "attached", "cancelled"]

JoiningLanguage = Literal["ko", "en"]

LinkAndLanguageLanguage = Literal["ko", "en"]

MatchRefusedReason = Literal[
    "technology_unfit",
    "unsafe",
    "supplier_declines",
    "site_declines",
    "other",
]

MoneyMovementsSide = Literal["held", "owed"]

MoneyStatementSide = Literal["held", "owed"]

MovementRowWhat = Literal[
    "received",
    "given_back",
    "passed_on",
    "passed_back",
    "sold",
    "paid",
    "unclaimed",
    "proceeds",
    "released",
    "incentive",
    "incentive_at_change",
    "refund",
    "outcomes",
    "issued",
    "taken_back",
    "funded",
    "advanced",
]

NoticesChooseLanguage = Literal["ko", "en"]

OfProgrammeOutputState = Literal[
    "open",
    "grace",
    "unpaid",
    "parked",
    "paid",
    "attached",
    "cancelled",
]

OneSide = Literal["held", "issued"]

OneState = Literal["open", "grace", "unpaid", "parked", "paid", "attached", "cancelled"]

OnlyLanguageLanguage = Literal["ko", "en"]

OutcomesCallsListState = Literal["draft", "open", "closed", "ended"]

OutcomesExportsWorkbookLanguage = Literal["ko", "en"]

OutcomesPayablesListStanding = Literal["open", "paid", "ended"]

PayoutCountState = Literal[
    "waiting",
    "instructed",
    "sent",
    "unknown",
    "credited",
    "rejected",
    "returned",
]

PayoutRowState = Literal[
    "waiting",
    "instructed",
    "sent",
    "unknown",
    "credited",
    "rejected",
    "returned",
]

PayoutsInProgrammeState = Literal[
    "waiting",
    "instructed",
    "sent",
    "unknown",
    "credited",
    "rejected",
    "returned",
]

PayoutsListState = Literal[
    "waiting",
    "instructed",
    "sent",
    "unknown",
    "credited",
    "rejected",
    "returned",
]

PayoutsStuckState = Literal["unknown", "rejected", "returned"]

PlanWantedAccidentTypes = Literal["fire", "caught_in", "collision", "fall"]

ProgrammePayoutRowState = Literal[
    "waiting",
    "instructed",
    "sent",
    "unknown",
    "credited",
    "rejected",
    "returned",
]

ProgrammeRowMyPart = Literal["institution", "foundation", "buyer", "participant"]

ProgrammesListMyPart = Literal["institution", "foundation", "buyer", "participant"]

QuoteRowState = Literal["open", "taken", "lapsed"]

ReceivablesHeldState = Literal["open", "grace", "unpaid", "parked", "paid", "attached", "cancelled"]

ReceivablesInProgrammeState = Literal[
    "open",
    "grace",
    "unpaid",
    "parked",
    "paid",
    "attached",
    "cancelled",
]

ReceivablesIssuedState = Literal[
    "open",
    "grace",
    "unpaid",
    "parked",
    "paid",
    "attached",
    "cancelled",
]

RedeterminationWantedReason = Literal["late_accident", "dispute", "found_error"]

RulesWantedReward = Literal["steps", "linear"]

SiteEndedReason = Literal[
    "disaster",
    "ordered",
    "bankruptcy",
    "business_closed",
    "relocated",
    "site_withdrew",
    "supplier_withdrew",
    "other",
]

SiteWantedHazards = Literal["fire", "caught_in", "collision", "fall"]

StatementSumWhat = Literal[
    "received",
    "given_back",
    "passed_on",
    "passed_back",
    "sold",
    "paid",
    "unclaimed",
    "proceeds",
    "released",
    "incentive",
    "incentive_at_change",
    "refund",
    "outcomes",
    "issued",
    "taken_back",
    "funded",
    "advanced",
]

StuckRowState = Literal["unknown", "rejected", "returned"]

TerminationWantedGround = Literal["sites_closed", "supplier_failed", "payer_ended", "fraud"]

TermsShownLanguage = Literal["ko", "en"]

TreeNodeState = Literal["open", "grace", "unpaid", "parked", "paid", "attached", "cancelled"]

UnidentifiedRowDirection = Literal["debit", "credit"]

WebhooksDeliveriesState = Literal["waiting", "delivered", "dead"]


class AbatedGiven(TypedDict):
    """A hazard, the risk that is left of it (1 to 25), and the day."""

    hazard_no: int
    risk_after: int
    abated_on: str


class AcceptQuotes(TypedDict):
    """Sell at quotes' prices, all of them or none; `amount_won`: what the quotes sell in all."""

    programme_id: int
    quote_ids: list[int]
    amount_won: int


class AcceptanceShown(TypedDict):
    """What the company accepted, and by whom."""

    version: str
    digest: str
    language: AcceptanceShownLanguage
    person_id: int
    accepted_at: str


class Account(TypedDict):
    """An account at any bank, in the company's own name."""

    bank_code: str
    account_number: str


class AccountAnswer(TypedDict):
    """The account as it stands; the first day it is paid into, once its holder is confirmed."""

    bank_account_id: int
    state: AccountState
    is_first: bool
    usable_from: str | None


class AccountNamed(TypedDict):
    """The payer names the bank account in which a draft's money will lie: its own, registered for
    outcomes, and of no other programme."""

    programme_id: int
    own_account_id: int


AccountPurpose = Literal["settlement", "deposit", "operating", "funding", "outcomes"]


class AccountRow(TypedDict):
    """A bank account of the company, its number in full. `usable_from`: after the cooling-off;
    `paid_now`: what is paid today goes to it."""

    bank_account_id: int
    company_id: int
    bank_code: str
    account_number: str
    holder_name: str
    registered_on: str
    is_first: bool
    state: str
    usable_from: str | None
    paid_now: bool


AccountState = Literal["unchecked", "verified", "refused", "cooling", "usable", "closed"]


class ActDocument(TypedDict):
    """An act with the text as it was entered, whose sha256 is the digest, and the decisions.
    `opened`: the same text with its sealed fields readable."""

    act_id: int
    action: str
    company_id: int
    company_name: str | None
    entered_by: int | None
    entered_by_key: int | None
    entered_at: str
    digest: str
    amount_won: int | None
    state: str
    needed_of: list[int]
    approved_of: list[int]
    expires_at: str
    ended_at: str | None
    mine: bool
    given: str
    opened: str
    answer: dict[str, Any] | None
    decisions: list[Decision]


ActDoneAtOnce = Literal["executed", "rehearsed"]


class ActEnded(TypedDict):
    """An act after the decision: `executed` with its answer, `waiting` for more, or over."""

    act_id: int | None
    action: str
    state: str
    digest: str
    needed_of: list[int]
    answer: dict[str, Any] | None


class ActLine(TypedDict):
    """One act. `needed_of`: the companies whose people must approve, one entry an approval;
    `approved_of`: those that did. `mine`: the asking person could decide about it now."""

    act_id: int
    action: str
    company_id: int
    company_name: str | None
    entered_by: int | None
    entered_by_key: int | None
    entered_at: str
    digest: str
    amount_won: int | None
    state: str
    needed_of: list[int]
    approved_of: list[int]
    expires_at: str
    ended_at: str | None
    mine: bool


ActMayWait = Literal["executed", "rehearsed", "waiting", "rejected", "withdrawn", "expired"]


class AdvanceLost(TypedDict):
    """An advance that nobody will repay."""

    award_id: int
    lost_won: int


class AdvanceRow(TypedDict):
    """What an institution may claim from a buyer it paid for, by programme, up to today."""

    programme_id: int
    institution_id: int
    institution: str
    buyer_id: int
    buyer: str
    root_count: int
    principal_won: int
    late_interest_won: int
    since: str


class AgreementPreview(TypedDict):
    """The rule as it would be frozen now; its digest is what is signed."""

    award_id: int
    rule_text: str
    rule_digest: str
    highest_won: int


class AgreementRow(TypedDict):
    """An agreement: the frozen rule as canonical text, the most it can pay, the advance's bond."""

    programme_id: int
    award_id: int
    rule_version: int
    rule_text: str
    rule_digest: str
    highest_won: int
    bond_reference: str | None
    bond_won: int
    advance_won: int
    reason: str | None
    signed_at: str


class AgreementSigned(TypedDict):
    """The frozen rule, the most it can ever pay, and the advance that is owed now."""

    rule_version: int
    rule_digest: str
    highest_won: int
    advance_won: int


class AgreementWanted(TypedDict):
    """What all sides sign: the rule by its digest (as `outcomes.agreements.preview` shows it), the
    advance on stage 1 and the bond that stands for it."""

    programme_id: int
    award_id: int
    rule_digest: str
    advance_won: NotRequired[int]
    bond_won: NotRequired[int]
    bond_reference: NotRequired[str | None]


class Amend(TypedDict):
    """What stands in the place of a receivable: another amount and day for the same holder."""

    programme_id: int
    receivable_id: int
    amount_won: int
    matures_on: str


class Amended(TypedDict):
    """The new receivable, and the one it replaces."""

    receivable_id: int
    replaces: int


class ApplicationLooked(TypedDict):
    """What an officer found in papers that no table here knows: arrears of tax or premium, an
    accident concealed or a name published, no proof of sales, a plan with gaps."""

    programme_id: int
    application_id: int
    in_arrears: NotRequired[bool]
    concealed_or_named: NotRequired[bool]
    not_commercialised: NotRequired[bool]
    incomplete: NotRequired[bool]


class ApplicationRow(TypedDict):
    """An application: the supplier's own, or one submitted to the asker's programme. `reason` is a
    stable code or, where the payer declined, its words; points and rank once it is ranked."""

    programme_id: int
    application_id: int
    supplier_id: int
    supplier: str
    state: str
    reason: str | None
    stage1_won: int
    success_won: int
    plan: dict[str, Any]
    submitted_at: str | None
    mean_points: str | None
    rank: int | None


class ApplicationSheet(TypedDict):
    """An application of one line (.xlsx or .csv); who stands behind the supplier is not in it."""

    programme_id: int
    file_name: str
    content: str


class ApplicationStated(TypedDict):
    """An application as it stands; `reason`: a stable code, where it is not eligible;
    `draft_digest`: of everything a draft would be submitted with."""

    application_id: int
    state: str
    reason: NotRequired[str | None]
    draft_digest: NotRequired[str | None]


class ApplicationSubmitted(TypedDict):
    """A draft is submitted as it was read: its `draft_digest` is in the answer of the act that
    saved it."""

    programme_id: int
    application_id: int
    draft_digest: str


class ApplicationWanted(TypedDict):
    """The supplier's one application to a call; until it is submitted it is saved over. What was
    told of related parties stays told."""

    programme_id: int
    plan: PlanWanted
    stage1_won: int
    success_won: int
    related: NotRequired[list[RelatedNamed]]


class AskPerson(TypedDict):
    """A person who is asked into the actor's company, and as what."""

    role: Role
    limit_won: NotRequired[int | None]
    email: NotRequired[str | None]
    token_digest: NotRequired[str | None]


class AskQuotes(TypedDict):
    """Firm prices, a list of one programme: all of them or none, a receivable once in it."""

    programme_id: int
    parts: list[SalePart]


class AskedOfWorker(TypedDict):
    """What the worker is asked about."""

    programme_ko: str
    programme_en: str
    site: str
    supplier: str
    ends_at: str


class AskedShown(TypedDict):
    """`secret` is kept by who asks and opens once two people agreed; `code` is told to them."""

    secret: str
    code: str


AttachmentKind = Literal["attachment", "provisional_attachment"]


class AttachmentNamed(TypedDict):
    """One order of a creditor."""

    attachment_id: int


class AttachmentRecorded(TypedDict):
    """What the order holds, and what of it found nothing, in won."""

    attachment_id: int
    locked_won: int
    found_nothing_won: int


class AttachmentReleased(TypedDict):
    """What of an order's locks is the holder's again, is paid by the next run, or is held on by
    later orders, in won."""

    attachment_id: int
    freed_won: int
    to_pay_won: int
    locked_on_won: int


class AttachmentRow(TypedDict):
    """A creditor's order; `locked_won` of the company's own unpaid portions is held by it now. What
    stays locked of an order after a run has settled its receivable is in it, too."""

    attachment_id: int
    company_id: int
    company: str
    kind: str
    reference: str
    amount_won: int
    served_on: str
    released_on: str | None
    locked_won: int


class AttachmentServed(TypedDict):
    """A creditor's order: the company's own unpaid portions are locked up to its amount."""

    company_number: str
    kind: NotRequired[AttachmentKind]
    reference: str
    amount_won: int


class AuctionNamed(TypedDict):
    """The auction of a day."""

    programme_id: int
    for_day: str


class AuctionOpened(TypedDict):
    """Ask a programme's funders for sealed bids for a day to come."""

    programme_id: int
    for_day: str
    closes_at: str
    wanted_won: int


class AuctionRow(TypedDict):
    """An auction; `rate_annual` once it is closed and somebody won."""

    programme_id: int
    auction_id: int
    for_day: str
    closes_at: str
    wanted_won: int
    rate_annual: str | None
    closed_at: str | None


class AuctionStated(TypedDict):
    """An auction; `rate_annual` once it is closed and somebody won."""

    auction_id: int
    for_day: str
    closes_at: str
    wanted_won: int
    rate_annual: str | None
    closed_at: str | None


class AwardDecided(TypedDict):
    """Fund a recommended application, or decline it with a written reason. The money of a grant is
    at most what was asked for, and its whole success cap is reserved at once; a loan, a guarantee
    or an investment stores terms and triggers, and its money runs in the bank's own system."""

    programme_id: int
    application_id: int
    decision: AwardDecidedDecision
    instrument: NotRequired[Instrument]
    stage1_won: NotRequired[int]
    success_cap_won: NotRequired[int]
    terms: NotRequired[str | None]
    triggers: NotRequired[list[str]]
    policy_reference: NotRequired[str | None]
    reason: NotRequired[str | None]


class AwardNamed(TypedDict):
    """An award of a programme."""

    programme_id: int
    award_id: int


class AwardRow(TypedDict):
    """An award with what is reserved, spent and given back of both its parts, in won."""

    programme_id: int
    award_id: int
    supplier_id: int
    supplier: str
    verifier: str | None
    instrument: str
    instrument_terms: dict[str, Any]
    policy_reference: str | None
    state: str
    awarded_at: str
    stage1_won: int
    stage1_spent_won: int
    stage1_released_won: int
    success_cap_won: int
    success_spent_won: int
    success_released_won: int
    tail_until: str | None


class AwardStated(TypedDict):
    """What was decided; `moved_up_id`: the application that is recommended in its place."""

    application_id: int
    state: str
    stage1_won: int
    success_cap_won: int
    moved_up_id: NotRequired[int | None]


class Backed(TypedDict):
    """What is to come from one buyer; `guarantor` pays where the buyer does not."""

    buyer: str
    guarantor: str | None
    won: int
    safe_won: int


class BalanceRow(TypedDict):
    """A balance by account kind; `owner`: the own account, or 0. In the sense of its nature."""

    programme_id: int
    kind: int
    account: str
    nature: BalanceRowNature
    owner: int
    balance_won: int


class BandRow(TypedDict):
    """What a unit of a model costs on the market, and who says so."""

    model: str
    least_won: int
    most_won: int
    source: str
    set_at: str


class BandStated(TypedDict):
    """The band that counts from now on."""

    model: str
    least_won: int
    most_won: int


class BankTold(TypedDict):
    """An attempt to pay: the message it went in, and the bank's entry once the money left."""

    attempt_no: int
    state: str
    end_to_end_id: str
    message_id: str
    booked_on: str | None
    entry_id: int | None
    entry_ref: str | None


class BaseRate(TypedDict):
    """A decision of the Bank of Korea that this release does not know yet, from its day on."""

    since: str
    rate_annual: str
    reason: str


class BaseRateAdded(TypedDict):
    """The base rate from a day on."""

    since: str
    rate_annual: str


class BaseRateRow(TypedDict):
    """The Bank of Korea's base rate from a day on. `added`: by an operator, over the release."""

    since: str
    rate_annual: str
    added: bool
    reason: str | None


class BaselineGiven(TypedDict):
    """How a metric stood at a site: `numerator` of `denominator`, both days counted."""

    match_id: int
    metric: str
    numerator: str
    denominator: str
    from_on: str
    until_on: str
    source: str


class BaselineRow(TypedDict):
    """How a metric stood at a match; both days counted."""

    programme_id: int
    match_id: int
    award_id: int
    metric: str
    numerator: str
    denominator: str
    from_on: str
    until_on: str
    source: str
    recorded_at: str
    locked_at: str | None


class BaselinesGiven(TypedDict):
    """Baselines and hazards of an award's sites; a baseline said again replaces the last."""

    programme_id: int
    award_id: int
    lines: list[BaselineGiven]
    hazards: NotRequired[list[HazardGiven]]


class BaselinesLocked(TypedDict):
    """The matches whose baselines stand for ever."""

    matches: list[int]


class BaselinesStated(TypedDict):
    """How many lines were put down."""

    lines: int
    hazards: int


class Begun(TypedDict):
    """A session just begun: its token is in a cookie that no script reads. `csrf_token` goes into
    the header X-CSRF-Token of everything that writes."""

    session: SessionShown
    csrf_token: str


class BidPlaced(TypedDict):
    """A funder's sealed bid; until the auction closes a new one takes the place of the last."""

    programme_id: int
    for_day: str
    facility_id: int
    rate_annual: str
    amount_won: int


class BidRow(TypedDict):
    """A facility's bid; `taken_won` once the auction is closed."""

    facility_id: int
    provider_id: int
    provider: str
    rate_annual: str
    amount_won: int
    bid_at: str
    taken_won: int | None
    bought_won: int


class BidStated(TypedDict):
    """The bid that counts."""

    facility_id: int
    rate_annual: str
    amount_won: int
    bid_at: str


class Board(TypedDict):
    """A settlement day of the programmes the asker runs, in won; to the operator the whole run."""

    day: str
    run_id: int | None
    state: str | None
    stop_reason: str | None
    opened_at: str | None
    released_at: str | None
    call_count: int
    funded_count: int
    called_won: int
    missing_won: int
    not_funded: list[BoardCall]
    steps: list[BoardStep]
    payouts: list[BoardPayouts]
    proof_day: str | None
    proofs: list[ProofRow]


class BoardCall(TypedDict):
    """A buyer whose money for the day, or the closed days before it, is not all there."""

    programme_id: int
    buyer: str
    due_on: str
    default_policy: str
    called_won: int
    missing_won: int
    state: str
    grace_until: str | None


class BoardPayouts(TypedDict):
    """Payouts of the run that stand so."""

    state: str
    payout_count: int
    won: int


class BoardStep(TypedDict):
    """What a run froze (expected) and posted: phase 1 roots, phase 2 receivables below them."""

    phase: int
    expected_count: int
    expected_won: int
    posted_count: int
    posted_won: int
    holds: bool


class BoardVersion(TypedDict):
    """How the board of a day stands, as a text that changes with it and tells nothing else: who
    looks on asks for this, and for the board when it differs."""

    day: str
    version: str


class BuyerExposure(TypedDict):
    """What a funder has out on one buyer."""

    buyer: str
    receivable_count: int
    won: int


class BuyerSummary(TypedDict):
    """A buyer's month, what waits for approval, what to fund, and how far its money went."""

    as_of: str
    month: str
    issued_count: int
    issued_won: int
    waiting_count: int
    waiting_won: int
    calls: list[CallAhead]
    tiers: list[TierOfMonth]
    cash_days: list[DaysToCash]


class ByReceivable(TypedDict):
    """One payable is paid by a root in a mutual benefit payment programme whose buyer the payer is,
    due on `matures_on`. With an approval number the supplier's tax invoice is its evidence;
    without, a settlement statement."""

    programme_id: int
    payable_id: int
    payments_programme_id: int
    matures_on: str
    approval_number: NotRequired[str | None]
    written_on: str
    total_won: int
    note: NotRequired[str | None]


class ByReceivableStated(TypedDict):
    """The root the party holds, and what the programme owes the payer for it."""

    receivable_id: int
    reimbursement_id: int
    amount_won: int


Cadence = Literal["at_once", "daily", "none"]


class CalendarRow(TypedDict):
    """A business day's money in won: to come (of it safe in the deposit account), to be funded as a
    buyer, and ordered to be paid to the company."""

    day: str
    coming_won: int
    safe_won: int
    outgoing_won: int
    paid_won: int


class CallAhead(TypedDict):
    """What is to be funded for a day; `missing_won` of it is not there yet."""

    programme_id: int
    due_on: str
    called_won: int
    missing_won: int
    state: CallAheadState
    grace_until: str | None


class CallDrafted(TypedDict):
    """A call is drawn up; with `programme_id` a draft is drawn up again. The payer is a financial
    institution, which names the programme's bank account itself."""

    programme_id: NotRequired[int | None]
    payer_number: str
    name_ko: str
    name_en: str
    budget_won: int
    running_won: int
    call: CallWanted
    rules: NotRequired[RulesWanted]
    opens_at: str
    closes_at: str
    periods: list[PeriodWanted]


class CallNamed(TypedDict):
    """One programme."""

    programme_id: int


class CallOpened(TypedDict):
    """A draft is opened as it was read: its `draft_digest` is in the list of calls and in the
    answers of the acts that drew it up."""

    programme_id: int
    draft_digest: str


class CallStated(TypedDict):
    """A programme as it stands. `draft_digest`: of everything a draft would be opened with."""

    programme_id: int
    state: str
    draft_digest: NotRequired[str | None]


class CallWanted(TypedDict):
    """The call as it is published."""

    eligibility_ko: str
    eligibility_en: str
    accident_types: list[CallWantedAccidentTypes]
    score_sheet: list[CriterionWanted]
    metric_catalogue: NotRequired[str]


class Calls(TypedDict):
    """For how many days ahead buyers are told what to bring."""

    days: NotRequired[int]


class Cancelled(TypedDict):
    """The receivable that is no longer there."""

    cancelled: int


class CandidateShown(TypedDict):
    """The credit on what was paid in the period, and on what is still to be paid in it."""

    from_on: str
    until: str
    paid: CreditShown
    still_to_pay: CreditShown


class CashDay(TypedDict):
    """What comes back on a business day, and the interest in it that was taken in advance."""

    day: str
    won: int
    interest_won: int


class ChangeLimit(TypedDict):
    """A power that gets another limit."""

    power_id: int
    limit_won: NotRequired[int | None]


class Check(TypedDict):
    """What the bank said when the operator asked it about an account's holder."""

    business_number: str
    bank_account_id: int
    outcome: HolderCheck


class ChoiceRow(TypedDict):
    """How one kind is told. `locked`: at once and by e-mail, whatever is chosen; `chosen_at` None:
    as the kind is told by itself."""

    kind: str
    name: InBoth
    locked: bool
    cadence: Cadence
    channel: Way
    chosen_at: str | None


class ChoreRow(TypedDict):
    """What the worker does by itself; `failed`: the kind of error of the last time."""

    chore: str
    every_seconds: int
    last_at: str | None
    last_count: int | None
    failed: str | None


class ClaimChecked(TypedDict):
    """The desk's look at a claim; sent back with a reason, the supplier may claim again."""

    programme_id: int
    claim_id: int
    passed: bool
    reason: NotRequired[ClaimCheckedReason | None]


class ClaimMoved(TypedDict):
    """How a claim stands now."""

    claim_id: int
    state: str


class ClaimNamed(TypedDict):
    """A claim of a programme."""

    programme_id: int
    claim_id: int


class ClaimRow(TypedDict):
    """A claim; `reason` where it was refused, a stable code."""

    programme_id: int
    claim_id: int
    award_id: int
    supplier_id: int
    supplier: str
    period_no: int
    moved_from: int | None
    state: str
    reason: str | None
    digest: str
    lines: list[dict[str, Any]]
    submitted_at: str


class ClaimSheet(TypedDict):
    """What was reached in a period (.xlsx or .csv), a metric at a site a line."""

    programme_id: int
    file_name: str
    content: str
    award_id: int
    period_no: int
    lines: int


class ClaimStated(TypedDict):
    """A claim: `digest` binds it before anything is drawn. `moved_from`: the period whose window it
    missed. `state` refused: no period was left for it; it is kept and pays nothing."""

    claim_id: int
    state: str
    period_no: int
    moved_from: int | None
    digest: str


class ClaimWanted(TypedDict):
    """What was reached in a period: every metric of the agreed rule for every accepted site."""

    programme_id: int
    award_id: int
    period_no: int
    lines: list[LineWanted]


class ClawbackDecided(TypedDict):
    """The committee's decision: upheld by the ground's multiples, the penalty mitigated for slight
    negligence as far as the ground lets, or dropped."""

    programme_id: int
    clawback_id: int
    upheld: bool
    mitigation: NotRequired[str]


class ClawbackHeard(TypedDict):
    """What the supplier says to it."""

    programme_id: int
    clawback_id: int
    words: str


class ClawbackLost(TypedDict):
    """What of a clawback will not come."""

    clawback_id: int
    lost_won: int


class ClawbackNamed(TypedDict):
    """A clawback of a programme."""

    programme_id: int
    clawback_id: int


class ClawbackRow(TypedDict):
    """Money asked back; refund and penalty are two amounts."""

    programme_id: int
    clawback_id: int
    award_id: int
    ground: str
    state: str
    statement: str
    heard: str | None
    base_won: int
    refund_won: int | None
    penalty_won: int | None
    recovered_won: int
    lost_won: int
    hearing_on: str
    bar_until: str | None
    opened_at: str
    decided_at: str | None


class ClawbackStated(TypedDict):
    """A clawback and how it stands; refund and penalty once it is decided."""

    clawback_id: int
    state: str
    refund_won: NotRequired[int | None]
    penalty_won: NotRequired[int | None]
    bar_until: NotRequired[str | None]


class ClawbackWanted(TypedDict):
    """Notice to a supplier: the ground, what was paid of what it reaches, and by when it is
    heard."""

    programme_id: int
    award_id: int
    ground: ClawbackWantedGround
    base_won: int
    statement: str
    hearing_on: str


class ClockRow(TypedDict):
    """What the clock shows, in Korea, and how far ahead of the real one; 0 in a real book."""

    at: str
    sandbox: bool
    ahead_seconds: int


class ClockSetting(TypedDict):
    """The moment that the sandbox's clock is to show, with its zone."""

    to: str


class ClockShown(TypedDict):
    """What the clock shows now, in Korea."""

    at: str


class ClosedDay(TypedDict):
    """Banks are closed on a day that no calendar knew; what is due moves to the next business
    day."""

    day: str
    reason: str


class ClosedDayAdded(TypedDict):
    """The day that is a closed one now."""

    day: str


class ClosedDayRow(TypedDict):
    """A day on which banks are closed besides Saturdays and Sundays. `added`: by an operator;
    `reason` only of those."""

    day: str
    added: bool
    reason: str | None


class ComingOutcomeRow(TypedDict):
    """One thing of a day in pay for success; `award_id` 0: of all awards of the programme; `won` is
    told where money is, `count`: of how many."""

    day: str
    what: ComingOutcomeRowWhat
    programme_id: int
    award_id: int
    name_ko: str
    name_en: str
    won: int | None
    count: int


class ComingRow(TypedDict):
    """One thing of a day. `won`: what moves, or what it is about; `count`: of how many; `name`: the
    other company, where it is one."""

    day: str
    what: ComingRowWhat
    won: int | None
    count: int
    programme_id: int
    name: str


class ComingSchemeRow(TypedDict):
    """A day of the schemes that are watched, and of how many programmes."""

    day: str
    what: ComingSchemeRowWhat
    count: int


class CompanyRow(TypedDict):
    """A company the asker knows; `joined_on` None: invited, not on the system yet."""

    company_id: int
    business_number: str
    name: str
    joined_on: str | None


class CompanyShown(TypedDict):
    """A company the person may work for, and as what. `awaits_recovery`: not yet again."""

    company_id: int
    business_number: str
    name: str
    roles: list[Role]
    awaits_recovery: bool


CompanySize = Literal["large", "mid", "medium", "small", "public"]


class Confirm(TypedDict):
    """A person whom the operator has seen to bind a company."""

    business_number: str
    person_id: int


class ConfirmationRow(TypedDict):
    """A link for a worker, and the answer, which has no name on it."""

    programme_id: int
    confirmation_id: int
    match_id: int
    made_at: str
    ends_at: str
    answered_at: str | None
    in_use: bool | None
    trained: bool | None
    note: str | None


class ConflictDeclared(TypedDict):
    """An assessor says, once, whether it is free to judge an application, and why."""

    programme_id: int
    application_id: int
    conflicted: bool
    statement: str


class ConsentGiven(TypedDict):
    """The digest of the text that the owner and the workers' representative both read."""

    programme_id: int
    site_id: int
    text_digest: str


class ConsentRow(TypedDict):
    """Whether the buyer of a programme may see the company's name, since when."""

    programme_id: int
    given: bool
    since: str


class ConsentText(TypedDict):
    """What the owner and the workers' representative sign, and its SHA-256."""

    site_id: int
    text: str
    text_digest: str


class ContractSumStated(TypedDict):
    """What the site's own papers say the works at it cost; it is set against the invoice."""

    programme_id: int
    match_id: int
    amount_won: int


class ControlCount(TypedDict):
    """How many things a control found that were not known before."""

    control: str
    found: int


class ControlsDone(TypedDict):
    """Every control, and what is new."""

    controls: list[ControlCount]


class ControlsRun(TypedDict):
    """Look over a whole programme now."""

    programme_id: int


class CostGiven(TypedDict):
    """The cost of an award's works that is accepted, all of them together."""

    programme_id: int
    award_id: int
    cost_won: int


class CostStated(TypedDict):
    """What became of stage 1: owed beyond the advance, and back to the pool."""

    payable_id: int | None
    owed_won: int
    released_won: int


class Credential(TypedDict):
    """What `navigator.credentials` gave, as JSON."""

    credential: dict[str, Any]


class CreditShown(TypedDict):
    """A tax credit in won; None where the surtax of the year is not known."""

    earning_won: int
    gross_won: int
    taken_won: int
    surtax_won: int | None
    net_won: int | None


class CriterionWanted(TypedDict):
    """A line of the score sheet; the first one also decides ties."""

    code: str
    name_ko: str
    name_en: str
    most: int


class DayNature(TypedDict):
    """What a day is to banks, and the business days around it. `weekend`: closed as a Saturday or
    Sunday; `reason`: why an operator closed it."""

    day: str
    business: bool
    weekend: bool
    reason: str | None
    before: str
    after: str


class DaysToCash(TypedDict):
    """From the invoice to money in hand, the mean by won over what was due last; None where it is
    of fewer than three companies."""

    tier: int
    receivable_count: int | None
    days_to_cash: str | None


class Decided(TypedDict):
    """What came of one act of a list: its state, or why not (`errors`)."""

    act_id: int
    action: str | None
    state: str | None
    digest: str | None
    needed_of: list[int]
    answer: dict[str, Any] | None
    errors: list[dict[str, Any]]


class DecidedList(TypedDict):
    """What came of each act of a list, in the order of their numbers."""

    results: list[Decided]


class Decision(TypedDict):
    """What somebody decided; a person of another company has no number here."""

    company_id: int
    person_id: int | None
    approved: bool
    digest: str
    list_digest: str | None
    decided_at: str


class Declared(TypedDict):
    """Whether the assessor may judge the application."""

    application_id: int
    free_to_judge: bool


DefaultPolicy = Literal["institution_advances", "unpaid_no_recourse"]


class DeliveryRow(TypedDict):
    """A message: `message_id` is the `webhook-id` it is sent under, `facts` what it tells.
    `last_status` or `last_error`: what came of the last try."""

    occurrence_id: int
    message_id: str
    event: Event
    facts: dict[str, Any]
    happened_at: str
    state: str
    attempts: int
    next_at: str | None
    last_status: int | None
    last_error: str | None
    ended_at: str | None


class DepositProof(TypedDict):
    """What lies in deposit accounts against what is parked there for suppliers (G6), and debits
    against credits (G9), as the ledger stands now; `what` names the programme."""

    rule: str
    what: str
    left_won: int
    right_won: int
    holds: bool


class DeterminationRow(TypedDict):
    """A determination; the amounts of its booking once it is settled."""

    programme_id: int
    determination_id: int
    award_id: int
    claim_id: int
    period_no: int
    version: int
    rule_version: int
    rule_digest: str
    input_digest: str
    amount_won: int
    reason: str | None
    determined_at: str
    window_until: str
    owed_won: int | None
    retained_won: int | None
    released_won: int | None
    taken_back_won: int | None
    clawback_won: int | None
    booked_on: str | None


class DeterminationStated(TypedDict):
    """A determination: the won, until when the supplier may object, and the digests of rule and
    input by which anybody can reckon it again."""

    determination_id: int
    claim_id: int
    version: int
    amount_won: int
    window_until: str
    rule_digest: str
    input_digest: str


class DeterminationWanted(TypedDict):
    """A claim, and what it comes to by the agreed rule: whoever agrees, agrees to that sum. A trial
    with another sum says which it is."""

    programme_id: int
    claim_id: int
    amount_won: int


class DeviceGiven(TypedDict):
    """A device by its serial number; blanks, hyphens and capitals make no other one of it."""

    maker: str
    model: str
    serial: str


class DiscountWanted(TypedDict):
    """The buyer pays early with its own cash, up to a limit and for the yield it sets. Said again,
    it changes limit, yield and end."""

    programme_id: int
    own_account_id: int
    limit_won: int
    target_yield_annual: str
    ends_on: NotRequired[str | None]


class DisputeAnswered(TypedDict):
    """The panel's written answer; upheld, the verifier determines the claim anew."""

    programme_id: int
    dispute_id: int
    upheld: bool
    answer: str


class DisputeRow(TypedDict):
    """A dispute and its written answer."""

    programme_id: int
    dispute_id: int
    determination_id: int
    award_id: int
    ground: str
    evidence_ids: list[int]
    opened_at: str
    decided_at: str | None
    upheld: bool | None
    answer: str | None


class DisputeStated(TypedDict):
    """A dispute and how it stands."""

    dispute_id: int
    state: str


class DisputeWanted(TypedDict):
    """The supplier objects to a determination within its window, on evidence that came after it."""

    programme_id: int
    determination_id: int
    ground: str
    evidence_ids: list[int]


class DrawRow(TypedDict):
    """A draw with everything it can be drawn again from: seed = sha256(nonce || act, moment and the
    sites that fitted), the order of sites by sha256(seed || number)."""

    programme_id: int
    event_id: int
    award_id: int
    seed: str
    nonce: str
    act_id: int
    drawn_at: str
    fitting: list[int]
    drawn: list[int]


class Earned(TypedDict):
    """A payout of incentive or refunded interest: `won` paid = earned less the tax withheld. Its
    `lines` on the payee's account add up to zero once it is ordered."""

    purpose: str
    programme_id: int
    item_id: int
    won: int
    earned_won: int
    tax_won: int
    parts: list[EarnedPart]
    lines: list[ExplainedLine]
    laws: list[LawShown]
    bank: list[BankTold]


class EarnedPart(TypedDict):
    """A part of what was paid, in won; parts of one part add up to it. `facts`: the receivable, the
    amount, rate and days that made it; `won_days` is the sum of each amount times its days. Of what
    companies below the payee sold it is told the won alone."""

    part_no: int
    of_part: int | None
    what: EarnedPartWhat
    won: int
    facts: dict[str, str]


class EndKey(TypedDict):
    """A key that works no more."""

    key_id: int


class Ended(TypedDict):
    """How many it were."""

    ended: int


class EnrolmentShown(TypedDict):
    """A secret for codes, shown once; `token` comes back with its first code."""

    token: str
    secret: str
    uri: str


class EntryRow(TypedDict):
    """An entry on an own account, and what the book took it for."""

    entry_id: int
    own_account_id: int
    entry_ref: str
    direction: EntryRowDirection
    amount_won: int
    booked_on: str
    end_to_end_id: str | None
    remittance: str
    counterparty: str
    meaning: str
    programme_id: int


Event = Literal[
    "receivable.issued",
    "receivable.passed_on",
    "receivable.cancelled",
    "sale.accepted",
    "sale.cancelled",
    "payout.ordered",
    "payout.credited",
    "payout.returned",
    "funding.called",
    "act.waiting",
    "act.executed",
    "account.changed",
]


class EvidenceContent(TypedDict):
    """A file's bytes as base64: a browser is never handed them to run."""

    programme_id: int
    evidence_id: int
    media_type: str
    sha256: str
    content: str


class EvidenceGiven(TypedDict):
    """A file about an award, or about the works at one of its sites; when and where it was taken,
    and by which device."""

    programme_id: int
    award_id: NotRequired[int | None]
    match_id: NotRequired[int | None]
    kind: EvidenceGivenKind
    media_type: EvidenceGivenMediaType
    content: str
    taken_at: str
    latitude: NotRequired[str | None]
    longitude: NotRequired[str | None]
    device: NotRequired[str | None]


class EvidenceKept(TypedDict):
    """The file as it is kept. `late`: outside its window, kept and not counted. `used_before`: the
    same file was handed in before, which is looked into."""

    evidence_id: int
    sha256: str
    late: bool
    used_before: bool


class Explained(TypedDict):
    """A figure with its parts, lines, terms, law and bank messages; of one's own receivable, or of
    any in a programme the asker runs. No neighbour's figures are in it."""

    kind: str
    programme_id: int
    item_id: int
    receivable_id: int
    won: int
    parts: list[ExplainedPart]
    lines: list[ExplainedLine]
    terms_id: int
    terms_from: str
    laws: list[LawShown]
    bank: list[BankTold]


class ExplainedLine(TypedDict):
    """A line of the journal on the receivable's accounts; its key is `leg` and `item_id`."""

    booked_on: str
    leg: int
    item_id: int
    change_won: int


class ExplainedPart(TypedDict):
    """A part of a figure: parts of one part add up to it, in won; below zero: taken off."""

    part_no: int
    of_part: int | None
    what: ExplainedPartWhat
    won: int
    facts: dict[str, str]


class ExplanationLine(TypedDict):
    """One line: the clause and its words in the agreement, the line in both languages, and what it
    adds to the amount or cuts from it."""

    clause: str
    words: str
    what: str
    ko: str
    en: str
    amount_won: int | None
    facts: dict[str, str | int]


class ExplanationRow(TypedDict):
    """Why a claim pays what it pays, to the won and to the clause; with the canonical texts of rule
    and input, from which anybody can reckon it again, and what was found when it was made."""

    programme_id: int
    determination_id: int
    award_id: int
    claim_id: int
    period_no: int
    version: int
    newest: bool
    amount_won: int
    reason: str | None
    determined_at: str
    window_until: str
    rule_version: int
    rule_digest: str
    rule_text: str
    input_digest: str
    input_text: str
    found: list[dict[str, Any]]
    lines: list[ExplanationLine]


class FacilityChanged(TypedDict):
    """What a facility is changed to; what is not named stays, and so does every promise made."""

    facility_id: int
    limit_won: NotRequired[int | None]
    least_rate_annual: NotRequired[str | None]
    ends_on: NotRequired[str | None]
    no_end: NotRequired[bool]


FacilityKind = Literal["purchase", "guarantee"]


class FacilityRow(TypedDict):
    """How much a provider stands ready with for a buyer, and how much of it is taken, in won."""

    facility_id: int
    kind: str
    provider_id: int
    provider: str
    buyer_id: int
    buyer: str | None
    programme_id: int | None
    own_account_id: int | None
    least_rate_annual: str
    limit_won: int
    blocked_won: int
    used_won: int
    free_won: int
    from_on: str
    ends_on: str | None


class FacilityStated(TypedDict):
    """A facility as it stands; `programme_id` null: a cap over all programmes of the buyer."""

    facility_id: int
    kind: FacilityKind
    programme_id: int | None
    own_account_id: int | None
    least_rate_annual: str
    limit_won: int
    blocked_won: int
    used_won: int
    free_won: int
    from_on: str
    ends_on: str | None


class FacilityWanted(TypedDict):
    """A funder stands ready in a programme, paying from a funding account of its own; or, without
    an account, up to a cap on the programme's buyer `over_all_programmes`. It buys nothing that
    earns it less than `least_rate_annual`."""

    programme_id: int
    over_all_programmes: NotRequired[bool]
    own_account_id: NotRequired[int | None]
    limit_won: int
    least_rate_annual: NotRequired[str]
    from_on: NotRequired[str | None]
    ends_on: NotRequired[str | None]


class FindingRow(TypedDict):
    """One finding; `stops`: its award waits until it is settled. The sentences say what it is."""

    finding_id: int
    control: str
    subject: str
    subject_id: int
    award_id: int | None
    stops: bool
    sentence_ko: str
    sentence_en: str
    found_at: str
    settled_at: str | None
    settled_as: str | None
    answer: str | None


class FindingSettled(TypedDict):
    """What a finding came to, and why: the answer is what auditors read."""

    programme_id: int
    finding_id: int
    settled_as: FindingSettledSettledAs
    answer: str


class FindingStated(TypedDict):
    """A finding and what it came to."""

    finding_id: int
    control: str
    award_id: int | None
    settled_as: Settled
    settled_at: str


class FindingWanted(TypedDict):
    """One metric at one drawn site, as it was found on a day, and why it differs, if it does."""

    match_id: int
    metric: str
    numerator: str
    denominator: str
    visited_on: str
    reason: NotRequired[str]


class FirstCode(TypedDict):
    """The first code of a new secret."""

    token: str
    code: str


Flow = Literal["interest_refund", "deposit_incentive"]


class FlowEdge(TypedDict):
    """What one node promised another, in won."""

    source: str
    target: str
    won: int
    receivable_count: int


class FlowNode(TypedDict):
    """A company at a tier (0: the buyer), or all that are gathered there: `name` is None, and
    `names` are of those who let the buyer see them."""

    key: str
    tier: int
    name: str | None
    company_count: int | None
    names: list[str]


class FollowOnStated(TypedDict):
    """Its number."""

    follow_on_id: int


class FollowOnTold(TypedDict):
    """A sale to sites outside the programme, a policy fund, a guarantee, an investment, or the
    technology used again; `source`: the invoice or decision that shows it."""

    programme_id: int
    award_id: int
    kind: FollowOnToldKind
    amount_won: int
    sites: NotRequired[int]
    source: str
    happened_on: str


class ForfeitWanted(TypedDict):
    """What was kept back of a claim is lost: all of it for a concealed accident found later, the
    sites' share for equipment that is no longer in use."""

    programme_id: int
    claim_id: int
    ground: ForfeitWantedGround


class FunderAdmitted(TypedDict):
    """Whether the company was not let in before."""

    admitted: bool


class FunderLimit(TypedDict):
    """A facility and what of it is free; `buyer` None: its name is not the asker's to know."""

    facility_id: int
    kind: str
    buyer: str | None
    programme_id: int | None
    limit_won: int
    blocked_won: int
    used_won: int
    free_won: int
    ends_on: str | None


class FunderNamed(TypedDict):
    """A company that may stand ready in a programme as a funder; it sees the programme and its
    terms from then on."""

    programme_id: int
    funder_number: str


class FunderQuoteRow(TypedDict):
    """A quote that the asker stands behind. `earns_annual`: the rate less the system fee.
    `amount_won`, `interest_won`: of a taken one only what the asker bought of it, as `bought_won`;
    of others the whole. `buyer` is None where its name is not the asker's to know."""

    programme_id: int
    quote_id: int
    buyer: str | None
    quoted_at: str
    valid_until: str
    days: int
    rate_annual: str
    fee_rate_annual: str
    earns_annual: str
    amount_won: int
    bought_won: int
    interest_won: int
    state: FunderQuoteRowState


class FunderSummary(TypedDict):
    """A funder's purchases that are not repaid: by buyer, and by the day they come back."""

    as_of: str
    receivable_count: int
    total_won: int
    buyers: list[BuyerExposure]
    limits: list[FunderLimit]
    days: list[CashDay]


class Give(TypedDict):
    """Leave for a company's only person to act alone, up to an amount a step."""

    business_number: str
    limit_won: int
    ends_at: str


class Going(TypedDict):
    """Where the browser goes to sign in."""

    url: str


class Grant(TypedDict):
    """A role for a person who works here already; others come by invitation."""

    person_id: int
    role: Role
    limit_won: NotRequired[int | None]


class HandedOver(TypedDict):
    """The job that the worker does; the reading `jobs.one` tells how it stands."""

    job_id: int


class HazardGiven(TypedDict):
    """A hazard found at a site and its risk before the works, 1 to 25."""

    match_id: int
    hazard_no: int
    kind: str
    risk_before: int


class HazardRow(TypedDict):
    """A hazard; risks are likelihood x severity, 1 to 25."""

    programme_id: int
    match_id: int
    award_id: int
    hazard_no: int
    kind: str
    risk_before: int
    risk_after: int | None
    abated_on: str | None


class HazardsAbated(TypedDict):
    """What became of hazards at a site."""

    programme_id: int
    match_id: int
    lines: list[AbatedGiven]


class HazardsStated(TypedDict):
    """How many hazards it was said of."""

    hazards: int


class Held(TypedDict):
    """A receivable the company holds: face = retained + passed on + sold, `locked_won` of what is
    retained is attached by creditors. `sellable_won`: what could be sold this day, funders and the
    hour aside; `passable_won`: what could be passed on. `guarantor` pays where the buyer does
    not."""

    programme_id: int
    receivable_id: int
    tier: int
    face_won: int
    retained_won: int
    passed_on_won: int
    sold_won: int
    locked_won: int
    sellable_won: int
    passable_won: int
    issued_on: str
    matures_on: str
    cancelled_on: str | None
    issuer: str
    issuer_number: str
    buyer: str
    buyer_number: str
    institution: str
    default_policy: str
    guarantor: str | None
    state: HeldState


HolderCheck = Literal["matched", "mismatched", "not_found", "closed", "unavailable"]


class HoldingRow(TypedDict):
    """A part the funder bought and was not yet repaid; `repays_on` is a business day."""

    programme_id: int
    purchase_id: int
    facility_id: int
    own_account_id: int
    buyer: str
    tier: int
    sold_on: str
    matures_on: str
    root_matures_on: str
    repays_on: str
    rate_annual: str
    fee_rate_annual: str
    amount_won: int
    interest_won: int
    paid_won: int


class HotlineNote(TypedDict):
    """A note that only the programme's administrator reads."""

    programme_id: int
    match_id: NotRequired[int | None]
    text: str


class HotlineRow(TypedDict):
    """A note of the hotline."""

    programme_id: int
    note_id: int
    match_id: int | None
    text: str
    received_at: str
    answered_at: str | None


How = Literal["passkey", "password_totp", "oidc", "invitation", "recovery", "demo"]


class Identified(TypedDict):
    """Whose money an entry on a settlement account is."""

    entry_id: int
    programme_id: int


class InBoth(TypedDict):
    """A sentence in both languages."""

    ko: str
    en: str


class InboxRow(TypedDict):
    """A notice. `next`: who acts next and by when; `link`: where in the portal, from its root.
    `company_id` None: the person's own affair."""

    notice_id: int
    kind: str
    company_id: int | None
    title: InBoth
    text: InBoth
    next: InBoth
    link: str
    made_at: str
    read_at: str | None


class IncidentAmended(TypedDict):
    """What became known later of an accident; what is not named stays."""

    programme_id: int
    incident_id: int
    reported_on: NotRequired[str | None]
    approved_on: NotRequired[str | None]
    concealed: NotRequired[bool | None]
    attributable: NotRequired[bool | None]
    lost_days: NotRequired[int | None]


class IncidentGiven(TypedDict):
    """An accident at a site. `reported_on`: the injury report form; `approved_on`: COMWEL's word;
    `attributable`: to a defect of what was installed."""

    programme_id: int
    match_id: int
    kind: IncidentGivenKind
    happened_on: str
    reported_on: NotRequired[str | None]
    approved_on: NotRequired[str | None]
    concealed: NotRequired[bool]
    attributable: NotRequired[bool]
    lost_days: NotRequired[int]


class IncidentRow(TypedDict):
    """An accident; `approved_on` is COMWEL's word."""

    programme_id: int
    incident_id: int
    match_id: int
    award_id: int
    kind: str
    happened_on: str
    reported_on: str | None
    approved_on: str | None
    concealed: bool
    attributable: bool
    lost_days: int
    recorded_at: str


class IncidentStated(TypedDict):
    """The accident's number, and the determinations that it re-opens."""

    incident_id: int
    reopened: list[int]


InsolvencyKind = Literal["rehabilitation", "bankruptcy"]


class InsolvencyRow(TypedDict):
    """A proceeding over a company, from its opening to its end."""

    company_id: int
    company: str
    item_id: int
    kind: str
    reference: str
    since: str
    ended_on: str | None


class InspectionRow(TypedDict):
    """A look at a site in the tail."""

    programme_id: int
    inspection_id: int
    match_id: int
    award_id: int
    inspected_on: str
    in_use: bool
    announced: bool
    note: str
    recorded_at: str


class InspectionStated(TypedDict):
    """A look, put down."""

    inspection_id: int


class InspectionWanted(TypedDict):
    """A look at a site; `announced`: whether it knew beforehand."""

    programme_id: int
    match_id: int
    inspected_on: str
    in_use: bool
    announced: bool
    note: str


Instrument = Literal["grant", "loan", "guarantee", "investment"]


class InvitationAnswer(TypedDict):
    """`delivery`: the address is `stored`, sealed, and nothing is sent yet; or `link`: who invites
    hands it over. Whether the company is on the system already is not told: its link leads
    nowhere."""

    line: int
    invitation_id: int
    delivery: InvitationAnswerDelivery


class InvitationLine(TypedDict):
    """One company. Either an address, or the digest of a token you made yourself."""

    business_number: str
    company_name: str
    email: NotRequired[str | None]
    token_digest: NotRequired[str | None]


class InvitationRow(TypedDict):
    """An invitation; a name is None where it is not the asker's to know."""

    invitation_id: int
    side: InvitationRowSide
    business_number: str | None
    company: str | None
    invited_by: str | None
    role: str
    limit_won: int | None
    made_at: str
    ends_at: str
    accepted_at: str | None
    withdrawn_at: str | None


class InvitationShown(TypedDict):
    """Who invites, whom, and what waits for it. The business number's end is left to be entered;
    `asks_company`: the company's name and size are asked too."""

    inviter_name: str
    company_name: str
    business_number_shown: str
    role: str
    waiting_won: int
    waiting: int
    ends_at: str
    asks_company: bool


class InvoiceLine(TypedDict):
    """One approved invoice: `amount_won` of its total is promised to its supplier. Without an
    approval number it is a settlement statement."""

    supplier_number: str
    supplier_name: str
    approval_number: NotRequired[str | None]
    written_on: str
    total_won: int
    amount_won: int
    matures_on: str
    note: NotRequired[str | None]


class Issue(TypedDict):
    """A buyer's list of approved invoices: all of them or none."""

    programme_id: int
    lines: list[InvoiceLine]


class IssueFiles(TypedDict):
    """Tax invoices as XML, one root each: all of them or none. An amended invoice makes no promise;
    it stops new ones on its original. Due on `matures_on`, else so many days after each was
    written."""

    programme_id: int
    documents: list[str]
    total_won: int
    matures_on: NotRequired[str | None]
    matures_after_days: NotRequired[int]


class IssueSheet(TypedDict):
    """A buyer's spreadsheet of approved invoices (.xlsx or .csv): all of its lines or none."""

    programme_id: int
    file_name: str
    content: str
    total_won: int


class Issued(TypedDict):
    """A receivable the company issued or passed on. `waits_for_payee`: who is not on the system
    yet."""

    programme_id: int
    receivable_id: int
    parent_id: int | None
    tier: int
    payee: str
    payee_number: str
    face_won: int
    issued_on: str
    matures_on: str
    waits_for_payee: bool
    cancelled_on: str | None
    cancel_reason: str | None
    state: IssuedState


class IssuedDay(TypedDict):
    """What one act issued for a settlement day; `fund_by`: the business day on which the money must
    lie on this account. `day_won`: everything the company issued for the day, this included."""

    programme_id: int
    due_on: str
    fund_by: str
    receivable_count: int
    won: int
    day_won: int
    bank_code: str | None
    account_number: str | None


class JobRow(TypedDict):
    """A job. `answer`: what came of it, by its kind; its refusals with codes and sentences when it
    was refused; the kind of error when a machine broke. `attempts`: how often it was begun."""

    job_id: int
    kind: str
    company_id: int
    given: dict[str, Any]
    act_id: int | None
    state: State
    attempts: int
    answer: dict[str, Any] | None
    made_at: str
    next_at: str
    ended_at: str | None


class JoinedShown(TypedDict):
    """The person works for the company now, and `claimed` receivables are the company's. Who was
    not signed in is so now."""

    company_id: int
    person_id: int
    role: str
    claimed: int
    session: SessionShown | None
    csrf_token: str | None


class Joining(TypedDict):
    """What the person enters; what is already known of it or its company may be left out."""

    token: str
    business_number: str
    company_name: NotRequired[str | None]
    company_size: NotRequired[str | None]
    name: NotRequired[str]
    email: NotRequired[str]
    telephone: NotRequired[str]
    language: NotRequired[JoiningLanguage]
    terms_digest: NotRequired[str | None]
    as_signed_in: NotRequired[bool]


class KeyAnswer(TypedDict):
    """The key's number."""

    key_id: int


class KeyRow(TypedDict):
    """A machine of the company: what it may enter and read, and until when."""

    key_id: int
    label: str
    scopes: list[str]
    limit_won: int | None
    made_at: str
    ends_at: str
    ended_at: str | None


Kind = Literal[
    "settlement.run",
    "settlement.resume",
    "funding.call",
    "cut_off.make",
    "standing_orders.run",
    "late_interest.accrue",
    "playbooks.run",
    "bank.exchange",
    "unidentified.identify",
]


class LawShown(TypedDict):
    """A law value that applies, with its article."""

    name: str
    title: str
    article: str


class LineRow(TypedDict):
    """One movement on an account of a receivable; `change_won` above zero: more is owed."""

    booked_on: str
    leg: int
    what: str
    item_id: int
    account_kind: int
    account: str
    other_kind: int
    other_account: str
    change_won: int
    child_id: int | None


class LineWanted(TypedDict):
    """One metric at one site of the award."""

    match_id: int
    metric: str
    numerator: str
    denominator: str


class Link(TypedDict):
    """The token of an invitation's link."""

    token: str


class LinkAndLanguage(TypedDict):
    """The same, and the language to read in."""

    token: str
    language: NotRequired[LinkAndLanguageLanguage]


class LinkMade(TypedDict):
    """The link, by its number."""

    confirmation_id: int
    ends_at: str


class LinkWanted(TypedDict):
    """A link for one worker at a site. Whoever asks makes the token, 32 random bytes as text, and
    hands the link over: only the token's digest is sent."""

    programme_id: int
    match_id: int
    token_digest: str
    ends_at: str


class Locked(TypedDict):
    """The sum of a locked sheet."""

    application_id: int
    points: int


class MakeKey(TypedDict):
    """A key for a machine. Whoever asks makes the secret, 32 random bytes as text, and keeps it:
    only its digest is sent, so that it stands nowhere here."""

    label: str
    secret_digest: str
    scopes: list[str]
    limit_won: NotRequired[int | None]
    ends_at: str


class MandateAnswer(TypedDict):
    """For whom the mandate is."""

    mandate_id: int
    person_id: int


class MandateRow(TypedDict):
    """A company's only person may act alone, up to an amount, until a moment."""

    mandate_id: int
    company_id: int
    company: str
    person_id: int
    limit_won: int
    from_at: str
    ends_at: str
    ended_at: str | None


class ManyAnswer(TypedDict):
    """What came of each line, in their order."""

    lines: list[InvitationAnswer]
    invited: int


class MatchNamed(TypedDict):
    """A site drawn for an award."""

    programme_id: int
    match_id: int


class MatchRefused(TypedDict):
    """The same, and why nothing comes of it."""

    programme_id: int
    match_id: int
    reason: MatchRefusedReason


class MatchRow(TypedDict):
    """A site drawn for an award; `supplier_at`, `site_at`: when each side confirmed. `supplier` is
    told to the site's company too, but not of a draw that came to nothing."""

    programme_id: int
    match_id: int
    award_id: int
    supplier: str | None
    site_id: int
    site: str
    company_id: int
    hazard: str
    drawn_from: int
    drawn_at: str
    supplier_at: str | None
    site_at: str | None
    state: str
    reason: str | None


class MatchStated(TypedDict):
    """A match as it stands after the act."""

    match_id: int
    state: str


class Me(TypedDict):
    """Who is signed in. `csrf_token` goes into X-CSRF-Token of everything that writes, `company_id`
    into Sangsaeng-Company where there is more than one."""

    session: SessionShown
    csrf_token: str
    companies: list[CompanyShown]


class Meaning(TypedDict):
    """What a code means: its sentences, with the names of facts in braces."""

    code: str
    status: int
    ko: str
    en: str


class MetricWanted(TypedDict):
    """One metric: its weight, and the size of the change. `delta`: baseline + size; `ratio`:
    baseline x size; `absolute`: the level itself."""

    metric: str
    weight: str
    stated: Stated
    size: str
    achievement_cap: NotRequired[str | None]


MoneyIn = Literal["deposit", "advance_repaid", "clawback"]


class MoneyNamed(TypedDict):
    """What an unidentified entry on the programme's bank account is: the payer's deposit, or, with
    its award, an advance repaid or a clawback paid."""

    programme_id: int
    entry_id: int
    what: MoneyIn
    award_id: NotRequired[int | None]


class MoneyRow(TypedDict):
    """A programme's money: cash + commitment + advances + clawbacks due = pool + reserves +
    retentions + payables + what is on its way out."""

    programme_id: int
    cash_won: int
    commitment_won: int
    advances_won: int
    clawbacks_due_won: int
    pool_won: int
    running_reserve_won: int
    stage1_reserves_won: int
    success_reserves_won: int
    retentions_won: int
    payables_won: int
    outgoing_won: int
    left_won: int
    right_won: int


class MoneyStated(TypedDict):
    """The amount that was named."""

    amount_won: int


class MoneySummary(TypedDict):
    """What is to come to the company, in won: total = safe (in the deposit account) + promised."""

    as_of: str
    receivable_count: int
    total_won: int
    safe_won: int
    promised_won: int
    overdue_won: int
    locked_won: int
    sellable_won: int
    passable_won: int
    next_on: str | None
    next_won: int
    backed: list[Backed]
    months: list[MonthToCome]


class MonthToCome(TypedDict):
    """What is to come in a month; `safe_won` of it lies in the deposit account."""

    month: str
    won: int
    safe_won: int


class MovementRow(TypedDict):
    """One movement of what the company holds, in won: it grows by `in_won`, shrinks by `out_won`;
    `cash_won` is what was ordered to be paid to it. `with_whom`: the other side of its own edge.
    `unclaimed`: passed on, never claimed, and paid back on its day. Of what it owes, `cash_won` is
    its own money, which covers a promise; `advanced`: the institution's did."""

    day: str
    what: MovementRowWhat
    programme_id: int
    item_id: int
    receivable_id: int | None
    with_whom: str
    in_won: int
    out_won: int
    cash_won: int


class NewPasskey(TypedDict):
    """What `navigator.credentials.create()` gave, and a name for it."""

    credential: dict[str, Any]
    label: NotRequired[str]


class NewPassword(TypedDict):
    """At least twelve characters that nobody guesses."""

    password: str


Next = Literal["asked", "other_account", "again", "person"]


class NoteAnswered(TypedDict):
    """The note that is answered."""

    note_id: int


class NoteNamed(TypedDict):
    """A note of the hotline that was looked into."""

    programme_id: int
    note_id: int


class Nothing(TypedDict):
    """No more needs to be said: `{}`."""


class NoticeChoice(TypedDict):
    """How one kind is told: when, and by what. `none`: it stands in the inbox alone."""

    kind: str
    cadence: Cadence
    channel: Way


class NoticeRow(TypedDict):
    """What the company was told of one receivable (0: of a programme as a whole)."""

    notice_id: int
    programme_id: int
    receivable_id: int
    code: str
    ko: str
    en: str
    made_on: str


class NoticesChoose(TypedDict):
    """Kinds to be told in another way from now on; those not named stay. `language`: in which
    letters are written."""

    choices: NotRequired[list[NoticeChoice]]
    language: NotRequired[NoticesChooseLanguage | None]


class NoticesChosen(TypedDict):
    """How many kinds are told in the way that was chosen."""

    count: int


class NoticesMarked(TypedDict):
    """How many are read by this; those read before, and another's, are not counted."""

    count: int


class NoticesRead(TypedDict):
    """Notices that were read."""

    notice_ids: list[int]


class Now(TypedDict):
    """Nothing is asked: it is done with the moment it is done at."""


class ObservationGiven(TypedDict):
    """One metric at one site in one month; said again, the last word counts."""

    match_id: int
    metric: str
    month: str
    numerator: str
    denominator: str
    headcount: NotRequired[int | None]
    source: str


class ObservationRow(TypedDict):
    """A metric of a month at a site, in its last version."""

    programme_id: int
    match_id: int
    award_id: int
    metric: str
    month: str
    version: int
    numerator: str
    denominator: str
    headcount: int | None
    source: str
    recorded_at: str


class ObservationSheet(TypedDict):
    """Months of any sites of a programme (.xlsx or .csv)."""

    programme_id: int
    file_name: str
    content: str
    lines: int


class ObservationsGiven(TypedDict):
    """Months of any sites of a programme: all lines or none."""

    programme_id: int
    lines: list[ObservationGiven]


class ObservationsStated(TypedDict):
    """How many lines were put down, and findings that they made."""

    lines: int
    findings: int


class OfDay(TypedDict):
    """A day in Korea that has come."""

    day: str


class OfProgrammeInput(TypedDict):
    """The programme whose buyer it is about."""

    programme_id: int


class OfProgrammeOutput(TypedDict):
    """A receivable as its institution sees it."""

    programme_id: int
    receivable_id: int
    root_id: int
    parent_id: int | None
    tier: int
    issuer_id: int
    issuer: str
    holder_id: int
    holder: str
    face_won: int
    retained_won: int
    passed_on_won: int
    sold_won: int
    locked_won: int
    issued_on: str
    matures_on: str
    cancelled_on: str | None
    cancel_reason: str | None
    state: OfProgrammeOutputState


class One(TypedDict):
    """One receivable from the company's side of it: who issued it is not told its payee's split."""

    programme_id: int
    receivable_id: int
    side: OneSide
    tier: int
    face_won: int
    retained_won: int | None
    passed_on_won: int | None
    sold_won: int | None
    locked_won: int | None
    sellable_won: int | None
    passable_won: int | None
    issued_on: str
    matures_on: str
    claim_by: str | None
    claimed_on: str | None
    cancelled_on: str | None
    cancel_reason: str | None
    terms_id: int
    approval_number: str | None
    written_on: str | None
    issuer: str
    holder: str
    buyer: str
    institution: str
    default_policy: str
    guarantor: str | None
    state: OneState
    funded: bool
    cash_flow_digest: str


class OnePaper(TypedDict):
    """A file itself; `document`: its bytes in base64."""

    playbook_id: int
    name: str
    size_bytes: int
    digest: str
    document: str


class OnePlaybook(TypedDict):
    """A playbook, and for the operator its steps so far, in their order."""

    playbook_id: int
    buyer_id: int
    opened_on: str
    reason: str
    steps: list[SettlementStepRow]


class OneRun(TypedDict):
    """A settlement day with every equation it proved."""

    run_id: int
    day: str
    previous_day: str | None
    state: str
    stop_reason: str | None
    opened_at: str
    released_at: str | None
    proofs: list[ProofRow]


class OnlyCode(TypedDict):
    """The code that the person's telephone shows."""

    code: str


class OnlyDigest(TypedDict):
    """The digest of the terms that were opened."""

    digest: str


class OnlyLanguage(TypedDict):
    """The language to read in."""

    language: NotRequired[OnlyLanguageLanguage]


class OpenRecoveries(TypedDict):
    """The oldest first."""

    rows: list[OpenRecoveryShown]


class OpenRecoveryShown(TypedDict):
    """A request that can be withdrawn still. `used_at`: the person came in by it."""

    recovery_id: int
    person_id: int
    asked_at: str
    ends_at: str
    used_at: str | None


class Options(TypedDict):
    """What the page hands to `navigator.credentials`, under `publicKey`."""

    options: dict[str, Any]


OrderKind = Literal["sell_above", "cash_on_day"]


class OrderNamed(TypedDict):
    """One standing order."""

    order_id: int


class OrderRow(TypedDict):
    """A standing order: everything above an amount, or cash on a day of each month."""

    order_id: int
    company_id: int
    kind: str
    amount_won: int
    day_of_month: int | None
    from_on: str
    ended_on: str | None


class OrderStated(TypedDict):
    """A standing order; from `ended_on` on it does nothing."""

    order_id: int
    kind: OrderKind
    amount_won: int
    day_of_month: int | None
    from_on: str
    ended_on: str | None


class OrderWanted(TypedDict):
    """Have everything sold that is above an amount, or so much cash made on a day of each month."""

    kind: OrderKind
    amount_won: int
    day_of_month: NotRequired[int | None]


class Others(TypedDict):
    """`keep_this`: false ends this session too."""

    keep_this: NotRequired[bool]


Outcome = Literal["done", "entered", "approved", "rejected", "refused", "denied", "failed"]


class OutcomeAccountsChange(TypedDict):
    """What came of an act: `state` is `executed`, or `waiting` for a person of each company of
    `needed_of`, or `rehearsed` with nothing kept. `digest` is of what was entered."""

    act_id: int | None
    action: str
    state: ActMayWait
    digest: str
    needed_of: list[int]
    answer: AccountAnswer | None


class OutcomeAccountsCheck(TypedDict):
    """What came of an act: `state` is `executed`, or `waiting` for a person of each company of
    `needed_of`, or `rehearsed` with nothing kept. `digest` is of what was entered."""

    act_id: int | None
    action: str
    state: ActMayWait
    digest: str
    needed_of: list[int]
    answer: AccountAnswer | None


class OutcomeAccountsFirst(TypedDict):
    """What came of an act: `state` is `executed`, or `waiting` for a person of each company of
    `needed_of`, or `rehearsed` with nothing kept. `digest` is of what was entered."""

    act_id: int | None
    action: str
    state: ActDoneAtOnce
    digest: str
    needed_of: list[int]
    answer: AccountAnswer


class OutcomeApiKeysEnd(TypedDict):
    """What came of an act: `state` is `executed`, or `waiting` for a person of each company of
    `needed_of`, or `rehearsed` with nothing kept. `digest` is of what was entered."""

    act_id: int | None
    action: str
    state: ActDoneAtOnce
    digest: str
    needed_of: list[int]
    answer: KeyAnswer


class OutcomeApiKeysMake(TypedDict):
    """What came of an act: `state` is `executed`, or `waiting` for a person of each company of
    `needed_of`, or `rehearsed` with nothing kept. `digest` is of what was entered."""

    act_id: int | None
    action: str
    state: ActMayWait
    digest: str
    needed_of: list[int]
    answer: KeyAnswer | None


class OutcomeAttachmentsAdd(TypedDict):
    """What came of an act: `state` is `executed`, or `waiting` for a person of each company of
    `needed_of`, or `rehearsed` with nothing kept. `digest` is of what was entered."""

    act_id: int | None
    action: str
    state: ActMayWait
    digest: str
    needed_of: list[int]
    answer: AttachmentRecorded | None


class OutcomeAttachmentsRelease(TypedDict):
    """What came of an act: `state` is `executed`, or `waiting` for a person of each company of
    `needed_of`, or `rehearsed` with nothing kept. `digest` is of what was entered."""

    act_id: int | None
    action: str
    state: ActMayWait
    digest: str
    needed_of: list[int]
    answer: AttachmentReleased | None


class OutcomeAuctionsBid(TypedDict):
    """What came of an act: `state` is `executed`, or `waiting` for a person of each company of
    `needed_of`, or `rehearsed` with nothing kept. `digest` is of what was entered."""

    act_id: int | None
    action: str
    state: ActMayWait
    digest: str
    needed_of: list[int]
    answer: BidStated | None


class OutcomeAuctionsClose(TypedDict):
    """What came of an act: `state` is `executed`, or `waiting` for a person of each company of
    `needed_of`, or `rehearsed` with nothing kept. `digest` is of what was entered."""

    act_id: int | None
    action: str
    state: ActDoneAtOnce
    digest: str
    needed_of: list[int]
    answer: AuctionStated


class OutcomeAuctionsOpen(TypedDict):
    """What came of an act: `state` is `executed`, or `waiting` for a person of each company of
    `needed_of`, or `rehearsed` with nothing kept. `digest` is of what was entered."""

    act_id: int | None
    action: str
    state: ActMayWait
    digest: str
    needed_of: list[int]
    answer: AuctionStated | None


class OutcomeBankExchange(TypedDict):
    """What came of an act: `state` is `executed`, or `waiting` for a person of each company of
    `needed_of`, or `rehearsed` with nothing kept. `digest` is of what was entered."""

    act_id: int | None
    action: str
    state: ActMayWait
    digest: str
    needed_of: list[int]
    answer: HandedOver | None


class OutcomeBaseRatesAdd(TypedDict):
    """What came of an act: `state` is `executed`, or `waiting` for a person of each company of
    `needed_of`, or `rehearsed` with nothing kept. `digest` is of what was entered."""

    act_id: int | None
    action: str
    state: ActMayWait
    digest: str
    needed_of: list[int]
    answer: BaseRateAdded | None


class OutcomeBuyerDiscountSet(TypedDict):
    """What came of an act: `state` is `executed`, or `waiting` for a person of each company of
    `needed_of`, or `rehearsed` with nothing kept. `digest` is of what was entered."""

    act_id: int | None
    action: str
    state: ActMayWait
    digest: str
    needed_of: list[int]
    answer: FacilityStated | None


class OutcomeClosedDaysAdd(TypedDict):
    """What came of an act: `state` is `executed`, or `waiting` for a person of each company of
    `needed_of`, or `rehearsed` with nothing kept. `digest` is of what was entered."""

    act_id: int | None
    action: str
    state: ActMayWait
    digest: str
    needed_of: list[int]
    answer: ClosedDayAdded | None


class OutcomeCutOffMake(TypedDict):
    """What came of an act: `state` is `executed`, or `waiting` for a person of each company of
    `needed_of`, or `rehearsed` with nothing kept. `digest` is of what was entered."""

    act_id: int | None
    action: str
    state: ActMayWait
    digest: str
    needed_of: list[int]
    answer: HandedOver | None


class OutcomeEarlyPaymentAccept(TypedDict):
    """What came of an act: `state` is `executed`, or `waiting` for a person of each company of
    `needed_of`, or `rehearsed` with nothing kept. `digest` is of what was entered."""

    act_id: int | None
    action: str
    state: ActMayWait
    digest: str
    needed_of: list[int]
    answer: Sales | None


class OutcomeEarlyPaymentCancel(TypedDict):
    """What came of an act: `state` is `executed`, or `waiting` for a person of each company of
    `needed_of`, or `rehearsed` with nothing kept. `digest` is of what was entered."""

    act_id: int | None
    action: str
    state: ActMayWait
    digest: str
    needed_of: list[int]
    answer: SaleCancelled | None


class OutcomeEarlyPaymentQuote(TypedDict):
    """What came of an act: `state` is `executed`, or `waiting` for a person of each company of
    `needed_of`, or `rehearsed` with nothing kept. `digest` is of what was entered."""

    act_id: int | None
    action: str
    state: ActDoneAtOnce
    digest: str
    needed_of: list[int]
    answer: Quotes


class OutcomeFacilitiesChange(TypedDict):
    """What came of an act: `state` is `executed`, or `waiting` for a person of each company of
    `needed_of`, or `rehearsed` with nothing kept. `digest` is of what was entered."""

    act_id: int | None
    action: str
    state: ActMayWait
    digest: str
    needed_of: list[int]
    answer: FacilityStated | None


class OutcomeFacilitiesSetUp(TypedDict):
    """What came of an act: `state` is `executed`, or `waiting` for a person of each company of
    `needed_of`, or `rehearsed` with nothing kept. `digest` is of what was entered."""

    act_id: int | None
    action: str
    state: ActMayWait
    digest: str
    needed_of: list[int]
    answer: FacilityStated | None


class OutcomeFundingCall(TypedDict):
    """What came of an act: `state` is `executed`, or `waiting` for a person of each company of
    `needed_of`, or `rehearsed` with nothing kept. `digest` is of what was entered."""

    act_id: int | None
    action: str
    state: ActMayWait
    digest: str
    needed_of: list[int]
    answer: HandedOver | None


class OutcomeGuaranteesChange(TypedDict):
    """What came of an act: `state` is `executed`, or `waiting` for a person of each company of
    `needed_of`, or `rehearsed` with nothing kept. `digest` is of what was entered."""

    act_id: int | None
    action: str
    state: ActMayWait
    digest: str
    needed_of: list[int]
    answer: FacilityStated | None


class OutcomeGuaranteesSetUp(TypedDict):
    """What came of an act: `state` is `executed`, or `waiting` for a person of each company of
    `needed_of`, or `rehearsed` with nothing kept. `digest` is of what was entered."""

    act_id: int | None
    action: str
    state: ActMayWait
    digest: str
    needed_of: list[int]
    answer: FacilityStated | None


class OutcomeInsolvenciesAdd(TypedDict):
    """What came of an act: `state` is `executed`, or `waiting` for a person of each company of
    `needed_of`, or `rehearsed` with nothing kept. `digest` is of what was entered."""

    act_id: int | None
    action: str
    state: ActMayWait
    digest: str
    needed_of: list[int]
    answer: Proceeding | None


class OutcomeInsolvenciesEnd(TypedDict):
    """What came of an act: `state` is `executed`, or `waiting` for a person of each company of
    `needed_of`, or `rehearsed` with nothing kept. `digest` is of what was entered."""

    act_id: int | None
    action: str
    state: ActMayWait
    digest: str
    needed_of: list[int]
    answer: Proceeding | None


class OutcomeInvitationsAskPerson(TypedDict):
    """What came of an act: `state` is `executed`, or `waiting` for a person of each company of
    `needed_of`, or `rehearsed` with nothing kept. `digest` is of what was entered."""

    act_id: int | None
    action: str
    state: ActMayWait
    digest: str
    needed_of: list[int]
    answer: InvitationAnswer | None


class OutcomeInvitationsSend(TypedDict):
    """What came of an act: `state` is `executed`, or `waiting` for a person of each company of
    `needed_of`, or `rehearsed` with nothing kept. `digest` is of what was entered."""

    act_id: int | None
    action: str
    state: ActDoneAtOnce
    digest: str
    needed_of: list[int]
    answer: InvitationAnswer


class OutcomeInvitationsSendMany(TypedDict):
    """What came of an act: `state` is `executed`, or `waiting` for a person of each company of
    `needed_of`, or `rehearsed` with nothing kept. `digest` is of what was entered."""

    act_id: int | None
    action: str
    state: ActDoneAtOnce
    digest: str
    needed_of: list[int]
    answer: ManyAnswer


class OutcomeInvitationsWithdraw(TypedDict):
    """What came of an act: `state` is `executed`, or `waiting` for a person of each company of
    `needed_of`, or `rehearsed` with nothing kept. `digest` is of what was entered."""

    act_id: int | None
    action: str
    state: ActDoneAtOnce
    digest: str
    needed_of: list[int]
    answer: Withdrawn


class OutcomeLateInterestAccrue(TypedDict):
    """What came of an act: `state` is `executed`, or `waiting` for a person of each company of
    `needed_of`, or `rehearsed` with nothing kept. `digest` is of what was entered."""

    act_id: int | None
    action: str
    state: ActMayWait
    digest: str
    needed_of: list[int]
    answer: HandedOver | None


class OutcomeMandatesEnd(TypedDict):
    """What came of an act: `state` is `executed`, or `waiting` for a person of each company of
    `needed_of`, or `rehearsed` with nothing kept. `digest` is of what was entered."""

    act_id: int | None
    action: str
    state: ActDoneAtOnce
    digest: str
    needed_of: list[int]
    answer: SaidOf


class OutcomeMandatesGive(TypedDict):
    """What came of an act: `state` is `executed`, or `waiting` for a person of each company of
    `needed_of`, or `rehearsed` with nothing kept. `digest` is of what was entered."""

    act_id: int | None
    action: str
    state: ActMayWait
    digest: str
    needed_of: list[int]
    answer: MandateAnswer | None


class OutcomeNamesHide(TypedDict):
    """What came of an act: `state` is `executed`, or `waiting` for a person of each company of
    `needed_of`, or `rehearsed` with nothing kept. `digest` is of what was entered."""

    act_id: int | None
    action: str
    state: ActDoneAtOnce
    digest: str
    needed_of: list[int]
    answer: Shown


class OutcomeNamesShow(TypedDict):
    """What came of an act: `state` is `executed`, or `waiting` for a person of each company of
    `needed_of`, or `rehearsed` with nothing kept. `digest` is of what was entered."""

    act_id: int | None
    action: str
    state: ActDoneAtOnce
    digest: str
    needed_of: list[int]
    answer: Shown


class OutcomeNoticesChoose(TypedDict):
    """What came of an act: `state` is `executed`, or `waiting` for a person of each company of
    `needed_of`, or `rehearsed` with nothing kept. `digest` is of what was entered."""

    act_id: int | None
    action: str
    state: ActDoneAtOnce
    digest: str
    needed_of: list[int]
    answer: NoticesChosen


class OutcomeNoticesMarkRead(TypedDict):
    """What came of an act: `state` is `executed`, or `waiting` for a person of each company of
    `needed_of`, or `rehearsed` with nothing kept. `digest` is of what was entered."""

    act_id: int | None
    action: str
    state: ActDoneAtOnce
    digest: str
    needed_of: list[int]
    answer: NoticesMarked


class OutcomeOutcomesAdvancesWriteOff(TypedDict):
    """What came of an act: `state` is `executed`, or `waiting` for a person of each company of
    `needed_of`, or `rehearsed` with nothing kept. `digest` is of what was entered."""

    act_id: int | None
    action: str
    state: ActMayWait
    digest: str
    needed_of: list[int]
    answer: AdvanceLost | None


class OutcomeOutcomesAgreementsSign(TypedDict):
    """What came of an act: `state` is `executed`, or `waiting` for a person of each company of
    `needed_of`, or `rehearsed` with nothing kept. `digest` is of what was entered."""

    act_id: int | None
    action: str
    state: ActMayWait
    digest: str
    needed_of: list[int]
    answer: AgreementSigned | None


class OutcomeOutcomesApplicationsCheck(TypedDict):
    """What came of an act: `state` is `executed`, or `waiting` for a person of each company of
    `needed_of`, or `rehearsed` with nothing kept. `digest` is of what was entered."""

    act_id: int | None
    action: str
    state: ActMayWait
    digest: str
    needed_of: list[int]
    answer: ApplicationStated | None


class OutcomeOutcomesApplicationsSave(TypedDict):
    """What came of an act: `state` is `executed`, or `waiting` for a person of each company of
    `needed_of`, or `rehearsed` with nothing kept. `digest` is of what was entered."""

    act_id: int | None
    action: str
    state: ActDoneAtOnce
    digest: str
    needed_of: list[int]
    answer: ApplicationStated


class OutcomeOutcomesApplicationsSaveSheet(TypedDict):
    """What came of an act: `state` is `executed`, or `waiting` for a person of each company of
    `needed_of`, or `rehearsed` with nothing kept. `digest` is of what was entered."""

    act_id: int | None
    action: str
    state: ActDoneAtOnce
    digest: str
    needed_of: list[int]
    answer: ApplicationStated


class OutcomeOutcomesApplicationsSubmit(TypedDict):
    """What came of an act: `state` is `executed`, or `waiting` for a person of each company of
    `needed_of`, or `rehearsed` with nothing kept. `digest` is of what was entered."""

    act_id: int | None
    action: str
    state: ActMayWait
    digest: str
    needed_of: list[int]
    answer: ApplicationStated | None


class OutcomeOutcomesAwardsDecide(TypedDict):
    """What came of an act: `state` is `executed`, or `waiting` for a person of each company of
    `needed_of`, or `rehearsed` with nothing kept. `digest` is of what was entered."""

    act_id: int | None
    action: str
    state: ActMayWait
    digest: str
    needed_of: list[int]
    answer: AwardStated | None


class OutcomeOutcomesBaselinesLock(TypedDict):
    """What came of an act: `state` is `executed`, or `waiting` for a person of each company of
    `needed_of`, or `rehearsed` with nothing kept. `digest` is of what was entered."""

    act_id: int | None
    action: str
    state: ActMayWait
    digest: str
    needed_of: list[int]
    answer: BaselinesLocked | None


class OutcomeOutcomesBaselinesRecord(TypedDict):
    """What came of an act: `state` is `executed`, or `waiting` for a person of each company of
    `needed_of`, or `rehearsed` with nothing kept. `digest` is of what was entered."""

    act_id: int | None
    action: str
    state: ActDoneAtOnce
    digest: str
    needed_of: list[int]
    answer: BaselinesStated


class OutcomeOutcomesCallsClose(TypedDict):
    """What came of an act: `state` is `executed`, or `waiting` for a person of each company of
    `needed_of`, or `rehearsed` with nothing kept. `digest` is of what was entered."""

    act_id: int | None
    action: str
    state: ActDoneAtOnce
    digest: str
    needed_of: list[int]
    answer: CallStated


class OutcomeOutcomesCallsDraft(TypedDict):
    """What came of an act: `state` is `executed`, or `waiting` for a person of each company of
    `needed_of`, or `rehearsed` with nothing kept. `digest` is of what was entered."""

    act_id: int | None
    action: str
    state: ActDoneAtOnce
    digest: str
    needed_of: list[int]
    answer: CallStated


class OutcomeOutcomesCallsOpen(TypedDict):
    """What came of an act: `state` is `executed`, or `waiting` for a person of each company of
    `needed_of`, or `rehearsed` with nothing kept. `digest` is of what was entered."""

    act_id: int | None
    action: str
    state: ActMayWait
    digest: str
    needed_of: list[int]
    answer: CallStated | None


class OutcomeOutcomesCallsSetAccount(TypedDict):
    """What came of an act: `state` is `executed`, or `waiting` for a person of each company of
    `needed_of`, or `rehearsed` with nothing kept. `digest` is of what was entered."""

    act_id: int | None
    action: str
    state: ActMayWait
    digest: str
    needed_of: list[int]
    answer: CallStated | None


class OutcomeOutcomesClaimsCheck(TypedDict):
    """What came of an act: `state` is `executed`, or `waiting` for a person of each company of
    `needed_of`, or `rehearsed` with nothing kept. `digest` is of what was entered."""

    act_id: int | None
    action: str
    state: ActDoneAtOnce
    digest: str
    needed_of: list[int]
    answer: ClaimMoved


class OutcomeOutcomesClaimsSubmit(TypedDict):
    """What came of an act: `state` is `executed`, or `waiting` for a person of each company of
    `needed_of`, or `rehearsed` with nothing kept. `digest` is of what was entered."""

    act_id: int | None
    action: str
    state: ActMayWait
    digest: str
    needed_of: list[int]
    answer: ClaimStated | None


class OutcomeOutcomesClaimsSubmitSheet(TypedDict):
    """What came of an act: `state` is `executed`, or `waiting` for a person of each company of
    `needed_of`, or `rehearsed` with nothing kept. `digest` is of what was entered."""

    act_id: int | None
    action: str
    state: ActMayWait
    digest: str
    needed_of: list[int]
    answer: ClaimStated | None


class OutcomeOutcomesClawbacksDecide(TypedDict):
    """What came of an act: `state` is `executed`, or `waiting` for a person of each company of
    `needed_of`, or `rehearsed` with nothing kept. `digest` is of what was entered."""

    act_id: int | None
    action: str
    state: ActMayWait
    digest: str
    needed_of: list[int]
    answer: ClawbackStated | None


class OutcomeOutcomesClawbacksHear(TypedDict):
    """What came of an act: `state` is `executed`, or `waiting` for a person of each company of
    `needed_of`, or `rehearsed` with nothing kept. `digest` is of what was entered."""

    act_id: int | None
    action: str
    state: ActMayWait
    digest: str
    needed_of: list[int]
    answer: ClawbackStated | None


class OutcomeOutcomesClawbacksOpen(TypedDict):
    """What came of an act: `state` is `executed`, or `waiting` for a person of each company of
    `needed_of`, or `rehearsed` with nothing kept. `digest` is of what was entered."""

    act_id: int | None
    action: str
    state: ActMayWait
    digest: str
    needed_of: list[int]
    answer: ClawbackStated | None


class OutcomeOutcomesClawbacksWriteOff(TypedDict):
    """What came of an act: `state` is `executed`, or `waiting` for a person of each company of
    `needed_of`, or `rehearsed` with nothing kept. `digest` is of what was entered."""

    act_id: int | None
    action: str
    state: ActMayWait
    digest: str
    needed_of: list[int]
    answer: ClawbackLost | None


class OutcomeOutcomesConfirmationsMake(TypedDict):
    """What came of an act: `state` is `executed`, or `waiting` for a person of each company of
    `needed_of`, or `rehearsed` with nothing kept. `digest` is of what was entered."""

    act_id: int | None
    action: str
    state: ActDoneAtOnce
    digest: str
    needed_of: list[int]
    answer: LinkMade


class OutcomeOutcomesConflictsDeclare(TypedDict):
    """What came of an act: `state` is `executed`, or `waiting` for a person of each company of
    `needed_of`, or `rehearsed` with nothing kept. `digest` is of what was entered."""

    act_id: int | None
    action: str
    state: ActDoneAtOnce
    digest: str
    needed_of: list[int]
    answer: Declared


class OutcomeOutcomesContractSumsState(TypedDict):
    """What came of an act: `state` is `executed`, or `waiting` for a person of each company of
    `needed_of`, or `rehearsed` with nothing kept. `digest` is of what was entered."""

    act_id: int | None
    action: str
    state: ActMayWait
    digest: str
    needed_of: list[int]
    answer: SumStated | None


class OutcomeOutcomesControlsRun(TypedDict):
    """What came of an act: `state` is `executed`, or `waiting` for a person of each company of
    `needed_of`, or `rehearsed` with nothing kept. `digest` is of what was entered."""

    act_id: int | None
    action: str
    state: ActDoneAtOnce
    digest: str
    needed_of: list[int]
    answer: ControlsDone


class OutcomeOutcomesCostsAccept(TypedDict):
    """What came of an act: `state` is `executed`, or `waiting` for a person of each company of
    `needed_of`, or `rehearsed` with nothing kept. `digest` is of what was entered."""

    act_id: int | None
    action: str
    state: ActMayWait
    digest: str
    needed_of: list[int]
    answer: CostStated | None


class OutcomeOutcomesDepositsRecord(TypedDict):
    """What came of an act: `state` is `executed`, or `waiting` for a person of each company of
    `needed_of`, or `rehearsed` with nothing kept. `digest` is of what was entered."""

    act_id: int | None
    action: str
    state: ActMayWait
    digest: str
    needed_of: list[int]
    answer: MoneyStated | None


class OutcomeOutcomesDeterminationsDetermine(TypedDict):
    """What came of an act: `state` is `executed`, or `waiting` for a person of each company of
    `needed_of`, or `rehearsed` with nothing kept. `digest` is of what was entered."""

    act_id: int | None
    action: str
    state: ActMayWait
    digest: str
    needed_of: list[int]
    answer: DeterminationStated | None


class OutcomeOutcomesDeterminationsRedetermine(TypedDict):
    """What came of an act: `state` is `executed`, or `waiting` for a person of each company of
    `needed_of`, or `rehearsed` with nothing kept. `digest` is of what was entered."""

    act_id: int | None
    action: str
    state: ActMayWait
    digest: str
    needed_of: list[int]
    answer: DeterminationStated | None


class OutcomeOutcomesDeterminationsSettle(TypedDict):
    """What came of an act: `state` is `executed`, or `waiting` for a person of each company of
    `needed_of`, or `rehearsed` with nothing kept. `digest` is of what was entered."""

    act_id: int | None
    action: str
    state: ActMayWait
    digest: str
    needed_of: list[int]
    answer: SettlementStated | None


class OutcomeOutcomesDisputesDecide(TypedDict):
    """What came of an act: `state` is `executed`, or `waiting` for a person of each company of
    `needed_of`, or `rehearsed` with nothing kept. `digest` is of what was entered."""

    act_id: int | None
    action: str
    state: ActMayWait
    digest: str
    needed_of: list[int]
    answer: DisputeStated | None


class OutcomeOutcomesDisputesOpen(TypedDict):
    """What came of an act: `state` is `executed`, or `waiting` for a person of each company of
    `needed_of`, or `rehearsed` with nothing kept. `digest` is of what was entered."""

    act_id: int | None
    action: str
    state: ActMayWait
    digest: str
    needed_of: list[int]
    answer: DisputeStated | None


class OutcomeOutcomesEvidenceAdd(TypedDict):
    """What came of an act: `state` is `executed`, or `waiting` for a person of each company of
    `needed_of`, or `rehearsed` with nothing kept. `digest` is of what was entered."""

    act_id: int | None
    action: str
    state: ActDoneAtOnce
    digest: str
    needed_of: list[int]
    answer: EvidenceKept


class OutcomeOutcomesFindingsSettle(TypedDict):
    """What came of an act: `state` is `executed`, or `waiting` for a person of each company of
    `needed_of`, or `rehearsed` with nothing kept. `digest` is of what was entered."""

    act_id: int | None
    action: str
    state: ActMayWait
    digest: str
    needed_of: list[int]
    answer: FindingStated | None


class OutcomeOutcomesFollowOnsRecord(TypedDict):
    """What came of an act: `state` is `executed`, or `waiting` for a person of each company of
    `needed_of`, or `rehearsed` with nothing kept. `digest` is of what was entered."""

    act_id: int | None
    action: str
    state: ActMayWait
    digest: str
    needed_of: list[int]
    answer: FollowOnStated | None


class OutcomeOutcomesGatewayDraw(TypedDict):
    """What came of an act: `state` is `executed`, or `waiting` for a person of each company of
    `needed_of`, or `rehearsed` with nothing kept. `digest` is of what was entered."""

    act_id: int | None
    action: str
    state: ActMayWait
    digest: str
    needed_of: list[int]
    answer: SitesDrawn | None


class OutcomeOutcomesHazardsAbate(TypedDict):
    """What came of an act: `state` is `executed`, or `waiting` for a person of each company of
    `needed_of`, or `rehearsed` with nothing kept. `digest` is of what was entered."""

    act_id: int | None
    action: str
    state: ActDoneAtOnce
    digest: str
    needed_of: list[int]
    answer: HazardsStated


class OutcomeOutcomesHotlineAnswer(TypedDict):
    """What came of an act: `state` is `executed`, or `waiting` for a person of each company of
    `needed_of`, or `rehearsed` with nothing kept. `digest` is of what was entered."""

    act_id: int | None
    action: str
    state: ActDoneAtOnce
    digest: str
    needed_of: list[int]
    answer: NoteAnswered


class OutcomeOutcomesIncidentsAmend(TypedDict):
    """What came of an act: `state` is `executed`, or `waiting` for a person of each company of
    `needed_of`, or `rehearsed` with nothing kept. `digest` is of what was entered."""

    act_id: int | None
    action: str
    state: ActMayWait
    digest: str
    needed_of: list[int]
    answer: IncidentStated | None


class OutcomeOutcomesIncidentsRecord(TypedDict):
    """What came of an act: `state` is `executed`, or `waiting` for a person of each company of
    `needed_of`, or `rehearsed` with nothing kept. `digest` is of what was entered."""

    act_id: int | None
    action: str
    state: ActMayWait
    digest: str
    needed_of: list[int]
    answer: IncidentStated | None


class OutcomeOutcomesMatchesConfirm(TypedDict):
    """What came of an act: `state` is `executed`, or `waiting` for a person of each company of
    `needed_of`, or `rehearsed` with nothing kept. `digest` is of what was entered."""

    act_id: int | None
    action: str
    state: ActMayWait
    digest: str
    needed_of: list[int]
    answer: MatchStated | None


class OutcomeOutcomesMatchesRefuse(TypedDict):
    """What came of an act: `state` is `executed`, or `waiting` for a person of each company of
    `needed_of`, or `rehearsed` with nothing kept. `digest` is of what was entered."""

    act_id: int | None
    action: str
    state: ActMayWait
    digest: str
    needed_of: list[int]
    answer: MatchStated | None


class OutcomeOutcomesObservationsRecord(TypedDict):
    """What came of an act: `state` is `executed`, or `waiting` for a person of each company of
    `needed_of`, or `rehearsed` with nothing kept. `digest` is of what was entered."""

    act_id: int | None
    action: str
    state: ActDoneAtOnce
    digest: str
    needed_of: list[int]
    answer: ObservationsStated


class OutcomeOutcomesObservationsRecordSheet(TypedDict):
    """What came of an act: `state` is `executed`, or `waiting` for a person of each company of
    `needed_of`, or `rehearsed` with nothing kept. `digest` is of what was entered."""

    act_id: int | None
    action: str
    state: ActDoneAtOnce
    digest: str
    needed_of: list[int]
    answer: ObservationsStated


class OutcomeOutcomesPaymentsPay(TypedDict):
    """What came of an act: `state` is `executed`, or `waiting` for a person of each company of
    `needed_of`, or `rehearsed` with nothing kept. `digest` is of what was entered."""

    act_id: int | None
    action: str
    state: ActMayWait
    digest: str
    needed_of: list[int]
    answer: PaymentsStated | None


class OutcomeOutcomesPaymentsPayByReceivable(TypedDict):
    """What came of an act: `state` is `executed`, or `waiting` for a person of each company of
    `needed_of`, or `rehearsed` with nothing kept. `digest` is of what was entered."""

    act_id: int | None
    action: str
    state: ActMayWait
    digest: str
    needed_of: list[int]
    answer: ByReceivableStated | None


class OutcomeOutcomesPriceBandsSet(TypedDict):
    """What came of an act: `state` is `executed`, or `waiting` for a person of each company of
    `needed_of`, or `rehearsed` with nothing kept. `digest` is of what was entered."""

    act_id: int | None
    action: str
    state: ActMayWait
    digest: str
    needed_of: list[int]
    answer: BandStated | None


class OutcomeOutcomesProgrammesClose(TypedDict):
    """What came of an act: `state` is `executed`, or `waiting` for a person of each company of
    `needed_of`, or `rehearsed` with nothing kept. `digest` is of what was entered."""

    act_id: int | None
    action: str
    state: ActMayWait
    digest: str
    needed_of: list[int]
    answer: ProgrammeEnded | None


class OutcomeOutcomesRecommendationsDecide(TypedDict):
    """What came of an act: `state` is `executed`, or `waiting` for a person of each company of
    `needed_of`, or `rehearsed` with nothing kept. `digest` is of what was entered."""

    act_id: int | None
    action: str
    state: ActMayWait
    digest: str
    needed_of: list[int]
    answer: RankingStated | None


class OutcomeOutcomesReferencesSet(TypedDict):
    """What came of an act: `state` is `executed`, or `waiting` for a person of each company of
    `needed_of`, or `rehearsed` with nothing kept. `digest` is of what was entered."""

    act_id: int | None
    action: str
    state: ActMayWait
    digest: str
    needed_of: list[int]
    answer: ReferencesStated | None


class OutcomeOutcomesRetentionsForfeit(TypedDict):
    """What came of an act: `state` is `executed`, or `waiting` for a person of each company of
    `needed_of`, or `rehearsed` with nothing kept. `digest` is of what was entered."""

    act_id: int | None
    action: str
    state: ActMayWait
    digest: str
    needed_of: list[int]
    answer: RetentionStated | None


class OutcomeOutcomesRetentionsRelease(TypedDict):
    """What came of an act: `state` is `executed`, or `waiting` for a person of each company of
    `needed_of`, or `rehearsed` with nothing kept. `digest` is of what was entered."""

    act_id: int | None
    action: str
    state: ActMayWait
    digest: str
    needed_of: list[int]
    answer: RetentionStated | None


class OutcomeOutcomesScoresLock(TypedDict):
    """What came of an act: `state` is `executed`, or `waiting` for a person of each company of
    `needed_of`, or `rehearsed` with nothing kept. `digest` is of what was entered."""

    act_id: int | None
    action: str
    state: ActDoneAtOnce
    digest: str
    needed_of: list[int]
    answer: Locked


class OutcomeOutcomesSerialsRecordSubsidy(TypedDict):
    """What came of an act: `state` is `executed`, or `waiting` for a person of each company of
    `needed_of`, or `rehearsed` with nothing kept. `digest` is of what was entered."""

    act_id: int | None
    action: str
    state: ActMayWait
    digest: str
    needed_of: list[int]
    answer: SubsidisedStated | None


class OutcomeOutcomesSitesClose(TypedDict):
    """What came of an act: `state` is `executed`, or `waiting` for a person of each company of
    `needed_of`, or `rehearsed` with nothing kept. `digest` is of what was entered."""

    act_id: int | None
    action: str
    state: ActMayWait
    digest: str
    needed_of: list[int]
    answer: SiteGone | None


class OutcomeOutcomesSitesConsent(TypedDict):
    """What came of an act: `state` is `executed`, or `waiting` for a person of each company of
    `needed_of`, or `rehearsed` with nothing kept. `digest` is of what was entered."""

    act_id: int | None
    action: str
    state: ActMayWait
    digest: str
    needed_of: list[int]
    answer: SiteStated | None


class OutcomeOutcomesSitesRegister(TypedDict):
    """What came of an act: `state` is `executed`, or `waiting` for a person of each company of
    `needed_of`, or `rehearsed` with nothing kept. `digest` is of what was entered."""

    act_id: int | None
    action: str
    state: ActMayWait
    digest: str
    needed_of: list[int]
    answer: SiteStated | None


class OutcomeOutcomesTailsBegin(TypedDict):
    """What came of an act: `state` is `executed`, or `waiting` for a person of each company of
    `needed_of`, or `rehearsed` with nothing kept. `digest` is of what was entered."""

    act_id: int | None
    action: str
    state: ActMayWait
    digest: str
    needed_of: list[int]
    answer: TailStated | None


class OutcomeOutcomesTailsInspect(TypedDict):
    """What came of an act: `state` is `executed`, or `waiting` for a person of each company of
    `needed_of`, or `rehearsed` with nothing kept. `digest` is of what was entered."""

    act_id: int | None
    action: str
    state: ActMayWait
    digest: str
    needed_of: list[int]
    answer: InspectionStated | None


class OutcomeOutcomesTargetsApprove(TypedDict):
    """What came of an act: `state` is `executed`, or `waiting` for a person of each company of
    `needed_of`, or `rehearsed` with nothing kept. `digest` is of what was entered."""

    act_id: int | None
    action: str
    state: ActMayWait
    digest: str
    needed_of: list[int]
    answer: TargetStated | None


class OutcomeOutcomesTargetsPropose(TypedDict):
    """What came of an act: `state` is `executed`, or `waiting` for a person of each company of
    `needed_of`, or `rehearsed` with nothing kept. `digest` is of what was entered."""

    act_id: int | None
    action: str
    state: ActMayWait
    digest: str
    needed_of: list[int]
    answer: TargetStated | None


class OutcomeOutcomesTargetsRefuse(TypedDict):
    """What came of an act: `state` is `executed`, or `waiting` for a person of each company of
    `needed_of`, or `rehearsed` with nothing kept. `digest` is of what was entered."""

    act_id: int | None
    action: str
    state: ActMayWait
    digest: str
    needed_of: list[int]
    answer: TargetStated | None


class OutcomeOutcomesTerminationsDecide(TypedDict):
    """What came of an act: `state` is `executed`, or `waiting` for a person of each company of
    `needed_of`, or `rehearsed` with nothing kept. `digest` is of what was entered."""

    act_id: int | None
    action: str
    state: ActMayWait
    digest: str
    needed_of: list[int]
    answer: TerminationStated | None


class OutcomeOutcomesVerificationsDraw(TypedDict):
    """What came of an act: `state` is `executed`, or `waiting` for a person of each company of
    `needed_of`, or `rehearsed` with nothing kept. `digest` is of what was entered."""

    act_id: int | None
    action: str
    state: ActDoneAtOnce
    digest: str
    needed_of: list[int]
    answer: SampleDrawn


class OutcomeOutcomesVerificationsReport(TypedDict):
    """What came of an act: `state` is `executed`, or `waiting` for a person of each company of
    `needed_of`, or `rehearsed` with nothing kept. `digest` is of what was entered."""

    act_id: int | None
    action: str
    state: ActMayWait
    digest: str
    needed_of: list[int]
    answer: ReportStated | None


class OutcomeOutcomesVerifiersAssign(TypedDict):
    """What came of an act: `state` is `executed`, or `waiting` for a person of each company of
    `needed_of`, or `rehearsed` with nothing kept. `digest` is of what was entered."""

    act_id: int | None
    action: str
    state: ActMayWait
    digest: str
    needed_of: list[int]
    answer: VerifierStated | None


class OutcomeOutcomesWorksAccept(TypedDict):
    """What came of an act: `state` is `executed`, or `waiting` for a person of each company of
    `needed_of`, or `rehearsed` with nothing kept. `digest` is of what was entered."""

    act_id: int | None
    action: str
    state: ActMayWait
    digest: str
    needed_of: list[int]
    answer: MatchStated | None


class OutcomeOutcomesWorksRefuse(TypedDict):
    """What came of an act: `state` is `executed`, or `waiting` for a person of each company of
    `needed_of`, or `rehearsed` with nothing kept. `digest` is of what was entered."""

    act_id: int | None
    action: str
    state: ActMayWait
    digest: str
    needed_of: list[int]
    answer: MatchStated | None


class OutcomeOutcomesWorksSubmit(TypedDict):
    """What came of an act: `state` is `executed`, or `waiting` for a person of each company of
    `needed_of`, or `rehearsed` with nothing kept. `digest` is of what was entered."""

    act_id: int | None
    action: str
    state: ActMayWait
    digest: str
    needed_of: list[int]
    answer: MatchStated | None


class OutcomeOwnAccountsAdd(TypedDict):
    """What came of an act: `state` is `executed`, or `waiting` for a person of each company of
    `needed_of`, or `rehearsed` with nothing kept. `digest` is of what was entered."""

    act_id: int | None
    action: str
    state: ActMayWait
    digest: str
    needed_of: list[int]
    answer: OwnAccountAdded | None


class OutcomePlaybooksOpen(TypedDict):
    """What came of an act: `state` is `executed`, or `waiting` for a person of each company of
    `needed_of`, or `rehearsed` with nothing kept. `digest` is of what was entered."""

    act_id: int | None
    action: str
    state: ActMayWait
    digest: str
    needed_of: list[int]
    answer: PlaybookOpened | None


class OutcomePlaybooksRun(TypedDict):
    """What came of an act: `state` is `executed`, or `waiting` for a person of each company of
    `needed_of`, or `rehearsed` with nothing kept. `digest` is of what was entered."""

    act_id: int | None
    action: str
    state: ActMayWait
    digest: str
    needed_of: list[int]
    answer: HandedOver | None


class OutcomePowersEnd(TypedDict):
    """What came of an act: `state` is `executed`, or `waiting` for a person of each company of
    `needed_of`, or `rehearsed` with nothing kept. `digest` is of what was entered."""

    act_id: int | None
    action: str
    state: ActMayWait
    digest: str
    needed_of: list[int]
    answer: PowerAnswer | None


class OutcomePowersGrant(TypedDict):
    """What came of an act: `state` is `executed`, or `waiting` for a person of each company of
    `needed_of`, or `rehearsed` with nothing kept. `digest` is of what was entered."""

    act_id: int | None
    action: str
    state: ActMayWait
    digest: str
    needed_of: list[int]
    answer: PowerAnswer | None


class OutcomePowersLimit(TypedDict):
    """What came of an act: `state` is `executed`, or `waiting` for a person of each company of
    `needed_of`, or `rehearsed` with nothing kept. `digest` is of what was entered."""

    act_id: int | None
    action: str
    state: ActMayWait
    digest: str
    needed_of: list[int]
    answer: PowerAnswer | None


class OutcomeProgrammesAddTerms(TypedDict):
    """What came of an act: `state` is `executed`, or `waiting` for a person of each company of
    `needed_of`, or `rehearsed` with nothing kept. `digest` is of what was entered."""

    act_id: int | None
    action: str
    state: ActMayWait
    digest: str
    needed_of: list[int]
    answer: TermsAdded | None


class OutcomeProgrammesAdmitFunder(TypedDict):
    """What came of an act: `state` is `executed`, or `waiting` for a person of each company of
    `needed_of`, or `rehearsed` with nothing kept. `digest` is of what was entered."""

    act_id: int | None
    action: str
    state: ActMayWait
    digest: str
    needed_of: list[int]
    answer: FunderAdmitted | None


class OutcomeProgrammesOpen(TypedDict):
    """What came of an act: `state` is `executed`, or `waiting` for a person of each company of
    `needed_of`, or `rehearsed` with nothing kept. `digest` is of what was entered."""

    act_id: int | None
    action: str
    state: ActMayWait
    digest: str
    needed_of: list[int]
    answer: ProgrammeOpened | None


class OutcomeReceivablesAmend(TypedDict):
    """What came of an act: `state` is `executed`, or `waiting` for a person of each company of
    `needed_of`, or `rehearsed` with nothing kept. `digest` is of what was entered."""

    act_id: int | None
    action: str
    state: ActMayWait
    digest: str
    needed_of: list[int]
    answer: Amended | None


class OutcomeReceivablesCancel(TypedDict):
    """What came of an act: `state` is `executed`, or `waiting` for a person of each company of
    `needed_of`, or `rehearsed` with nothing kept. `digest` is of what was entered."""

    act_id: int | None
    action: str
    state: ActMayWait
    digest: str
    needed_of: list[int]
    answer: Cancelled | None


class OutcomeReceivablesIssue(TypedDict):
    """What came of an act: `state` is `executed`, or `waiting` for a person of each company of
    `needed_of`, or `rehearsed` with nothing kept. `digest` is of what was entered."""

    act_id: int | None
    action: str
    state: ActMayWait
    digest: str
    needed_of: list[int]
    answer: Promised | None


class OutcomeReceivablesIssueFiles(TypedDict):
    """What came of an act: `state` is `executed`, or `waiting` for a person of each company of
    `needed_of`, or `rehearsed` with nothing kept. `digest` is of what was entered."""

    act_id: int | None
    action: str
    state: ActMayWait
    digest: str
    needed_of: list[int]
    answer: Taken | None


class OutcomeReceivablesIssueSheet(TypedDict):
    """What came of an act: `state` is `executed`, or `waiting` for a person of each company of
    `needed_of`, or `rehearsed` with nothing kept. `digest` is of what was entered."""

    act_id: int | None
    action: str
    state: ActMayWait
    digest: str
    needed_of: list[int]
    answer: Taken | None


class OutcomeReceivablesPassOn(TypedDict):
    """What came of an act: `state` is `executed`, or `waiting` for a person of each company of
    `needed_of`, or `rehearsed` with nothing kept. `digest` is of what was entered."""

    act_id: int | None
    action: str
    state: ActMayWait
    digest: str
    needed_of: list[int]
    answer: Promised | None


class OutcomeReceivablesPassOnSheet(TypedDict):
    """What came of an act: `state` is `executed`, or `waiting` for a person of each company of
    `needed_of`, or `rehearsed` with nothing kept. `digest` is of what was entered."""

    act_id: int | None
    action: str
    state: ActMayWait
    digest: str
    needed_of: list[int]
    answer: Taken | None


class OutcomeReceivablesRefuse(TypedDict):
    """What came of an act: `state` is `executed`, or `waiting` for a person of each company of
    `needed_of`, or `rehearsed` with nothing kept. `digest` is of what was entered."""

    act_id: int | None
    action: str
    state: ActMayWait
    digest: str
    needed_of: list[int]
    answer: Cancelled | None


class OutcomeRepresentativesConfirm(TypedDict):
    """What came of an act: `state` is `executed`, or `waiting` for a person of each company of
    `needed_of`, or `rehearsed` with nothing kept. `digest` is of what was entered."""

    act_id: int | None
    action: str
    state: ActMayWait
    digest: str
    needed_of: list[int]
    answer: SaidOf | None


class OutcomeSandboxSetClock(TypedDict):
    """What came of an act: `state` is `executed`, or `waiting` for a person of each company of
    `needed_of`, or `rehearsed` with nothing kept. `digest` is of what was entered."""

    act_id: int | None
    action: str
    state: ActDoneAtOnce
    digest: str
    needed_of: list[int]
    answer: ClockShown


class OutcomeSettlementResume(TypedDict):
    """What came of an act: `state` is `executed`, or `waiting` for a person of each company of
    `needed_of`, or `rehearsed` with nothing kept. `digest` is of what was entered."""

    act_id: int | None
    action: str
    state: ActMayWait
    digest: str
    needed_of: list[int]
    answer: HandedOver | None


class OutcomeSettlementRun(TypedDict):
    """What came of an act: `state` is `executed`, or `waiting` for a person of each company of
    `needed_of`, or `rehearsed` with nothing kept. `digest` is of what was entered."""

    act_id: int | None
    action: str
    state: ActMayWait
    digest: str
    needed_of: list[int]
    answer: HandedOver | None


class OutcomeStandingOrdersAdd(TypedDict):
    """What came of an act: `state` is `executed`, or `waiting` for a person of each company of
    `needed_of`, or `rehearsed` with nothing kept. `digest` is of what was entered."""

    act_id: int | None
    action: str
    state: ActMayWait
    digest: str
    needed_of: list[int]
    answer: OrderStated | None


class OutcomeStandingOrdersEnd(TypedDict):
    """What came of an act: `state` is `executed`, or `waiting` for a person of each company of
    `needed_of`, or `rehearsed` with nothing kept. `digest` is of what was entered."""

    act_id: int | None
    action: str
    state: ActMayWait
    digest: str
    needed_of: list[int]
    answer: OrderStated | None


class OutcomeStandingOrdersRun(TypedDict):
    """What came of an act: `state` is `executed`, or `waiting` for a person of each company of
    `needed_of`, or `rehearsed` with nothing kept. `digest` is of what was entered."""

    act_id: int | None
    action: str
    state: ActMayWait
    digest: str
    needed_of: list[int]
    answer: HandedOver | None


class OutcomeUnidentifiedIdentify(TypedDict):
    """What came of an act: `state` is `executed`, or `waiting` for a person of each company of
    `needed_of`, or `rehearsed` with nothing kept. `digest` is of what was entered."""

    act_id: int | None
    action: str
    state: ActMayWait
    digest: str
    needed_of: list[int]
    answer: HandedOver | None


class OutcomeWebhooksAdd(TypedDict):
    """What came of an act: `state` is `executed`, or `waiting` for a person of each company of
    `needed_of`, or `rehearsed` with nothing kept. `digest` is of what was entered."""

    act_id: int | None
    action: str
    state: ActDoneAtOnce
    digest: str
    needed_of: list[int]
    answer: WebhookStands


class OutcomeWebhooksChangeEvents(TypedDict):
    """What came of an act: `state` is `executed`, or `waiting` for a person of each company of
    `needed_of`, or `rehearsed` with nothing kept. `digest` is of what was entered."""

    act_id: int | None
    action: str
    state: ActDoneAtOnce
    digest: str
    needed_of: list[int]
    answer: WebhookStands


class OutcomeWebhooksEnd(TypedDict):
    """What came of an act: `state` is `executed`, or `waiting` for a person of each company of
    `needed_of`, or `rehearsed` with nothing kept. `digest` is of what was entered."""

    act_id: int | None
    action: str
    state: ActDoneAtOnce
    digest: str
    needed_of: list[int]
    answer: WebhookStands


class OutcomeWebhooksReplay(TypedDict):
    """What came of an act: `state` is `executed`, or `waiting` for a person of each company of
    `needed_of`, or `rehearsed` with nothing kept. `digest` is of what was entered."""

    act_id: int | None
    action: str
    state: ActDoneAtOnce
    digest: str
    needed_of: list[int]
    answer: WebhookToldAgain


class OutcomeWebhooksRotateSecret(TypedDict):
    """What came of an act: `state` is `executed`, or `waiting` for a person of each company of
    `needed_of`, or `rehearsed` with nothing kept. `digest` is of what was entered."""

    act_id: int | None
    action: str
    state: ActDoneAtOnce
    digest: str
    needed_of: list[int]
    answer: WebhookStands


class OutcomeWithholdingSet(TypedDict):
    """What came of an act: `state` is `executed`, or `waiting` for a person of each company of
    `needed_of`, or `rehearsed` with nothing kept. `digest` is of what was entered."""

    act_id: int | None
    action: str
    state: ActMayWait
    digest: str
    needed_of: list[int]
    answer: WithholdingSet | None


class OwnAccountAdded(TypedDict):
    """The account's number in the book."""

    own_account_id: int
    purpose: AccountPurpose


class OwnAccountRow(TypedDict):
    """An account the scheme works with; another owner's number shows its last four digits."""

    own_account_id: int
    purpose: str
    owner: str | None
    bank_code: str
    name: str
    account_number: str


class OwnAccountWanted(TypedDict):
    """One of the scheme's own bank accounts: where money is settled, deposited, or funded from.
    Where its owner is another company, people of it agree."""

    purpose: AccountPurpose
    owner_number: str
    bank_code: str
    account_number: str
    name: NotRequired[str | None]


class OwnAddress(TypedDict):
    """The address of who lost everything."""

    email: str


class PaperRow(TypedDict):
    """A file of a playbook's evidence; `digest`: its SHA-256 in hexadecimal."""

    playbook_id: int
    name: str
    size_bytes: int
    digest: str


class PassOn(TypedDict):
    """Parts of one receivable for the holder's own suppliers: all of them or none."""

    programme_id: int
    receivable_id: int
    lines: list[PayeeLine]


class PassOnSheet(TypedDict):
    """A holder's spreadsheet of its suppliers (.xlsx or .csv): all of its lines or none."""

    programme_id: int
    file_name: str
    content: str
    total_won: int
    receivable_id: int


class PasskeyShown(TypedDict):
    """A passkey by the name its person gave it."""

    passkey_id: str
    label: str
    added_at: str
    used_at: str | None


class Passkeys(TypedDict):
    """The person's passkeys, the oldest first."""

    rows: list[PasskeyShown]


class PasswordAndCode(TypedDict):
    """The other way in: all three, or nothing is told of any."""

    email: str
    password: str
    code: str


class PastPayee(TypedDict):
    """A company that was promised money before, counted over the newest 10,000 promises."""

    company_id: int
    payee: str
    payee_number: str
    receivable_count: int
    last_on: str
    last_won: int


class PayableRow(TypedDict):
    """What a party is owed, until two people of the payer pay it or a fraud ends it."""

    programme_id: int
    payable_id: int
    company_id: int
    company: str
    award_id: int | None
    purpose: str
    amount_won: int
    owed_on: str
    paid_on: str | None
    paid_by: str | None
    receivable_programme_id: int | None
    receivable_id: int | None
    ended_on: str | None


class PayeeLine(TypedDict):
    """One supplier: `amount_won` is passed on to it, due on `matures_on` at the earliest when the
    receivable itself is. An approval number needs the invoice's day and total."""

    payee_number: str
    payee_name: str
    amount_won: int
    matures_on: str
    approval_number: NotRequired[str | None]
    written_on: NotRequired[str | None]
    total_won: NotRequired[int | None]
    note: NotRequired[str | None]


class PaymentsApproved(TypedDict):
    """Payables to be paid to the parties' own accounts, all of them or none. `total_won`: what they
    come to, so that nobody approves another sum than was meant."""

    programme_id: int
    payable_ids: list[int]
    total_won: int


class PaymentsStated(TypedDict):
    """How many payables leave with the next exchange with the bank, and their sum."""

    count: int
    total_won: int


class PayoutCount(TypedDict):
    """How many payouts of a programme stand so, and what they come to."""

    programme_id: int
    state: PayoutCountState
    payout_count: int
    won: int


class PayoutRow(TypedDict):
    """A payout and its newest attempt. `source_id`: what it pays: a receivable, a purchase, a lock
    or a run, by `purpose`."""

    programme_id: int
    purpose: str
    source_id: int
    amount_won: int
    booked_on: str
    state: PayoutRowState
    reason: str | None
    attempt_no: int | None
    end_to_end_id: str | None
    bank_account_id: int | None
    credited_on: str | None


class PeriodWanted(TypedDict):
    """When results are observed, until when they are claimed, and which share of a reward's cap
    they can earn."""

    observed_from: str
    observed_until: str
    claim_until: str
    share: str


class PersonRow(TypedDict):
    """Somebody who works for the company, with every power in force there."""

    person_id: int
    name: str
    email: str
    telephone: str
    language: str
    created_at: str
    disabled_at: str | None
    powers: list[PowerOf]


class PlaceRow(TypedDict):
    """A place in the ranking."""

    programme_id: int
    application_id: int
    supplier: str
    rank: int
    mean_points: str
    state: str
    reason: str | None
    stage1_won: int
    success_won: int


class PlaceStated(TypedDict):
    """An application's place; `mean` to 6 places, the order is by the exact one."""

    application_id: int
    rank: int
    mean: str
    state: str


class PlanWanted(TypedDict):
    """The supplier's business plan."""

    technology: str
    accident_types: list[PlanWantedAccidentTypes]
    commercial_proof: str
    quote_won: int
    sites_planned: int
    metrics: list[PlannedMetricWanted]
    policy_reference: NotRequired[str | None]


class PlannedMetricWanted(TypedDict):
    """One undertaking of a plan: a metric of the catalogue, and its weight in the score."""

    metric: str
    weight: str


class PlaybookOpened(TypedDict):
    """The proceedings of a buyer and day; their first reason stands."""

    playbook_id: int
    opened_on: str
    reason: str


class PlaybookRow(TypedDict):
    """A buyer that did not pay, and how many steps of its playbook are done."""

    playbook_id: int
    buyer_id: int
    buyer: str
    opened_on: str
    reason: str
    steps_done: int


class PlaybookRun(TypedDict):
    """Which default proceeding goes on, in all programmes of its buyer."""

    playbook_id: int


class PlaybookWanted(TypedDict):
    """Proceedings on a buyer that is insolvent, with or without an unpaid call. They do nothing
    yet; they reach all its programmes."""

    buyer_number: str
    reason: str


class Points(TypedDict):
    """The points for one criterion."""

    criterion: str
    points: int


class PowerAnswer(TypedDict):
    """The power as it now stands, or as it ended."""

    power_id: int
    person_id: int


class PowerOf(TypedDict):
    """A role at the company, up to an amount a step."""

    power_id: int
    role: str
    limit_won: int | None


class PowerRow(TypedDict):
    """A power of the person who asks, at the company it asks for."""

    power_id: int
    role: str
    limit_won: int | None
    granted_at: str


class PreviewShown(TypedDict):
    """What passing on would earn, and what keeping the money would; won."""

    amount_won: int
    refunds_belong_to_holder: bool
    interest_refund_won: int
    incentives_won: list[int]
    deposit_incentive_won: int
    for_first_tier_won: int
    credit: CreditShown
    old_way_interest_forgone_won: int
    early_payment_rate_annual: str | None
    withheld_won: int
    paid_won: int


class PriceBandSet(TypedDict):
    """What a unit of a model costs on the market, from the least to the most, and the source."""

    programme_id: int
    model: str
    least_won: int
    most_won: int
    source: str


class Proceeding(TypedDict):
    """A court's proceeding over a company; `ended_on` null: it goes on."""

    kind: InsolvencyKind
    reference: str
    since: str
    ended_on: str | None


class ProceedingEnded(TypedDict):
    """A proceeding has ended, on a day or today."""

    company_number: str
    reference: str
    ended_on: NotRequired[str | None]


class ProceedingOpened(TypedDict):
    """A court has opened a proceeding: as a buyer the company issues nothing from that day."""

    company_number: str
    kind: NotRequired[InsolvencyKind]
    reference: str
    since: str


class ProgrammeEnded(TypedDict):
    """What went back to the payer: the commitment it need not pay, and what it is owed."""

    programme_id: int
    commitment_ended_won: int
    returned_won: int
    payable_id: int | None


class ProgrammeFlow(TypedDict):
    """Promises from tier to tier: with names to who runs the programme; to its buyer by tiers, and
    no tier of fewer than three companies below the first."""

    programme_id: int
    from_on: str
    until: str
    nodes: list[FlowNode]
    flows: list[FlowEdge]


class ProgrammeNamed(TypedDict):
    """A programme."""

    programme_id: int


class ProgrammeOpened(TypedDict):
    """The new agreement's number."""

    programme_id: int


class ProgrammePayoutRow(TypedDict):
    """A payout with its payee: a company, or an own account of the scheme."""

    programme_id: int
    purpose: str
    source_id: int
    amount_won: int
    booked_on: str
    state: ProgrammePayoutRowState
    reason: str | None
    attempt_no: int | None
    end_to_end_id: str | None
    bank_account_id: int | None
    credited_on: str | None
    payee_id: int | None
    payee: str | None
    payee_own_account_id: int | None


class ProgrammeRow(TypedDict):
    """One agreement. `my_part`: what the company is in it."""

    programme_id: int
    buyer: str
    buyer_number: str
    institution: str
    foundation: str
    variant: str
    default_policy: str
    max_tier: int
    claim_days: int
    opened_on: str
    ends_on: str | None
    insolvent_may_pass_on: bool
    my_part: ProgrammeRowMyPart


class ProgrammeSaleRow(TypedDict):
    """A sale with its seller, for the programme's institution."""

    programme_id: int
    sale_id: int
    receivable_id: int
    quote_id: int | None
    order_id: int | None
    amount_won: int
    sold_on: str
    matures_on: str
    days: int
    base_rate_annual: str | None
    auction_rate_annual: str | None
    rate_annual: str
    fee_rate_annual: str
    interest_won: int
    proceeds_won: int
    from_deposit: bool
    accepted_at: str
    cancelled_at: str | None
    seller_id: int
    seller: str


class ProgrammeWanted(TypedDict):
    """An agreement between a buyer, the institution that enters it and the Foundation, to which
    people of both others agree. The settlement and operating accounts are the institution's, the
    deposit account the Foundation's. `claim_days`: how long value waits for a payee that is not on
    the system."""

    buyer_number: str
    foundation_number: str
    settlement_account_id: int
    deposit_account_id: int
    operating_account_id: int
    variant: NotRequired[str]
    default_policy: NotRequired[DefaultPolicy]
    max_tier: NotRequired[int]
    claim_days: NotRequired[int]
    insolvent_may_pass_on: NotRequired[bool]
    opened_on: NotRequired[str | None]
    ends_on: NotRequired[str | None]


class ProgressRow(TypedDict):
    """How far a programme or an award is, in the 22 rows of its workflow."""

    programme_id: int
    award_id: int | None
    steps: list[PortalSafetyStepRow]


class Promised(TypedDict):
    """What was made, in the order of the lines; `invited`: payees not on the system yet (not told
    by a dry run)."""

    receivable_ids: list[int]
    total_won: int
    invited: int | None


class ProofRow(TypedDict):
    """One equation of a proof: a rule of the guarantee with both its sides in won."""

    rule: str
    what: str
    left_won: int
    right_won: int
    holds: bool


class Proofs(TypedDict):
    """The equations of the newest day that was proven: all to the operator and the Foundation, to
    an institution those of its own programmes. None where there is nothing to see yet."""

    run_id: int | None
    day: str | None
    state: str | None
    holds: bool
    proofs: list[ProofRow]


class Providers(TypedDict):
    """The names of the institutions' sign-ins."""

    providers: list[str]


class QuoteRow(TypedDict):
    """A firm price until `valid_until`: amount = proceeds + interest; the fee is inside the
    interest. `from_deposit`: the buyer's money is there already."""

    programme_id: int
    quote_id: int
    receivable_id: int
    buyer: str
    tier: int
    amount_won: int
    quoted_on: str
    matures_on: str
    days: int
    base_rate_annual: str | None
    auction_rate_annual: str | None
    rate_annual: str
    fee_rate_annual: str
    interest_won: int
    fee_won: int
    proceeds_won: int
    from_deposit: bool
    quoted_at: str
    valid_until: str
    state: QuoteRowState


class QuoteStated(TypedDict):
    """What a seller must know before it accepts: won, percent a year as a fraction, days."""

    quote_id: int
    receivable_id: int
    buyer: str
    tier: int
    amount_won: int
    days: int
    matures_on: str
    rate_annual: str
    fee_rate_annual: str
    base_rate_annual: str | None
    auction_rate_annual: str | None
    interest_won: int
    fee_won: int
    proceeds_won: int
    from_deposit: bool
    valid_until: str


class Quotes(TypedDict):
    """Prices in the order they were asked for; each can be accepted until its `valid_until`."""

    quotes: list[QuoteStated]
    amount_won: int
    interest_won: int
    proceeds_won: int


class RankingStated(TypedDict):
    """The ranking, the best first."""

    programme_id: int
    places: list[PlaceStated]


class RankingWanted(TypedDict):
    """Rank what was scored, once, and recommend it to the payer."""

    programme_id: int


class Ready(TypedDict):
    """The server answers and reaches its database."""

    state: str


class ReceivableFlow(TypedDict):
    """A receivable and what the asker may see around it. `whole`: nothing left out for size."""

    programme_id: int
    receivable_id: int
    whole: bool
    nodes: list[TreeNode]


class ReceivableNamed(TypedDict):
    """One receivable."""

    programme_id: int
    receivable_id: int


class Recoveries(TypedDict):
    """The oldest first."""

    rows: list[RecoveryShown]


class RecoveryShown(TypedDict):
    """A request that waits for a company's word. Its code is told by who asked."""

    recovery_id: int
    person_id: int
    company_id: int
    asked_at: str
    ends_at: str


class RedeterminationWanted(TypedDict):
    """A claim is determined anew by the same rule: an accident became known later, a dispute was
    upheld, or an error was found. Findings given here take the place of the ones before."""

    programme_id: int
    claim_id: int
    amount_won: int
    reason: RedeterminationWantedReason
    found: NotRequired[list[FindingWanted]]
    duties_met: NotRequired[bool | None]


class ReferenceLine(TypedDict):
    """The level a metric reaches anyway at sites whose industry code begins with `stratum`; `*`: at
    every site."""

    stratum: str
    metric: str
    value: str


class ReferenceRow(TypedDict):
    """What no target of a stratum may be softer than."""

    programme_id: int
    stratum: str
    metric: str
    value: str
    source: str
    set_at: str


class ReferencesSet(TypedDict):
    """What no target may be softer than, and where it is from."""

    programme_id: int
    source: str
    lines: list[ReferenceLine]


class ReferencesStated(TypedDict):
    """How many references were set."""

    lines: int


RefundOwner = Literal["first_tier", "direct_parent"]


class RelatedNamed(TypedDict):
    """Who or what stands behind a company: a person with the day of birth, a bank account or a
    company by its number. It stands sealed, and is compared, not shown."""

    relation: Relation
    named: str
    born_on: NotRequired[str | None]


Relation = Literal["owner", "officer", "family", "agent", "account", "company"]


class RemittanceShown(TypedDict):
    """What is to be paid in for a month, and by when."""

    pay_by: str
    national_won: int
    local_won: int
    items: list[WithheldShown]


class ReopenedRow(TypedDict):
    """A determination that a late accident re-opened and nobody has made anew since."""

    determination_id: int
    claim_id: int
    award_id: int
    incident_id: int
    since: str


class ReportRow(TypedDict):
    """The report as data, and as plain text in both languages."""

    report: dict[str, Any]
    text_ko: str
    text_en: str


class ReportStated(TypedDict):
    """A report: the largest error share of a metric's drawn lines, and the fee that is owed."""

    claim_id: int
    error_share: str
    fee_won: int
    payable_id: int | None


class ReportWanted(TypedDict):
    """What was found: every metric of every drawn site; and whether the sites keep their duties
    under the law, which is a gate."""

    programme_id: int
    claim_id: int
    duties_met: bool
    found: list[FindingWanted]


class RetentionRow(TypedDict):
    """What is kept back of a claim, and what became of it, in won."""

    programme_id: int
    claim_id: int
    award_id: int
    retained_won: int
    released_won: int
    forfeited_won: int
    left_won: int
    until_on: str


class RetentionStated(TypedDict):
    """What became of a claim's retention; `payable_id` where it is owed to the supplier."""

    claim_id: int
    released_won: int
    forfeited_won: int
    payable_id: int | None


class Returned(TypedDict):
    """What came back with the browser."""

    provider: str
    state: str
    code: str


class RewardStepWanted(TypedDict):
    """From an achievement on, this share of the cap is paid."""

    least: str
    pays: str


Role = Literal[
    "viewer",
    "enterer",
    "approver",
    "administrator",
    "operations",
    "credit",
    "treasury",
    "auditor",
    "foundation",
    "ministry",
    "programme_officer",
    "assessor",
    "verifier",
    "worker_representative",
]


Rounding = Literal["truncate", "nearest"]


class RulesWanted(TypedDict):
    """By which rules the programme runs; what is not named stays as the product proposes it."""

    advance_rate: NotRequired[str]
    retention_rate: NotRequired[str]
    tail_months: NotRequired[int]
    dispute_days: NotRequired[int]
    least_assessors: NotRequired[int]
    least_points: NotRequired[str]
    most_awards: NotRequired[int]
    headcount_flag: NotRequired[str]
    baseline_months: NotRequired[int]
    sample_share: NotRequired[str]
    sample_least: NotRequired[int]
    verifier_fee_won: NotRequired[int]
    claim_tolerance: NotRequired[str]
    achievement_cap: NotRequired[str]
    reward: NotRequired[RulesWantedReward]
    steps: NotRequired[list[RewardStepWanted]]
    linear_floor: NotRequired[str]
    linear_full: NotRequired[str]


class RunRow(TypedDict):
    """A settlement day; the figures once it is proven."""

    run_id: int
    day: str
    previous_day: str | None
    state: str
    stop_reason: str | None
    settled_count: int | None
    paid_won: int | None
    parked_won: int | None
    payout_count: int | None
    opened_at: str
    released_at: str | None


class SaidOf(TypedDict):
    """The company it was said of."""

    company_id: int


class SaleCancelled(TypedDict):
    """The sale that never was."""

    cancelled: int


class SaleMade(TypedDict):
    """One sale; `proceeds_won` are paid after the day's cut-off."""

    sale_id: int
    receivable_id: int
    amount_won: int
    days: int
    rate_annual: str
    interest_won: int
    proceeds_won: int
    from_deposit: bool


class SaleNamed(TypedDict):
    """One sale."""

    programme_id: int
    sale_id: int


class SalePart(TypedDict):
    """A part of a receivable; without an amount, all that can be sold of it."""

    receivable_id: int
    amount_won: NotRequired[int | None]


class SaleRow(TypedDict):
    """A part sold for good; `cancelled_at`: taken back before the cut-off of its day."""

    programme_id: int
    sale_id: int
    receivable_id: int
    quote_id: int | None
    order_id: int | None
    amount_won: int
    sold_on: str
    matures_on: str
    days: int
    base_rate_annual: str | None
    auction_rate_annual: str | None
    rate_annual: str
    fee_rate_annual: str
    interest_won: int
    proceeds_won: int
    from_deposit: bool
    accepted_at: str
    cancelled_at: str | None


class Sales(TypedDict):
    """Sales in the order of their quotes."""

    sales: list[SaleMade]
    amount_won: int
    proceeds_won: int


class SampleDrawn(TypedDict):
    """The draw, as it is published: sites in the order of sha256(seed, number in decimal digits).
    `fee_won` is owed whatever is found."""

    claim_id: int
    seed: str
    match_ids: list[int]
    drawn_from: int
    fee_won: int


class SchemeProgramme(TypedDict):
    """A programme's deposit against what is parked in it for suppliers, as the book stands now, and
    what its buyer did not pay, in won. `advance_won`: the institution paid in its place."""

    programme_id: int
    deposit_won: int
    claims_won: int
    holds: bool
    unpaid_calls: int
    unpaid_won: int
    advance_won: int


class SchemeSummary(TypedDict):
    """The programmes the asker watches: deposits against claims, how far money went, defaults."""

    as_of: str
    from_on: str
    until: str
    deposit_won: int
    claims_won: int
    holds: bool
    unpaid_won: int
    advance_won: int
    programmes: list[SchemeProgramme]
    months: list[TierOfMonth]
    tiers: list[SchemeTier]


class SchemeTier(TypedDict):
    """A tier over the months that are told of it: how many companies, how much, and how fast it
    became cash. None where no month is of three companies or more; `company_count` too where one is
    not."""

    tier: int
    company_count: int | None
    receivable_count: int | None
    issued_won: int | None
    share: str | None
    days_to_cash: str | None


class ScoreRow(TypedDict):
    """What the assessors gave for one criterion, from the least to the most, without their names;
    an assessor sees its own at once, everybody else after the ranking."""

    criterion: str
    points: list[int]


class ScoresLocked(TypedDict):
    """An assessor's whole sheet: every criterion of the call, once. It is not changed afterwards,
    and nobody else sees it before the ranking."""

    programme_id: int
    application_id: int
    points: list[Points]


class Secret(TypedDict):
    """What who asked has kept."""

    secret: str


class SecretRow(TypedDict):
    """What signs now; `previous` signs too until `previous_until`."""

    endpoint_id: int
    secret: str
    previous: str | None
    previous_until: str | None


class Seen(TypedDict):
    """The digest of what the person saw: another text is not approved by it."""

    digest: str


class SeenList(TypedDict):
    """Acts approved as one: `digest` is of their digests, a line each, in the order of their
    numbers."""

    act_ids: list[int]
    digest: str


class Send(TypedDict):
    """A company that is asked in; its first person becomes its administrator."""

    business_number: str
    company_name: str
    email: NotRequired[str | None]
    token_digest: NotRequired[str | None]


class SendMany(TypedDict):
    """Companies that are asked in: all lines or none."""

    lines: list[InvitationLine]


class SessionShown(TypedDict):
    """A session. `stepped_up_at`: when its person last proved itself anew; `agent`: what its
    browser calls itself; `company_id`: it is for this company alone."""

    session_id: int
    person_id: int
    how: How
    began_at: str
    seen_at: str
    ends_at: str
    stepped_up_at: str | None
    agent: str
    company_id: int | None


class Sessions(TypedDict):
    """The person's sessions, the newest first."""

    rows: list[SessionShown]


Settled = Literal["cleared", "confirmed"]


class SettlementDayRow(TypedDict):
    """What buyers of a programme owe on a day; `state` of the call for it, None before it."""

    programme_id: int
    buyer: str
    due_on: str
    root_count: int
    won: int
    state: str | None


class SettlementStated(TypedDict):
    """What a determination became: owed, kept back for the tail, back to the pool; where a later
    version is lower, taken out of what was kept and asked back; where one is higher again, kept
    back again."""

    determination_id: int
    owed_won: int
    retained_won: int
    released_won: int
    taken_back_won: int
    clawback_won: int
    restored_won: int
    payable_id: int | None
    clawback_id: int | None


class Shown(TypedDict):
    """Whether the buyer sees the name from now on."""

    programme_id: int
    shown: bool


class SiteEnded(TypedDict):
    """A site that closed on a day, or takes part no more; and why. `disaster`, `ordered` and
    `bankruptcy` take it out of what is counted: the administrator says so, with evidence of it."""

    programme_id: int
    site_id: int
    reason: SiteEndedReason
    closed_on: NotRequired[str | None]
    evidence_ids: NotRequired[list[int]]


class SiteGone(TypedDict):
    """The same, and the matches that ended with it."""

    site_id: int
    state: str
    matches: list[int]


class SiteRow(TypedDict):
    """A site and how it stands; `consent_digest` is of the text both sides signed."""

    programme_id: int
    site_id: int
    company_id: int
    company: str
    name: str
    workplace_number: str
    industry_code: str
    region: str
    headcount: int
    hazards: list[str]
    state: str
    consent_digest: str | None
    consented_at: str | None
    closed_on: str | None


class SiteStated(TypedDict):
    """A site as it stands after the act."""

    site_id: int
    state: str


class SiteWanted(TypedDict):
    """A workplace of the actor's that asks to be improved, free of charge, and who stands behind
    the company: no supplier that shares any of them is drawn for it."""

    programme_id: int
    name: str
    workplace_number: str
    industry_code: str
    region: str
    headcount: int
    hazards: list[SiteWantedHazards]
    related: NotRequired[list[RelatedNamed]]


class SitesDrawn(TypedDict):
    """The draw: from how many sites, by which seed, and the matches in the order drawn."""

    drawn_from: int
    seed: str
    matches: list[int]


class Standing(TypedDict):
    """The asker's own company: whether it buys, holds receivables, funds, improves sites, is one,
    or pays rewards; the programmes in which it is buyer, institution or Foundation; and every
    pay-for-success programme it sees, since anybody may apply to one. At most 200 of each."""

    company_id: int
    name: str
    business_number: str
    buys: bool
    holds: bool
    funds: bool
    improves: bool
    is_site: bool
    rewards: bool
    programme_ids: list[int]
    outcome_programme_ids: list[int]


State = Literal["waiting", "running", "done", "refused", "failed"]


Stated = Literal["delta", "ratio", "absolute"]


class Statement(TypedDict):
    """A span's statement in won: opening + all `in_won` - all `out_won` = closing. What creditors
    keep of what was settled is held until they let it go. The end of a span that is not over is
    today's; what is open then is what is held, or owed, now."""

    from_on: str
    until: str
    opening_won: int
    in_won: int
    out_won: int
    cash_won: int
    closing_won: int
    movement_count: int
    sums: list[StatementSum]


class StatementSum(TypedDict):
    """All movements of a kind in the span, in won."""

    what: StatementSumWhat
    movement_count: int
    in_won: int
    out_won: int
    cash_won: int


class StatisticsRow(TypedDict):
    """A month's promises of one tier of one programme; `pass_through`: the fraction passed on."""

    month: str
    programme_id: int
    tier: int
    receivable_count: int
    company_count: int
    issued_won: int
    passed_on_won: int
    sold_won: int
    pass_through: str


class SteppedUp(TypedDict):
    """For some minutes from then on the session may move money and power."""

    stepped_up_at: str


class StuckRow(TypedDict):
    """A payout that came back, or whose answer the bank still owes. `since`: of the newest
    attempt's state; `attempt_no`: how often it was sent; `next`: what happens to it now."""

    programme_id: int
    purpose: str
    source_id: int
    amount_won: int
    booked_on: str
    state: StuckRowState
    reason: str | None
    attempt_no: int
    since: str
    payee_id: int | None
    payee: str | None
    payee_own_account_id: int | None
    bank_account_id: int | None
    next: Next


class SubsidisedGiven(TypedDict):
    """Devices that another subsidy pays for."""

    programme_id: int
    scheme: str
    reference: str
    devices: list[DeviceGiven]


class SubsidisedRow(TypedDict):
    """A device that another subsidy pays for; maker and serial as they are compared."""

    maker: str
    serial: str
    model: str
    scheme: str
    reference: str
    taken_at: str


class SubsidisedStated(TypedDict):
    """How many devices no programme pays for any more."""

    devices: int


class SumStated(TypedDict):
    """The site's word."""

    match_id: int
    amount_won: int


class TailStated(TypedDict):
    """An award's tail, until a day."""

    award_id: int
    tail_until: str


class Taken(TypedDict):
    """What a file made, in its order; `invited`: payees not on the system yet (not told by a dry
    run); `notices`: approval numbers of invoices that were amended since."""

    receivable_ids: list[int]
    total_won: int
    invited: int | None
    notices: list[str]


class TargetNamed(TypedDict):
    """A version of an undertaking."""

    programme_id: int
    award_id: int
    version: int


class TargetRefused(TypedDict):
    """The same, and why, in words that the supplier reads."""

    programme_id: int
    award_id: int
    version: int
    reason: str


class TargetRow(TypedDict):
    """A version of an undertaking; `why` it was refused."""

    programme_id: int
    award_id: int
    version: int
    state: str
    target: dict[str, Any]
    digest: str
    proposed_at: str
    decided_at: str | None
    why: str | None


class TargetStated(TypedDict):
    """A version of an undertaking as it stands after the act."""

    version: int
    state: str


class TargetWanted(TypedDict):
    """A supplier's undertaking for its award; weights add up to exactly 1."""

    programme_id: int
    award_id: int
    metrics: list[MetricWanted]
    units: NotRequired[list[UnitWanted]]


class TenorStep(TypedDict):
    """From so many days of tenor on, a price is higher by this rate."""

    from_days: int
    add_annual: str


class TerminationStated(TypedDict):
    """What an early end made of an award; an advance that is left is to be repaid."""

    award_id: int
    cost_won: int
    agreed_won: int
    released_won: int
    retention_released_won: int
    retention_forfeited_won: int
    payables_ended_won: int
    advance_left_won: int


class TerminationWanted(TypedDict):
    """An award ends early; by `fraud` once a finding was confirmed. `agreed_won`: costs agreed
    besides what was verified, where the payer ends without cause."""

    programme_id: int
    award_id: int
    ground: TerminationWantedGround
    agreed_won: NotRequired[int]


class TermsAdded(TypedDict):
    """The terms' number in their programme."""

    programme_id: int
    terms_id: int
    in_force_from: str
    early_payment_rate_annual: str


class TermsRow(TypedDict):
    """Prices and rules from a day on; a receivable keeps those of its root. Rates a year."""

    programme_id: int
    terms_id: int
    in_force_from: str
    early_payment_rate_annual: str
    deposit_incentive_rate_annual: str
    rounding: str
    refund_owner: str
    max_partial_sales: int
    follows_base_rate: bool
    tenor_from_days: list[int]
    tenor_add_annual: list[str]
    system_fee_rate_annual: str
    auction: bool
    quote_valid_minutes: int
    cut_off_at: str


class TermsShown(TypedDict):
    """The key terms with the company's own facts; `digest` is what is accepted."""

    version: str
    language: TermsShownLanguage
    text: str
    digest: str
    opened_at: str


class TermsWanted(TypedDict):
    """Terms of a programme from a day on; what was issued before keeps its own. Rates are fractions
    a year; the system's fee is inside the rate of early payment."""

    programme_id: int
    in_force_from: str
    early_payment_rate_annual: str
    deposit_incentive_rate_annual: NotRequired[str]
    rounding: NotRequired[Rounding]
    refund_owner: NotRequired[RefundOwner]
    max_partial_sales: NotRequired[int]
    follows_base_rate: NotRequired[bool]
    tenor_steps: NotRequired[list[TenorStep]]
    system_fee_rate_annual: NotRequired[str]
    auction: NotRequired[bool]
    quote_valid_minutes: NotRequired[int]
    cut_off_at: NotRequired[str]


class TierOfMonth(TypedDict):
    """What was promised at a tier in a month; `share`: of what tier 1 was promised in it. None
    where it is of fewer than three companies."""

    month: str
    tier: int
    receivable_count: int | None
    company_count: int | None
    issued_won: int | None
    share: str | None


class TierTotals(TypedDict):
    """A month's promises of one tier; `names`: of companies that let their buyer see them."""

    month: str
    tier: int
    receivable_count: int
    company_count: int
    issued_won: int
    passed_on_won: int | None
    pass_through: str | None
    names: list[str]


class TreeNode(TypedDict):
    """A receivable of a tree; its split only for its holder and for who runs the programme."""

    receivable_id: int
    parent_id: int | None
    tier: int
    issuer: str
    holder: str
    face_won: int
    retained_won: int | None
    passed_on_won: int | None
    sold_won: int | None
    issued_on: str
    matures_on: str
    state: TreeNodeState
    asked_for: bool


class UnidentifiedRow(TypedDict):
    """An entry that nobody has explained."""

    entry_id: int
    own_account_id: int
    direction: UnidentifiedRowDirection
    amount_won: int
    booked_on: str
    remittance: str
    counterparty: str


class UnitGiven(TypedDict):
    """The same, and what it cost."""

    maker: str
    model: str
    serial: str
    price_won: int


class UnitWanted(TypedDict):
    """What a unit of the works is reckoned at, and how many there will be."""

    unit: str
    price_won: int
    units: int


class UnreadRow(TypedDict):
    """How many notices were not read yet."""

    unread: int


class VerificationRow(TypedDict):
    """A draw, from which anybody can draw again: seed = sha256(nonce, the claim's digest), sites in
    the order of sha256(seed, number in decimal digits). `found` once it is reported."""

    programme_id: int
    claim_id: int
    award_id: int
    verifier_id: int
    verifier: str
    nonce: str
    seed: str
    drawn: list[int]
    drawn_from: int
    drawn_at: str
    found: list[dict[str, Any]] | None
    error_share: str | None
    duties_met: bool | None
    fee_won: int
    reported_at: str | None


class VerifierStated(TypedDict):
    """Who verifies the award from now on."""

    award_id: int
    verifier_id: int


class VerifierWanted(TypedDict):
    """An award's independent verifier, which agrees. It keeps a nonce, from which it will draw its
    samples; its sha256 is put down here. `replaces`: it takes over from another. `related`: who
    stands behind it, in the very text it agrees to."""

    programme_id: int
    award_id: int
    verifier_number: str
    nonce_digest: str
    replaces: NotRequired[bool]
    related: NotRequired[list[RelatedNamed]]


Way = Literal["email", "message", "both"]


class WebhookAdd(TypedDict):
    """An address that begins with https, and what is told there. A receiver on the server's own
    machine may be told by plain http, where the installation lets it."""

    url: str
    events: list[Event]


class WebhookEnd(TypedDict):
    """Nothing is told there any more."""

    endpoint_id: int


class WebhookEvents(TypedDict):
    """What is told there from now on."""

    endpoint_id: int
    events: list[Event]


class WebhookReplay(TypedDict):
    """One occurrence told again, or everything since a moment."""

    endpoint_id: int
    occurrence_id: NotRequired[int | None]
    since: NotRequired[str | None]


class WebhookRotation(TypedDict):
    """A new secret; for `hours` the one before it signs too, 0: no longer."""

    endpoint_id: int
    hours: NotRequired[int]


class WebhookRow(TypedDict):
    """An endpoint. `previous_until`: until then the secret before the newest signs too;
    `rests_until`: it did not answer, and is tried again then."""

    endpoint_id: int
    url: str
    events: list[Event]
    previous_until: str | None
    rests_until: str | None
    made_at: str
    ended_at: str | None


class WebhookStands(TypedDict):
    """An endpoint; the reading `webhooks.secret` shows what it signs with."""

    endpoint_id: int


class WebhookToldAgain(TypedDict):
    """How many messages are told again."""

    count: int


class WhatIf(TypedDict):
    """What paying sooner costs by the price of today, and what else it could be compared with, all
    in won over the same days; `earned_won`: what a funder keeps of the interest."""

    programme_id: int
    amount_won: int
    days: int
    rate_annual: str
    fee_rate_annual: str
    interest_won: int
    proceeds_won: int
    fee_won: int
    earned_won: int
    payee_interest_won: int
    own_interest_won: int


class WhichPasskey(TypedDict):
    """Which passkey."""

    passkey_id: str


class WhichProvider(TypedDict):
    """The name of an institution's sign-in, as this installation knows it."""

    provider: str


class WhichRecovery(TypedDict):
    """Which request."""

    recovery_id: int


class WhichSession(TypedDict):
    """Which session; without a number this one: the person signs out."""

    session_id: NotRequired[int | None]


class Withdraw(TypedDict):
    """An invitation that is taken back."""

    invitation_id: int


class Withdrawn(TypedDict):
    """The invitation that leads in no more."""

    invitation_id: int


class WithheldShown(TypedDict):
    """Tax withheld from one payee's payment of a day."""

    flow: str
    business_number: str
    name: str
    booked_on: str
    national_won: int
    local_won: int


class Withholding(TypedDict):
    """From a day on tax is withheld from a flow of a programme, or no longer."""

    programme_id: int
    flow: Flow
    withheld: bool
    since: NotRequired[str | None]


class WithholdingRow(TypedDict):
    """From a day on tax is withheld from a flow, or is not."""

    programme_id: int
    flow: str
    since: str
    withheld: bool


class WithholdingSet(TypedDict):
    """What holds from a day on."""

    flow: Flow
    withheld: bool
    since: str


class Word(TypedDict):
    """One of two words for a company that a person is who it says. The person told the `code`."""

    recovery_id: int
    company_id: int
    code: str


class WorkbookRow(TypedDict):
    """The programme's figures as a workbook, base64."""

    file_name: str
    media_type: str
    content: str


class WorkerAnswer(TypedDict):
    """Whether the device is there and in use, whether the worker was trained for it, and a word
    more if it wishes."""

    token: str
    in_use: bool
    trained: bool
    note: NotRequired[str | None]


class WorksGiven(TypedDict):
    """The works at a site: the tax invoice, the bank transfer that paid it, the cost that is
    claimed, the devices, and the files that prove it (photographs of before and after, the training
    list, the test sheet)."""

    programme_id: int
    match_id: int
    invoice_number: str
    invoice_won: int
    transfer_reference: str
    cost_won: int
    installed_on: str
    units: list[UnitGiven]
    evidence_ids: list[int]


class WorksRefused(TypedDict):
    """Works that the site does not accept, and why, in words that the supplier reads."""

    programme_id: int
    match_id: int
    reason: str


class WorksRow(TypedDict):
    """Works at a site, with its devices."""

    programme_id: int
    match_id: int
    award_id: int
    invoice_number: str
    invoice_won: int
    transfer_reference: str | None
    cost_won: int
    installed_on: str
    submitted_at: str
    accepted_at: str | None
    devices: list[dict[str, Any]]


class MandatesEnd(TypedDict):
    """A mandate that ends."""

    business_number: str


class OutcomesDeterminationsDeterminationNamed(TypedDict):
    """A determination of a programme."""

    programme_id: int
    determination_id: int


class OutcomesGatewayDrawWanted(TypedDict):
    """So many sites for an award. The nonce, any 32 bytes, is one part of the draw's seed; the act
    itself, the moment of its approval and the sites that fit then are the others."""

    programme_id: int
    award_id: int
    sites: int
    nonce: str


class OutcomesVerificationsDrawWanted(TypedDict):
    """The verifier reveals the number whose digest was put down before; at an award's next claim it
    reveals the number whose digest this one is."""

    programme_id: int
    claim_id: int
    nonce: str


class PeopleEnd(TypedDict):
    """A power that ends."""

    power_id: int


class AuditEventRow(TypedDict):
    """One event, in numbers. Who of another company acted is known to the operator alone."""

    event_id: int
    happened_at: str
    person_id: int | None
    key_id: int | None
    company_id: int | None
    subject_id: int | None
    programme_id: int | None
    action: str
    outcome: Outcome
    code: str | None
    object: str
    act_id: int | None
    facts: dict[str, Any]


class AuditExportRow(TypedDict):
    """One line of the export. Written down one after the other, the lines are a file that
    `sangsaeng audit check` and docs/audit.md check without the book."""

    seal_id: int
    event_id: int
    line: str


class FundersStatementRow(TypedDict):
    """What one funding account did in one programme, and the ledger's balances around it."""

    programme_id: int
    own_account_id: int
    buyer: str
    bought_won: int
    interest_taken_won: int
    repaid_won: int
    earned_won: int
    fee_won: int
    refunded_won: int
    purchased_opening_won: int
    purchased_closing_won: int
    unearned_opening_won: int
    unearned_closing_won: int
    earned_opening_won: int
    earned_closing_won: int


class OutcomesChoosingCallRow(TypedDict):
    """A call: public once it is open. `call` and `rules` as they were drawn up, `periods` in order;
    `own_account_id` is told to the programme's own two sides. `draft_digest`: what a draft must be
    opened by."""

    programme_id: int
    administrator: str
    payer: str
    name_ko: str
    name_en: str
    state: str
    opens_at: str
    closes_at: str
    budget_won: int
    running_won: int
    own_account_id: int | None
    call: dict[str, Any]
    rules: dict[str, Any]
    periods: list[dict[str, Any]]
    draft_digest: str | None


class OutcomesChoosingEventRow(TypedDict):
    """A change of state, with its reason and the act it was done by."""

    event_id: int
    subject: str
    subject_id: int
    award_id: int | None
    to_state: str
    reason: str | None
    facts: dict[str, Any]
    act_id: int | None
    happened_at: str


class OutcomesReportsExportRow(TypedDict):
    """A document that fits its standard's schema, with nothing in it that is not public."""

    document: dict[str, Any]


class OutcomesWorksEvidenceRow(TypedDict):
    """A file and where it comes from; `late`: outside its window, kept and not counted."""

    programme_id: int
    evidence_id: int
    award_id: int | None
    match_id: int | None
    kind: str
    sha256: str
    size_bytes: int
    media_type: str
    taken_at: str
    latitude: str | None
    longitude: str | None
    device: str | None
    company_id: int
    person_id: int | None
    added_at: str
    late: bool


class PaymentsStatementRow(TypedDict):
    """A bank's statement of an own account; `ledger_won`: the ledger's balance at its end."""

    own_account_id: int
    statement_no: int
    statement_ref: str
    from_on: str
    to_on: str
    opening_won: int
    closing_won: int
    entry_count: int
    ledger_won: int


class PortalDeskWaitingRow(TypedDict):
    """How much waits at the desk, all of it, in won. `what`: payouts whose answer is `unknown` or
    that `returned`, or `unidentified` entries; what there is none of has no row."""

    what: str
    count: int
    won: int


class PortalSafetyStepRow(TypedDict):
    """A row of the workflow: how many of how many are done, as far as the asker sees them."""

    step: int
    done_count: int
    count: int
    due_on: str | None


class PortalSafetyWaitingRow(TypedDict):
    """Something that waits: `what` by a stable code, about `subject_id` (a site, match, claim, …,
    called `name`), for `company`, since when, and until when it may be done."""

    programme_id: int
    name_ko: str
    name_en: str
    award_id: int | None
    what: str
    subject_id: int
    name: str
    company_id: int
    company: str
    since: str
    due_on: str | None
    amount_won: int | None


class ReceivablesEvidenceRow(TypedDict):
    """An invoice or statement and how much of it is promised; nothing new once amended."""

    evidence_id: int
    kind: str
    approval_number: str | None
    supplier_number: str
    buyer_number: str
    written_on: str
    total_won: int
    financed_won: int
    amended_on: str | None


class SettlementCallRow(TypedDict):
    """What a buyer owes for one day of one programme; `missing_won` of it is not there yet, and is
    to reach this account with the reference."""

    programme_id: int
    call_id: int
    buyer: str
    due_on: str
    default_policy: str
    called_won: int
    reference: str
    state: str
    grace_until: str | None
    missing_won: int
    bank_code: str | None
    account_number: str | None


class SettlementStepRow(TypedDict):
    """A step that is done, and what came of it."""

    step: str
    done_on: str
    outcome: dict[str, Any]


class Api(Transport):
    """One method an operation, by its code."""

    def about_problem(
        self,
        code: str,
    ) -> Meaning:
        """The page that a problem's `type` leads to."""
        answer: Meaning = self.call(
            "GET",
            f"/problems/{part(code)}",
        )
        return answer

    def about_ready(
        self,
    ) -> Ready:
        """For load balancers: one look at the database."""
        answer: Ready = self.call(
            "GET",
            "/health",
        )
        return answer

    def accounts_change(
        self,
        body: Account,
        *,
        idempotency_key: str | None = None,
        dry_run: bool = False,
    ) -> OutcomeAccountsChange:
        """An account at any bank, in the company's own name."""
        answer: OutcomeAccountsChange = self.call(
            "POST",
            "/v1/accounts/change",
            body=body,
            step=True,
            idempotency_key=idempotency_key,
            dry_run=dry_run,
        )
        return answer

    def accounts_check(
        self,
        body: Check,
        *,
        idempotency_key: str | None = None,
        dry_run: bool = False,
    ) -> OutcomeAccountsCheck:
        """What the bank said when the operator asked it about an account's holder."""
        answer: OutcomeAccountsCheck = self.call(
            "POST",
            "/v1/accounts/check",
            body=body,
            step=True,
            idempotency_key=idempotency_key,
            dry_run=dry_run,
        )
        return answer

    def accounts_first(
        self,
        body: Account,
        *,
        idempotency_key: str | None = None,
        dry_run: bool = False,
    ) -> OutcomeAccountsFirst:
        """An account at any bank, in the company's own name."""
        answer: OutcomeAccountsFirst = self.call(
            "POST",
            "/v1/accounts/first",
            body=body,
            step=True,
            idempotency_key=idempotency_key,
            dry_run=dry_run,
        )
        return answer

    def accounts_in_programme(
        self,
        company_id: int,
        *,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Pages[AccountRow]:
        """A bank account of the company, its number in full. `usable_from`: after the cooling-off;
        `paid_now`: what is paid today goes to it."""
        return self.pages(
            f"/v1/companies/{part(company_id)}/accounts",
            query={
                "limit": limit,
                "cursor": cursor,
            },
        )

    def accounts_list(
        self,
        *,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Pages[AccountRow]:
        """A bank account of the company, its number in full. `usable_from`: after the cooling-off;
        `paid_now`: what is paid today goes to it."""
        return self.pages(
            "/v1/accounts",
            query={
                "limit": limit,
                "cursor": cursor,
            },
        )

    def acts_approve(
        self,
        act_id: int,
        body: Seen,
    ) -> ActEnded:
        """Approve an act as it was seen; with the last approval it is executed."""
        answer: ActEnded = self.call(
            "POST",
            f"/v1/acts/{part(act_id)}/approve",
            body=body,
        )
        return answer

    def acts_approve_list(
        self,
        body: SeenList,
    ) -> DecidedList:
        """Approve a list of acts as one; each is executed by itself."""
        answer: DecidedList = self.call(
            "POST",
            "/v1/acts/approve-list",
            body=body,
        )
        return answer

    def acts_list(
        self,
        *,
        state: ActsListState | None = None,
        action: str | None = None,
        about: str | None = None,
        mine_to_approve: bool | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Pages[ActLine]:
        """One act. `needed_of`: the companies whose people must approve, one entry an approval;
        `approved_of`: those that did. `mine`: the asking person could decide about it now."""
        return self.pages(
            "/v1/acts",
            query={
                "state": state,
                "action": action,
                "about": about,
                "mine_to_approve": mine_to_approve,
                "limit": limit,
                "cursor": cursor,
            },
        )

    def acts_one(
        self,
        act_id: int,
    ) -> ActDocument:
        """An act with the text as it was entered, whose sha256 is the digest, and the decisions.
        `opened`: the same text with its sealed fields readable."""
        answer: ActDocument = self.call(
            "GET",
            f"/v1/acts/{part(act_id)}",
        )
        return answer

    def acts_reject(
        self,
        act_id: int,
        body: Seen,
    ) -> ActEnded:
        """Reject an act: it is over."""
        answer: ActEnded = self.call(
            "POST",
            f"/v1/acts/{part(act_id)}/reject",
            body=body,
        )
        return answer

    def acts_withdraw(
        self,
        act_id: int,
    ) -> ActEnded:
        """Take back an act that the own company entered and that still waits."""
        answer: ActEnded = self.call(
            "POST",
            f"/v1/acts/{part(act_id)}/withdraw",
            body={},
        )
        return answer

    def advances_list(
        self,
        *,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Pages[AdvanceRow]:
        """What an institution may claim from a buyer it paid for, by programme, up to today."""
        return self.pages(
            "/v1/advances",
            query={
                "limit": limit,
                "cursor": cursor,
            },
        )

    def agreement_accept(
        self,
        body: OnlyDigest,
    ) -> AcceptanceShown:
        """Accept what was opened, once for all counterparties."""
        answer: AcceptanceShown = self.call(
            "POST",
            "/v1/agreement/accept",
            body=body,
        )
        return answer

    def agreement_one(
        self,
    ) -> AcceptanceShown:
        """What the company accepted of the terms in force."""
        answer: AcceptanceShown = self.call(
            "GET",
            "/v1/agreement",
        )
        return answer

    def agreement_open(
        self,
        body: OnlyLanguage,
    ) -> TermsShown:
        """Open the key terms with the company's own facts; what was shown is kept."""
        answer: TermsShown = self.call(
            "POST",
            "/v1/agreement/open",
            body=body,
        )
        return answer

    def api_keys_end(
        self,
        body: EndKey,
        *,
        idempotency_key: str | None = None,
        dry_run: bool = False,
    ) -> OutcomeApiKeysEnd:
        """A key that works no more."""
        answer: OutcomeApiKeysEnd = self.call(
            "POST",
            "/v1/api-keys/end",
            body=body,
            step=True,
            idempotency_key=idempotency_key,
            dry_run=dry_run,
        )
        return answer

    def api_keys_list(
        self,
        *,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Pages[KeyRow]:
        """A machine of the company: what it may enter and read, and until when."""
        return self.pages(
            "/v1/api-keys",
            query={
                "limit": limit,
                "cursor": cursor,
            },
        )

    def api_keys_make(
        self,
        body: MakeKey,
        *,
        idempotency_key: str | None = None,
        dry_run: bool = False,
    ) -> OutcomeApiKeysMake:
        """A key for a machine. Whoever asks makes the secret, 32 random bytes as text, and keeps
        it: only its digest is sent, so that it stands nowhere here."""
        answer: OutcomeApiKeysMake = self.call(
            "POST",
            "/v1/api-keys/make",
            body=body,
            step=True,
            idempotency_key=idempotency_key,
            dry_run=dry_run,
        )
        return answer

    def attachments_add(
        self,
        body: AttachmentServed,
        *,
        idempotency_key: str | None = None,
        dry_run: bool = False,
    ) -> OutcomeAttachmentsAdd:
        """A creditor's order: the company's own unpaid portions are locked up to its amount."""
        answer: OutcomeAttachmentsAdd = self.call(
            "POST",
            "/v1/attachments/add",
            body=body,
            step=True,
            idempotency_key=idempotency_key,
            dry_run=dry_run,
        )
        return answer

    def attachments_in_programmes(
        self,
        *,
        company_id: int | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Pages[AttachmentRow]:
        """A creditor's order; `locked_won` of the company's own unpaid portions is held by it now.
        What stays locked of an order after a run has settled its receivable is in it, too."""
        return self.pages(
            "/v1/attachments/in-programmes",
            query={
                "company_id": company_id,
                "limit": limit,
                "cursor": cursor,
            },
        )

    def attachments_list(
        self,
        *,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Pages[AttachmentRow]:
        """A creditor's order; `locked_won` of the company's own unpaid portions is held by it now.
        What stays locked of an order after a run has settled its receivable is in it, too."""
        return self.pages(
            "/v1/attachments",
            query={
                "limit": limit,
                "cursor": cursor,
            },
        )

    def attachments_release(
        self,
        body: AttachmentNamed,
        *,
        idempotency_key: str | None = None,
        dry_run: bool = False,
    ) -> OutcomeAttachmentsRelease:
        """One order of a creditor."""
        answer: OutcomeAttachmentsRelease = self.call(
            "POST",
            "/v1/attachments/release",
            body=body,
            step=True,
            idempotency_key=idempotency_key,
            dry_run=dry_run,
        )
        return answer

    def auctions_bid(
        self,
        body: BidPlaced,
        *,
        idempotency_key: str | None = None,
        dry_run: bool = False,
    ) -> OutcomeAuctionsBid:
        """A funder's sealed bid; until the auction closes a new one takes the place of the last."""
        answer: OutcomeAuctionsBid = self.call(
            "POST",
            "/v1/auctions/bid",
            body=body,
            step=True,
            idempotency_key=idempotency_key,
            dry_run=dry_run,
        )
        return answer

    def auctions_bids(
        self,
        programme_id: int,
        for_day: str,
        *,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Pages[BidRow]:
        """A facility's bid; `taken_won` once the auction is closed."""
        return self.pages(
            f"/v1/programmes/{part(programme_id)}/auctions/{part(for_day)}/bids",
            query={
                "limit": limit,
                "cursor": cursor,
            },
        )

    def auctions_close(
        self,
        body: AuctionNamed,
        *,
        idempotency_key: str | None = None,
        dry_run: bool = False,
    ) -> OutcomeAuctionsClose:
        """The auction of a day."""
        answer: OutcomeAuctionsClose = self.call(
            "POST",
            "/v1/auctions/close",
            body=body,
            step=True,
            idempotency_key=idempotency_key,
            dry_run=dry_run,
        )
        return answer

    def auctions_one(
        self,
        programme_id: int,
        for_day: str,
    ) -> AuctionRow:
        """An auction; `rate_annual` once it is closed and somebody won."""
        answer: AuctionRow = self.call(
            "GET",
            f"/v1/programmes/{part(programme_id)}/auctions/{part(for_day)}",
        )
        return answer

    def auctions_open(
        self,
        body: AuctionOpened,
        *,
        idempotency_key: str | None = None,
        dry_run: bool = False,
    ) -> OutcomeAuctionsOpen:
        """Ask a programme's funders for sealed bids for a day to come."""
        answer: OutcomeAuctionsOpen = self.call(
            "POST",
            "/v1/auctions/open",
            body=body,
            step=True,
            idempotency_key=idempotency_key,
            dry_run=dry_run,
        )
        return answer

    def audit_events(
        self,
        *,
        person_id: int | None = None,
        company_id: int | None = None,
        programme_id: int | None = None,
        action: str | None = None,
        outcome: Outcome | None = None,
        from_day: str | None = None,
        until_day: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Pages[AuditEventRow]:
        """One event, in numbers. Who of another company acted is known to the operator alone."""
        return self.pages(
            "/v1/audit/events",
            query={
                "person_id": person_id,
                "company_id": company_id,
                "programme_id": programme_id,
                "action": action,
                "outcome": outcome,
                "from_day": from_day,
                "until_day": until_day,
                "limit": limit,
                "cursor": cursor,
            },
        )

    def audit_export(
        self,
        *,
        person_id: int | None = None,
        company_id: int | None = None,
        programme_id: int | None = None,
        action: str | None = None,
        outcome: Outcome | None = None,
        from_day: str | None = None,
        until_day: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Pages[AuditExportRow]:
        """One line of the export. Written down one after the other, the lines are a file that
        `sangsaeng audit check` and docs/audit.md check without the book."""
        return self.pages(
            "/v1/audit/export",
            query={
                "person_id": person_id,
                "company_id": company_id,
                "programme_id": programme_id,
                "action": action,
                "outcome": outcome,
                "from_day": from_day,
                "until_day": until_day,
                "limit": limit,
                "cursor": cursor,
            },
        )

    def bank_entries(
        self,
        *,
        own_account_id: int | None = None,
        from_on: str | None = None,
        until: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Pages[EntryRow]:
        """An entry on an own account, and what the book took it for."""
        return self.pages(
            "/v1/bank/entries",
            query={
                "own_account_id": own_account_id,
                "from_on": from_on,
                "until": until,
                "limit": limit,
                "cursor": cursor,
            },
        )

    def bank_exchange(
        self,
        *,
        idempotency_key: str | None = None,
        dry_run: bool = False,
    ) -> OutcomeBankExchange:
        """Nothing is asked: it is done with the moment it is done at."""
        answer: OutcomeBankExchange = self.call(
            "POST",
            "/v1/bank/exchange",
            body={},
            step=True,
            idempotency_key=idempotency_key,
            dry_run=dry_run,
        )
        return answer

    def bank_statements(
        self,
        *,
        own_account_id: int | None = None,
        from_on: str | None = None,
        until: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Pages[PaymentsStatementRow]:
        """A bank's statement of an own account; `ledger_won`: the ledger's balance at its end."""
        return self.pages(
            "/v1/bank/statements",
            query={
                "own_account_id": own_account_id,
                "from_on": from_on,
                "until": until,
                "limit": limit,
                "cursor": cursor,
            },
        )

    def base_rates_add(
        self,
        body: BaseRate,
        *,
        idempotency_key: str | None = None,
        dry_run: bool = False,
    ) -> OutcomeBaseRatesAdd:
        """A decision of the Bank of Korea that this release does not know yet, from its day on."""
        answer: OutcomeBaseRatesAdd = self.call(
            "POST",
            "/v1/base-rates/add",
            body=body,
            step=True,
            idempotency_key=idempotency_key,
            dry_run=dry_run,
        )
        return answer

    def base_rates_list(
        self,
        *,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Pages[BaseRateRow]:
        """The Bank of Korea's base rate from a day on. `added`: by an operator, over the
        release."""
        return self.pages(
            "/v1/base-rates",
            query={
                "limit": limit,
                "cursor": cursor,
            },
        )

    def buyer_discount_set(
        self,
        body: DiscountWanted,
        *,
        idempotency_key: str | None = None,
        dry_run: bool = False,
    ) -> OutcomeBuyerDiscountSet:
        """The buyer pays early with its own cash, up to a limit and for the yield it sets. Said
        again, it changes limit, yield and end."""
        answer: OutcomeBuyerDiscountSet = self.call(
            "POST",
            "/v1/buyer-discount/set",
            body=body,
            step=True,
            idempotency_key=idempotency_key,
            dry_run=dry_run,
        )
        return answer

    def buyer_issued_by_act(
        self,
        act_id: int,
        *,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Pages[IssuedDay]:
        """What one act issued for a settlement day; `fund_by`: the business day on which the money
        must lie on this account. `day_won`: everything the company issued for the day, this
        included."""
        return self.pages(
            f"/v1/buyer/issued/{part(act_id)}",
            query={
                "limit": limit,
                "cursor": cursor,
            },
        )

    def buyer_summary(
        self,
    ) -> BuyerSummary:
        """A buyer's month, what waits for approval, what to fund, and how far its money went."""
        answer: BuyerSummary = self.call(
            "GET",
            "/v1/buyer/summary",
        )
        return answer

    def buyer_what_if(
        self,
        programme_id: int,
        amount_won: int,
        days: int,
        *,
        payee_rate: str | None = None,
        own_rate: str | None = None,
    ) -> WhatIf:
        """What paying sooner costs by the price of today, and what else it could be compared with,
        all in won over the same days; `earned_won`: what a funder keeps of the interest."""
        answer: WhatIf = self.call(
            "GET",
            "/v1/buyer/what-if",
            query={
                "programme_id": programme_id,
                "amount_won": amount_won,
                "days": days,
                "payee_rate": payee_rate,
                "own_rate": own_rate,
            },
        )
        return answer

    def closed_days_add(
        self,
        body: ClosedDay,
        *,
        idempotency_key: str | None = None,
        dry_run: bool = False,
    ) -> OutcomeClosedDaysAdd:
        """Banks are closed on a day that no calendar knew; what is due moves to the next business
        day."""
        answer: OutcomeClosedDaysAdd = self.call(
            "POST",
            "/v1/closed-days/add",
            body=body,
            step=True,
            idempotency_key=idempotency_key,
            dry_run=dry_run,
        )
        return answer

    def closed_days_around(
        self,
        day: str,
    ) -> DayNature:
        """What a day is to banks, and the business days around it. `weekend`: closed as a Saturday
        or Sunday; `reason`: why an operator closed it."""
        answer: DayNature = self.call(
            "GET",
            f"/v1/closed-days/{part(day)}",
        )
        return answer

    def closed_days_list(
        self,
        *,
        from_on: str | None = None,
        until: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Pages[ClosedDayRow]:
        """A day on which banks are closed besides Saturdays and Sundays. `added`: by an operator;
        `reason` only of those."""
        return self.pages(
            "/v1/closed-days",
            query={
                "from_on": from_on,
                "until": until,
                "limit": limit,
                "cursor": cursor,
            },
        )

    def coming_list(
        self,
        *,
        days: int | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Pages[ComingRow]:
        """One thing of a day. `won`: what moves, or what it is about; `count`: of how many; `name`:
        the other company, where it is one."""
        return self.pages(
            "/v1/coming",
            query={
                "days": days,
                "limit": limit,
                "cursor": cursor,
            },
        )

    def companies_in_programme(
        self,
        programme_id: int,
        *,
        business_number: str | None = None,
        name: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Pages[CompanyRow]:
        """A company the asker knows; `joined_on` None: invited, not on the system yet."""
        return self.pages(
            f"/v1/programmes/{part(programme_id)}/companies",
            query={
                "business_number": business_number,
                "name": name,
                "limit": limit,
                "cursor": cursor,
            },
        )

    def companies_known(
        self,
        *,
        business_number: str | None = None,
        name: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Pages[CompanyRow]:
        """A company the asker knows; `joined_on` None: invited, not on the system yet."""
        return self.pages(
            "/v1/companies",
            query={
                "business_number": business_number,
                "name": name,
                "limit": limit,
                "cursor": cursor,
            },
        )

    def company_standing(
        self,
    ) -> Standing:
        """The asker's own company: whether it buys, holds receivables, funds, improves sites, is
        one, or pays rewards; the programmes in which it is buyer, institution or Foundation; and
        every pay-for-success programme it sees, since anybody may apply to one. At most 200 of
        each."""
        answer: Standing = self.call(
            "GET",
            "/v1/company/standing",
        )
        return answer

    def cut_off_make(
        self,
        body: OfDay,
        *,
        idempotency_key: str | None = None,
        dry_run: bool = False,
    ) -> OutcomeCutOffMake:
        """A day in Korea that has come."""
        answer: OutcomeCutOffMake = self.call(
            "POST",
            "/v1/cut-off/make",
            body=body,
            step=True,
            idempotency_key=idempotency_key,
            dry_run=dry_run,
        )
        return answer

    def deposits_proofs(
        self,
        *,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Pages[DepositProof]:
        """What lies in deposit accounts against what is parked there for suppliers (G6), and debits
        against credits (G9), as the ledger stands now; `what` names the programme."""
        return self.pages(
            "/v1/proofs/deposits",
            query={
                "limit": limit,
                "cursor": cursor,
            },
        )

    def desk_waiting(
        self,
        *,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Pages[PortalDeskWaitingRow]:
        """How much waits at the desk, all of it, in won. `what`: payouts whose answer is `unknown`
        or that `returned`, or `unidentified` entries; what there is none of has no row."""
        return self.pages(
            "/v1/desk/waiting",
            query={
                "limit": limit,
                "cursor": cursor,
            },
        )

    def early_payment_accept(
        self,
        body: AcceptQuotes,
        *,
        idempotency_key: str | None = None,
        dry_run: bool = False,
    ) -> OutcomeEarlyPaymentAccept:
        """Sell at quotes' prices, all of them or none; `amount_won`: what the quotes sell in
        all."""
        answer: OutcomeEarlyPaymentAccept = self.call(
            "POST",
            "/v1/early-payment/accept",
            body=body,
            step=True,
            idempotency_key=idempotency_key,
            dry_run=dry_run,
        )
        return answer

    def early_payment_cancel(
        self,
        body: SaleNamed,
        *,
        idempotency_key: str | None = None,
        dry_run: bool = False,
    ) -> OutcomeEarlyPaymentCancel:
        """One sale."""
        answer: OutcomeEarlyPaymentCancel = self.call(
            "POST",
            "/v1/early-payment/cancel",
            body=body,
            step=True,
            idempotency_key=idempotency_key,
            dry_run=dry_run,
        )
        return answer

    def early_payment_quote(
        self,
        body: AskQuotes,
        *,
        idempotency_key: str | None = None,
        dry_run: bool = False,
    ) -> OutcomeEarlyPaymentQuote:
        """Firm prices, a list of one programme: all of them or none, a receivable once in it."""
        answer: OutcomeEarlyPaymentQuote = self.call(
            "POST",
            "/v1/early-payment/quotes",
            body=body,
            step=True,
            idempotency_key=idempotency_key,
            dry_run=dry_run,
        )
        return answer

    def early_payment_quotes(
        self,
        *,
        programme_id: int | None = None,
        receivable_id: int | None = None,
        state: EarlyPaymentQuotesState | None = None,
        up_to: int | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Pages[QuoteRow]:
        """A firm price until `valid_until`: amount = proceeds + interest; the fee is inside the
        interest. `from_deposit`: the buyer's money is there already."""
        return self.pages(
            "/v1/quotes",
            query={
                "programme_id": programme_id,
                "receivable_id": receivable_id,
                "state": state,
                "up_to": up_to,
                "limit": limit,
                "cursor": cursor,
            },
        )

    def early_payment_sales(
        self,
        *,
        programme_id: int | None = None,
        receivable_id: int | None = None,
        from_on: str | None = None,
        until: str | None = None,
        up_to: int | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Pages[SaleRow]:
        """A part sold for good; `cancelled_at`: taken back before the cut-off of its day."""
        return self.pages(
            "/v1/sales",
            query={
                "programme_id": programme_id,
                "receivable_id": receivable_id,
                "from_on": from_on,
                "until": until,
                "up_to": up_to,
                "limit": limit,
                "cursor": cursor,
            },
        )

    def early_payment_sales_in_programme(
        self,
        programme_id: int,
        *,
        company_id: int | None = None,
        from_on: str | None = None,
        until: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Pages[ProgrammeSaleRow]:
        """A sale with its seller, for the programme's institution."""
        return self.pages(
            f"/v1/programmes/{part(programme_id)}/sales",
            query={
                "company_id": company_id,
                "from_on": from_on,
                "until": until,
                "limit": limit,
                "cursor": cursor,
            },
        )

    def evidence_list(
        self,
        *,
        approval_number: str | None = None,
        from_on: str | None = None,
        until: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Pages[ReceivablesEvidenceRow]:
        """An invoice or statement and how much of it is promised; nothing new once amended."""
        return self.pages(
            "/v1/evidence",
            query={
                "approval_number": approval_number,
                "from_on": from_on,
                "until": until,
                "limit": limit,
                "cursor": cursor,
            },
        )

    def explain_earned(
        self,
        purpose: ExplainEarnedPurpose,
        programme_id: int,
        item_id: int,
    ) -> Earned:
        """A payout of incentive or refunded interest: `won` paid = earned less the tax withheld.
        Its `lines` on the payee's account add up to zero once it is ordered."""
        answer: Earned = self.call(
            "GET",
            f"/v1/explain/earned/{part(purpose)}",
            query={
                "programme_id": programme_id,
                "item_id": item_id,
            },
        )
        return answer

    def explain_won(
        self,
        kind: ExplainWonKind,
        programme_id: int,
        item_id: int,
        *,
        purpose: ExplainWonPurpose | None = None,
    ) -> Explained:
        """A figure with its parts, lines, terms, law and bank messages; of one's own receivable, or
        of any in a programme the asker runs. No neighbour's figures are in it."""
        answer: Explained = self.call(
            "GET",
            f"/v1/explain/{part(kind)}",
            query={
                "programme_id": programme_id,
                "item_id": item_id,
                "purpose": purpose,
            },
        )
        return answer

    def facilities_change(
        self,
        body: FacilityChanged,
        *,
        idempotency_key: str | None = None,
        dry_run: bool = False,
    ) -> OutcomeFacilitiesChange:
        """What a facility is changed to; what is not named stays, and so does every promise
        made."""
        answer: OutcomeFacilitiesChange = self.call(
            "POST",
            "/v1/facilities/change",
            body=body,
            step=True,
            idempotency_key=idempotency_key,
            dry_run=dry_run,
        )
        return answer

    def facilities_list(
        self,
        *,
        programme_id: int | None = None,
        counts_for: int | None = None,
        kind: FacilitiesListKind | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Pages[FacilityRow]:
        """How much a provider stands ready with for a buyer, and how much of it is taken, in
        won."""
        return self.pages(
            "/v1/facilities",
            query={
                "programme_id": programme_id,
                "counts_for": counts_for,
                "kind": kind,
                "limit": limit,
                "cursor": cursor,
            },
        )

    def facilities_set_up(
        self,
        body: FacilityWanted,
        *,
        idempotency_key: str | None = None,
        dry_run: bool = False,
    ) -> OutcomeFacilitiesSetUp:
        """A funder stands ready in a programme, paying from a funding account of its own; or,
        without an account, up to a cap on the programme's buyer `over_all_programmes`. It buys
        nothing that earns it less than `least_rate_annual`."""
        answer: OutcomeFacilitiesSetUp = self.call(
            "POST",
            "/v1/facilities/set-up",
            body=body,
            step=True,
            idempotency_key=idempotency_key,
            dry_run=dry_run,
        )
        return answer

    def flow_programme(
        self,
        programme_id: int,
        *,
        from_on: str | None = None,
        until: str | None = None,
    ) -> ProgrammeFlow:
        """Promises from tier to tier: with names to who runs the programme; to its buyer by tiers,
        and no tier of fewer than three companies below the first."""
        answer: ProgrammeFlow = self.call(
            "GET",
            f"/v1/programmes/{part(programme_id)}/flow",
            query={
                "from_on": from_on,
                "until": until,
            },
        )
        return answer

    def flow_receivable(
        self,
        programme_id: int,
        receivable_id: int,
    ) -> ReceivableFlow:
        """A receivable and what the asker may see around it. `whole`: nothing left out for size."""
        answer: ReceivableFlow = self.call(
            "GET",
            f"/v1/programmes/{part(programme_id)}/receivables/{part(receivable_id)}/flow",
        )
        return answer

    def funder_quotes(
        self,
        *,
        programme_id: int | None = None,
        state: FunderQuotesState | None = None,
        from_on: str | None = None,
        until: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Pages[FunderQuoteRow]:
        """A quote that the asker stands behind. `earns_annual`: the rate less the system fee.
        `amount_won`, `interest_won`: of a taken one only what the asker bought of it, as
        `bought_won`; of others the whole. `buyer` is None where its name is not the asker's to
        know."""
        return self.pages(
            "/v1/funder/quotes",
            query={
                "programme_id": programme_id,
                "state": state,
                "from_on": from_on,
                "until": until,
                "limit": limit,
                "cursor": cursor,
            },
        )

    def funder_summary(
        self,
    ) -> FunderSummary:
        """A funder's purchases that are not repaid: by buyer, and by the day they come back."""
        answer: FunderSummary = self.call(
            "GET",
            "/v1/funder/summary",
        )
        return answer

    def funders_holdings(
        self,
        *,
        programme_id: int | None = None,
        due_from: str | None = None,
        due_until: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Pages[HoldingRow]:
        """A part the funder bought and was not yet repaid; `repays_on` is a business day."""
        return self.pages(
            "/v1/funder/holdings",
            query={
                "programme_id": programme_id,
                "due_from": due_from,
                "due_until": due_until,
                "limit": limit,
                "cursor": cursor,
            },
        )

    def funders_statement(
        self,
        from_on: str,
        until: str,
        *,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Pages[FundersStatementRow]:
        """What one funding account did in one programme, and the ledger's balances around it."""
        return self.pages(
            "/v1/funder/statement",
            query={
                "from_on": from_on,
                "until": until,
                "limit": limit,
                "cursor": cursor,
            },
        )

    def funding_call(
        self,
        body: Calls,
        *,
        idempotency_key: str | None = None,
        dry_run: bool = False,
    ) -> OutcomeFundingCall:
        """For how many days ahead buyers are told what to bring."""
        answer: OutcomeFundingCall = self.call(
            "POST",
            "/v1/funding/call",
            body=body,
            step=True,
            idempotency_key=idempotency_key,
            dry_run=dry_run,
        )
        return answer

    def funding_calls(
        self,
        *,
        programme_id: int | None = None,
        state: FundingCallsState | None = None,
        due_from: str | None = None,
        due_until: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Pages[SettlementCallRow]:
        """What a buyer owes for one day of one programme; `missing_won` of it is not there yet, and
        is to reach this account with the reference."""
        return self.pages(
            "/v1/funding/calls",
            query={
                "programme_id": programme_id,
                "state": state,
                "due_from": due_from,
                "due_until": due_until,
                "limit": limit,
                "cursor": cursor,
            },
        )

    def guarantees_change(
        self,
        body: FacilityChanged,
        *,
        idempotency_key: str | None = None,
        dry_run: bool = False,
    ) -> OutcomeGuaranteesChange:
        """What a facility is changed to; what is not named stays, and so does every promise
        made."""
        answer: OutcomeGuaranteesChange = self.call(
            "POST",
            "/v1/guarantees/change",
            body=body,
            step=True,
            idempotency_key=idempotency_key,
            dry_run=dry_run,
        )
        return answer

    def guarantees_set_up(
        self,
        body: FacilityWanted,
        *,
        idempotency_key: str | None = None,
        dry_run: bool = False,
    ) -> OutcomeGuaranteesSetUp:
        """A funder stands ready in a programme, paying from a funding account of its own; or,
        without an account, up to a cap on the programme's buyer `over_all_programmes`. It buys
        nothing that earns it less than `least_rate_annual`."""
        answer: OutcomeGuaranteesSetUp = self.call(
            "POST",
            "/v1/guarantees/set-up",
            body=body,
            step=True,
            idempotency_key=idempotency_key,
            dry_run=dry_run,
        )
        return answer

    def insolvencies_add(
        self,
        body: ProceedingOpened,
        *,
        idempotency_key: str | None = None,
        dry_run: bool = False,
    ) -> OutcomeInsolvenciesAdd:
        """A court has opened a proceeding: as a buyer the company issues nothing from that day."""
        answer: OutcomeInsolvenciesAdd = self.call(
            "POST",
            "/v1/insolvencies/add",
            body=body,
            step=True,
            idempotency_key=idempotency_key,
            dry_run=dry_run,
        )
        return answer

    def insolvencies_end(
        self,
        body: ProceedingEnded,
        *,
        idempotency_key: str | None = None,
        dry_run: bool = False,
    ) -> OutcomeInsolvenciesEnd:
        """A proceeding has ended, on a day or today."""
        answer: OutcomeInsolvenciesEnd = self.call(
            "POST",
            "/v1/insolvencies/end",
            body=body,
            step=True,
            idempotency_key=idempotency_key,
            dry_run=dry_run,
        )
        return answer

    def insolvencies_in_programmes(
        self,
        *,
        company_id: int | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Pages[InsolvencyRow]:
        """A proceeding over a company, from its opening to its end."""
        return self.pages(
            "/v1/insolvencies/in-programmes",
            query={
                "company_id": company_id,
                "limit": limit,
                "cursor": cursor,
            },
        )

    def insolvencies_list(
        self,
        *,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Pages[InsolvencyRow]:
        """A proceeding over a company, from its opening to its end."""
        return self.pages(
            "/v1/insolvencies",
            query={
                "limit": limit,
                "cursor": cursor,
            },
        )

    def invitations_ask_person(
        self,
        body: AskPerson,
        *,
        idempotency_key: str | None = None,
        dry_run: bool = False,
    ) -> OutcomeInvitationsAskPerson:
        """A person who is asked into the actor's company, and as what."""
        answer: OutcomeInvitationsAskPerson = self.call(
            "POST",
            "/v1/invitations/ask-person",
            body=body,
            step=True,
            idempotency_key=idempotency_key,
            dry_run=dry_run,
        )
        return answer

    def invitations_list(
        self,
        *,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Pages[InvitationRow]:
        """An invitation; a name is None where it is not the asker's to know."""
        return self.pages(
            "/v1/invitations",
            query={
                "limit": limit,
                "cursor": cursor,
            },
        )

    def invitations_send(
        self,
        body: Send,
        *,
        idempotency_key: str | None = None,
        dry_run: bool = False,
    ) -> OutcomeInvitationsSend:
        """A company that is asked in; its first person becomes its administrator."""
        answer: OutcomeInvitationsSend = self.call(
            "POST",
            "/v1/invitations/send",
            body=body,
            step=True,
            idempotency_key=idempotency_key,
            dry_run=dry_run,
        )
        return answer

    def invitations_send_many(
        self,
        body: SendMany,
        *,
        idempotency_key: str | None = None,
        dry_run: bool = False,
    ) -> OutcomeInvitationsSendMany:
        """Companies that are asked in: all lines or none."""
        answer: OutcomeInvitationsSendMany = self.call(
            "POST",
            "/v1/invitations/send-many",
            body=body,
            step=True,
            idempotency_key=idempotency_key,
            dry_run=dry_run,
        )
        return answer

    def invitations_withdraw(
        self,
        body: Withdraw,
        *,
        idempotency_key: str | None = None,
        dry_run: bool = False,
    ) -> OutcomeInvitationsWithdraw:
        """An invitation that is taken back."""
        answer: OutcomeInvitationsWithdraw = self.call(
            "POST",
            "/v1/invitations/withdraw",
            body=body,
            step=True,
            idempotency_key=idempotency_key,
            dry_run=dry_run,
        )
        return answer

    def jobs_chores(
        self,
        *,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Pages[ChoreRow]:
        """What the worker does by itself; `failed`: the kind of error of the last time."""
        return self.pages(
            "/v1/chores",
            query={
                "limit": limit,
                "cursor": cursor,
            },
        )

    def jobs_list(
        self,
        *,
        kind: Kind | None = None,
        state: State | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Pages[JobRow]:
        """A job. `answer`: what came of it, by its kind; its refusals with codes and sentences when
        it was refused; the kind of error when a machine broke. `attempts`: how often it was
        begun."""
        return self.pages(
            "/v1/jobs",
            query={
                "kind": kind,
                "state": state,
                "limit": limit,
                "cursor": cursor,
            },
        )

    def jobs_one(
        self,
        job_id: int,
    ) -> JobRow:
        """A job. `answer`: what came of it, by its kind; its refusals with codes and sentences when
        it was refused; the kind of error when a machine broke. `attempts`: how often it was
        begun."""
        answer: JobRow = self.call(
            "GET",
            f"/v1/jobs/{part(job_id)}",
        )
        return answer

    def joining_accept(
        self,
        body: Joining,
    ) -> JoinedShown:
        """Join by an invitation; a new person is signed in by it."""
        answer: JoinedShown = self.call(
            "POST",
            "/v1/joining/accept",
            body=body,
        )
        return answer

    def joining_look(
        self,
        body: Link,
    ) -> InvitationShown:
        """Who invites and what waits, before anything is asked."""
        answer: InvitationShown = self.call(
            "POST",
            "/v1/joining/look",
            body=body,
        )
        return answer

    def joining_open_terms(
        self,
        body: LinkAndLanguage,
    ) -> TermsShown:
        """Open the key terms for the company that is invited."""
        answer: TermsShown = self.call(
            "POST",
            "/v1/joining/open-terms",
            body=body,
        )
        return answer

    def late_interest_accrue(
        self,
        body: OfDay,
        *,
        idempotency_key: str | None = None,
        dry_run: bool = False,
    ) -> OutcomeLateInterestAccrue:
        """A day in Korea that has come."""
        answer: OutcomeLateInterestAccrue = self.call(
            "POST",
            "/v1/late-interest/accrue",
            body=body,
            step=True,
            idempotency_key=idempotency_key,
            dry_run=dry_run,
        )
        return answer

    def ledger_balances(
        self,
        *,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Pages[BalanceRow]:
        """A balance by account kind; `owner`: the own account, or 0. In the sense of its nature."""
        return self.pages(
            "/v1/ledger/balances",
            query={
                "limit": limit,
                "cursor": cursor,
            },
        )

    def ledger_lines(
        self,
        programme_id: int,
        receivable_id: int,
        *,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Pages[LineRow]:
        """One movement on an account of a receivable; `change_won` above zero: more is owed."""
        return self.pages(
            f"/v1/programmes/{part(programme_id)}/receivables/{part(receivable_id)}/lines",
            query={
                "limit": limit,
                "cursor": cursor,
            },
        )

    def ledger_lines_in_programme(
        self,
        programme_id: int,
        receivable_id: int,
        *,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Pages[LineRow]:
        """One movement on an account of a receivable; `change_won` above zero: more is owed."""
        return self.pages(
            f"/v1/programmes/{part(programme_id)}/ledger/{part(receivable_id)}",
            query={
                "limit": limit,
                "cursor": cursor,
            },
        )

    def mandates_end(
        self,
        body: MandatesEnd,
        *,
        idempotency_key: str | None = None,
        dry_run: bool = False,
    ) -> OutcomeMandatesEnd:
        """A mandate that ends."""
        answer: OutcomeMandatesEnd = self.call(
            "POST",
            "/v1/mandates/end",
            body=body,
            step=True,
            idempotency_key=idempotency_key,
            dry_run=dry_run,
        )
        return answer

    def mandates_give(
        self,
        body: Give,
        *,
        idempotency_key: str | None = None,
        dry_run: bool = False,
    ) -> OutcomeMandatesGive:
        """Leave for a company's only person to act alone, up to an amount a step."""
        answer: OutcomeMandatesGive = self.call(
            "POST",
            "/v1/mandates/give",
            body=body,
            step=True,
            idempotency_key=idempotency_key,
            dry_run=dry_run,
        )
        return answer

    def mandates_in_programmes(
        self,
        *,
        company_id: int | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Pages[MandateRow]:
        """A company's only person may act alone, up to an amount, until a moment."""
        return self.pages(
            "/v1/mandates/in-programmes",
            query={
                "company_id": company_id,
                "limit": limit,
                "cursor": cursor,
            },
        )

    def mandates_list(
        self,
        *,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Pages[MandateRow]:
        """A company's only person may act alone, up to an amount, until a moment."""
        return self.pages(
            "/v1/mandates",
            query={
                "limit": limit,
                "cursor": cursor,
            },
        )

    def me_one(
        self,
    ) -> Me:
        """Who is signed in, and for which companies."""
        answer: Me = self.call(
            "GET",
            "/v1/me",
        )
        return answer

    def money_calendar(
        self,
        from_on: str,
        until: str,
        *,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Pages[CalendarRow]:
        """A business day's money in won: to come (of it safe in the deposit account), to be funded
        as a buyer, and ordered to be paid to the company."""
        return self.pages(
            "/v1/money/calendar",
            query={
                "from_on": from_on,
                "until": until,
                "limit": limit,
                "cursor": cursor,
            },
        )

    def money_movements(
        self,
        from_on: str,
        until: str,
        *,
        side: MoneyMovementsSide | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Pages[MovementRow]:
        """One movement of what the company holds, in won: it grows by `in_won`, shrinks by
        `out_won`; `cash_won` is what was ordered to be paid to it. `with_whom`: the other side of
        its own edge. `unclaimed`: passed on, never claimed, and paid back on its day. Of what it
        owes, `cash_won` is its own money, which covers a promise; `advanced`: the institution's
        did."""
        return self.pages(
            "/v1/money/movements",
            query={
                "from_on": from_on,
                "until": until,
                "side": side,
                "limit": limit,
                "cursor": cursor,
            },
        )

    def money_statement(
        self,
        from_on: str,
        until: str,
        *,
        side: MoneyStatementSide | None = None,
    ) -> Statement:
        """A span's statement in won: opening + all `in_won` - all `out_won` = closing. What
        creditors keep of what was settled is held until they let it go. The end of a span that is
        not over is today's; what is open then is what is held, or owed, now."""
        answer: Statement = self.call(
            "GET",
            "/v1/money/statement",
            query={
                "from_on": from_on,
                "until": until,
                "side": side,
            },
        )
        return answer

    def money_summary(
        self,
    ) -> MoneySummary:
        """What is to come to the company, in won: total = safe (in the deposit account) +
        promised."""
        answer: MoneySummary = self.call(
            "GET",
            "/v1/money/summary",
        )
        return answer

    def names_consents(
        self,
        *,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Pages[ConsentRow]:
        """Whether the buyer of a programme may see the company's name, since when."""
        return self.pages(
            "/v1/names/consents",
            query={
                "limit": limit,
                "cursor": cursor,
            },
        )

    def names_hide(
        self,
        body: OfProgrammeInput,
        *,
        idempotency_key: str | None = None,
        dry_run: bool = False,
    ) -> OutcomeNamesHide:
        """The programme whose buyer it is about."""
        answer: OutcomeNamesHide = self.call(
            "POST",
            "/v1/names/hide",
            body=body,
            step=True,
            idempotency_key=idempotency_key,
            dry_run=dry_run,
        )
        return answer

    def names_show(
        self,
        body: OfProgrammeInput,
        *,
        idempotency_key: str | None = None,
        dry_run: bool = False,
    ) -> OutcomeNamesShow:
        """The programme whose buyer it is about."""
        answer: OutcomeNamesShow = self.call(
            "POST",
            "/v1/names/show",
            body=body,
            step=True,
            idempotency_key=idempotency_key,
            dry_run=dry_run,
        )
        return answer

    def notices_choices(
        self,
        *,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Pages[ChoiceRow]:
        """How one kind is told. `locked`: at once and by e-mail, whatever is chosen; `chosen_at`
        None: as the kind is told by itself."""
        return self.pages(
            "/v1/notices/choices",
            query={
                "limit": limit,
                "cursor": cursor,
            },
        )

    def notices_choose(
        self,
        body: NoticesChoose,
        *,
        idempotency_key: str | None = None,
        dry_run: bool = False,
    ) -> OutcomeNoticesChoose:
        """Kinds to be told in another way from now on; those not named stay. `language`: in which
        letters are written."""
        answer: OutcomeNoticesChoose = self.call(
            "POST",
            "/v1/notices/choose",
            body=body,
            step=True,
            idempotency_key=idempotency_key,
            dry_run=dry_run,
        )
        return answer

    def notices_inbox(
        self,
        *,
        unread: bool | None = None,
        kind: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Pages[InboxRow]:
        """A notice. `next`: who acts next and by when; `link`: where in the portal, from its root.
        `company_id` None: the person's own affair."""
        return self.pages(
            "/v1/notices/inbox",
            query={
                "unread": unread,
                "kind": kind,
                "limit": limit,
                "cursor": cursor,
            },
        )

    def notices_mark_read(
        self,
        body: NoticesRead,
        *,
        idempotency_key: str | None = None,
        dry_run: bool = False,
    ) -> OutcomeNoticesMarkRead:
        """Notices that were read."""
        answer: OutcomeNoticesMarkRead = self.call(
            "POST",
            "/v1/notices/mark-read",
            body=body,
            step=True,
            idempotency_key=idempotency_key,
            dry_run=dry_run,
        )
        return answer

    def notices_mine(
        self,
        *,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Pages[NoticeRow]:
        """What the company was told of one receivable (0: of a programme as a whole)."""
        return self.pages(
            "/v1/notices",
            query={
                "limit": limit,
                "cursor": cursor,
            },
        )

    def notices_unread(
        self,
    ) -> UnreadRow:
        """How many notices were not read yet."""
        answer: UnreadRow = self.call(
            "GET",
            "/v1/notices/unread",
        )
        return answer

    def outcomes_advances_write_off(
        self,
        body: AwardNamed,
        *,
        idempotency_key: str | None = None,
        dry_run: bool = False,
    ) -> OutcomeOutcomesAdvancesWriteOff:
        """An award of a programme."""
        answer: OutcomeOutcomesAdvancesWriteOff = self.call(
            "POST",
            "/v1/outcomes/advances/write-off",
            body=body,
            step=True,
            idempotency_key=idempotency_key,
            dry_run=dry_run,
        )
        return answer

    def outcomes_agreements_list(
        self,
        *,
        programme_id: int | None = None,
        award_id: int | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Pages[AgreementRow]:
        """An agreement: the frozen rule as canonical text, the most it can pay, the advance's
        bond."""
        return self.pages(
            "/v1/outcomes/agreements",
            query={
                "programme_id": programme_id,
                "award_id": award_id,
                "limit": limit,
                "cursor": cursor,
            },
        )

    def outcomes_agreements_preview(
        self,
        programme_id: int,
        award_id: int,
    ) -> AgreementPreview:
        """The rule as it would be frozen now; its digest is what is signed."""
        answer: AgreementPreview = self.call(
            "GET",
            "/v1/outcomes/agreements/preview",
            query={
                "programme_id": programme_id,
                "award_id": award_id,
            },
        )
        return answer

    def outcomes_agreements_sign(
        self,
        body: AgreementWanted,
        *,
        idempotency_key: str | None = None,
        dry_run: bool = False,
    ) -> OutcomeOutcomesAgreementsSign:
        """What all sides sign: the rule by its digest (as `outcomes.agreements.preview` shows it),
        the advance on stage 1 and the bond that stands for it."""
        answer: OutcomeOutcomesAgreementsSign = self.call(
            "POST",
            "/v1/outcomes/agreements/sign",
            body=body,
            step=True,
            idempotency_key=idempotency_key,
            dry_run=dry_run,
        )
        return answer

    def outcomes_applications_check(
        self,
        body: ApplicationLooked,
        *,
        idempotency_key: str | None = None,
        dry_run: bool = False,
    ) -> OutcomeOutcomesApplicationsCheck:
        """What an officer found in papers that no table here knows: arrears of tax or premium, an
        accident concealed or a name published, no proof of sales, a plan with gaps."""
        answer: OutcomeOutcomesApplicationsCheck = self.call(
            "POST",
            "/v1/outcomes/applications/check",
            body=body,
            step=True,
            idempotency_key=idempotency_key,
            dry_run=dry_run,
        )
        return answer

    def outcomes_applications_list(
        self,
        *,
        programme_id: int | None = None,
        application_id: int | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Pages[ApplicationRow]:
        """An application: the supplier's own, or one submitted to the asker's programme. `reason`
        is a stable code or, where the payer declined, its words; points and rank once it is
        ranked."""
        return self.pages(
            "/v1/outcomes/applications",
            query={
                "programme_id": programme_id,
                "application_id": application_id,
                "limit": limit,
                "cursor": cursor,
            },
        )

    def outcomes_applications_ranking(
        self,
        programme_id: int,
        *,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Pages[PlaceRow]:
        """A place in the ranking."""
        return self.pages(
            f"/v1/outcomes/programmes/{part(programme_id)}/ranking",
            query={
                "limit": limit,
                "cursor": cursor,
            },
        )

    def outcomes_applications_save(
        self,
        body: ApplicationWanted,
        *,
        idempotency_key: str | None = None,
        dry_run: bool = False,
    ) -> OutcomeOutcomesApplicationsSave:
        """The supplier's one application to a call; until it is submitted it is saved over. What
        was told of related parties stays told."""
        answer: OutcomeOutcomesApplicationsSave = self.call(
            "POST",
            "/v1/outcomes/applications/save",
            body=body,
            step=True,
            idempotency_key=idempotency_key,
            dry_run=dry_run,
        )
        return answer

    def outcomes_applications_save_sheet(
        self,
        body: ApplicationSheet,
        *,
        idempotency_key: str | None = None,
        dry_run: bool = False,
    ) -> OutcomeOutcomesApplicationsSaveSheet:
        """An application of one line (.xlsx or .csv); who stands behind the supplier is not in
        it."""
        answer: OutcomeOutcomesApplicationsSaveSheet = self.call(
            "POST",
            "/v1/outcomes/applications/save-sheet",
            body=body,
            step=True,
            idempotency_key=idempotency_key,
            dry_run=dry_run,
        )
        return answer

    def outcomes_applications_submit(
        self,
        body: ApplicationSubmitted,
        *,
        idempotency_key: str | None = None,
        dry_run: bool = False,
    ) -> OutcomeOutcomesApplicationsSubmit:
        """A draft is submitted as it was read: its `draft_digest` is in the answer of the act that
        saved it."""
        answer: OutcomeOutcomesApplicationsSubmit = self.call(
            "POST",
            "/v1/outcomes/applications/submit",
            body=body,
            step=True,
            idempotency_key=idempotency_key,
            dry_run=dry_run,
        )
        return answer

    def outcomes_awards_decide(
        self,
        body: AwardDecided,
        *,
        idempotency_key: str | None = None,
        dry_run: bool = False,
    ) -> OutcomeOutcomesAwardsDecide:
        """Fund a recommended application, or decline it with a written reason. The money of a grant
        is at most what was asked for, and its whole success cap is reserved at once; a loan, a
        guarantee or an investment stores terms and triggers, and its money runs in the bank's own
        system."""
        answer: OutcomeOutcomesAwardsDecide = self.call(
            "POST",
            "/v1/outcomes/awards/decide",
            body=body,
            step=True,
            idempotency_key=idempotency_key,
            dry_run=dry_run,
        )
        return answer

    def outcomes_awards_list(
        self,
        *,
        programme_id: int | None = None,
        award_id: int | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Pages[AwardRow]:
        """An award with what is reserved, spent and given back of both its parts, in won."""
        return self.pages(
            "/v1/outcomes/awards",
            query={
                "programme_id": programme_id,
                "award_id": award_id,
                "limit": limit,
                "cursor": cursor,
            },
        )

    def outcomes_baselines_list(
        self,
        *,
        programme_id: int | None = None,
        award_id: int | None = None,
        match_id: int | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Pages[BaselineRow]:
        """How a metric stood at a match; both days counted."""
        return self.pages(
            "/v1/outcomes/baselines",
            query={
                "programme_id": programme_id,
                "award_id": award_id,
                "match_id": match_id,
                "limit": limit,
                "cursor": cursor,
            },
        )

    def outcomes_baselines_lock(
        self,
        body: AwardNamed,
        *,
        idempotency_key: str | None = None,
        dry_run: bool = False,
    ) -> OutcomeOutcomesBaselinesLock:
        """An award of a programme."""
        answer: OutcomeOutcomesBaselinesLock = self.call(
            "POST",
            "/v1/outcomes/baselines/lock",
            body=body,
            step=True,
            idempotency_key=idempotency_key,
            dry_run=dry_run,
        )
        return answer

    def outcomes_baselines_record(
        self,
        body: BaselinesGiven,
        *,
        idempotency_key: str | None = None,
        dry_run: bool = False,
    ) -> OutcomeOutcomesBaselinesRecord:
        """Baselines and hazards of an award's sites; a baseline said again replaces the last."""
        answer: OutcomeOutcomesBaselinesRecord = self.call(
            "POST",
            "/v1/outcomes/baselines/record",
            body=body,
            step=True,
            idempotency_key=idempotency_key,
            dry_run=dry_run,
        )
        return answer

    def outcomes_calls_close(
        self,
        body: CallNamed,
        *,
        idempotency_key: str | None = None,
        dry_run: bool = False,
    ) -> OutcomeOutcomesCallsClose:
        """One programme."""
        answer: OutcomeOutcomesCallsClose = self.call(
            "POST",
            "/v1/outcomes/calls/close",
            body=body,
            step=True,
            idempotency_key=idempotency_key,
            dry_run=dry_run,
        )
        return answer

    def outcomes_calls_draft(
        self,
        body: CallDrafted,
        *,
        idempotency_key: str | None = None,
        dry_run: bool = False,
    ) -> OutcomeOutcomesCallsDraft:
        """A call is drawn up; with `programme_id` a draft is drawn up again. The payer is a
        financial institution, which names the programme's bank account itself."""
        answer: OutcomeOutcomesCallsDraft = self.call(
            "POST",
            "/v1/outcomes/calls/draft",
            body=body,
            step=True,
            idempotency_key=idempotency_key,
            dry_run=dry_run,
        )
        return answer

    def outcomes_calls_list(
        self,
        *,
        state: OutcomesCallsListState | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Pages[OutcomesChoosingCallRow]:
        """A call: public once it is open. `call` and `rules` as they were drawn up, `periods` in
        order; `own_account_id` is told to the programme's own two sides. `draft_digest`: what a
        draft must be opened by."""
        return self.pages(
            "/v1/outcomes/calls",
            query={
                "state": state,
                "limit": limit,
                "cursor": cursor,
            },
        )

    def outcomes_calls_open(
        self,
        body: CallOpened,
        *,
        idempotency_key: str | None = None,
        dry_run: bool = False,
    ) -> OutcomeOutcomesCallsOpen:
        """A draft is opened as it was read: its `draft_digest` is in the list of calls and in the
        answers of the acts that drew it up."""
        answer: OutcomeOutcomesCallsOpen = self.call(
            "POST",
            "/v1/outcomes/calls/open",
            body=body,
            step=True,
            idempotency_key=idempotency_key,
            dry_run=dry_run,
        )
        return answer

    def outcomes_calls_set_account(
        self,
        body: AccountNamed,
        *,
        idempotency_key: str | None = None,
        dry_run: bool = False,
    ) -> OutcomeOutcomesCallsSetAccount:
        """The payer names the bank account in which a draft's money will lie: its own, registered
        for outcomes, and of no other programme."""
        answer: OutcomeOutcomesCallsSetAccount = self.call(
            "POST",
            "/v1/outcomes/calls/set-account",
            body=body,
            step=True,
            idempotency_key=idempotency_key,
            dry_run=dry_run,
        )
        return answer

    def outcomes_claims_check(
        self,
        body: ClaimChecked,
        *,
        idempotency_key: str | None = None,
        dry_run: bool = False,
    ) -> OutcomeOutcomesClaimsCheck:
        """The desk's look at a claim; sent back with a reason, the supplier may claim again."""
        answer: OutcomeOutcomesClaimsCheck = self.call(
            "POST",
            "/v1/outcomes/claims/check",
            body=body,
            step=True,
            idempotency_key=idempotency_key,
            dry_run=dry_run,
        )
        return answer

    def outcomes_claims_list(
        self,
        *,
        programme_id: int | None = None,
        award_id: int | None = None,
        claim_id: int | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Pages[ClaimRow]:
        """A claim; `reason` where it was refused, a stable code."""
        return self.pages(
            "/v1/outcomes/claims",
            query={
                "programme_id": programme_id,
                "award_id": award_id,
                "claim_id": claim_id,
                "limit": limit,
                "cursor": cursor,
            },
        )

    def outcomes_claims_submit(
        self,
        body: ClaimWanted,
        *,
        idempotency_key: str | None = None,
        dry_run: bool = False,
    ) -> OutcomeOutcomesClaimsSubmit:
        """What was reached in a period: every metric of the agreed rule for every accepted site."""
        answer: OutcomeOutcomesClaimsSubmit = self.call(
            "POST",
            "/v1/outcomes/claims/submit",
            body=body,
            step=True,
            idempotency_key=idempotency_key,
            dry_run=dry_run,
        )
        return answer

    def outcomes_claims_submit_sheet(
        self,
        body: ClaimSheet,
        *,
        idempotency_key: str | None = None,
        dry_run: bool = False,
    ) -> OutcomeOutcomesClaimsSubmitSheet:
        """What was reached in a period (.xlsx or .csv), a metric at a site a line."""
        answer: OutcomeOutcomesClaimsSubmitSheet = self.call(
            "POST",
            "/v1/outcomes/claims/submit-sheet",
            body=body,
            step=True,
            idempotency_key=idempotency_key,
            dry_run=dry_run,
        )
        return answer

    def outcomes_clawbacks_decide(
        self,
        body: ClawbackDecided,
        *,
        idempotency_key: str | None = None,
        dry_run: bool = False,
    ) -> OutcomeOutcomesClawbacksDecide:
        """The committee's decision: upheld by the ground's multiples, the penalty mitigated for
        slight negligence as far as the ground lets, or dropped."""
        answer: OutcomeOutcomesClawbacksDecide = self.call(
            "POST",
            "/v1/outcomes/clawbacks/decide",
            body=body,
            step=True,
            idempotency_key=idempotency_key,
            dry_run=dry_run,
        )
        return answer

    def outcomes_clawbacks_hear(
        self,
        body: ClawbackHeard,
        *,
        idempotency_key: str | None = None,
        dry_run: bool = False,
    ) -> OutcomeOutcomesClawbacksHear:
        """What the supplier says to it."""
        answer: OutcomeOutcomesClawbacksHear = self.call(
            "POST",
            "/v1/outcomes/clawbacks/hear",
            body=body,
            step=True,
            idempotency_key=idempotency_key,
            dry_run=dry_run,
        )
        return answer

    def outcomes_clawbacks_list(
        self,
        *,
        programme_id: int | None = None,
        award_id: int | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Pages[ClawbackRow]:
        """Money asked back; refund and penalty are two amounts."""
        return self.pages(
            "/v1/outcomes/clawbacks",
            query={
                "programme_id": programme_id,
                "award_id": award_id,
                "limit": limit,
                "cursor": cursor,
            },
        )

    def outcomes_clawbacks_open(
        self,
        body: ClawbackWanted,
        *,
        idempotency_key: str | None = None,
        dry_run: bool = False,
    ) -> OutcomeOutcomesClawbacksOpen:
        """Notice to a supplier: the ground, what was paid of what it reaches, and by when it is
        heard."""
        answer: OutcomeOutcomesClawbacksOpen = self.call(
            "POST",
            "/v1/outcomes/clawbacks/open",
            body=body,
            step=True,
            idempotency_key=idempotency_key,
            dry_run=dry_run,
        )
        return answer

    def outcomes_clawbacks_write_off(
        self,
        body: ClawbackNamed,
        *,
        idempotency_key: str | None = None,
        dry_run: bool = False,
    ) -> OutcomeOutcomesClawbacksWriteOff:
        """A clawback of a programme."""
        answer: OutcomeOutcomesClawbacksWriteOff = self.call(
            "POST",
            "/v1/outcomes/clawbacks/write-off",
            body=body,
            step=True,
            idempotency_key=idempotency_key,
            dry_run=dry_run,
        )
        return answer

    def outcomes_coming_list(
        self,
        *,
        days: int | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Pages[ComingOutcomeRow]:
        """One thing of a day in pay for success; `award_id` 0: of all awards of the programme;
        `won` is told where money is, `count`: of how many."""
        return self.pages(
            "/v1/outcomes/coming",
            query={
                "days": days,
                "limit": limit,
                "cursor": cursor,
            },
        )

    def outcomes_confirmations_list(
        self,
        *,
        programme_id: int | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Pages[ConfirmationRow]:
        """A link for a worker, and the answer, which has no name on it."""
        return self.pages(
            "/v1/outcomes/confirmations",
            query={
                "programme_id": programme_id,
                "limit": limit,
                "cursor": cursor,
            },
        )

    def outcomes_confirmations_make(
        self,
        body: LinkWanted,
        *,
        idempotency_key: str | None = None,
        dry_run: bool = False,
    ) -> OutcomeOutcomesConfirmationsMake:
        """A link for one worker at a site. Whoever asks makes the token, 32 random bytes as text,
        and hands the link over: only the token's digest is sent."""
        answer: OutcomeOutcomesConfirmationsMake = self.call(
            "POST",
            "/v1/outcomes/confirmations/make",
            body=body,
            step=True,
            idempotency_key=idempotency_key,
            dry_run=dry_run,
        )
        return answer

    def outcomes_conflicts_declare(
        self,
        body: ConflictDeclared,
        *,
        idempotency_key: str | None = None,
        dry_run: bool = False,
    ) -> OutcomeOutcomesConflictsDeclare:
        """An assessor says, once, whether it is free to judge an application, and why."""
        answer: OutcomeOutcomesConflictsDeclare = self.call(
            "POST",
            "/v1/outcomes/conflicts/declare",
            body=body,
            step=True,
            idempotency_key=idempotency_key,
            dry_run=dry_run,
        )
        return answer

    def outcomes_contract_sums_state(
        self,
        body: ContractSumStated,
        *,
        idempotency_key: str | None = None,
        dry_run: bool = False,
    ) -> OutcomeOutcomesContractSumsState:
        """What the site's own papers say the works at it cost; it is set against the invoice."""
        answer: OutcomeOutcomesContractSumsState = self.call(
            "POST",
            "/v1/outcomes/contract-sums/state",
            body=body,
            step=True,
            idempotency_key=idempotency_key,
            dry_run=dry_run,
        )
        return answer

    def outcomes_controls_run(
        self,
        body: ControlsRun,
        *,
        idempotency_key: str | None = None,
        dry_run: bool = False,
    ) -> OutcomeOutcomesControlsRun:
        """Look over a whole programme now."""
        answer: OutcomeOutcomesControlsRun = self.call(
            "POST",
            "/v1/outcomes/controls/run",
            body=body,
            step=True,
            idempotency_key=idempotency_key,
            dry_run=dry_run,
        )
        return answer

    def outcomes_costs_accept(
        self,
        body: CostGiven,
        *,
        idempotency_key: str | None = None,
        dry_run: bool = False,
    ) -> OutcomeOutcomesCostsAccept:
        """The cost of an award's works that is accepted, all of them together."""
        answer: OutcomeOutcomesCostsAccept = self.call(
            "POST",
            "/v1/outcomes/costs/accept",
            body=body,
            step=True,
            idempotency_key=idempotency_key,
            dry_run=dry_run,
        )
        return answer

    def outcomes_deposits_record(
        self,
        body: MoneyNamed,
        *,
        idempotency_key: str | None = None,
        dry_run: bool = False,
    ) -> OutcomeOutcomesDepositsRecord:
        """What an unidentified entry on the programme's bank account is: the payer's deposit, or,
        with its award, an advance repaid or a clawback paid."""
        answer: OutcomeOutcomesDepositsRecord = self.call(
            "POST",
            "/v1/outcomes/deposits/record",
            body=body,
            step=True,
            idempotency_key=idempotency_key,
            dry_run=dry_run,
        )
        return answer

    def outcomes_determinations_determine(
        self,
        body: DeterminationWanted,
        *,
        idempotency_key: str | None = None,
        dry_run: bool = False,
    ) -> OutcomeOutcomesDeterminationsDetermine:
        """A claim, and what it comes to by the agreed rule: whoever agrees, agrees to that sum. A
        trial with another sum says which it is."""
        answer: OutcomeOutcomesDeterminationsDetermine = self.call(
            "POST",
            "/v1/outcomes/determinations/determine",
            body=body,
            step=True,
            idempotency_key=idempotency_key,
            dry_run=dry_run,
        )
        return answer

    def outcomes_determinations_explain(
        self,
        programme_id: int,
        determination_id: int,
    ) -> ExplanationRow:
        """Why a claim pays what it pays, to the won and to the clause; with the canonical texts of
        rule and input, from which anybody can reckon it again, and what was found when it was
        made."""
        answer: ExplanationRow = self.call(
            "GET",
            f"/v1/outcomes/programmes/{part(programme_id)}/determinations/{part(determination_id)}",
        )
        return answer

    def outcomes_determinations_list(
        self,
        *,
        programme_id: int | None = None,
        award_id: int | None = None,
        claim_id: int | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Pages[DeterminationRow]:
        """A determination; the amounts of its booking once it is settled."""
        return self.pages(
            "/v1/outcomes/determinations",
            query={
                "programme_id": programme_id,
                "award_id": award_id,
                "claim_id": claim_id,
                "limit": limit,
                "cursor": cursor,
            },
        )

    def outcomes_determinations_redetermine(
        self,
        body: RedeterminationWanted,
        *,
        idempotency_key: str | None = None,
        dry_run: bool = False,
    ) -> OutcomeOutcomesDeterminationsRedetermine:
        """A claim is determined anew by the same rule: an accident became known later, a dispute
        was upheld, or an error was found. Findings given here take the place of the ones before."""
        answer: OutcomeOutcomesDeterminationsRedetermine = self.call(
            "POST",
            "/v1/outcomes/determinations/redetermine",
            body=body,
            step=True,
            idempotency_key=idempotency_key,
            dry_run=dry_run,
        )
        return answer

    def outcomes_determinations_reopened(
        self,
        programme_id: int,
        *,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Pages[ReopenedRow]:
        """A determination that a late accident re-opened and nobody has made anew since."""
        return self.pages(
            "/v1/outcomes/determinations/reopened",
            query={
                "programme_id": programme_id,
                "limit": limit,
                "cursor": cursor,
            },
        )

    def outcomes_determinations_settle(
        self,
        body: OutcomesDeterminationsDeterminationNamed,
        *,
        idempotency_key: str | None = None,
        dry_run: bool = False,
    ) -> OutcomeOutcomesDeterminationsSettle:
        """A determination of a programme."""
        answer: OutcomeOutcomesDeterminationsSettle = self.call(
            "POST",
            "/v1/outcomes/determinations/settle",
            body=body,
            step=True,
            idempotency_key=idempotency_key,
            dry_run=dry_run,
        )
        return answer

    def outcomes_disputes_decide(
        self,
        body: DisputeAnswered,
        *,
        idempotency_key: str | None = None,
        dry_run: bool = False,
    ) -> OutcomeOutcomesDisputesDecide:
        """The panel's written answer; upheld, the verifier determines the claim anew."""
        answer: OutcomeOutcomesDisputesDecide = self.call(
            "POST",
            "/v1/outcomes/disputes/decide",
            body=body,
            step=True,
            idempotency_key=idempotency_key,
            dry_run=dry_run,
        )
        return answer

    def outcomes_disputes_list(
        self,
        *,
        programme_id: int | None = None,
        award_id: int | None = None,
        claim_id: int | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Pages[DisputeRow]:
        """A dispute and its written answer."""
        return self.pages(
            "/v1/outcomes/disputes",
            query={
                "programme_id": programme_id,
                "award_id": award_id,
                "claim_id": claim_id,
                "limit": limit,
                "cursor": cursor,
            },
        )

    def outcomes_disputes_open(
        self,
        body: DisputeWanted,
        *,
        idempotency_key: str | None = None,
        dry_run: bool = False,
    ) -> OutcomeOutcomesDisputesOpen:
        """The supplier objects to a determination within its window, on evidence that came after
        it."""
        answer: OutcomeOutcomesDisputesOpen = self.call(
            "POST",
            "/v1/outcomes/disputes/open",
            body=body,
            step=True,
            idempotency_key=idempotency_key,
            dry_run=dry_run,
        )
        return answer

    def outcomes_events_list(
        self,
        programme_id: int,
        *,
        award_id: int | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Pages[OutcomesChoosingEventRow]:
        """A change of state, with its reason and the act it was done by."""
        return self.pages(
            f"/v1/outcomes/programmes/{part(programme_id)}/events",
            query={
                "award_id": award_id,
                "limit": limit,
                "cursor": cursor,
            },
        )

    def outcomes_evidence_add(
        self,
        body: EvidenceGiven,
        *,
        idempotency_key: str | None = None,
        dry_run: bool = False,
    ) -> OutcomeOutcomesEvidenceAdd:
        """A file about an award, or about the works at one of its sites; when and where it was
        taken, and by which device."""
        answer: OutcomeOutcomesEvidenceAdd = self.call(
            "POST",
            "/v1/outcomes/evidence/add",
            body=body,
            step=True,
            idempotency_key=idempotency_key,
            dry_run=dry_run,
        )
        return answer

    def outcomes_evidence_content(
        self,
        programme_id: int,
        evidence_id: int,
    ) -> EvidenceContent:
        """A file's bytes as base64: a browser is never handed them to run."""
        answer: EvidenceContent = self.call(
            "GET",
            "/v1/outcomes/evidence/content",
            query={
                "programme_id": programme_id,
                "evidence_id": evidence_id,
            },
        )
        return answer

    def outcomes_evidence_list(
        self,
        *,
        programme_id: int | None = None,
        award_id: int | None = None,
        match_id: int | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Pages[OutcomesWorksEvidenceRow]:
        """A file and where it comes from; `late`: outside its window, kept and not counted."""
        return self.pages(
            "/v1/outcomes/evidence",
            query={
                "programme_id": programme_id,
                "award_id": award_id,
                "match_id": match_id,
                "limit": limit,
                "cursor": cursor,
            },
        )

    def outcomes_exports_indigo(
        self,
        programme_id: int,
        *,
        uri: str | None = None,
        ocid_prefix: str | None = None,
    ) -> OutcomesReportsExportRow:
        """A document that fits its standard's schema, with nothing in it that is not public."""
        answer: OutcomesReportsExportRow = self.call(
            "GET",
            f"/v1/outcomes/programmes/{part(programme_id)}/indigo",
            query={
                "uri": uri,
                "ocid_prefix": ocid_prefix,
            },
        )
        return answer

    def outcomes_exports_ocds_record(
        self,
        programme_id: int,
        *,
        uri: str | None = None,
        ocid_prefix: str | None = None,
    ) -> OutcomesReportsExportRow:
        """A document that fits its standard's schema, with nothing in it that is not public."""
        answer: OutcomesReportsExportRow = self.call(
            "GET",
            f"/v1/outcomes/programmes/{part(programme_id)}/ocds-record",
            query={
                "uri": uri,
                "ocid_prefix": ocid_prefix,
            },
        )
        return answer

    def outcomes_exports_ocds_release(
        self,
        programme_id: int,
        *,
        uri: str | None = None,
        ocid_prefix: str | None = None,
    ) -> OutcomesReportsExportRow:
        """A document that fits its standard's schema, with nothing in it that is not public."""
        answer: OutcomesReportsExportRow = self.call(
            "GET",
            f"/v1/outcomes/programmes/{part(programme_id)}/ocds-release",
            query={
                "uri": uri,
                "ocid_prefix": ocid_prefix,
            },
        )
        return answer

    def outcomes_exports_workbook(
        self,
        programme_id: int,
        *,
        language: OutcomesExportsWorkbookLanguage | None = None,
    ) -> WorkbookRow:
        """The programme's figures as a workbook, base64."""
        answer: WorkbookRow = self.call(
            "GET",
            f"/v1/outcomes/programmes/{part(programme_id)}/workbook",
            query={
                "language": language,
            },
        )
        return answer

    def outcomes_findings_list(
        self,
        programme_id: int,
        *,
        award_id: int | None = None,
        control: str | None = None,
        open_only: bool | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Pages[FindingRow]:
        """One finding; `stops`: its award waits until it is settled. The sentences say what it
        is."""
        return self.pages(
            "/v1/outcomes/findings",
            query={
                "programme_id": programme_id,
                "award_id": award_id,
                "control": control,
                "open_only": open_only,
                "limit": limit,
                "cursor": cursor,
            },
        )

    def outcomes_findings_settle(
        self,
        body: FindingSettled,
        *,
        idempotency_key: str | None = None,
        dry_run: bool = False,
    ) -> OutcomeOutcomesFindingsSettle:
        """What a finding came to, and why: the answer is what auditors read."""
        answer: OutcomeOutcomesFindingsSettle = self.call(
            "POST",
            "/v1/outcomes/findings/settle",
            body=body,
            step=True,
            idempotency_key=idempotency_key,
            dry_run=dry_run,
        )
        return answer

    def outcomes_follow_ons_record(
        self,
        body: FollowOnTold,
        *,
        idempotency_key: str | None = None,
        dry_run: bool = False,
    ) -> OutcomeOutcomesFollowOnsRecord:
        """A sale to sites outside the programme, a policy fund, a guarantee, an investment, or the
        technology used again; `source`: the invoice or decision that shows it."""
        answer: OutcomeOutcomesFollowOnsRecord = self.call(
            "POST",
            "/v1/outcomes/follow-ons/record",
            body=body,
            step=True,
            idempotency_key=idempotency_key,
            dry_run=dry_run,
        )
        return answer

    def outcomes_gateway_draw(
        self,
        body: OutcomesGatewayDrawWanted,
        *,
        idempotency_key: str | None = None,
        dry_run: bool = False,
    ) -> OutcomeOutcomesGatewayDraw:
        """So many sites for an award. The nonce, any 32 bytes, is one part of the draw's seed; the
        act itself, the moment of its approval and the sites that fit then are the others."""
        answer: OutcomeOutcomesGatewayDraw = self.call(
            "POST",
            "/v1/outcomes/gateway/draw",
            body=body,
            step=True,
            idempotency_key=idempotency_key,
            dry_run=dry_run,
        )
        return answer

    def outcomes_gateway_draws(
        self,
        *,
        programme_id: int | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Pages[DrawRow]:
        """A draw with everything it can be drawn again from: seed = sha256(nonce || act, moment and
        the sites that fitted), the order of sites by sha256(seed || number)."""
        return self.pages(
            "/v1/outcomes/gateway/draws",
            query={
                "programme_id": programme_id,
                "limit": limit,
                "cursor": cursor,
            },
        )

    def outcomes_hazards_abate(
        self,
        body: HazardsAbated,
        *,
        idempotency_key: str | None = None,
        dry_run: bool = False,
    ) -> OutcomeOutcomesHazardsAbate:
        """What became of hazards at a site."""
        answer: OutcomeOutcomesHazardsAbate = self.call(
            "POST",
            "/v1/outcomes/hazards/abate",
            body=body,
            step=True,
            idempotency_key=idempotency_key,
            dry_run=dry_run,
        )
        return answer

    def outcomes_hazards_list(
        self,
        *,
        programme_id: int | None = None,
        award_id: int | None = None,
        match_id: int | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Pages[HazardRow]:
        """A hazard; risks are likelihood x severity, 1 to 25."""
        return self.pages(
            "/v1/outcomes/hazards",
            query={
                "programme_id": programme_id,
                "award_id": award_id,
                "match_id": match_id,
                "limit": limit,
                "cursor": cursor,
            },
        )

    def outcomes_hotline_answer(
        self,
        body: NoteNamed,
        *,
        idempotency_key: str | None = None,
        dry_run: bool = False,
    ) -> OutcomeOutcomesHotlineAnswer:
        """A note of the hotline that was looked into."""
        answer: OutcomeOutcomesHotlineAnswer = self.call(
            "POST",
            "/v1/outcomes/hotline/answer",
            body=body,
            step=True,
            idempotency_key=idempotency_key,
            dry_run=dry_run,
        )
        return answer

    def outcomes_hotline_list(
        self,
        *,
        programme_id: int | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Pages[HotlineRow]:
        """A note of the hotline."""
        return self.pages(
            "/v1/outcomes/hotline",
            query={
                "programme_id": programme_id,
                "limit": limit,
                "cursor": cursor,
            },
        )

    def outcomes_incidents_amend(
        self,
        body: IncidentAmended,
        *,
        idempotency_key: str | None = None,
        dry_run: bool = False,
    ) -> OutcomeOutcomesIncidentsAmend:
        """What became known later of an accident; what is not named stays."""
        answer: OutcomeOutcomesIncidentsAmend = self.call(
            "POST",
            "/v1/outcomes/incidents/amend",
            body=body,
            step=True,
            idempotency_key=idempotency_key,
            dry_run=dry_run,
        )
        return answer

    def outcomes_incidents_list(
        self,
        *,
        programme_id: int | None = None,
        award_id: int | None = None,
        match_id: int | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Pages[IncidentRow]:
        """An accident; `approved_on` is COMWEL's word."""
        return self.pages(
            "/v1/outcomes/incidents",
            query={
                "programme_id": programme_id,
                "award_id": award_id,
                "match_id": match_id,
                "limit": limit,
                "cursor": cursor,
            },
        )

    def outcomes_incidents_record(
        self,
        body: IncidentGiven,
        *,
        idempotency_key: str | None = None,
        dry_run: bool = False,
    ) -> OutcomeOutcomesIncidentsRecord:
        """An accident at a site. `reported_on`: the injury report form; `approved_on`: COMWEL's
        word; `attributable`: to a defect of what was installed."""
        answer: OutcomeOutcomesIncidentsRecord = self.call(
            "POST",
            "/v1/outcomes/incidents/record",
            body=body,
            step=True,
            idempotency_key=idempotency_key,
            dry_run=dry_run,
        )
        return answer

    def outcomes_inspections_list(
        self,
        *,
        programme_id: int | None = None,
        award_id: int | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Pages[InspectionRow]:
        """A look at a site in the tail."""
        return self.pages(
            "/v1/outcomes/inspections",
            query={
                "programme_id": programme_id,
                "award_id": award_id,
                "limit": limit,
                "cursor": cursor,
            },
        )

    def outcomes_matches_confirm(
        self,
        body: MatchNamed,
        *,
        idempotency_key: str | None = None,
        dry_run: bool = False,
    ) -> OutcomeOutcomesMatchesConfirm:
        """A site drawn for an award."""
        answer: OutcomeOutcomesMatchesConfirm = self.call(
            "POST",
            "/v1/outcomes/matches/confirm",
            body=body,
            step=True,
            idempotency_key=idempotency_key,
            dry_run=dry_run,
        )
        return answer

    def outcomes_matches_list(
        self,
        *,
        programme_id: int | None = None,
        award_id: int | None = None,
        match_id: int | None = None,
        site_id: int | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Pages[MatchRow]:
        """A site drawn for an award; `supplier_at`, `site_at`: when each side confirmed. `supplier`
        is told to the site's company too, but not of a draw that came to nothing."""
        return self.pages(
            "/v1/outcomes/matches",
            query={
                "programme_id": programme_id,
                "award_id": award_id,
                "match_id": match_id,
                "site_id": site_id,
                "limit": limit,
                "cursor": cursor,
            },
        )

    def outcomes_matches_refuse(
        self,
        body: MatchRefused,
        *,
        idempotency_key: str | None = None,
        dry_run: bool = False,
    ) -> OutcomeOutcomesMatchesRefuse:
        """The same, and why nothing comes of it."""
        answer: OutcomeOutcomesMatchesRefuse = self.call(
            "POST",
            "/v1/outcomes/matches/refuse",
            body=body,
            step=True,
            idempotency_key=idempotency_key,
            dry_run=dry_run,
        )
        return answer

    def outcomes_money_one(
        self,
        programme_id: int,
    ) -> MoneyRow:
        """A programme's money: cash + commitment + advances + clawbacks due = pool + reserves +
        retentions + payables + what is on its way out."""
        answer: MoneyRow = self.call(
            "GET",
            f"/v1/outcomes/programmes/{part(programme_id)}/money",
        )
        return answer

    def outcomes_observations_list(
        self,
        *,
        programme_id: int | None = None,
        award_id: int | None = None,
        match_id: int | None = None,
        month: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Pages[ObservationRow]:
        """A metric of a month at a site, in its last version."""
        return self.pages(
            "/v1/outcomes/observations",
            query={
                "programme_id": programme_id,
                "award_id": award_id,
                "match_id": match_id,
                "month": month,
                "limit": limit,
                "cursor": cursor,
            },
        )

    def outcomes_observations_record(
        self,
        body: ObservationsGiven,
        *,
        idempotency_key: str | None = None,
        dry_run: bool = False,
    ) -> OutcomeOutcomesObservationsRecord:
        """Months of any sites of a programme: all lines or none."""
        answer: OutcomeOutcomesObservationsRecord = self.call(
            "POST",
            "/v1/outcomes/observations/record",
            body=body,
            step=True,
            idempotency_key=idempotency_key,
            dry_run=dry_run,
        )
        return answer

    def outcomes_observations_record_sheet(
        self,
        body: ObservationSheet,
        *,
        idempotency_key: str | None = None,
        dry_run: bool = False,
    ) -> OutcomeOutcomesObservationsRecordSheet:
        """Months of any sites of a programme (.xlsx or .csv)."""
        answer: OutcomeOutcomesObservationsRecordSheet = self.call(
            "POST",
            "/v1/outcomes/observations/record-sheet",
            body=body,
            step=True,
            idempotency_key=idempotency_key,
            dry_run=dry_run,
        )
        return answer

    def outcomes_payables_list(
        self,
        *,
        programme_id: int | None = None,
        standing: OutcomesPayablesListStanding | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Pages[PayableRow]:
        """What a party is owed, until two people of the payer pay it or a fraud ends it."""
        return self.pages(
            "/v1/outcomes/payables",
            query={
                "programme_id": programme_id,
                "standing": standing,
                "limit": limit,
                "cursor": cursor,
            },
        )

    def outcomes_payments_pay(
        self,
        body: PaymentsApproved,
        *,
        idempotency_key: str | None = None,
        dry_run: bool = False,
    ) -> OutcomeOutcomesPaymentsPay:
        """Payables to be paid to the parties' own accounts, all of them or none. `total_won`: what
        they come to, so that nobody approves another sum than was meant."""
        answer: OutcomeOutcomesPaymentsPay = self.call(
            "POST",
            "/v1/outcomes/payments/pay",
            body=body,
            step=True,
            idempotency_key=idempotency_key,
            dry_run=dry_run,
        )
        return answer

    def outcomes_payments_pay_by_receivable(
        self,
        body: ByReceivable,
        *,
        idempotency_key: str | None = None,
        dry_run: bool = False,
    ) -> OutcomeOutcomesPaymentsPayByReceivable:
        """One payable is paid by a root in a mutual benefit payment programme whose buyer the payer
        is, due on `matures_on`. With an approval number the supplier's tax invoice is its evidence;
        without, a settlement statement."""
        answer: OutcomeOutcomesPaymentsPayByReceivable = self.call(
            "POST",
            "/v1/outcomes/payments/pay-by-receivable",
            body=body,
            step=True,
            idempotency_key=idempotency_key,
            dry_run=dry_run,
        )
        return answer

    def outcomes_price_bands_list(
        self,
        programme_id: int,
        *,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Pages[BandRow]:
        """What a unit of a model costs on the market, and who says so."""
        return self.pages(
            "/v1/outcomes/price-bands",
            query={
                "programme_id": programme_id,
                "limit": limit,
                "cursor": cursor,
            },
        )

    def outcomes_price_bands_set(
        self,
        body: PriceBandSet,
        *,
        idempotency_key: str | None = None,
        dry_run: bool = False,
    ) -> OutcomeOutcomesPriceBandsSet:
        """What a unit of a model costs on the market, from the least to the most, and the
        source."""
        answer: OutcomeOutcomesPriceBandsSet = self.call(
            "POST",
            "/v1/outcomes/price-bands/set",
            body=body,
            step=True,
            idempotency_key=idempotency_key,
            dry_run=dry_run,
        )
        return answer

    def outcomes_programmes_close(
        self,
        body: ProgrammeNamed,
        *,
        idempotency_key: str | None = None,
        dry_run: bool = False,
    ) -> OutcomeOutcomesProgrammesClose:
        """A programme."""
        answer: OutcomeOutcomesProgrammesClose = self.call(
            "POST",
            "/v1/outcomes/programmes/close",
            body=body,
            step=True,
            idempotency_key=idempotency_key,
            dry_run=dry_run,
        )
        return answer

    def outcomes_progress_one(
        self,
        programme_id: int,
        *,
        award_id: int | None = None,
    ) -> ProgressRow:
        """How far a programme or an award is, in the 22 rows of its workflow."""
        answer: ProgressRow = self.call(
            "GET",
            f"/v1/outcomes/programmes/{part(programme_id)}/progress",
            query={
                "award_id": award_id,
            },
        )
        return answer

    def outcomes_recommendations_decide(
        self,
        body: RankingWanted,
        *,
        idempotency_key: str | None = None,
        dry_run: bool = False,
    ) -> OutcomeOutcomesRecommendationsDecide:
        """Rank what was scored, once, and recommend it to the payer."""
        answer: OutcomeOutcomesRecommendationsDecide = self.call(
            "POST",
            "/v1/outcomes/recommendations/decide",
            body=body,
            step=True,
            idempotency_key=idempotency_key,
            dry_run=dry_run,
        )
        return answer

    def outcomes_references_list(
        self,
        *,
        programme_id: int | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Pages[ReferenceRow]:
        """What no target of a stratum may be softer than."""
        return self.pages(
            "/v1/outcomes/references",
            query={
                "programme_id": programme_id,
                "limit": limit,
                "cursor": cursor,
            },
        )

    def outcomes_references_set(
        self,
        body: ReferencesSet,
        *,
        idempotency_key: str | None = None,
        dry_run: bool = False,
    ) -> OutcomeOutcomesReferencesSet:
        """What no target may be softer than, and where it is from."""
        answer: OutcomeOutcomesReferencesSet = self.call(
            "POST",
            "/v1/outcomes/references/set",
            body=body,
            step=True,
            idempotency_key=idempotency_key,
            dry_run=dry_run,
        )
        return answer

    def outcomes_reports_one(
        self,
        programme_id: int,
    ) -> ReportRow:
        """The report as data, and as plain text in both languages."""
        answer: ReportRow = self.call(
            "GET",
            f"/v1/outcomes/programmes/{part(programme_id)}/report",
        )
        return answer

    def outcomes_retentions_forfeit(
        self,
        body: ForfeitWanted,
        *,
        idempotency_key: str | None = None,
        dry_run: bool = False,
    ) -> OutcomeOutcomesRetentionsForfeit:
        """What was kept back of a claim is lost: all of it for a concealed accident found later,
        the sites' share for equipment that is no longer in use."""
        answer: OutcomeOutcomesRetentionsForfeit = self.call(
            "POST",
            "/v1/outcomes/retentions/forfeit",
            body=body,
            step=True,
            idempotency_key=idempotency_key,
            dry_run=dry_run,
        )
        return answer

    def outcomes_retentions_list(
        self,
        *,
        programme_id: int | None = None,
        award_id: int | None = None,
        claim_id: int | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Pages[RetentionRow]:
        """What is kept back of a claim, and what became of it, in won."""
        return self.pages(
            "/v1/outcomes/retentions",
            query={
                "programme_id": programme_id,
                "award_id": award_id,
                "claim_id": claim_id,
                "limit": limit,
                "cursor": cursor,
            },
        )

    def outcomes_retentions_release(
        self,
        body: ClaimNamed,
        *,
        idempotency_key: str | None = None,
        dry_run: bool = False,
    ) -> OutcomeOutcomesRetentionsRelease:
        """A claim of a programme."""
        answer: OutcomeOutcomesRetentionsRelease = self.call(
            "POST",
            "/v1/outcomes/retentions/release",
            body=body,
            step=True,
            idempotency_key=idempotency_key,
            dry_run=dry_run,
        )
        return answer

    def outcomes_scores_list(
        self,
        programme_id: int,
        application_id: int,
        *,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Pages[ScoreRow]:
        """What the assessors gave for one criterion, from the least to the most, without their
        names; an assessor sees its own at once, everybody else after the ranking."""
        return self.pages(
            f"/v1/outcomes/programmes/{part(programme_id)}/applications/{part(application_id)}/scores",
            query={
                "limit": limit,
                "cursor": cursor,
            },
        )

    def outcomes_scores_lock(
        self,
        body: ScoresLocked,
        *,
        idempotency_key: str | None = None,
        dry_run: bool = False,
    ) -> OutcomeOutcomesScoresLock:
        """An assessor's whole sheet: every criterion of the call, once. It is not changed
        afterwards, and nobody else sees it before the ranking."""
        answer: OutcomeOutcomesScoresLock = self.call(
            "POST",
            "/v1/outcomes/scores/lock",
            body=body,
            step=True,
            idempotency_key=idempotency_key,
            dry_run=dry_run,
        )
        return answer

    def outcomes_serials_record_subsidy(
        self,
        body: SubsidisedGiven,
        *,
        idempotency_key: str | None = None,
        dry_run: bool = False,
    ) -> OutcomeOutcomesSerialsRecordSubsidy:
        """Devices that another subsidy pays for."""
        answer: OutcomeOutcomesSerialsRecordSubsidy = self.call(
            "POST",
            "/v1/outcomes/serials/record-subsidy",
            body=body,
            step=True,
            idempotency_key=idempotency_key,
            dry_run=dry_run,
        )
        return answer

    def outcomes_serials_subsidised(
        self,
        *,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Pages[SubsidisedRow]:
        """A device that another subsidy pays for; maker and serial as they are compared."""
        return self.pages(
            "/v1/outcomes/serials/subsidised",
            query={
                "limit": limit,
                "cursor": cursor,
            },
        )

    def outcomes_sites_close(
        self,
        body: SiteEnded,
        *,
        idempotency_key: str | None = None,
        dry_run: bool = False,
    ) -> OutcomeOutcomesSitesClose:
        """A site that closed on a day, or takes part no more; and why. `disaster`, `ordered` and
        `bankruptcy` take it out of what is counted: the administrator says so, with evidence of
        it."""
        answer: OutcomeOutcomesSitesClose = self.call(
            "POST",
            "/v1/outcomes/sites/close",
            body=body,
            step=True,
            idempotency_key=idempotency_key,
            dry_run=dry_run,
        )
        return answer

    def outcomes_sites_consent(
        self,
        body: ConsentGiven,
        *,
        idempotency_key: str | None = None,
        dry_run: bool = False,
    ) -> OutcomeOutcomesSitesConsent:
        """The digest of the text that the owner and the workers' representative both read."""
        answer: OutcomeOutcomesSitesConsent = self.call(
            "POST",
            "/v1/outcomes/sites/consent",
            body=body,
            step=True,
            idempotency_key=idempotency_key,
            dry_run=dry_run,
        )
        return answer

    def outcomes_sites_consent_text(
        self,
        programme_id: int,
        site_id: int,
    ) -> ConsentText:
        """What the owner and the workers' representative sign, and its SHA-256."""
        answer: ConsentText = self.call(
            "GET",
            "/v1/outcomes/sites/consent-text",
            query={
                "programme_id": programme_id,
                "site_id": site_id,
            },
        )
        return answer

    def outcomes_sites_list(
        self,
        *,
        programme_id: int | None = None,
        site_id: int | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Pages[SiteRow]:
        """A site and how it stands; `consent_digest` is of the text both sides signed."""
        return self.pages(
            "/v1/outcomes/sites",
            query={
                "programme_id": programme_id,
                "site_id": site_id,
                "limit": limit,
                "cursor": cursor,
            },
        )

    def outcomes_sites_register(
        self,
        body: SiteWanted,
        *,
        idempotency_key: str | None = None,
        dry_run: bool = False,
    ) -> OutcomeOutcomesSitesRegister:
        """A workplace of the actor's that asks to be improved, free of charge, and who stands
        behind the company: no supplier that shares any of them is drawn for it."""
        answer: OutcomeOutcomesSitesRegister = self.call(
            "POST",
            "/v1/outcomes/sites/register",
            body=body,
            step=True,
            idempotency_key=idempotency_key,
            dry_run=dry_run,
        )
        return answer

    def outcomes_tails_begin(
        self,
        body: AwardNamed,
        *,
        idempotency_key: str | None = None,
        dry_run: bool = False,
    ) -> OutcomeOutcomesTailsBegin:
        """An award of a programme."""
        answer: OutcomeOutcomesTailsBegin = self.call(
            "POST",
            "/v1/outcomes/tails/begin",
            body=body,
            step=True,
            idempotency_key=idempotency_key,
            dry_run=dry_run,
        )
        return answer

    def outcomes_tails_inspect(
        self,
        body: InspectionWanted,
        *,
        idempotency_key: str | None = None,
        dry_run: bool = False,
    ) -> OutcomeOutcomesTailsInspect:
        """A look at a site; `announced`: whether it knew beforehand."""
        answer: OutcomeOutcomesTailsInspect = self.call(
            "POST",
            "/v1/outcomes/tails/inspect",
            body=body,
            step=True,
            idempotency_key=idempotency_key,
            dry_run=dry_run,
        )
        return answer

    def outcomes_targets_approve(
        self,
        body: TargetNamed,
        *,
        idempotency_key: str | None = None,
        dry_run: bool = False,
    ) -> OutcomeOutcomesTargetsApprove:
        """A version of an undertaking."""
        answer: OutcomeOutcomesTargetsApprove = self.call(
            "POST",
            "/v1/outcomes/targets/approve",
            body=body,
            step=True,
            idempotency_key=idempotency_key,
            dry_run=dry_run,
        )
        return answer

    def outcomes_targets_list(
        self,
        *,
        programme_id: int | None = None,
        award_id: int | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Pages[TargetRow]:
        """A version of an undertaking; `why` it was refused."""
        return self.pages(
            "/v1/outcomes/targets",
            query={
                "programme_id": programme_id,
                "award_id": award_id,
                "limit": limit,
                "cursor": cursor,
            },
        )

    def outcomes_targets_propose(
        self,
        body: TargetWanted,
        *,
        idempotency_key: str | None = None,
        dry_run: bool = False,
    ) -> OutcomeOutcomesTargetsPropose:
        """A supplier's undertaking for its award; weights add up to exactly 1."""
        answer: OutcomeOutcomesTargetsPropose = self.call(
            "POST",
            "/v1/outcomes/targets/propose",
            body=body,
            step=True,
            idempotency_key=idempotency_key,
            dry_run=dry_run,
        )
        return answer

    def outcomes_targets_refuse(
        self,
        body: TargetRefused,
        *,
        idempotency_key: str | None = None,
        dry_run: bool = False,
    ) -> OutcomeOutcomesTargetsRefuse:
        """The same, and why, in words that the supplier reads."""
        answer: OutcomeOutcomesTargetsRefuse = self.call(
            "POST",
            "/v1/outcomes/targets/refuse",
            body=body,
            step=True,
            idempotency_key=idempotency_key,
            dry_run=dry_run,
        )
        return answer

    def outcomes_terminations_decide(
        self,
        body: TerminationWanted,
        *,
        idempotency_key: str | None = None,
        dry_run: bool = False,
    ) -> OutcomeOutcomesTerminationsDecide:
        """An award ends early; by `fraud` once a finding was confirmed. `agreed_won`: costs agreed
        besides what was verified, where the payer ends without cause."""
        answer: OutcomeOutcomesTerminationsDecide = self.call(
            "POST",
            "/v1/outcomes/terminations/decide",
            body=body,
            step=True,
            idempotency_key=idempotency_key,
            dry_run=dry_run,
        )
        return answer

    def outcomes_verifications_draw(
        self,
        body: OutcomesVerificationsDrawWanted,
        *,
        idempotency_key: str | None = None,
        dry_run: bool = False,
    ) -> OutcomeOutcomesVerificationsDraw:
        """The verifier reveals the number whose digest was put down before; at an award's next
        claim it reveals the number whose digest this one is."""
        answer: OutcomeOutcomesVerificationsDraw = self.call(
            "POST",
            "/v1/outcomes/verifications/draw",
            body=body,
            step=True,
            idempotency_key=idempotency_key,
            dry_run=dry_run,
        )
        return answer

    def outcomes_verifications_list(
        self,
        *,
        programme_id: int | None = None,
        award_id: int | None = None,
        claim_id: int | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Pages[VerificationRow]:
        """A draw, from which anybody can draw again: seed = sha256(nonce, the claim's digest),
        sites in the order of sha256(seed, number in decimal digits). `found` once it is
        reported."""
        return self.pages(
            "/v1/outcomes/verifications",
            query={
                "programme_id": programme_id,
                "award_id": award_id,
                "claim_id": claim_id,
                "limit": limit,
                "cursor": cursor,
            },
        )

    def outcomes_verifications_report(
        self,
        body: ReportWanted,
        *,
        idempotency_key: str | None = None,
        dry_run: bool = False,
    ) -> OutcomeOutcomesVerificationsReport:
        """What was found: every metric of every drawn site; and whether the sites keep their duties
        under the law, which is a gate."""
        answer: OutcomeOutcomesVerificationsReport = self.call(
            "POST",
            "/v1/outcomes/verifications/report",
            body=body,
            step=True,
            idempotency_key=idempotency_key,
            dry_run=dry_run,
        )
        return answer

    def outcomes_verifiers_assign(
        self,
        body: VerifierWanted,
        *,
        idempotency_key: str | None = None,
        dry_run: bool = False,
    ) -> OutcomeOutcomesVerifiersAssign:
        """An award's independent verifier, which agrees. It keeps a nonce, from which it will draw
        its samples; its sha256 is put down here. `replaces`: it takes over from another. `related`:
        who stands behind it, in the very text it agrees to."""
        answer: OutcomeOutcomesVerifiersAssign = self.call(
            "POST",
            "/v1/outcomes/verifiers/assign",
            body=body,
            step=True,
            idempotency_key=idempotency_key,
            dry_run=dry_run,
        )
        return answer

    def outcomes_waiting_list(
        self,
        *,
        programme_id: int | None = None,
        award_id: int | None = None,
        mine: bool | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Pages[PortalSafetyWaitingRow]:
        """Something that waits: `what` by a stable code, about `subject_id` (a site, match, claim,
        …, called `name`), for `company`, since when, and until when it may be done."""
        return self.pages(
            "/v1/outcomes/waiting",
            query={
                "programme_id": programme_id,
                "award_id": award_id,
                "mine": mine,
                "limit": limit,
                "cursor": cursor,
            },
        )

    def outcomes_works_accept(
        self,
        body: MatchNamed,
        *,
        idempotency_key: str | None = None,
        dry_run: bool = False,
    ) -> OutcomeOutcomesWorksAccept:
        """A site drawn for an award."""
        answer: OutcomeOutcomesWorksAccept = self.call(
            "POST",
            "/v1/outcomes/works/accept",
            body=body,
            step=True,
            idempotency_key=idempotency_key,
            dry_run=dry_run,
        )
        return answer

    def outcomes_works_list(
        self,
        *,
        programme_id: int | None = None,
        award_id: int | None = None,
        match_id: int | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Pages[WorksRow]:
        """Works at a site, with its devices."""
        return self.pages(
            "/v1/outcomes/works",
            query={
                "programme_id": programme_id,
                "award_id": award_id,
                "match_id": match_id,
                "limit": limit,
                "cursor": cursor,
            },
        )

    def outcomes_works_refuse(
        self,
        body: WorksRefused,
        *,
        idempotency_key: str | None = None,
        dry_run: bool = False,
    ) -> OutcomeOutcomesWorksRefuse:
        """Works that the site does not accept, and why, in words that the supplier reads."""
        answer: OutcomeOutcomesWorksRefuse = self.call(
            "POST",
            "/v1/outcomes/works/refuse",
            body=body,
            step=True,
            idempotency_key=idempotency_key,
            dry_run=dry_run,
        )
        return answer

    def outcomes_works_submit(
        self,
        body: WorksGiven,
        *,
        idempotency_key: str | None = None,
        dry_run: bool = False,
    ) -> OutcomeOutcomesWorksSubmit:
        """The works at a site: the tax invoice, the bank transfer that paid it, the cost that is
        claimed, the devices, and the files that prove it (photographs of before and after, the
        training list, the test sheet)."""
        answer: OutcomeOutcomesWorksSubmit = self.call(
            "POST",
            "/v1/outcomes/works/submit",
            body=body,
            step=True,
            idempotency_key=idempotency_key,
            dry_run=dry_run,
        )
        return answer

    def own_accounts_add(
        self,
        body: OwnAccountWanted,
        *,
        idempotency_key: str | None = None,
        dry_run: bool = False,
    ) -> OutcomeOwnAccountsAdd:
        """One of the scheme's own bank accounts: where money is settled, deposited, or funded from.
        Where its owner is another company, people of it agree."""
        answer: OutcomeOwnAccountsAdd = self.call(
            "POST",
            "/v1/own-accounts/add",
            body=body,
            step=True,
            idempotency_key=idempotency_key,
            dry_run=dry_run,
        )
        return answer

    def own_accounts_list(
        self,
        *,
        own_account_id: int | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Pages[OwnAccountRow]:
        """An account the scheme works with; another owner's number shows its last four digits."""
        return self.pages(
            "/v1/own-accounts",
            query={
                "own_account_id": own_account_id,
                "limit": limit,
                "cursor": cursor,
            },
        )

    def passkeys_begin(
        self,
    ) -> Options:
        """What to hand to `navigator.credentials.create()`."""
        answer: Options = self.call(
            "POST",
            "/v1/passkeys/begin",
            body={},
        )
        return answer

    def passkeys_finish(
        self,
        body: NewPasskey,
    ) -> PasskeyShown:
        """Register a passkey."""
        answer: PasskeyShown = self.call(
            "POST",
            "/v1/passkeys/finish",
            body=body,
        )
        return answer

    def passkeys_list(
        self,
    ) -> Passkeys:
        """Every passkey of the person."""
        answer: Passkeys = self.call(
            "GET",
            "/v1/passkeys",
        )
        return answer

    def passkeys_remove(
        self,
        body: WhichPasskey,
    ) -> Ended:
        """Remove a passkey; the last way in stays."""
        answer: Ended = self.call(
            "POST",
            "/v1/passkeys/remove",
            body=body,
        )
        return answer

    def password_set(
        self,
        body: NewPassword,
    ) -> None:
        """Set a password; the person's other sessions end."""
        self.call(
            "POST",
            "/v1/password",
            body=body,
        )

    def payees_past(
        self,
        *,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Pages[PastPayee]:
        """A company that was promised money before, counted over the newest 10,000 promises."""
        return self.pages(
            "/v1/payees/past",
            query={
                "limit": limit,
                "cursor": cursor,
            },
        )

    def payouts_by_state(
        self,
        *,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Pages[PayoutCount]:
        """How many payouts of a programme stand so, and what they come to."""
        return self.pages(
            "/v1/payouts/by-state",
            query={
                "limit": limit,
                "cursor": cursor,
            },
        )

    def payouts_in_programme(
        self,
        programme_id: int,
        *,
        company_id: int | None = None,
        state: PayoutsInProgrammeState | None = None,
        from_on: str | None = None,
        until: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Pages[ProgrammePayoutRow]:
        """A payout with its payee: a company, or an own account of the scheme."""
        return self.pages(
            f"/v1/programmes/{part(programme_id)}/payouts",
            query={
                "company_id": company_id,
                "state": state,
                "from_on": from_on,
                "until": until,
                "limit": limit,
                "cursor": cursor,
            },
        )

    def payouts_list(
        self,
        *,
        programme_id: int | None = None,
        state: PayoutsListState | None = None,
        from_on: str | None = None,
        until: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Pages[PayoutRow]:
        """A payout and its newest attempt. `source_id`: what it pays: a receivable, a purchase, a
        lock or a run, by `purpose`."""
        return self.pages(
            "/v1/payouts",
            query={
                "programme_id": programme_id,
                "state": state,
                "from_on": from_on,
                "until": until,
                "limit": limit,
                "cursor": cursor,
            },
        )

    def payouts_stuck(
        self,
        *,
        programme_id: int | None = None,
        state: PayoutsStuckState | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Pages[StuckRow]:
        """A payout that came back, or whose answer the bank still owes. `since`: of the newest
        attempt's state; `attempt_no`: how often it was sent; `next`: what happens to it now."""
        return self.pages(
            "/v1/payouts/stuck",
            query={
                "programme_id": programme_id,
                "state": state,
                "limit": limit,
                "cursor": cursor,
            },
        )

    def people_list(
        self,
        *,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Pages[PersonRow]:
        """Somebody who works for the company, with every power in force there."""
        return self.pages(
            "/v1/people",
            query={
                "limit": limit,
                "cursor": cursor,
            },
        )

    def playbooks_list(
        self,
        *,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Pages[PlaybookRow]:
        """A buyer that did not pay, and how many steps of its playbook are done."""
        return self.pages(
            "/v1/playbooks",
            query={
                "limit": limit,
                "cursor": cursor,
            },
        )

    def playbooks_one(
        self,
        playbook_id: int,
    ) -> OnePlaybook:
        """A playbook, and for the operator its steps so far, in their order."""
        answer: OnePlaybook = self.call(
            "GET",
            f"/v1/playbooks/{part(playbook_id)}",
        )
        return answer

    def playbooks_open(
        self,
        body: PlaybookWanted,
        *,
        idempotency_key: str | None = None,
        dry_run: bool = False,
    ) -> OutcomePlaybooksOpen:
        """Proceedings on a buyer that is insolvent, with or without an unpaid call. They do nothing
        yet; they reach all its programmes."""
        answer: OutcomePlaybooksOpen = self.call(
            "POST",
            "/v1/playbooks/open",
            body=body,
            step=True,
            idempotency_key=idempotency_key,
            dry_run=dry_run,
        )
        return answer

    def playbooks_paper(
        self,
        playbook_id: int,
        name: str,
    ) -> OnePaper:
        """A file itself; `document`: its bytes in base64."""
        answer: OnePaper = self.call(
            "GET",
            f"/v1/playbooks/{part(playbook_id)}/papers/{part(name)}",
        )
        return answer

    def playbooks_papers(
        self,
        *,
        playbook_id: int | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Pages[PaperRow]:
        """A file of a playbook's evidence; `digest`: its SHA-256 in hexadecimal."""
        return self.pages(
            "/v1/playbook-papers",
            query={
                "playbook_id": playbook_id,
                "limit": limit,
                "cursor": cursor,
            },
        )

    def playbooks_run(
        self,
        body: PlaybookRun,
        *,
        idempotency_key: str | None = None,
        dry_run: bool = False,
    ) -> OutcomePlaybooksRun:
        """Which default proceeding goes on, in all programmes of its buyer."""
        answer: OutcomePlaybooksRun = self.call(
            "POST",
            "/v1/playbooks/run",
            body=body,
            step=True,
            idempotency_key=idempotency_key,
            dry_run=dry_run,
        )
        return answer

    def powers_end(
        self,
        body: PeopleEnd,
        *,
        idempotency_key: str | None = None,
        dry_run: bool = False,
    ) -> OutcomePowersEnd:
        """A power that ends."""
        answer: OutcomePowersEnd = self.call(
            "POST",
            "/v1/powers/end",
            body=body,
            step=True,
            idempotency_key=idempotency_key,
            dry_run=dry_run,
        )
        return answer

    def powers_grant(
        self,
        body: Grant,
        *,
        idempotency_key: str | None = None,
        dry_run: bool = False,
    ) -> OutcomePowersGrant:
        """A role for a person who works here already; others come by invitation."""
        answer: OutcomePowersGrant = self.call(
            "POST",
            "/v1/powers/grant",
            body=body,
            step=True,
            idempotency_key=idempotency_key,
            dry_run=dry_run,
        )
        return answer

    def powers_limit(
        self,
        body: ChangeLimit,
        *,
        idempotency_key: str | None = None,
        dry_run: bool = False,
    ) -> OutcomePowersLimit:
        """A power that gets another limit."""
        answer: OutcomePowersLimit = self.call(
            "POST",
            "/v1/powers/limit",
            body=body,
            step=True,
            idempotency_key=idempotency_key,
            dry_run=dry_run,
        )
        return answer

    def powers_mine(
        self,
        *,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Pages[PowerRow]:
        """A power of the person who asks, at the company it asks for."""
        return self.pages(
            "/v1/powers/mine",
            query={
                "limit": limit,
                "cursor": cursor,
            },
        )

    def preview_pass_on(
        self,
        programme_id: int,
        receivable_id: int,
        amount_won: int,
        matures_on: str,
        *,
        more_won: list[int] | None = None,
        more_on: list[str] | None = None,
        invoice_on: str | None = None,
        payee_size: CompanySize | None = None,
        sold_share: str | None = None,
        sold_after_days: int | None = None,
        tax_won: int | None = None,
    ) -> PreviewShown:
        """What passing on would earn, and what keeping the money would; won."""
        answer: PreviewShown = self.call(
            "GET",
            f"/v1/programmes/{part(programme_id)}/receivables/{part(receivable_id)}/preview",
            query={
                "amount_won": amount_won,
                "more_won": more_won,
                "matures_on": matures_on,
                "more_on": more_on,
                "invoice_on": invoice_on,
                "payee_size": payee_size,
                "sold_share": sold_share,
                "sold_after_days": sold_after_days,
                "tax_won": tax_won,
            },
        )
        return answer

    def programmes_add_terms(
        self,
        body: TermsWanted,
        *,
        idempotency_key: str | None = None,
        dry_run: bool = False,
    ) -> OutcomeProgrammesAddTerms:
        """Terms of a programme from a day on; what was issued before keeps its own. Rates are
        fractions a year; the system's fee is inside the rate of early payment."""
        answer: OutcomeProgrammesAddTerms = self.call(
            "POST",
            "/v1/programmes/add-terms",
            body=body,
            step=True,
            idempotency_key=idempotency_key,
            dry_run=dry_run,
        )
        return answer

    def programmes_admit_funder(
        self,
        body: FunderNamed,
        *,
        idempotency_key: str | None = None,
        dry_run: bool = False,
    ) -> OutcomeProgrammesAdmitFunder:
        """A company that may stand ready in a programme as a funder; it sees the programme and its
        terms from then on."""
        answer: OutcomeProgrammesAdmitFunder = self.call(
            "POST",
            "/v1/programmes/admit-funder",
            body=body,
            step=True,
            idempotency_key=idempotency_key,
            dry_run=dry_run,
        )
        return answer

    def programmes_list(
        self,
        *,
        programme_id: int | None = None,
        my_part: ProgrammesListMyPart | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Pages[ProgrammeRow]:
        """One agreement. `my_part`: what the company is in it."""
        return self.pages(
            "/v1/programmes",
            query={
                "programme_id": programme_id,
                "my_part": my_part,
                "limit": limit,
                "cursor": cursor,
            },
        )

    def programmes_open(
        self,
        body: ProgrammeWanted,
        *,
        idempotency_key: str | None = None,
        dry_run: bool = False,
    ) -> OutcomeProgrammesOpen:
        """An agreement between a buyer, the institution that enters it and the Foundation, to which
        people of both others agree. The settlement and operating accounts are the institution's,
        the deposit account the Foundation's. `claim_days`: how long value waits for a payee that is
        not on the system."""
        answer: OutcomeProgrammesOpen = self.call(
            "POST",
            "/v1/programmes/open",
            body=body,
            step=True,
            idempotency_key=idempotency_key,
            dry_run=dry_run,
        )
        return answer

    def programmes_terms(
        self,
        programme_id: int,
        *,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Pages[TermsRow]:
        """Prices and rules from a day on; a receivable keeps those of its root. Rates a year."""
        return self.pages(
            f"/v1/programmes/{part(programme_id)}/terms",
            query={
                "limit": limit,
                "cursor": cursor,
            },
        )

    def receivables_amend(
        self,
        body: Amend,
        *,
        idempotency_key: str | None = None,
        dry_run: bool = False,
    ) -> OutcomeReceivablesAmend:
        """What stands in the place of a receivable: another amount and day for the same holder."""
        answer: OutcomeReceivablesAmend = self.call(
            "POST",
            "/v1/receivables/amend",
            body=body,
            step=True,
            idempotency_key=idempotency_key,
            dry_run=dry_run,
        )
        return answer

    def receivables_cancel(
        self,
        body: ReceivableNamed,
        *,
        idempotency_key: str | None = None,
        dry_run: bool = False,
    ) -> OutcomeReceivablesCancel:
        """One receivable."""
        answer: OutcomeReceivablesCancel = self.call(
            "POST",
            "/v1/receivables/cancel",
            body=body,
            step=True,
            idempotency_key=idempotency_key,
            dry_run=dry_run,
        )
        return answer

    def receivables_held(
        self,
        *,
        programme_id: int | None = None,
        due_from: str | None = None,
        due_until: str | None = None,
        buyer_number: str | None = None,
        state: ReceivablesHeldState | None = None,
        least_won: int | None = None,
        least_retained_won: int | None = None,
        least_sellable_won: int | None = None,
        least_passable_won: int | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Pages[Held]:
        """A receivable the company holds: face = retained + passed on + sold, `locked_won` of what
        is retained is attached by creditors. `sellable_won`: what could be sold this day, funders
        and the hour aside; `passable_won`: what could be passed on. `guarantor` pays where the
        buyer does not."""
        return self.pages(
            "/v1/receivables/held",
            query={
                "programme_id": programme_id,
                "due_from": due_from,
                "due_until": due_until,
                "buyer_number": buyer_number,
                "state": state,
                "least_won": least_won,
                "least_retained_won": least_retained_won,
                "least_sellable_won": least_sellable_won,
                "least_passable_won": least_passable_won,
                "limit": limit,
                "cursor": cursor,
            },
        )

    def receivables_in_programme(
        self,
        programme_id: int,
        *,
        receivable_id: int | None = None,
        root_id: int | None = None,
        tier: int | None = None,
        due_from: str | None = None,
        due_until: str | None = None,
        company_id: int | None = None,
        state: ReceivablesInProgrammeState | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Pages[OfProgrammeOutput]:
        """A receivable as its institution sees it."""
        return self.pages(
            f"/v1/programmes/{part(programme_id)}/receivables",
            query={
                "receivable_id": receivable_id,
                "root_id": root_id,
                "tier": tier,
                "due_from": due_from,
                "due_until": due_until,
                "company_id": company_id,
                "state": state,
                "limit": limit,
                "cursor": cursor,
            },
        )

    def receivables_issue(
        self,
        body: Issue,
        *,
        idempotency_key: str | None = None,
        dry_run: bool = False,
    ) -> OutcomeReceivablesIssue:
        """A buyer's list of approved invoices: all of them or none."""
        answer: OutcomeReceivablesIssue = self.call(
            "POST",
            "/v1/receivables/issue",
            body=body,
            step=True,
            idempotency_key=idempotency_key,
            dry_run=dry_run,
        )
        return answer

    def receivables_issue_files(
        self,
        body: IssueFiles,
        *,
        idempotency_key: str | None = None,
        dry_run: bool = False,
    ) -> OutcomeReceivablesIssueFiles:
        """Tax invoices as XML, one root each: all of them or none. An amended invoice makes no
        promise; it stops new ones on its original. Due on `matures_on`, else so many days after
        each was written."""
        answer: OutcomeReceivablesIssueFiles = self.call(
            "POST",
            "/v1/receivables/issue-files",
            body=body,
            step=True,
            idempotency_key=idempotency_key,
            dry_run=dry_run,
        )
        return answer

    def receivables_issue_sheet(
        self,
        body: IssueSheet,
        *,
        idempotency_key: str | None = None,
        dry_run: bool = False,
    ) -> OutcomeReceivablesIssueSheet:
        """A buyer's spreadsheet of approved invoices (.xlsx or .csv): all of its lines or none."""
        answer: OutcomeReceivablesIssueSheet = self.call(
            "POST",
            "/v1/receivables/issue-sheet",
            body=body,
            step=True,
            idempotency_key=idempotency_key,
            dry_run=dry_run,
        )
        return answer

    def receivables_issued(
        self,
        *,
        programme_id: int | None = None,
        parent_id: int | None = None,
        due_from: str | None = None,
        due_until: str | None = None,
        payee_number: str | None = None,
        state: ReceivablesIssuedState | None = None,
        waits_for_payee: bool | None = None,
        least_won: int | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Pages[Issued]:
        """A receivable the company issued or passed on. `waits_for_payee`: who is not on the system
        yet."""
        return self.pages(
            "/v1/receivables/issued",
            query={
                "programme_id": programme_id,
                "parent_id": parent_id,
                "due_from": due_from,
                "due_until": due_until,
                "payee_number": payee_number,
                "state": state,
                "waits_for_payee": waits_for_payee,
                "least_won": least_won,
                "limit": limit,
                "cursor": cursor,
            },
        )

    def receivables_one(
        self,
        programme_id: int,
        receivable_id: int,
    ) -> One:
        """One receivable from the company's side of it: who issued it is not told its payee's
        split."""
        answer: One = self.call(
            "GET",
            f"/v1/programmes/{part(programme_id)}/receivables/{part(receivable_id)}",
        )
        return answer

    def receivables_pass_on(
        self,
        body: PassOn,
        *,
        idempotency_key: str | None = None,
        dry_run: bool = False,
    ) -> OutcomeReceivablesPassOn:
        """Parts of one receivable for the holder's own suppliers: all of them or none."""
        answer: OutcomeReceivablesPassOn = self.call(
            "POST",
            "/v1/receivables/pass-on",
            body=body,
            step=True,
            idempotency_key=idempotency_key,
            dry_run=dry_run,
        )
        return answer

    def receivables_pass_on_sheet(
        self,
        body: PassOnSheet,
        *,
        idempotency_key: str | None = None,
        dry_run: bool = False,
    ) -> OutcomeReceivablesPassOnSheet:
        """A holder's spreadsheet of its suppliers (.xlsx or .csv): all of its lines or none."""
        answer: OutcomeReceivablesPassOnSheet = self.call(
            "POST",
            "/v1/receivables/pass-on-sheet",
            body=body,
            step=True,
            idempotency_key=idempotency_key,
            dry_run=dry_run,
        )
        return answer

    def receivables_refuse(
        self,
        body: ReceivableNamed,
        *,
        idempotency_key: str | None = None,
        dry_run: bool = False,
    ) -> OutcomeReceivablesRefuse:
        """One receivable."""
        answer: OutcomeReceivablesRefuse = self.call(
            "POST",
            "/v1/receivables/refuse",
            body=body,
            step=True,
            idempotency_key=idempotency_key,
            dry_run=dry_run,
        )
        return answer

    def receivables_tiers(
        self,
        programme_id: int,
        *,
        from_on: str | None = None,
        until: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Pages[TierTotals]:
        """A month's promises of one tier; `names`: of companies that let their buyer see them."""
        return self.pages(
            f"/v1/programmes/{part(programme_id)}/tiers",
            query={
                "from_on": from_on,
                "until": until,
                "limit": limit,
                "cursor": cursor,
            },
        )

    def recoveries_approve(
        self,
        body: Word,
    ) -> None:
        """Be one of the two who let a person in again, as administrators of its company."""
        self.call(
            "POST",
            "/v1/recoveries/approve",
            body=body,
        )

    def recoveries_ask(
        self,
        body: OwnAddress,
    ) -> AskedShown:
        """Ask to be let in again; an address that nobody has is answered alike."""
        answer: AskedShown = self.call(
            "POST",
            "/v1/recoveries/ask",
            body=body,
        )
        return answer

    def recoveries_list(
        self,
    ) -> Recoveries:
        """Requests that wait for the caller's word."""
        answer: Recoveries = self.call(
            "GET",
            "/v1/recoveries",
        )
        return answer

    def recoveries_open(
        self,
    ) -> OpenRecoveries:
        """Requests that the caller may withdraw: its own, and those of its company's people."""
        answer: OpenRecoveries = self.call(
            "GET",
            "/v1/recoveries/open",
        )
        return answer

    def recoveries_use(
        self,
        body: Secret,
    ) -> Begun:
        """Come in again, once; the session's token comes in a cookie."""
        answer: Begun = self.call(
            "POST",
            "/v1/recoveries/use",
            body=body,
        )
        return answer

    def recoveries_withdraw(
        self,
        body: WhichRecovery,
    ) -> None:
        """End a request; within a day of its use also what was set up by it."""
        self.call(
            "POST",
            "/v1/recoveries/withdraw",
            body=body,
        )

    def representatives_confirm(
        self,
        body: Confirm,
        *,
        idempotency_key: str | None = None,
        dry_run: bool = False,
    ) -> OutcomeRepresentativesConfirm:
        """A person whom the operator has seen to bind a company."""
        answer: OutcomeRepresentativesConfirm = self.call(
            "POST",
            "/v1/representatives/confirm",
            body=body,
            step=True,
            idempotency_key=idempotency_key,
            dry_run=dry_run,
        )
        return answer

    def sandbox_clock(
        self,
    ) -> ClockRow:
        """What the clock shows, in Korea, and how far ahead of the real one; 0 in a real book."""
        answer: ClockRow = self.call(
            "GET",
            "/v1/sandbox/clock",
        )
        return answer

    def sandbox_set_clock(
        self,
        body: ClockSetting,
        *,
        idempotency_key: str | None = None,
        dry_run: bool = False,
    ) -> OutcomeSandboxSetClock:
        """The moment that the sandbox's clock is to show, with its zone."""
        answer: OutcomeSandboxSetClock = self.call(
            "POST",
            "/v1/sandbox/set-clock",
            body=body,
            step=True,
            idempotency_key=idempotency_key,
            dry_run=dry_run,
        )
        return answer

    def scheme_coming(
        self,
        *,
        days: int | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Pages[ComingSchemeRow]:
        """A day of the schemes that are watched, and of how many programmes."""
        return self.pages(
            "/v1/scheme/coming",
            query={
                "days": days,
                "limit": limit,
                "cursor": cursor,
            },
        )

    def scheme_summary(
        self,
        *,
        from_on: str | None = None,
        until: str | None = None,
    ) -> SchemeSummary:
        """The programmes the asker watches: deposits against claims, how far money went,
        defaults."""
        answer: SchemeSummary = self.call(
            "GET",
            "/v1/scheme/summary",
            query={
                "from_on": from_on,
                "until": until,
            },
        )
        return answer

    def sessions_end(
        self,
        body: WhichSession,
    ) -> Ended:
        """End a session of the person, or sign out."""
        answer: Ended = self.call(
            "POST",
            "/v1/sessions/end",
            body=body,
        )
        return answer

    def sessions_end_all(
        self,
        body: Others,
    ) -> Ended:
        """End every other session of the person."""
        answer: Ended = self.call(
            "POST",
            "/v1/sessions/end-all",
            body=body,
        )
        return answer

    def sessions_list(
        self,
    ) -> Sessions:
        """Every session of the person."""
        answer: Sessions = self.call(
            "GET",
            "/v1/sessions",
        )
        return answer

    def settlement_board(
        self,
        *,
        day: str | None = None,
        programme_id: int | None = None,
    ) -> Board:
        """A settlement day of the programmes the asker runs, in won; to the operator the whole
        run."""
        answer: Board = self.call(
            "GET",
            "/v1/settlement/board",
            query={
                "day": day,
                "programme_id": programme_id,
            },
        )
        return answer

    def settlement_board_version(
        self,
        day: str,
    ) -> BoardVersion:
        """How the board of a day stands, as a text that changes with it and tells nothing else: who
        looks on asks for this, and for the board when it differs."""
        answer: BoardVersion = self.call(
            "GET",
            f"/v1/settlement/board/{part(day)}/version",
        )
        return answer

    def settlement_calendar(
        self,
        from_on: str,
        until: str,
        *,
        programme_id: int | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Pages[SettlementDayRow]:
        """What buyers of a programme owe on a day; `state` of the call for it, None before it."""
        return self.pages(
            "/v1/settlement/calendar",
            query={
                "from_on": from_on,
                "until": until,
                "programme_id": programme_id,
                "limit": limit,
                "cursor": cursor,
            },
        )

    def settlement_one_run(
        self,
        day: str,
    ) -> OneRun:
        """A settlement day with every equation it proved."""
        answer: OneRun = self.call(
            "GET",
            f"/v1/settlement/runs/{part(day)}",
        )
        return answer

    def settlement_resume(
        self,
        body: OfDay,
        *,
        idempotency_key: str | None = None,
        dry_run: bool = False,
    ) -> OutcomeSettlementResume:
        """A day in Korea that has come."""
        answer: OutcomeSettlementResume = self.call(
            "POST",
            "/v1/settlement/resume",
            body=body,
            step=True,
            idempotency_key=idempotency_key,
            dry_run=dry_run,
        )
        return answer

    def settlement_run(
        self,
        body: OfDay,
        *,
        idempotency_key: str | None = None,
        dry_run: bool = False,
    ) -> OutcomeSettlementRun:
        """A day in Korea that has come."""
        answer: OutcomeSettlementRun = self.call(
            "POST",
            "/v1/settlement/run",
            body=body,
            step=True,
            idempotency_key=idempotency_key,
            dry_run=dry_run,
        )
        return answer

    def settlement_runs(
        self,
        *,
        from_on: str | None = None,
        until: str | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Pages[RunRow]:
        """A settlement day; the figures once it is proven."""
        return self.pages(
            "/v1/settlement/runs",
            query={
                "from_on": from_on,
                "until": until,
                "limit": limit,
                "cursor": cursor,
            },
        )

    def sign_in_oidc_begin(
        self,
        body: WhichProvider,
    ) -> Going:
        """Send the browser to the provider, to come in."""
        answer: Going = self.call(
            "POST",
            "/v1/sign-in/oidc/begin",
            body=body,
        )
        return answer

    def sign_in_oidc_finish(
        self,
        body: Returned,
    ) -> Begun:
        """Come in as the person whom the provider names; the session's token comes in a cookie."""
        answer: Begun = self.call(
            "POST",
            "/v1/sign-in/oidc/finish",
            body=body,
        )
        return answer

    def sign_in_oidc_link_begin(
        self,
        body: WhichProvider,
    ) -> Going:
        """Send the browser to the provider, to be linked to the session's person."""
        answer: Going = self.call(
            "POST",
            "/v1/sign-in/oidc/link/begin",
            body=body,
        )
        return answer

    def sign_in_oidc_link_finish(
        self,
        body: Returned,
    ) -> None:
        """Link the session's person to whom the provider names."""
        self.call(
            "POST",
            "/v1/sign-in/oidc/link/finish",
            body=body,
        )

    def sign_in_oidc_unlink(
        self,
    ) -> None:
        """No institution's sign-in names the session's person any more."""
        self.call(
            "POST",
            "/v1/sign-in/oidc/unlink",
            body={},
        )

    def sign_in_passkey_begin(
        self,
    ) -> Options:
        """What to hand to `navigator.credentials.get()`: no user name is asked."""
        answer: Options = self.call(
            "POST",
            "/v1/sign-in/passkey/begin",
            body={},
        )
        return answer

    def sign_in_passkey_finish(
        self,
        body: Credential,
    ) -> Begun:
        """Sign in with a passkey; the session's token comes in a cookie."""
        answer: Begun = self.call(
            "POST",
            "/v1/sign-in/passkey/finish",
            body=body,
        )
        return answer

    def sign_in_password(
        self,
        body: PasswordAndCode,
    ) -> Begun:
        """Sign in with address, password and code; the session's token comes in a cookie."""
        answer: Begun = self.call(
            "POST",
            "/v1/sign-in/password",
            body=body,
        )
        return answer

    def sign_in_providers(
        self,
    ) -> Providers:
        """Which institutions' sign-ins there are."""
        answer: Providers = self.call(
            "GET",
            "/v1/sign-in/providers",
        )
        return answer

    def sign_in_step_up_passkey_begin(
        self,
    ) -> Options:
        """What to hand to `navigator.credentials.get()` to prove oneself anew."""
        answer: Options = self.call(
            "POST",
            "/v1/sign-in/step-up/passkey/begin",
            body={},
        )
        return answer

    def sign_in_step_up_passkey_finish(
        self,
        body: Credential,
    ) -> SteppedUp:
        """Prove oneself anew with a passkey."""
        answer: SteppedUp = self.call(
            "POST",
            "/v1/sign-in/step-up/passkey/finish",
            body=body,
        )
        return answer

    def sign_in_step_up_totp(
        self,
        body: OnlyCode,
    ) -> SteppedUp:
        """Prove oneself anew with a code."""
        answer: SteppedUp = self.call(
            "POST",
            "/v1/sign-in/step-up/totp",
            body=body,
        )
        return answer

    def standing_orders_add(
        self,
        body: OrderWanted,
        *,
        idempotency_key: str | None = None,
        dry_run: bool = False,
    ) -> OutcomeStandingOrdersAdd:
        """Have everything sold that is above an amount, or so much cash made on a day of each
        month."""
        answer: OutcomeStandingOrdersAdd = self.call(
            "POST",
            "/v1/standing-orders/add",
            body=body,
            step=True,
            idempotency_key=idempotency_key,
            dry_run=dry_run,
        )
        return answer

    def standing_orders_end(
        self,
        body: OrderNamed,
        *,
        idempotency_key: str | None = None,
        dry_run: bool = False,
    ) -> OutcomeStandingOrdersEnd:
        """One standing order."""
        answer: OutcomeStandingOrdersEnd = self.call(
            "POST",
            "/v1/standing-orders/end",
            body=body,
            step=True,
            idempotency_key=idempotency_key,
            dry_run=dry_run,
        )
        return answer

    def standing_orders_list(
        self,
        *,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Pages[OrderRow]:
        """A standing order: everything above an amount, or cash on a day of each month."""
        return self.pages(
            "/v1/standing-orders",
            query={
                "limit": limit,
                "cursor": cursor,
            },
        )

    def standing_orders_run(
        self,
        *,
        idempotency_key: str | None = None,
        dry_run: bool = False,
    ) -> OutcomeStandingOrdersRun:
        """Nothing is asked: it is done with the moment it is done at."""
        answer: OutcomeStandingOrdersRun = self.call(
            "POST",
            "/v1/standing-orders/run",
            body={},
            step=True,
            idempotency_key=idempotency_key,
            dry_run=dry_run,
        )
        return answer

    def statistics_pass_through(
        self,
        from_on: str,
        until: str,
        *,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Pages[StatisticsRow]:
        """A month's promises of one tier of one programme; `pass_through`: the fraction passed
        on."""
        return self.pages(
            "/v1/statistics/pass-through",
            query={
                "from_on": from_on,
                "until": until,
                "limit": limit,
                "cursor": cursor,
            },
        )

    def tax_credit_one(
        self,
        *,
        from_on: str | None = None,
        until: str | None = None,
        tax_won: int | None = None,
        cash_like_fall_won: int | None = None,
    ) -> CandidateShown:
        """The credit on what was paid in the period, and on what is still to be paid in it."""
        answer: CandidateShown = self.call(
            "GET",
            "/v1/tax-credit",
            query={
                "from_on": from_on,
                "until": until,
                "tax_won": tax_won,
                "cash_like_fall_won": cash_like_fall_won,
            },
        )
        return answer

    def totp_confirm(
        self,
        body: FirstCode,
    ) -> None:
        """The first code of a new secret: from now on codes are of it."""
        self.call(
            "POST",
            "/v1/totp/confirm",
            body=body,
        )

    def totp_enrol(
        self,
    ) -> EnrolmentShown:
        """A new secret for codes, which counts from its first code on."""
        answer: EnrolmentShown = self.call(
            "POST",
            "/v1/totp/enrol",
            body={},
        )
        return answer

    def unidentified_identify(
        self,
        body: Identified,
        *,
        idempotency_key: str | None = None,
        dry_run: bool = False,
    ) -> OutcomeUnidentifiedIdentify:
        """Whose money an entry on a settlement account is."""
        answer: OutcomeUnidentifiedIdentify = self.call(
            "POST",
            "/v1/unidentified/identify",
            body=body,
            step=True,
            idempotency_key=idempotency_key,
            dry_run=dry_run,
        )
        return answer

    def unidentified_list(
        self,
        *,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Pages[UnidentifiedRow]:
        """An entry that nobody has explained."""
        return self.pages(
            "/v1/bank/unidentified",
            query={
                "limit": limit,
                "cursor": cursor,
            },
        )

    def verify_proofs(
        self,
    ) -> Proofs:
        """The equations of the newest day that was proven: all to the operator and the Foundation,
        to an institution those of its own programmes. None where there is nothing to see yet."""
        answer: Proofs = self.call(
            "GET",
            "/v1/proofs",
        )
        return answer

    def webhooks_add(
        self,
        body: WebhookAdd,
        *,
        idempotency_key: str | None = None,
        dry_run: bool = False,
    ) -> OutcomeWebhooksAdd:
        """An address that begins with https, and what is told there. A receiver on the server's own
        machine may be told by plain http, where the installation lets it."""
        answer: OutcomeWebhooksAdd = self.call(
            "POST",
            "/v1/webhooks/add",
            body=body,
            step=True,
            idempotency_key=idempotency_key,
            dry_run=dry_run,
        )
        return answer

    def webhooks_change_events(
        self,
        body: WebhookEvents,
        *,
        idempotency_key: str | None = None,
        dry_run: bool = False,
    ) -> OutcomeWebhooksChangeEvents:
        """What is told there from now on."""
        answer: OutcomeWebhooksChangeEvents = self.call(
            "POST",
            "/v1/webhooks/change-events",
            body=body,
            step=True,
            idempotency_key=idempotency_key,
            dry_run=dry_run,
        )
        return answer

    def webhooks_deliveries(
        self,
        endpoint_id: int,
        *,
        state: WebhooksDeliveriesState | None = None,
        event: Event | None = None,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Pages[DeliveryRow]:
        """A message: `message_id` is the `webhook-id` it is sent under, `facts` what it tells.
        `last_status` or `last_error`: what came of the last try."""
        return self.pages(
            f"/v1/webhooks/{part(endpoint_id)}/deliveries",
            query={
                "state": state,
                "event": event,
                "limit": limit,
                "cursor": cursor,
            },
        )

    def webhooks_end(
        self,
        body: WebhookEnd,
        *,
        idempotency_key: str | None = None,
        dry_run: bool = False,
    ) -> OutcomeWebhooksEnd:
        """Nothing is told there any more."""
        answer: OutcomeWebhooksEnd = self.call(
            "POST",
            "/v1/webhooks/end",
            body=body,
            step=True,
            idempotency_key=idempotency_key,
            dry_run=dry_run,
        )
        return answer

    def webhooks_list(
        self,
        *,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Pages[WebhookRow]:
        """An endpoint. `previous_until`: until then the secret before the newest signs too;
        `rests_until`: it did not answer, and is tried again then."""
        return self.pages(
            "/v1/webhooks",
            query={
                "limit": limit,
                "cursor": cursor,
            },
        )

    def webhooks_replay(
        self,
        body: WebhookReplay,
        *,
        idempotency_key: str | None = None,
        dry_run: bool = False,
    ) -> OutcomeWebhooksReplay:
        """One occurrence told again, or everything since a moment."""
        answer: OutcomeWebhooksReplay = self.call(
            "POST",
            "/v1/webhooks/replay",
            body=body,
            step=True,
            idempotency_key=idempotency_key,
            dry_run=dry_run,
        )
        return answer

    def webhooks_rotate_secret(
        self,
        body: WebhookRotation,
        *,
        idempotency_key: str | None = None,
        dry_run: bool = False,
    ) -> OutcomeWebhooksRotateSecret:
        """A new secret; for `hours` the one before it signs too, 0: no longer."""
        answer: OutcomeWebhooksRotateSecret = self.call(
            "POST",
            "/v1/webhooks/rotate-secret",
            body=body,
            step=True,
            idempotency_key=idempotency_key,
            dry_run=dry_run,
        )
        return answer

    def webhooks_secret(
        self,
        endpoint_id: int,
    ) -> SecretRow:
        """What signs now; `previous` signs too until `previous_until`."""
        answer: SecretRow = self.call(
            "GET",
            f"/v1/webhooks/{part(endpoint_id)}/secret",
        )
        return answer

    def withholding_list(
        self,
        programme_id: int,
        *,
        limit: int | None = None,
        cursor: str | None = None,
    ) -> Pages[WithholdingRow]:
        """From a day on tax is withheld from a flow, or is not."""
        return self.pages(
            f"/v1/programmes/{part(programme_id)}/withholding",
            query={
                "limit": limit,
                "cursor": cursor,
            },
        )

    def withholding_remittance(
        self,
        programme_id: int,
        month: str,
    ) -> RemittanceShown:
        """What is to be paid in for a month, and by when."""
        answer: RemittanceShown = self.call(
            "GET",
            f"/v1/programmes/{part(programme_id)}/withholding/{part(month)}",
        )
        return answer

    def withholding_set(
        self,
        body: Withholding,
        *,
        idempotency_key: str | None = None,
        dry_run: bool = False,
    ) -> OutcomeWithholdingSet:
        """From a day on tax is withheld from a flow of a programme, or no longer."""
        answer: OutcomeWithholdingSet = self.call(
            "POST",
            "/v1/withholding/set",
            body=body,
            step=True,
            idempotency_key=idempotency_key,
            dry_run=dry_run,
        )
        return answer

    def workers_answer(
        self,
        body: WorkerAnswer,
    ) -> None:
        """A worker's word, once."""
        self.call(
            "POST",
            "/v1/workers/answer",
            body=body,
        )

    def workers_hotline(
        self,
        body: HotlineNote,
    ) -> None:
        """A note to the hotline."""
        self.call(
            "POST",
            "/v1/workers/hotline",
            body=body,
        )

    def workers_look(
        self,
        body: Link,
    ) -> AskedOfWorker:
        """What a link asks about."""
        answer: AskedOfWorker = self.call(
            "POST",
            "/v1/workers/look",
            body=body,
        )
        return answer
