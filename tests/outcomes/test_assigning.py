"""Who verifies an award: it agrees, keeps a nonce, and is not tied to the supplier."""

from __future__ import annotations

import pytest
from choosing_stage import Scene, owner

from sangsaeng.acts.fields_related import RelatedNamed
from sangsaeng.database.connection import Database
from sangsaeng.outcomes.model_choosing import Relation

NOWHERE = 1_999_999_999


@pytest.fixture
def scene(database: Database) -> Scene:
    return Scene(database)


def test_a_verifier_agrees_keeps_its_nonce_and_is_not_tied_to_the_supplier(scene: Scene) -> None:
    award = scene.awarded()
    people = ("kosme.officer1", "kosme.officer2", "verifier.verifier1")
    assigns = "outcomes.verifiers.assign"
    tied = scene.verifier(award, verifier_number=scene.book.number("alpha"))
    assert scene.hears(assigns, tied, "kosme.officer1") == "unknown_company"
    scene.do(assigns, scene.verifier(award), *people)
    assert scene.hears(assigns, scene.verifier(award), "kosme.officer1") == "verifier_assigned"
    again = scene.verifier(award, replaces=True)
    assert scene.hears(assigns, again, "kosme.officer1") == "verifier_was_assigned"
    elsewhere = scene.verifier(NOWHERE)
    assert scene.hears(assigns, elsewhere, "kosme.officer1") == "unknown_award"


def test_a_verifier_whose_owner_is_the_supplier_s_is_refused(scene: Scene) -> None:
    scene.opened()
    number = RelatedNamed(relation=Relation.COMPANY, named=scene.book.number("verifier"))
    award = scene.applied("alpha", related=[number])
    scene.closed()
    scene.checked(award)
    scene.scored(award, *[(50, 30)] * 3)
    scene.ranked()
    scene.do("outcomes.awards.decide", scene.award(award), "kb.credit1", "kb.credit2")
    heard = scene.hears("outcomes.verifiers.assign", scene.verifier(award), "kosme.officer1")
    assert heard == "verifier_tied_to_supplier"


def test_a_verifier_that_names_the_supplier_s_owner_as_its_own_is_refused(scene: Scene) -> None:
    award = scene.awarded()
    shared = scene.verifier(award, related=[owner("alpha")])
    heard = scene.hears("outcomes.verifiers.assign", shared, "kosme.officer1")
    assert heard == "verifier_tied_to_supplier"
    free = scene.verifier(award, related=[owner("somebody else")])
    people = ("kosme.officer1", "kosme.officer2", "verifier.verifier1")
    scene.do("outcomes.verifiers.assign", free, *people)
