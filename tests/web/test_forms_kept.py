"""A form goes on only as it was made: for its person, its company, once, and within bounds."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from html import unescape

import pytest

from sangsaeng.acts.model import Role
from sangsaeng.api.callers import csrf_token_of
from sangsaeng.api.problems import RefusedError
from sangsaeng.database.connection import Database
from sangsaeng.web.paths import local_path
from sangsaeng.web.submitted import parse_submitted

from .visiting import ORIGIN, Portal, Visitor, visited


@pytest.fixture(scope="module")
def portal(database_of: Callable[[], AbstractContextManager[Database]]) -> Iterator[Portal]:
    with database_of() as database, visited(database) as portal:
        portal.book.programme()
        yield portal


def _enterer(portal: Portal) -> Visitor:
    company_id = portal.book.companies["buyer"].company_id
    return portal.visitor("Enterer", company_id, Role.ENTERER)


def test_a_form_of_another_person_does_not_go_on(portal: Portal) -> None:
    enterer = _enterer(portal)
    answer = enterer.post("/do/receivables.issue", written_by=enterer.person_id + 1, step="try")
    assert answer.status_code == 422 and "somebody else" in unescape(answer.text)
    data = {"csrf_token": "of another session", "written_by": str(enterer.person_id + 1)}
    again = enterer.client.post("/do/receivables.issue", data=data, headers={"origin": ORIGIN})
    assert again.status_code == 422 and "Send it as it is" not in again.text


def test_a_carried_form_keeps_its_company(portal: Portal) -> None:
    enterer = _enterer(portal)
    data = {"csrf_token": "old", "company_id": "987654", "written_by": str(enterer.person_id)}
    answer = enterer.client.post("/do/receivables.issue", data=data, headers={"origin": ORIGIN})
    assert answer.status_code == 409
    form = answer.text[answer.text.index('id="carried"') :]
    assert re.findall(r'name="company_id" value="(\d+)"', form.split("</form>")[0]) == ["987654"]


def test_a_form_of_a_company_that_is_not_ones_own_is_refused(portal: Portal) -> None:
    enterer = _enterer(portal)
    other = portal.book.company("somewhere").company_id
    data = {"csrf_token": csrf_token_of(enterer.token), "company_id": str(other), "step": "try"}
    answer = enterer.client.post("/do/receivables.issue", data=data, headers={"origin": ORIGIN})
    assert answer.status_code == 403


def test_a_decision_is_not_carried_but_shown_anew(portal: Portal) -> None:
    answer = portal.client("an-ended-session").post(
        "/acts/1", data={"decision": "approve"}, headers={"origin": ORIGIN}, follow_redirects=False
    )
    assert answer.status_code == 303 and answer.headers["location"] == "/sign-in?next=%2Facts%2F1"


def test_a_decision_must_be_one(portal: Portal) -> None:
    enterer = _enterer(portal)
    assert enterer.post("/acts/1", digest="0" * 64).status_code == 422


def test_a_form_is_kept_when_its_session_went_with_its_cookie(portal: Portal) -> None:
    data = {"lines.0.supplier_name": "kept"}
    answer = portal.client().post("/do/receivables.issue", data=data, headers={"origin": ORIGIN})
    assert answer.status_code == 401 and "kept" in answer.text
    elsewhere = portal.client().post(
        "/do/receivables.issue", data=data, headers={"origin": "https://evil.example"}
    )
    assert elsewhere.status_code == 403 and "kept" not in elsewhere.text


def test_a_link_does_not_say_under_which_key_a_form_is_done(portal: Portal) -> None:
    page = _enterer(portal).get("/do/receivables.issue?request_key=fixed-by-a-link&memo=said")
    assert 'value="fixed-by-a-link"' not in page


@pytest.mark.parametrize("key", ["", "x" * 8_000, "a b"])
def test_a_key_is_one_of_ours(portal: Portal, key: str) -> None:
    enterer = _enterer(portal)
    answer = enterer.post("/do/receivables.issue", request_key=key, step="enter", programme_id=1)
    assert answer.status_code == 422


def test_a_row_too_many_is_told_and_not_dropped(portal: Portal) -> None:
    enterer = _enterer(portal)
    answer = enterer.post("/do/receivables.issue", step="try", **{"lines.250.total_won": 1})
    assert answer.status_code == 422 and "200 rows" in unescape(answer.text)


def test_nobody_takes_a_place_where_there_is_none(portal: Portal) -> None:
    for number in ("1", "9" * 5_000):
        answer = portal.client().post(
            "/sign-in/persona", data={"person_id": number}, headers={"origin": ORIGIN}
        )
        assert answer.status_code == 404


@pytest.mark.parametrize("path", ["//evil", "/\t/evil", "/\\evil", "https://evil", "/a\nb", ""])
def test_a_path_of_elsewhere_leads_home(path: str) -> None:
    assert local_path(path) == "/"


def test_a_form_that_was_cut_off_is_no_form() -> None:
    body = b'--x\r\ncontent-disposition: form-data; name="a"\r\n\r\nhalf of it'
    with pytest.raises(RefusedError):
        parse_submitted("multipart/form-data; boundary=x", body)


def test_a_long_form_costs_as_much_as_it_is_long() -> None:
    part = b'--x\r\ncontent-disposition: form-data; name="a%d"\r\n\r\n1\r\n'
    body = b"".join(part % number for number in range(11_000)) + b"--x--\r\n"
    began = time.process_time()
    assert len(parse_submitted("multipart/form-data; boundary=x", body).fields) == 11_000
    # Two seconds and more where every field counted all of them anew took eight.
    assert time.process_time() - began < 4
    with pytest.raises(RefusedError):
        parse_submitted("multipart/form-data; boundary=x", body, known=False)
