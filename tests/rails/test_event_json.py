"""Events kept as JSON lose nothing and take nothing for what it is not."""

from __future__ import annotations

import json
from dataclasses import asdict

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sangsaeng.kernel.refusals import Refusal
from sangsaeng.payouts.rails.event_json import decode_event, encode_event
from sangsaeng.payouts.rails.model import BankEvent, EntryBooked
from sangsaeng.payouts.rails.reading import Unreadable
from sangsaeng.payouts.rails.simulated import RAIL, render_events

EVENTS: st.SearchStrategy[BankEvent] = st.from_type(BankEvent)  # type: ignore[arg-type]
RELAXED = settings(deadline=None, suppress_health_check=list(HealthCheck))


@RELAXED
@given(st.lists(EVENTS, max_size=4))
def test_every_event_passes_without_loss(events: list[BankEvent]) -> None:
    try:
        sent = render_events(events)
    except UnicodeEncodeError:
        return
    assert RAIL.parse_message(sent) == tuple(events)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("amount_won", "5"),
        ("amount_won", 5.0),
        ("amount_won", True),
        ("is_return", 1),
        ("entry_ref", None),
        ("direction", "sideways"),
        ("booked_on", "8 May"),
        ("event", "Statement"),
        ("event", "date"),
        ("unheard_of", 1),
    ],
)
def test_a_field_of_another_type_is_not_converted(field: str, value: object) -> None:
    entry = {
        "event": "EntryBooked",
        "bank_code": None,
        "account_number": "110",
        "entry_ref": "E-1",
        "amount_won": 5,
        "direction": "debit",
        "booked_on": "2026-05-08",
        "value_on": "2026-05-08",
        "end_to_end_id": None,
        "message_id": None,
        "counterparty_name": None,
        "counterparty_account": None,
        "remittance_text": "",
        "is_return": False,
        "original_end_to_end_id": None,
    }
    decoded = decode_event(entry)
    assert isinstance(decoded, EntryBooked) and encode_event(decoded) == entry
    assert asdict(decoded).keys() == entry.keys() - {"event"}
    with pytest.raises(Unreadable):
        decode_event(entry | {field: value})
    damaged = json.dumps({"events": [entry | {field: value}]}).encode()
    assert isinstance(RAIL.parse_message(damaged), Refusal)
