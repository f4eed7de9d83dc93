"""From a claim to its money in the portal: every side its own form, every sum as the book says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from paying_stage import AC_19, CLAIMS_ON, NONCES, Paying
from portal_stage import portal_over, visit

from sangsaeng.acts.model import Caller
from sangsaeng.database.connection import Database
from web.visiting import Portal, Visitor, text_of

Scene = tuple[Paying, Portal]


@pytest.fixture(scope="module")
def scene(database_of: Any) -> Iterator[Scene]:
    """An award in observation, in the days of its claims."""
    with database_of() as database:
        assert isinstance(database, Database)
        paying = Paying(database)
        paying.days = CLAIMS_ON
        with portal_over(database, paying) as portal:
            yield paying, portal


def _visits(scene: Scene, caller: Caller) -> Visitor:
    paying, portal = scene
    return visit(portal, caller, paying.at)


def _approve(scene: Scene, path: str, *callers: Caller) -> None:
    """The word of others, on the page itself where it is theirs, else on the act's own."""
    for caller in callers:
        visitor = _visits(scene, caller)
        act = re.search(r'href="(/acts/[0-9]+)"', visitor.get("/acts"))
        assert act, text_of(visitor.get("/acts"))
        digest = re.search(r'name="digest" value="([0-9a-f]{64})"', visitor.get(act[1]))
        assert digest, text_of(visitor.get(act[1]))
        done = visitor.post(act[1], digest=digest[1], decision="approve")
        assert done.status_code == 303, text_of(done.text)


def _claim_id(paying: Paying) -> int:
    (row,) = paying.rows("SELECT claim_id FROM outcomes.claim WHERE award_id = %(a)s")
    return int(row["claim_id"])


def test_a_claim_goes_from_its_form_to_its_money_on_the_pages_of_every_side(scene: Scene) -> None:
    _claims(scene)
    _verifies(scene)
    _determines(scene)
    _objects(scene)
    _pays(scene)


def _claims(scene: Scene) -> None:
    """A supplier claims site by site."""
    paying, _ = scene
    supplier = _visits(scene, paying.suppliers[0])
    path = f"/safety/{paying.programme}/awards/{paying.award}/claim"
    assert path in supplier.get("/")
    page = supplier.get(path)
    names = re.findall(r'name="n\.([0-9]+\.[a-z_]+)"', page)
    assert len(names) == len(paying.matches) * len(AC_19)
    said = {f"n.{name}": AC_19[name.split(".")[1]] for name in names}
    said |= {f"d.{name}": "100" for name in names}
    wrong = supplier.post(path, **{**said, f"n.{names[0]}": "101", "period_no": "1"})
    assert wrong.status_code == 422 and 'value="101"' in wrong.text
    done = supplier.post(path, **said, period_no="1", request_key="claim-0123456789abcdef")
    again = supplier.post(path, **said, period_no="1", request_key="claim-0123456789abcdef")
    assert done.headers["location"].split("?")[0] == again.headers["location"].split("?")[0]
    _approve(scene, path, paying.suppliers[1])
    assert paying.rows("SELECT state FROM outcomes.claim") == [{"state": "submitted"}]


def _verifies(scene: Scene) -> None:
    """Desk and verifier take it on from the claim's own page."""
    paying, _ = scene
    claim_id = _claim_id(paying)
    path = f"/safety/{paying.programme}/claims/{claim_id}"
    officer, verifier = (_visits(scene, one) for one in (paying.officers[0], paying.verifiers[0]))
    assert path in officer.get("/") and path not in verifier.get("/")
    officer.post(path, act="outcomes.claims.check", passed="true")
    assert path in verifier.get("/")
    wrong = verifier.post(path, act="outcomes.verifications.draw", nonce="00" * 32)
    assert wrong.status_code == 422
    verifier.post(path, act="outcomes.verifications.draw", nonce=NONCES[0].hex())
    report = f"{path}/report"
    page = verifier.get(report)
    names = re.findall(r'name="n\.([0-9]+\.[a-z_]+)"', page)
    assert len(names) == 2 * len(AC_19)
    unsaid = verifier.post(report, visited_on=paying.at.date())
    assert unsaid.status_code == 422 and "duties are kept" in unsaid.text
    done = verifier.post(report, visited_on=paying.at.date(), duties_met="yes")
    assert done.status_code == 303, text_of(done.text)
    _approve(scene, report, paying.verifiers[1])
    assert paying.rows("SELECT state FROM outcomes.claim") == [{"state": "verified"}]


def _determines(scene: Scene) -> None:
    """The sum that is determined is the sum that is shown and explained."""
    paying, _ = scene
    path = f"/safety/{paying.programme}/claims/{_claim_id(paying)}"
    verifier = _visits(scene, paying.verifiers[0])
    shown = re.search(r'name="amount_won" value="([0-9]+)"', verifier.get(path))
    assert shown and int(shown[1]) > 0
    other = verifier.post(path, act="outcomes.determinations.determine", amount_won="1")
    assert other.status_code == 422
    verifier.post(path, act="outcomes.determinations.determine", amount_won=shown[1])
    _approve(scene, path, paying.verifiers[1], paying.credit)
    (row,) = paying.rows("SELECT determination_id, amount_won FROM outcomes.determination")
    assert row["amount_won"] == int(shown[1])
    why = f"/safety/{paying.programme}/determinations/{row['determination_id']}"
    supplier = _visits(scene, paying.suppliers[0])
    page = text_of(supplier.get(why))
    assert f"{row['amount_won']:,}" in page and "What would have paid more" in page
    assert "clause 6.1" in page and "It may be objected to" in page
    _visits(scene, paying.strangers[0]).get(why, 404)


