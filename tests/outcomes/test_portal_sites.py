"""A site's side in the portal: consent, works with their files, and a worker's word by link."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from portal_stage import portal_over, visit
from works_stage import PNG, Works

from sangsaeng.database.connection import Database
from web.visiting import ORIGIN, Portal, text_of

Scene = tuple[Works, Portal, list[int]]


@pytest.fixture(scope="module")
def scene(database_of: Any) -> Iterator[Scene]:
    """Two matches under their agreement, a story each, and a site that nobody consented for yet."""
    with database_of() as database:
        assert isinstance(database, Database)
        works = Works(database)
        matches = works.agreed(2)
        works.registered("late")
        with portal_over(database, works) as portal:
            yield works, portal, matches


def _add(
    works: Works,
    portal: Portal,
    match_id: int,
    name: str,
    content: bytes,
    kind: str = "photo_after",
) -> Any:
    supplier = visit(portal, works.suppliers.first, works.at)
    return supplier.post(
        f"/safety/{works.programme}/matches/{match_id}/works",
        files={"content": (name, content)},
        act="outcomes.evidence.add",
        kind=kind,
        request_key=f"key-{name}-{len(content)}-0123456789",
    )


def test_a_site_consents_in_two_steps_on_one_page(scene: Scene) -> None:
    works, portal, _ = scene
    owner = visit(portal, works.owner_of("late").first, works.at)
    worker = visit(portal, works.owner_of("late").second, works.at)
    path = f"/safety/{works.programme}/sites/{works.sites['late']}"
    assert path in owner.get("/")
    page = owner.get(path)
    digest = re.search(r'name="text_digest" value="([0-9a-f]{64})"', page)
    assert digest and works.consent("late").text_digest == digest[1]
    wrong = owner.post(path, act="outcomes.sites.consent", text_digest="0" * 64)
    assert wrong.status_code == 422 and "error-summary" in wrong.text
    done = owner.post(path, act="outcomes.sites.consent", text_digest=digest[1])
    assert done.status_code == 303 and done.headers["location"].endswith("done=waiting")
    waits = worker.get(path)
    act_id = re.search(r'name="act_id" value="([0-9]+)"', waits)
    seen = re.search(r'name="digest" value="([0-9a-f]{64})"', waits)
    assert act_id and seen and "act_id" not in owner.get(path)
    said = worker.post(path, act_id=act_id[1], digest=seen[1], decision="approve")
    assert said.headers["location"] == f"/acts/{act_id[1]}?done=executed"
    assert "consented on" in text_of(owner.get(path))


def test_works_are_handed_in_with_every_file_and_nobody_else_sees_them(scene: Scene) -> None:
    _hands_in_files(scene)
    _hands_in_works(scene)
    _nobody_else_sees(scene)


def _hands_in_files(scene: Scene) -> None:
    """A wrong file says where; the right one is kept once, and opened as what it is."""
    works, portal, (match_id, _) = scene
    none = _add(works, portal, match_id, "empty.png", b"")
    assert none.status_code == 422 and "choose a file" in none.text
    odd = _add(works, portal, match_id, "virus.exe", b"MZ")
    assert odd.status_code == 422 and 'class="error-summary' in odd.text
    added = _add(works, portal, match_id, "after.png", PNG + b"portal")
    assert added.status_code == 303 and "added=" in added.headers["location"]
    again = _add(works, portal, match_id, "after.png", PNG + b"portal")
    assert again.headers["location"] == added.headers["location"]
    files = works.rows(
        "SELECT evidence_id FROM outcomes.evidence WHERE match_id = %(m)s", m=match_id
    )
    assert len(files) == 1
    shown = visit(portal, works.suppliers.first, works.at).client.get(
        f"/safety/{works.programme}/evidence/{files[0]['evidence_id']}"
    )
    assert shown.content == PNG + b"portal" and shown.headers["content-type"] == "image/png"
    assert "sandbox" in shown.headers["content-security-policy"]


def _hands_in_works(scene: Scene) -> None:
    """The form enters the act with every file."""
    works, portal, (match_id, _) = scene
    supplier = visit(portal, works.suppliers.first, works.at)
    path = f"/safety/{works.programme}/matches/{match_id}/works"
    given = {
        "act": "outcomes.works.submit",
        "invoice_number": "INV-1",
        "invoice_won": "12,800,000",
        "transfer_reference": "T-1",
        "cost_won": "12,800,000",
        "installed_on": str(works.at.date()),
        "units.0.maker": "maker",
        "units.0.model": "model",
        "units.0.serial": "S-1",
        "units.0.price_won": "12,800,000",
        "request_key": "works-0123456789abcdef",
    }
    for kind in ("photo_before", "training_list", "test_sheet", "invoice", "transfer"):
        _add(works, portal, match_id, f"{kind}.png", PNG + kind.encode(), kind)
    short = supplier.post(path, **{**given, "invoice_won": "many"})
    assert short.status_code == 422 and 'value="INV-1"' in short.text
    more = supplier.post(path, **{**given, "add_row": "units"})
    assert "units.1.serial" in more.text and 'value="S-1"' in more.text
    done = supplier.post(path, **given)
    assert done.status_code == 303, text_of(done.text)[:600]
    page = supplier.get(path)
    assert "waits for the second person" in text_of(page) and "invoice_number" not in page


def _nobody_else_sees(scene: Scene) -> None:
    works, portal, (match_id, _) = scene
    stranger = visit(portal, works.strangers.first, works.at)
    stranger.get(f"/safety/{works.programme}/matches/{match_id}", 404)
    stranger.get(f"/safety/{works.programme}/sites/{works.sites['late']}", 404)
    stranger.get(f"/safety/{works.programme}/awards/{works.award}", 404)
    stranger.get(f"/safety/{works.programme}/money", 403)


def test_a_link_is_made_once_answered_once_and_tells_no_name(scene: Scene) -> None:
    works, portal, (_, match_id) = scene
    url = works.book.database.url
    with Database(url, size=1, role=None) as owner, owner.transaction() as tx:
        tx.run("UPDATE outcomes.match SET state = 'installed' WHERE match_id = %(m)s", m=match_id)
    verifier = visit(portal, works.verifiers.first, works.at)
    path = f"/safety/{works.programme}/matches/{match_id}/links"
    made = verifier.post(path, count="2", request_key="links-0123456789abcdef")
    links = re.findall(rf"{portal.url}(/worker/[^?<]+)\?programme=", made.text)
    assert made.status_code == 200 and len(links) == 2
    assert "/worker/" not in verifier.get(path)
    phone = portal.client()
    page = phone.get(links[0])
    assert f"{works.name_of(match_id)} works" in page.text
    assert page.headers["referrer-policy"] == "no-referrer"
    headers = {"origin": ORIGIN}
    unsaid = phone.post(links[0], data={"in_use": "yes", "note": "loud"}, headers=headers)
    assert unsaid.status_code == 422 and ">loud</textarea>" in unsaid.text.replace("\n", "")
    said = {"in_use": "no", "trained": "yes"}
    done = phone.post(links[0], data=said, headers=headers, follow_redirects=False)
    assert done.headers["location"] == "/worker/thanks"
    over = phone.get(links[0])
    assert over.status_code == 410 and "This link is over" in over.text
    assert "No Yes" in text_of(verifier.get(path))
    assert phone.post(links[1], data=said, headers={"origin": "http://evil"}).status_code == 403


def test_a_note_to_the_hotline_is_read_by_the_administrator_alone(scene: Scene) -> None:
    works, portal, _ = scene
    phone, path = portal.client(), f"/hotline/{works.programme}"
    assert phone.post(path, data={"text": ""}, headers={"origin": ORIGIN}).status_code == 422
    note = {"text": "the guard is taken off at night"}
    sent = phone.post(path, data=note, headers={"origin": ORIGIN}, follow_redirects=True)
    assert sent.status_code == 200 and "has arrived" in sent.text
    officer = visit(portal, works.officers.first, works.at)
    payer = visit(portal, works.payers.first, works.at)
    page = f"/safety/{works.programme}/findings"
    assert "taken off at night" in officer.get(page)
    assert "taken off at night" not in payer.get(page)
    number = re.search(r'name="note_id" value="([0-9]+)"', officer.get(page))
    assert number
    officer.post(page, act="outcomes.hotline.answer", note_id=number[1])
    assert "Looked into at" in officer.get(page)
