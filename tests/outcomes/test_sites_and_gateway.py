"""Rows 6 and 7: sites, the consent of their two sides, and sites drawn instead of chosen."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import given as over
from hypothesis import strategies as st
from works_stage import NONCE, NOWHERE, Works

from books import noon
from sangsaeng.acts.fields_related import RelatedNamed
from sangsaeng.acts.kinds.outcomes_gateway import DrawWanted, MatchRefused
from sangsaeng.acts.kinds.outcomes_sites import SiteEnded
from sangsaeng.acts.model import Role
from sangsaeng.acts.registry import acts
from sangsaeng.acts.service import enter
from sangsaeng.acts.service_deciding import decide
from sangsaeng.database.connection import Database
from sangsaeng.outcomes.model_choosing import Related, Relation
from sangsaeng.outcomes.model_site import REASONS, leaves_denominator
from sangsaeng.outcomes.rules_gateway import decide_draw, decide_seed
from sangsaeng.outcomes.sealed import digest_of_related


@pytest.fixture
def works(database: Database) -> Works:
    return Works(database)


@over(st.sets(st.integers(1, 10**15), min_size=1), st.binary(min_size=1), st.data())
def test_who_has_the_list_and_the_seed_draws_the_same_sites(
    sites: set[int], nonce: bytes, data: Any
) -> None:
    at = noon(date(2026, 4, 6))
    shuffled = data.draw(st.permutations(sorted(sites)))
    wanted = data.draw(st.integers(0, len(sites)))
    seed = decide_seed(nonce, 7, at, shuffled)
    assert seed == decide_seed(nonce, 7, at, sorted(sites))
    drawn = decide_draw(seed, shuffled, wanted)
    assert drawn == decide_draw(seed, sorted(sites), wanted)
    assert len(set(drawn)) == wanted and set(drawn) <= sites
    # Fewer are the beginning of more, and another moment, act, nonce or list is another seed.
    assert decide_draw(seed, shuffled, len(sites))[:wanted] == drawn
    others = [
        decide_seed(nonce + b"x", 7, at, shuffled),
        decide_seed(nonce, 8, at, shuffled),
        decide_seed(nonce, 7, at + timedelta(microseconds=1), shuffled),
        decide_seed(nonce, 7, at, [*shuffled, 10**16]),
    ]
    assert seed not in others


def test_every_place_of_a_draw_is_as_likely_as_another() -> None:
    """No number is drawn more often for being small: 3,000 draws of 1 of 6 give each 500, and a
    share twice as far from it as five deviations (20 each) allow would be no draw."""
    counts = dict.fromkeys(range(1, 7), 0)
    for number in range(3000):
        (one,) = decide_draw(sha256(str(number).encode()).digest(), list(counts), 1)
        counts[one] += 1
    assert all(abs(count - 500) < 100 for count in counts.values()), counts


def test_only_listed_reasons_take_a_leaver_out_of_the_denominator() -> None:
    assert {code for code in REASONS if leaves_denominator(code)} == {
        "disaster",
        "ordered",
        "bankruptcy",
    }
    assert not leaves_denominator(None)


def test_a_site_is_its_company_s_and_consents_by_two_people_over_one_text(works: Works) -> None:
    site = works.registered("s0")
    again = works.refused("outcomes.sites.register", works.owner_of("s0").first, works.wanted("s0"))
    assert again == "site_registered"
    given = works.consent("s0")
    stranger = works.strangers.first
    assert works.refused("outcomes.sites.consent", stranger, given) == "unknown_site"
    nowhere = given.model_copy(update={"site_id": NOWHERE})
    assert works.refused("outcomes.sites.consent", stranger, nowhere) == "unknown_site"
    other = given.model_copy(update={"text_digest": "0" * 64})
    owner = works.owner_of("s0")
    assert works.refused("outcomes.sites.consent", owner.first, other) == "consent_text_differs"
    done = works.done("outcomes.sites.consent", owner, given)
    assert done == {"site_id": site, "state": "consented"}
    (row,) = works.rows("SELECT * FROM outcomes.site WHERE programme_id = %(p)s")
    assert (row["owner_person_id"], row["worker_person_id"]) == (
        owner.first.person_id,
        owner.second.person_id,
    )
    assert works.refused("outcomes.sites.consent", owner.first, given) == "site_not_registered"


def test_an_approver_of_the_company_is_no_workers_representative(works: Works) -> None:
    works.registered("s0")
    works.owner_of("s0")
    lone = works.stage.people.caller(works.stage.company("s0"), Role.APPROVER)
    first = works.fresh(works.owner_of("s0").first)
    code = "outcomes.sites.consent"
    now = enter(works.book.database, first, acts()[code], works.consent("s0"), works.at)
    heard = decide(works.book.database, works.fresh(lone), now.act_id, now.digest, True, works.at)
    assert [one.code for one in heard] == ["not_permitted"]


def test_a_company_without_the_office_registers_no_site(works: Works) -> None:
    given = works.wanted("supplier")
    code = "outcomes.sites.register"
    assert works.refused(code, works.suppliers.first, given) == "not_permitted"


def test_sites_that_fit_are_drawn_and_the_draw_is_published(works: Works) -> None:
    for name in ("s0", "s1", "s2"):
        works.consented(name)
    works.consented("unfit", hazards=["fire"])
    works.registered("silent")
    given = DrawWanted(programme_id=works.programme, award_id=works.award, sites=4, nonce=NONCE)
    assert works.refused("outcomes.gateway.draw", works.officers.first, given) == "too_few_sites"
    for name in ("supplier", "kb"):
        caller = works.pair(name, Role.ENTERER, Role.APPROVER).first
        assert works.refused("outcomes.gateway.draw", caller, given) == "not_permitted"
    drawn = works.draw(2)
    (event,) = works.rows(
        "SELECT facts FROM outcomes.event WHERE programme_id = %(p)s AND to_state = 'sites_drawn'"
    )
    facts = event["facts"]
    at = datetime.fromisoformat(facts["drawn_at"])
    seed = decide_seed(bytes.fromhex(facts["nonce"]), facts["act_id"], at, facts["fitting"])
    assert facts["seed"] == seed.hex()
    assert facts["fitting"] == sorted(works.sites[name] for name in ("s0", "s1", "s2"))
    assert facts["drawn"] == decide_draw(seed, facts["fitting"], 2)
    rows = works.rows(
        "SELECT site_id, drawn_from FROM outcomes.match WHERE match_id = ANY(%(m)s::bigint[])"
        " AND programme_id = %(p)s AND award_id = %(a)s ORDER BY match_id",
        m=drawn,
    )
    assert [row["site_id"] for row in rows] == facts["drawn"]
    assert {row["drawn_from"] for row in rows} == {3}
    # What is drawn is drawn: one site is left.
    assert works.refused("outcomes.gateway.draw", works.officers.first, given) == "too_few_sites"


def _tie(works: Works, company: str, relation: Relation, named: str) -> None:
    related = Related(relation, named, date(1970, 1, 1) if relation == "owner" else None)
    with works.book.database.transaction() as tx:
        tx.run(
            "INSERT INTO outcomes.related_party VALUES (%(p)s, nextval('ledger.item'), %(c)s,"
            " %(relation)s, %(digest)s, '', %(at)s)",
            p=works.programme,
            c=works.stage.company(company),
            relation=str(relation),
            digest=digest_of_related(tx.keys, related),
            at=works.at,
        )


def test_a_site_that_is_related_to_the_supplier_is_not_drawn(works: Works) -> None:
    for name in ("s0", "s1", "s2", "s3", "s4"):
        works.consented(name)
    _tie(works, "supplier", Relation.OWNER, "Kim One")
    _tie(works, "s0", Relation.OWNER, "kim one")
    _tie(works, "supplier", Relation.COMPANY, works.book.number("s1"))
    _tie(works, "s2", Relation.ACCOUNT, works.book.accounts["supplier"][0])
    works.stage.people.caller(
        works.stage.company("s3"), Role.VIEWER, person_id=works.suppliers.first.person_id
    )
    given = DrawWanted(programme_id=works.programme, award_id=works.award, sites=2, nonce=NONCE)
    assert works.refused("outcomes.gateway.draw", works.officers.first, given) == "too_few_sites"
    (match,) = works.draw(1)
    assert works.name_of(match) == "s4"


def test_what_a_site_says_of_itself_keeps_it_from_its_owner_s_supplier(
    works: Works,
) -> None:
    owner = RelatedNamed(relation=Relation.OWNER, named="KIM One", born_on=date(1970, 1, 1))
    _tie(works, "supplier", Relation.OWNER, "Kim One")
    works.consented("s0", related=[owner])
    works.consented("s1", related=[owner.model_copy(update={"born_on": date(1980, 1, 1)})])
    with works.book.database.transaction() as tx:
        tx.run(
            "INSERT INTO parties.representative VALUES (%(c)s, %(p)s, %(c)s, 1, %(at)s)",
            c=works.stage.company("s1"),
            p=works.suppliers.first.person_id,
            at=works.at,
        )
    works.consented("s2")
    (match,) = works.draw(1)
    assert works.name_of(match) == "s2"


def test_both_sides_confirm_and_a_refused_site_stays_recorded(works: Works) -> None:
    for name in ("s0", "s1"):
        works.consented(name)
    one, two = works.draw(2)
    code = "outcomes.matches.confirm"
    for caller in (works.strangers.first, works.pair("kb", Role.ENTERER, Role.APPROVER).first):
        assert works.refused(code, caller, works.named(one)) == "unknown_match"
    assert works.done(code, works.suppliers, works.named(one))["state"] == "drawn"
    assert works.refused(code, works.suppliers.first, works.named(one)) == (
        "match_confirmed_already"
    )
    owner = works.approver_of(works.name_of(one))
    assert works.done(code, owner, works.named(one))["state"] == "confirmed"
    no = MatchRefused(programme_id=works.programme, match_id=two, reason="site_declines")
    owner = works.approver_of(works.name_of(two))
    assert works.done("outcomes.matches.refuse", owner, no)["state"] == "refused"
    assert works.refused(code, owner.first, works.named(two)) == "match_not_open"
    rows = works.rows(
        "SELECT state, reason FROM outcomes.match WHERE programme_id = %(p)s AND award_id = %(a)s"
        " ORDER BY match_id"
    )
    assert [(row["state"], row["reason"]) for row in rows] == [
        ("confirmed", None),
        ("refused", "site_declines"),
    ]
    # It is not drawn again for the supplier that it was drawn for.
    given = DrawWanted(programme_id=works.programme, award_id=works.award, sites=1, nonce=NONCE)
    assert works.refused("outcomes.gateway.draw", works.officers.first, given) == "too_few_sites"


def test_a_site_s_company_is_told_who_was_drawn_for_it_and_nobody_else_is(works: Works) -> None:
    for name in ("s0", "s1"):
        works.consented(name)
    one, two = works.draw(2)
    code = "outcomes.matches.list"
    owners = {match: works.approver_of(works.name_of(match)) for match in (one, two)}
    for match, owner in owners.items():
        (row,) = works.read(code, owner.first)
        assert (row["match_id"], row["supplier"]) == (match, "supplier")
        # Of the award and of the other site it sees nothing for that.
        for table in ("award", "application", "reserve"):
            assert not works.seen(owner.first, f"SELECT 1 FROM outcomes.{table}")
        other = two if match == one else one
        seen = works.seen(owner.first, f"SELECT outcomes.supplier_at({works.programme}, {other})")
        assert seen == [{"supplier_at": None}]
    no = MatchRefused(programme_id=works.programme, match_id=two, reason="site_declines")
    works.done("outcomes.matches.refuse", owners[two], no)
    (row,) = works.read(code, owners[two].first)
    assert row["supplier"] is None
    assert {row["supplier"] for row in works.read(code, works.officers.first)} == {"supplier"}
    assert not works.read(code, works.strangers.first)


def test_a_site_that_closes_takes_its_matches_with_it_and_they_stay(works: Works) -> None:
    works.consented("s0")
    (match,) = works.draw(1)
    ended = SiteEnded(
        programme_id=works.programme,
        site_id=works.sites["s0"],
        reason="business_closed",
        closed_on=works.book.today,
    )
    code = "outcomes.sites.close"
    assert works.refused(code, works.strangers.first, ended) == "unknown_site"
    future = ended.model_copy(update={"closed_on": works.book.today + timedelta(days=1)})
    assert works.refused(code, works.officers.first, future) == "day_in_future"
    done = works.done(code, works.officers, ended)
    assert done == {"site_id": works.sites["s0"], "state": "closed", "matches": [match]}
    assert works.refused(code, works.officers.first, ended) == "site_gone"
    rows = works.rows("SELECT state, reason FROM outcomes.match WHERE award_id = %(a)s")
    assert [tuple(row.values()) for row in rows] == [("closed", "business_closed")]


def test_a_supplier_refuses_one_drawn_site_in_three_of_its_plan(works: Works) -> None:
    """Its plan has six."""
    for number in range(4):
        works.consented(f"s{number}")
    code = "outcomes.matches.refuse"
    for _ in range(2):
        (match,) = works.draw(1)
        no = MatchRefused(programme_id=works.programme, match_id=match, reason="other")
        works.done(code, works.suppliers, no)
    (match,) = works.draw(1)
    no = MatchRefused(programme_id=works.programme, match_id=match, reason="other")
    assert works.refused(code, works.suppliers.first, no) == "too_many_refused"
    # The site may, as often as it is asked.
    assert works.done(code, works.approver_of(works.name_of(match)), no)["state"] == "refused"
