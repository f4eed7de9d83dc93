"""What is written down on pages of its own: draws, targets, baselines, months, awards."""

from __future__ import annotations

import re
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from choosing_stage import Scene
from paying_stage import CLAIMS_ON, Paying
from portal_stage import portal_over, visit
from works_stage import Works

from sangsaeng.acts.model import Caller
from sangsaeng.database.connection import Database
from sangsaeng.web.pages import safety_baselines
from sangsaeng.web.safety import months
from web.visiting import Portal, Visitor, text_of

FORM = {"request_key": "form-0123456789abcdef"}


@pytest.fixture(scope="module")
def paying(database_of: Any) -> Iterator[tuple[Paying, Portal]]:
    """Four sites with baselines, whose months are over."""
    with database_of() as database:
        assert isinstance(database, Database)
        made = Paying(database, days=CLAIMS_ON)
        with portal_over(database, made) as portal:
            yield made, portal


def _agreed(portal: Portal, at: Any, path: str, *callers: Caller) -> None:
    """The word of others about the act that waits at a page."""
    for caller in callers:
        visitor = visit(portal, caller, at)
        digest, act_id = _waiting(visitor, path)
        done = visitor.post(path, act_id=act_id, digest=digest, decision="approve")
        assert done.status_code == 303, text_of(done.text)


def _waiting(visitor: Visitor, path: str) -> tuple[str, str]:
    page = visitor.get(path)
    digest = re.search(r'name="digest" value="([0-9a-f]{64})"', page)
    act_id = re.search(r'name="act_id" value="([0-9]+)"', page)
    assert digest and act_id, text_of(page)
    return digest[1], act_id[1]


def _names(page: str) -> list[str]:
    return re.findall(r'name="n\.([0-9]+\.[a-z_]+)"', page)


def test_a_site_s_month_is_written_on_a_phone_and_corrected(
    paying: tuple[Paying, Portal],
) -> None:
    stage, portal = paying
    match_id = stage.matches[0]
    path = f"/safety/{stage.programme}/matches/{match_id}/months"
    verifier = visit(portal, stage.verifiers[0], stage.at)
    assert path in verifier.get(f"/safety/{stage.programme}/matches/{match_id}")
    page = verifier.get(path)
    months = re.findall(r'<option value="(20[0-9]{2}-[0-9]{2})"', page)
    assert len(months) > 2 and f"Save {months[0]}" in page
    names = _names(page)
    assert len(names) == 3
    said = {f"n.{name}": "10" for name in names} | {f"d.{name}": "100" for name in names}
    said |= {"month": months[0], "source": "visit", **FORM}
    wrong = verifier.post(path, **{**said, f"n.{names[0]}": "101"})
    assert wrong.status_code == 422
    # The line that is wrong is called by its metric, and everything typed stands there still.
    label = re.search(rf'href="#f-n\.{re.escape(names[0])}"[^>]*>([^<]+)<', wrong.text)
    assert label and not re.search(r"[a-z]_[a-z]", label[1])
    assert 'value="101"' in wrong.text and 'value="visit"' in wrong.text
    # What a baseline says is of a whole year, and no month is begun with it.
    assert re.findall(r'name="d\.[^"]+"[^>]*? value="([^"]*)"', page) == ["", "", ""]
    for other in ("2019-01", "2099-01", "", "x"):
        outside = verifier.post(path, **{**said, "month": other})
        assert outside.status_code == 422 and "outside every period" in outside.text, other
    people = verifier.post(path, **said, headcount="1,00")
    assert people.status_code == 422
    silent = verifier.post(path, **{**said, "source": ""})
    assert silent.status_code == 422 and "Say where it is from" in silent.text
    # A metric that was not counted is left out, not counted as nothing.
    first = verifier.post(path, **{**said, f"n.{names[2]}": ""})
    assert first.headers["location"].endswith(f"saved={months[0]}")
    page = verifier.get(first.headers["location"])
    assert f"Save {months[1]}" in page and f"{months[0]} is saved" in page
    again = verifier.get(f"{path}?month={months[0]}")
    assert "was told already" in again and 'value="10"' in again
    other = {**said, f"n.{names[0]}": "20", "request_key": "form-1123456789abcdef"}
    assert verifier.post(path, **other).status_code == 303
    rows = stage.rows(
        "SELECT metric, max(version) AS version FROM outcomes.observation"
        " WHERE match_id = %(m)s AND %(p)s > 0 AND %(a)s > 0 GROUP BY metric ORDER BY metric",
        m=match_id,
    )
    assert sorted(row["version"] for row in rows) == [1, 2, 2]
    visit(portal, stage.strangers[0], stage.at).get(path, 404)


