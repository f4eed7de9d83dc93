"""Who stands behind a company, as applicants, sites and verifiers say it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from pydantic import Field

from sangsaeng.acts.fields import BirthDay
from sangsaeng.acts.model import Given
from sangsaeng.outcomes.model_choosing import Related, Relation


class RelatedNamed(Given):
    """Who or what stands behind a company: a person with the day of birth, a bank account or a
    company by its number. It stands sealed, and is compared, not shown."""

    relation: Relation
    named: Annotated[
        str, Field(min_length=1, max_length=100, json_schema_extra={"x-confidential": True})
    ]
    born_on: BirthDay | None = None


# More than any company has; a list is what two people can still read.
Relateds = Annotated[list[RelatedNamed], Field(max_length=200)]


def related_in(named: Sequence[RelatedNamed]) -> list[Related]:
    """The same, as the desk takes it."""
    return [Related(one.relation, one.named, one.born_on) for one in named]
