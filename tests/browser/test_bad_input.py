"""What goes wrong at a desk: files, double clicks, the way back, two tabs, no line, no script."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from browser.conftest import Played
from browser.living import Living
from browser.sheets import issue_rows, pass_on_sheet, write_xlsx
from browser.surfing import PHONE, Surfer, surfing

Surf = Callable[..., Surfer]
_COUNT = "SELECT count(*) FROM parties.act WHERE action = %(action)s"


@pytest.fixture
def at_upload(surf: Surf) -> Surfer:
    """A buyer's bookkeeper before the upload."""
    buyer = surf("ko")
    buyer.be("persona_buyer_enters")
    buyer.open("/issue")
    return buyer


def looks_again(buyer: Surfer, file: Path) -> str:
    """Send a file that cannot be right; what the page says, with the way to try again on it."""
    buyer.choose_file("files", file)
    buyer.button("issue_check").click()
    buyer.page.locator("[data-error-summary], table").first.wait_for()
    assert buyer.page.locator("input[type=file][name=files]").count() == 1
    return buyer.text()


def test_a_file_of_another_kind_says_what_is_taken(at_upload: Surfer, tmp_path: Path) -> None:
    wrong = tmp_path / "사진.xlsx"
    wrong.write_bytes(b"\xff\xd8\xff\xe0 no spreadsheet at all")
    said = looks_again(at_upload, wrong)
    assert "사진.xlsx" in said or at_upload.page.locator(".field--wrong, .error-summary").count()
    at_upload.complaints.clear()


def test_an_empty_file_says_so(at_upload: Surfer, tmp_path: Path) -> None:
    empty = tmp_path / "빈파일.csv"
    empty.write_bytes(b"")
    looks_again(at_upload, empty)
    assert at_upload.page.locator(".error-summary").count() == 1
    at_upload.complaints.clear()


def test_a_huge_file_is_told_before_it_is_sent(at_upload: Surfer, tmp_path: Path) -> None:
    huge = tmp_path / "전체.csv"
    with huge.open("wb") as file:
        file.truncate(9 * 1024 * 1024)
    sent: list[str] = []
    at_upload.page.on("request", lambda asked: sent.append(asked.method))
    at_upload.choose_file("files", huge)
    at_upload.button("issue_check").click()
    told = at_upload.say("web_part_file_too_large", mebibytes=8)
    assert at_upload.page.locator(".drop__said").inner_text() == told
    assert "POST" not in sent


def test_offline_in_the_middle_of_an_upload_the_file_is_still_there(
    at_upload: Surfer, lived: Living, tmp_path: Path
) -> None:
    sheet = write_xlsx(tmp_path / "11월.xlsx", issue_rows(lived, [31_000_000]))
    at_upload.choose_file("files", sheet)
    # The line breaks under the sending: the browser itself believes it has one.
    at_upload.page.route("**/issue", lambda route: route.abort())
    at_upload.button("issue_check").click()
    said = at_upload.page.locator(".drop__said")
    said.get_by_text(at_upload.say("web_part_offline")).wait_for()
    at_upload.page.unroute("**/issue")
    at_upload.context.set_offline(True)
    at_upload.button("issue_check").click()
    assert at_upload.say("web_part_offline") in said.inner_text()
    names = "input => [...input.files].map(one => one.name)"
    assert at_upload.page.locator("input[name=files]").evaluate(names) == ["11월.xlsx"]
    at_upload.context.set_offline(False)
    at_upload.complaints.clear()
    at_upload.button("issue_check").click()
    at_upload.button("issue_send").wait_for()


def test_a_double_click_and_the_way_back_are_one_act(
    at_upload: Surfer, lived: Living, tmp_path: Path
) -> None:
    sheet = write_xlsx(tmp_path / "11월.xlsx", issue_rows(lived, [32_000_000]))
    before = lived.value(_COUNT, action="receivables.issue_sheet")
    at_upload.choose_file("files", sheet)
    at_upload.button("issue_check").click()
    at_upload.button("issue_send").dblclick()
    at_upload.page.wait_for_url(re.compile("/acts/"))
    act = at_upload.page.url.split("?")[0]
    at_upload.page.go_back()
    if at_upload.button("issue_send").count():
        at_upload.button("issue_send").click()
        at_upload.page.wait_for_url(re.compile("/acts/"))
        assert at_upload.page.url.split("?")[0] == act
    assert lived.value(_COUNT, action="receivables.issue_sheet") == int(str(before)) + 1