def _objects(scene: Scene) -> None:
    """A supplier objects with evidence that came after."""
    paying, _ = scene
    (row,) = paying.rows("SELECT determination_id FROM outcomes.determination")
    path = f"/safety/{paying.programme}/determinations/{row['determination_id']}/dispute"
    supplier = _visits(scene, paying.suppliers[0])
    assert "Add the new evidence first" in supplier.get(path)
    paying.days += 1
    supplier = _visits(scene, paying.suppliers[0])
    files = {"content": ("new.pdf", b"%PDF-1.7 new")}
    added = supplier.post(path, files=files, act="outcomes.evidence.add", kind="other")
    assert added.status_code == 303, text_of(added.text)
    done = supplier.post(path, act="outcomes.disputes.open", ground="the count was wrong")
    assert done.status_code == 303, text_of(done.text)
    _approve(scene, path, paying.suppliers[1])
    (dispute,) = paying.rows("SELECT dispute_id FROM outcomes.dispute")
    answer = f"/safety/{paying.programme}/disputes/{dispute['dispute_id']}"
    officer = _visits(scene, paying.officers[0])
    assert "the count was wrong" in officer.get(answer)
    given = {"act": "outcomes.disputes.decide", "upheld": "false", "answer": "counted again"}
    assert officer.post(answer, **given).status_code == 303
    _approve(scene, answer, paying.officers[1])
    assert "counted again" in supplier.get(answer)


def _pays(scene: Scene) -> None:
    """The payer settles and pays what the book owes."""
    paying, _ = scene
    paying.days += 20
    (row,) = paying.rows("SELECT determination_id FROM outcomes.determination")
    path = f"/safety/{paying.programme}/determinations/{row['determination_id']}"
    treasury = _visits(scene, paying.treasury[0])
    assert path in treasury.get("/")
    assert treasury.post(path, act="outcomes.determinations.settle").status_code == 303
    _approve(scene, path, paying.treasury[1])
    money = f"/safety/{paying.programme}/money"
    page = treasury.get(money)
    owed = paying.rows("SELECT payable_id, amount_won FROM outcomes.payable WHERE paid_on IS NULL")
    total = sum(one["amount_won"] for one in owed)
    assert f"{total:,}" in page
    none = treasury.post(money, request_key="none-0123456789abcdef")
    assert none.status_code == 422 and "at least one payment" in none.text
    first = owed[0]
    done = treasury.post(money, payable_ids=first["payable_id"])
    assert done.status_code == 303, text_of(done.text)
    act = treasury.get(done.headers["location"].split("?")[0])
    assert f"{first['amount_won']:,}" in act


def test_every_page_of_a_programme_opens_for_every_side(scene: Scene) -> None:
    paying, _ = scene
    root = f"/safety/{paying.programme}"
    shared = ("/safety", root, f"{root}/awards/{paying.award}")
    sides = {
        paying.officers[0]: (*shared, f"{root}/report", f"{root}/findings", f"{root}/applications"),
        paying.credit: (*shared, f"{root}/money", f"{root}/report", "/safety/simulate"),
        paying.verifiers[0]: shared,
        paying.suppliers[0]: (*shared, f"{root}/matches/{paying.matches[0]}"),
    }
    for caller, paths in sides.items():
        visitor = _visits(scene, caller)
        for path in paths:
            assert "safety_" not in text_of(visitor.get(path)), path
    kinds = {"workbook": "sheet", "indigo": "json", "ocds-release": "json", "ocds-record": "json"}
    officer = _visits(scene, paying.officers[0])
    for name, kind in kinds.items():
        file = officer.client.get(f"{root}/report/{name}")
        assert file.status_code == 200 and kind in file.headers["content-type"], name
    _visits(scene, paying.suppliers[0]).get(f"{root}/report/workbook", 403)


def test_rules_are_tried_on_a_page_within_its_bounds(scene: Scene) -> None:
    paying, _ = scene
    officer = _visits(scene, paying.officers[0])
    page = officer.get("/safety/simulate")
    rules = re.search(r'<textarea[^>]*name="rules"[^>]*>\n?(.*?)</textarea>', page, re.DOTALL)
    assert rules
    given = {"rules": rules[1], "programmes": "5", "seed": "1"}
    done = officer.post("/safety/simulate", **given)
    assert done.status_code == 200 and done.text.count("data:image/svg+xml") == 4
    long = officer.post("/safety/simulate", **{**given, "programmes": "5000"})
    assert long.status_code == 422 and "--programmes 5000" in long.text
    odd = officer.post("/safety/simulate", **{**given, "rules": "name: [&a [*a]]"})
    assert odd.status_code == 422 and "name: [&amp;a" in odd.text
