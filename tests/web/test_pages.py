"""The portal's frame: who is let in, forms that are ours, and nothing lost on the way."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

import pytest

from sangsaeng.acts.model import Role
from sangsaeng.acts.registry import acts
from sangsaeng.database.connection import Database
from sangsaeng.web.fields import fields_of
from sangsaeng.web.registry import all_needs, all_pages
from sangsaeng.web.serving import POLICY

from .visiting import ORIGIN, Portal, Visitor, text_of, visited


@pytest.fixture(scope="module")
def portal(
    database_of: Callable[[], AbstractContextManager[Database]],
) -> Iterator[Portal]:
    with database_of() as database, visited(database) as portal:
        portal.book.programme()
        yield portal


def _buyer(portal: Portal) -> tuple[Visitor, Visitor]:
    company_id = portal.book.companies["buyer"].company_id
    return (
        portal.visitor("Enterer", company_id, Role.ENTERER),
        portal.visitor("Approver", company_id, Role.APPROVER),
    )


def _issue(portal: Portal, won: int, serial: str) -> dict[str, Any]:
    day = portal.book.today
    return {
        "programme_id": 1,
        "lines.0.supplier_number": portal.book.number("t1"),
        "lines.0.supplier_name": "t1",
        "lines.0.approval_number": f"{day:%Y%m%d}10000000{serial}",
        "lines.0.written_on": day,
        "lines.0.total_won": f"{won:,}",
        "lines.0.amount_won": f"{won:,}",
        "lines.0.matures_on": day + timedelta(days=30),
    }


def test_a_stranger_is_led_to_the_way_in_and_back(portal: Portal) -> None:
    answer = portal.client().get("/acts?state=all", follow_redirects=False)
    assert answer.status_code == 303
    assert answer.headers["location"] == "/sign-in?next=%2Facts%3Fstate%3Dall"
    assert answer.headers["content-security-policy"] == POLICY


def test_the_way_in_leads_nowhere_else(portal: Portal) -> None:
    enterer, _ = _buyer(portal)
    for elsewhere in ("//evil.example", "https://evil.example", "/\\evil.example"):
        answer = enterer.client.get("/sign-in", params={"next": elsewhere}, follow_redirects=False)
        assert answer.headers["location"] == "/"


def test_a_form_is_entered_by_one_and_approved_by_another(portal: Portal) -> None:
    enterer, approver = _buyer(portal)
    page = enterer.get("/do/receivables.issue")
    key = re.search(r'name="request_key" value="([0-9a-f]+)"', page)
    assert key
    told = {**_issue(portal, 7_000_000, "00000001"), "request_key": key[1], "step": "enter"}
    first, again = (enterer.post("/do/receivables.issue", **told) for _ in range(2))
    assert first.status_code == again.status_code == 303, text_of(first.text)
    where = first.headers["location"].split("?")[0]
    assert again.headers["location"] == f"{where}?done=again"
    assert "7,000,000" in approver.get("/")
    page = approver.get(where)
    digest = re.search(r'name="digest" value="([0-9a-f]{64})"', page)
    assert digest
    refused = enterer.post(where, decision="approve", digest=digest[1])
    assert refused.status_code == 422
    wrong = approver.post(where, decision="approve", digest="0" * 64)
    assert wrong.status_code == 422
    done = approver.post(where, decision="approve", digest=digest[1])
    assert done.headers["location"] == f"/funding?issued={where.rsplit('/', 1)[1]}"


def test_a_trial_says_what_would_come_and_keeps_what_was_written(portal: Portal) -> None:
    enterer, _ = _buyer(portal)
    before = portal.book.count("receivables.receivable") if hasattr(portal.book, "count") else 0
    answer = enterer.post(
        "/do/receivables.issue", step="try", **_issue(portal, 3_000_000, "00000002")
    )
    assert answer.status_code == 200, text_of(answer.text)
    assert 'value="3,000,000"' in answer.text
    assert before == 0 or before == portal.book.count("receivables.receivable")


def test_every_fault_stands_at_its_field(portal: Portal) -> None:
    enterer, _ = _buyer(portal)
    told = {**_issue(portal, 3_000_000, "00000003"), "lines.0.supplier_number": "123-45-67890"}
    answer = enterer.post("/do/receivables.issue", step="enter", **told)
    assert answer.status_code == 422
    assert "error-summary" in answer.text and "3,000,000" in answer.text


def test_a_form_of_elsewhere_is_refused_and_not_kept(portal: Portal) -> None:
    enterer, _ = _buyer(portal)
    answer = enterer.client.post(
        "/do/receivables.issue",
        data={"step": "enter", "secret": "kept"},
        headers={"origin": "https://evil.example"},
    )
    assert answer.status_code == 403 and "kept" not in answer.text


def test_a_form_of_another_session_comes_back_to_be_looked_at(portal: Portal) -> None:
    enterer, _ = _buyer(portal)
    answer = enterer.client.post(
        "/do/receivables.issue",
        data={"csrf_token": "old", "lines.0.supplier_name": "written before"},
        headers={"origin": ORIGIN},
    )
    assert answer.status_code == 409 and "written before" in answer.text


def test_a_form_survives_the_end_of_its_session(portal: Portal) -> None:
    answer = portal.client("a-token-that-has-ended").post(
        "/do/receivables.issue",
        data={"csrf_token": "x", "lines.0.supplier_name": "written before"},
        files={"content": ("list.csv", b"a,b\n1,2\n")},
        headers={"origin": ORIGIN},
    )
    assert answer.status_code == 401
    assert "written before" in answer.text and "list.csv" in answer.text


def test_without_a_proof_the_form_waits_for_it(portal: Portal) -> None:
    enterer, _ = _buyer(portal)
    portal.at += timedelta(minutes=20)
    try:
        answer = enterer.post(
            "/do/receivables.issue", step="enter", **_issue(portal, 9_000_000, "00000009")
        )
    finally:
        portal.at -= timedelta(minutes=20)
    assert answer.status_code == 403
    assert "9,000,000" in answer.text and 'data-passkey="step-up"' in answer.text


def test_what_is_not_ones_own_is_not_there(portal: Portal) -> None:
    company = portal.book.company("elsewhere").company_id
    stranger = portal.visitor("Stranger", company, Role.VIEWER)
    stranger.get("/acts/1", 404)
    stranger.get("/do/receivables.issue", 403)
    stranger.get("/lists/audit.events", 403)


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_every_plain_page_is_shown_in_both_languages(portal: Portal, lang: str) -> None:
    """Whoever may see it: all roles at once, of a company that is everything."""
    company_id = portal.book.companies["buyer"].company_id
    visitor = portal.visitor("All", company_id, *Role)
    visitor.client.cookies.set("sangsaeng-language", lang)
    for page in all_pages().values():
        if "{" not in page.path and not page.anyone:
            answer = visitor.client.get(page.path, follow_redirects=True)
            assert answer.status_code in (200, 403, 422), (page.code, text_of(answer.text)[:500])
    assert all_needs()


def test_every_act_has_a_form(portal: Portal) -> None:
    company_id = portal.book.companies["buyer"].company_id
    visitor = portal.visitor("All", company_id, *Role)
    for act in acts().values():
        assert fields_of(act.given) or not act.given.model_fields, act.code
        if visitor.client.get(f"/do/{act.code}").status_code != 200:
            held = set(act.enter)
            assert not held & {Role.ENTERER, Role.APPROVER, Role.ADMINISTRATOR}, act.code


def test_a_link_of_an_invitation_stands_in_no_log(
    portal: Portal, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level("INFO", "sangsaeng.access"):
        portal.client().get("/join/a-secret-of-thirty-two-letters")
    assert "/join/" in caplog.text and "secret" not in caplog.text