def test_a_form_of_one_person_sent_from_the_session_of_another_does_nothing(
    at_upload: Surfer, lived: Living, tmp_path: Path
) -> None:
    """Two tabs of one browser: in the second somebody else has signed in meanwhile."""
    sheet = write_xlsx(tmp_path / "11월.xlsx", issue_rows(lived, [33_000_000]))
    before = lived.value("SELECT count(*) FROM parties.act")
    at_upload.choose_file("files", sheet)
    at_upload.button("issue_check").click()
    at_upload.button("issue_send").wait_for()
    first, second = at_upload.page, at_upload.context.new_page()
    at_upload.context.clear_cookies(name="sangsaeng")
    at_upload.page = second
    at_upload.be("persona_tier_1_enters")
    first.bring_to_front()
    at_upload.page = first
    at_upload.button("issue_send").click()
    at_upload.page.wait_for_load_state()
    assert lived.value("SELECT count(*) FROM parties.act") == before
    at_upload.complaints.clear()


def test_a_session_that_ends_in_the_middle_gives_the_form_back(
    at_upload: Surfer, lived: Living, tmp_path: Path
) -> None:
    before = int(str(lived.value(_COUNT, action="receivables.issue_sheet")))
    sheet = write_xlsx(tmp_path / "11월.xlsx", issue_rows(lived, [34_000_000]))
    at_upload.choose_file("files", sheet)
    at_upload.button("issue_check").click()
    at_upload.button("issue_send").wait_for()
    at_upload.context.clear_cookies(name="sangsaeng")
    at_upload.button("issue_send").click()
    at_upload.page.wait_for_load_state()
    at_upload.button("carried_as_persona").click()
    at_upload.persona("persona_buyer_enters").click()
    at_upload.page.wait_for_load_state()
    again = at_upload.page.locator("main form button.button--primary").first
    if not re.search("/acts/", at_upload.page.url):
        again.click()
        # What is sent is what this very session looked at: the preview is shown once more, whole.
        at_upload.button("issue_send").click()
    at_upload.page.wait_for_url(re.compile("/acts/"))
    assert lived.value(_COUNT, action="receivables.issue_sheet") == before + 1
    at_upload.complaints.clear()


def test_without_script_an_owner_has_cash(chromium: Browser, played: Played) -> None:
    with (
        played.copy() as living,
        surfing(chromium, living, "ko", PHONE, java_script_enabled=False) as owner,
    ):
        owner.be("persona_tier_3_owner")
        owner.tap(owner.link("page_early_cash"))
        owner.tap(owner.button("early_cash_take"))
        owner.page.wait_for_url(re.compile("/early-cash/[0-9]+"))
        assert owner.say("early_cash_made") in owner.text()


def test_without_script_a_buyer_uploads_and_a_supplier_passes_on(
    surf: Surf, lived: Living, tmp_path: Path
) -> None:
    buyer = surf("en", java_script_enabled=False)
    buyer.be("persona_buyer_enters")
    buyer.open("/issue")
    sheet = write_xlsx(tmp_path / "11.xlsx", issue_rows(lived, [35_000_000]))
    buyer.choose_file("files", sheet)
    buyer.button("issue_check").click()
    buyer.button("issue_send").click()
    buyer.page.wait_for_url(re.compile("/acts/"))
    supplier = surf("en", java_script_enabled=False)
    supplier.be("persona_tier_1_enters")
    supplier.open("/pass-on")
    due = supplier.page.locator("[name=matures_on]").input_value()
    supplier.choose_file("file", pass_on_sheet(lived, tmp_path / "p.xlsx", [9_000_000], due))
    supplier.button("pass_on_look").click()
    supplier.button("pass_on_send").click()
    supplier.page.wait_for_url(re.compile("/acts/"))