def test_a_month_of_many_sites_comes_by_the_programme_s_own_sheet(
    paying: tuple[Paying, Portal],
) -> None:
    stage, portal = paying
    path = f"/safety/{stage.programme}/observations"
    officer = visit(portal, stage.officers[0], stage.at)
    assert path in officer.get(f"/safety/{stage.programme}")
    page = officer.get(path)
    month = re.findall(r'<option value="(20[0-9]{2}-[0-9]{2})"', page)[-1]
    assert "0 of 4" in text_of(page)
    sheet = officer.client.get(f"{path}/csv?month={month}").content.decode("utf-8-sig")
    heads, *lines = sheet.strip().splitlines()
    place = heads.split(",").index("numerator")
    source = heads.split(",").index("source")
    assert len(lines) == 12
    filled = [line.split(",") for line in lines]
    whole = heads.split(",").index("denominator")
    for cells in filled:
        assert cells[whole] == "", "a baseline's year is no month"
        cells[place], cells[whole], cells[source] = "5", "100", "visit"

    def brought(**form: Any) -> Any:
        text = "\n".join([heads, *(",".join(cells) for cells in filled)])
        files = {"content": ("month.csv", text.encode())}
        return officer.post(path, files=files, **form)

    filled[3][place] = "101"
    wrong = brought(step="look")
    assert wrong.status_code == 422 and "1 lines" in text_of(wrong.text)
    assert re.search(r">\s*5\s*</th>", wrong.text), text_of(wrong.text)
    filled[3][place] = "5"
    look = brought(step="look")
    assert look.status_code == 200 and "All 12 lines are right" in look.text
    carried = _carried(look.text)
    unseen = officer.post(path, **{**carried, "seen": "0" * 64}, step="enter")
    assert unseen.status_code == 422 and "not what you had looked at" in unseen.text
    whole_file, filled[:] = list(filled), filled[:1]
    part = brought(step="look").text
    assert "All 1 lines are right" in part
    assert officer.post(path, **_carried(part), step="enter").status_code == 303
    # One metric of three is not a site that is told of.
    assert "0 of 4" in text_of(officer.get(f"{path}?month={month}"))
    filled[:] = whole_file
    assert officer.post(path, **carried, step="enter").status_code == 303
    assert "4 of 4" in text_of(officer.get(f"{path}?month={month}"))
    officer.get(f"{path}/pdf", 404)
    broken = officer.post(path, carried_name="a.csv", carried_data="é", step="look")
    assert broken.status_code == 422
    supplier = visit(portal, stage.suppliers[0], stage.at)
    for closed in (path, f"{path}/csv"):
        assert supplier.client.get(closed).status_code == 403


def _carried(page: str) -> dict[str, str]:
    return {
        name: re.search(rf'name="{name}" value="([^"]*)"', page)[1]  # type: ignore[index]
        for name in ("carried_name", "carried_data", "request_key", "seen")
    }


