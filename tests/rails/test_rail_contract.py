"""What every rail promises. A new rail is held to this by being found, and must bring its sample.

golden/<rail>/batch holds the exact bytes of `golden_batch`; every golden/<rail>/<name>.message is a
bank's message, beside it <name>.events.json with the events it says.
"""

from __future__ import annotations

import json

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from rail_samples import GOLDEN, WILD_INSTRUCTIONS, batches, golden_batch

from sangsaeng.kernel.messages import LANGUAGES, explain
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.payouts.rails import all_rails
from sangsaeng.payouts.rails.event_json import decode_event, encode_event
from sangsaeng.payouts.rails.model import Instruction, Rail, WireItem

RAILS = list(all_rails().values())
RELAXED = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))

pytestmark = pytest.mark.parametrize("rail", RAILS, ids=[rail.code for rail in RAILS])


def _wire(instruction: Instruction) -> WireItem:
    return WireItem(
        instruction.end_to_end_id,
        instruction.amount_won,
        instruction.payee_bank_code,
        instruction.payee_account_number,
        instruction.payee_name,
    )


@RELAXED
@given(data=st.data())
def test_what_the_bank_reads_is_what_was_instructed(rail: Rail, data: st.DataObject) -> None:
    batch = data.draw(batches(rail.code))
    assume(all(rail.validate(item) is None for item in batch.instructions))
    rendered = rail.render_batch(batch)
    items = rail.read_back(rendered)
    assert not isinstance(items, Refusal)
    by_id = {item.end_to_end_id: item for item in items}
    assert by_id == {item.end_to_end_id: _wire(item) for item in batch.instructions}
    assert sum(item.amount_won for item in items) == sum(i.amount_won for i in batch.instructions)
    assert rail.render_batch(batch) == rendered


@RELAXED
@given(instruction=WILD_INSTRUCTIONS)
def test_validation_judges_anything_and_changes_nothing(
    rail: Rail, instruction: Instruction
) -> None:
    before = repr(instruction)
    refusal = rail.validate(instruction)
    assert repr(instruction) == before
    if refusal is not None:
        assert all(explain(refusal, language) for language in LANGUAGES)


@RELAXED
@given(data=st.binary(max_size=300))
def test_garbage_is_refused_and_never_raises(rail: Rail, data: bytes) -> None:
    for answer in (rail.parse_message(data), rail.read_back(data)):
        assert isinstance(answer, Refusal) and answer.code == "bank_message_unreadable"


@RELAXED
@given(data=st.data())
def test_a_damaged_message_never_raises(rail: Rail, data: st.DataObject) -> None:
    folder = GOLDEN / rail.code
    files = [folder / "batch", *sorted(folder.glob("*.message"))]
    whole = data.draw(st.sampled_from(files)).read_bytes()
    start = data.draw(st.integers(0, len(whole)))
    length = data.draw(st.integers(0, 40))
    damaged = whole[:start] + data.draw(st.binary(max_size=8)) + whole[start + length :]
    for answer in (rail.parse_message(damaged), rail.read_back(damaged)):
        assert isinstance(answer, Refusal | tuple)


def test_nesting_without_end_is_refused(rail: Rail) -> None:
    for data in (b"[" * 200_000, b"<a>" * 200_000, b'{"calls":' * 200_000):
        assert isinstance(rail.parse_message(data), Refusal)


def test_an_amount_above_the_limit_is_refused_and_the_limit_is_the_callers(rail: Rail) -> None:
    instruction = golden_batch(rail).instructions[0]
    assert rail.validate(instruction) is None
    refusal = rail.validate(instruction, limit_won_per_item=instruction.amount_won - 1)
    assert refusal is not None and refusal.code == "rail_limit_exceeded"
    assert rail.validate(instruction, limit_won_per_item=instruction.amount_won) is None


def test_the_golden_batch_is_written_byte_for_byte(rail: Rail) -> None:
    sample = GOLDEN / rail.code / "batch"
    assert sample.is_file(), f"a rail brings its sample: {sample.name} of {rail.code}"
    assert rail.render_batch(golden_batch(rail)) == sample.read_bytes()


def test_the_golden_messages_are_read_as_recorded(rail: Rail) -> None:
    messages = sorted((GOLDEN / rail.code).glob("*.message"))
    assert messages, f"{rail.code} brings no message of a bank"
    for message in messages:
        events = rail.parse_message(message.read_bytes())
        assert not isinstance(events, Refusal), message.name
        recorded = json.loads(message.with_suffix(".events.json").read_text("utf-8"))
        assert events == tuple(map(decode_event, recorded)), message.name
        assert [encode_event(event) for event in events] == recorded