def test_an_award_goes_from_its_draw_to_locked_baselines_on_its_own_pages(
    database_of: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Lists are longer than a page of them, as with three hundred sites.
    for module in (months, safety_baselines):
        monkeypatch.setattr(module, "MOST", 3)
    with database_of() as database:
        works = Works(database)
        for name in ("site0", "site1"):
            works.consented(name)
        with portal_over(database, works) as portal:
            _draw(works, portal)
            for match_id in _matches(works):
                works.done("outcomes.matches.confirm", works.suppliers, works.named(match_id))
                owner = works.approver_of(works.name_of(match_id))
                works.done("outcomes.matches.confirm", owner, works.named(match_id))
            _targets(works, portal)
            _baselines(works, portal)


def _matches(works: Works) -> list[int]:
    rows = works.rows("SELECT match_id FROM outcomes.match WHERE %(p)s > 0 AND %(a)s > 0")
    return [row["match_id"] for row in rows]


def _draw(works: Works, portal: Portal) -> None:
    path = f"/safety/{works.programme}/awards/{works.award}/draw"
    officer = visit(portal, works.officers.first, works.at)
    assert path in officer.get("/")
    nonce = re.search(r'name="nonce"[^>]*value="([0-9a-f]{64})"', officer.get(path))
    assert nonce
    given = {"act": "outcomes.gateway.draw", "nonce": nonce[1], **FORM}
    many = officer.post(path, sites="6", **given)
    assert many.status_code == 422 and nonce[1] in many.text
    assert officer.post(path, sites="2", **given).status_code == 303
    _agreed(portal, works.at, path, works.officers.second)
    page = officer.get(path)
    assert "2 of 2" in text_of(page) and nonce[1] in page and "site0 works" in page


def _targets(works: Works, portal: Portal) -> None:
    path = f"/safety/{works.programme}/awards/{works.award}/targets"
    supplier = visit(portal, works.suppliers.first, works.at)
    assert path in supplier.get("/")
    page = supplier.get(path)
    # The plan's three metrics stand there to begin with, and no code is to be typed.
    assert [page.count(f'<option value="{name}" selected>') for name in PLANNED] == [1, 1, 1]
    said = {"metrics": "3", "units": "1", **FORM}
    for number, (metric, size) in enumerate(PLANNED.items()):
        at = f"metrics.{number}."
        said |= {f"{at}metric": metric, f"{at}weight": "0.5", f"{at}size": size}
        said |= {f"{at}stated": "absolute", f"{at}achievement_cap": ""}
    wrong = supplier.post(path, **said)
    assert wrong.status_code == 422 and 'value="0.9"' in wrong.text
    more = supplier.post(path, **said, add_row="metrics")
    assert "metrics.3.metric" in more.text and 'value="0.9"' in more.text
    said |= {"metrics.1.weight": "0.3", "metrics.2.weight": "0.2"}
    # Without script a price leaves with its commas and its sign, and is that price.
    unit = {"units.0.unit": "guard", "units.0.units": "1"}
    slip = supplier.post(path, **said, **unit, **{"units.0.price_won": "1,23"})
    assert slip.status_code == 422 and 'value="1,23"' in slip.text
    said |= {**unit, "units.0.price_won": "₩1,234,000"}
    done = supplier.post(path, **said)
    assert done.status_code == 303, text_of(done.text)
    _agreed(portal, works.at, path, works.suppliers.second)
    assert "Proposed so far" in supplier.get(path) and "metrics.0" not in supplier.get(path)
    given = works.of_version(1)
    works.done("outcomes.targets.approve", works.officers, given, works.verifiers.first)


PLANNED = {"units_working": "0.9", "hazards_abated": "0.5", "training_hours": "3"}


def _baselines(works: Works, portal: Portal) -> None:
    path = f"/safety/{works.programme}/awards/{works.award}/baselines"
    verifier = visit(portal, works.verifiers.first, works.at)
    assert path in verifier.get("/")
    names = _names(verifier.get(path))
    assert len(names) == 2 * 4 and 'name="act"' not in verifier.get(path)
    said = {f"n.{name}": "0" for name in names} | {f"d.{name}": "10" for name in names}
    for match_id in _matches(works):
        said |= {f"hk.{match_id}": "press", f"hr.{match_id}": "20"}
    until = works.baseline(1, "ltifr", "0", "1").until_on
    said |= {"until_on": str(until), "source": "COMWEL", **FORM}
    since = str(works.baseline(1, "ltifr", "0", "1").from_on)
    none = {f"d.{names[0]}": "0"}
    wrong = verifier.post(path, **{**said, "from_on": since, **none})
    assert wrong.status_code == 422 and f'href="#f-n.{names[0]}"' in wrong.text
    done = verifier.post(path, **said, from_on=since)
    assert done.headers["location"].endswith("saved=1"), text_of(done.text)
    page = verifier.get(path)
    assert 'value="COMWEL"' in page and "press (20)" in text_of(page)
    written = re.findall(r'name="d\.[^"]+"[^>]*? value="([^"]*)"', page)
    assert written == ["10"] * len(names), "what is recorded is never offered as empty"
    # A hazard of a site whose numbers stay empty is written down all the same.
    first = names[0].split(".")[0]
    alone = {key: "" for key in said if key.startswith(f"n.{first}.")}
    more = {f"hk.{first}": "saw", f"hr.{first}": "12"}
    other = max(_matches(works))
    gone = {f"hk.{other}": "", f"hr.{other}": "", "request_key": "form-2123456789abcdef"}
    done = verifier.post(path, **{**said, **alone, **more, **gone}, from_on=since)
    assert done.status_code == 303 and "saw (12)" in text_of(verifier.get(path))
    lock = {"act": "outcomes.baselines.lock", "request_key": "lock-0123456789abcdef"}
    assert verifier.post(path, **lock).status_code == 303
    _agreed(portal, works.at, path, works.verifiers.second)
    assert "The baselines are locked" in verifier.get(path)


def test_the_payer_funds_or_declines_on_the_application_s_own_page(database_of: Any) -> None:
    with database_of() as database:
        scene = Scene(database)
        first, second = scene.recommended("alpha", "beta")
        stage = SimpleNamespace(book=scene.book, at=scene.now, stage=scene)
        with portal_over(database, stage) as portal:
            _decide(scene, portal, first, second)


def _decide(scene: Scene, portal: Portal, first: int, second: int) -> None:
    root = f"/safety/{scene.programme}/applications"
    payer, other = (
        visit(portal, scene.caller(who), scene.now) for who in ("kb.credit1", "kb.credit2")
    )
    path = f"{root}/{first}"
    assert path in payer.get("/")
    page = payer.get(path)
    assert "Fund it" in page and "Decline it" in page
    given = {"act": "outcomes.awards.decide", **FORM}
    unsaid = payer.post(path, way="decline", reason="", **given)
    assert unsaid.status_code == 422
    stage1, cap = (
        re.search(rf'name="{name}"[^>]*value="([0-9,]+)"', page)[1]  # type: ignore[index]
        for name in ("stage1_won", "success_cap_won")
    )
    fund = {"way": "fund", "instrument": "grant", "stage1_won": stage1, "success_cap_won": cap}
    over = payer.post(path, **{**fund, "success_cap_won": "999000000000"}, **given)
    assert over.status_code == 422
    done = payer.post(path, **fund, **given)
    assert done.status_code == 303, text_of(done.text)
    digest, act_id = _waiting(other, path)
    said = other.post(path, act_id=act_id, digest=digest, decision="approve")
    assert said.status_code == 303, text_of(said.text)
    assert "Fund it" not in payer.get(path)
    assert payer.get(f"{root}/{second}")
