"""What a screen consists of, what waits for a person and what comes: the files of `pages/`,
`needs/` and `coming/`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from starlette.responses import Response

from sangsaeng.acts.model import Role
from sangsaeng.api.calls import SMALL_BYTES

if TYPE_CHECKING:
    from sangsaeng.web.visits import Visit


class Group(StrEnum):
    """The parts of the navigation, in their order; the value is the sentence that names it."""

    TODAY = "group_today"
    MONEY = "group_money"
    BUYING = "group_buying"
    DESK = "group_desk"
    FUNDING = "group_funding"
    SAFETY = "group_safety"
    SCHEME = "group_scheme"
    COMPANY = "group_company"


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One screen at a path. Its title is the sentence `page_<code with _>`.

    `open_to`: roles that may see it, None for everybody signed in; `when`: of which companies;
    `anyone`: without a session too. `group`: where it stands in the navigation, None for nowhere;
    `listed`: for which companies it stands there, where a link may lead others to it too.
    `post`: what its form does; without, it only shows. `carries`: whether a form that meets an
    ended session comes back as it was; a decision does not, its page is shown anew.
    """

    code: str
    path: str
    show: Callable[[Visit], Response]
    post: Callable[[Visit], Response] | None = None
    open_to: frozenset[Role] | None = None
    when: Callable[[Visit], bool] | None = None
    anyone: bool = False
    group: Group | None = None
    listed: Callable[[Visit], bool] | None = None
    order: int = 100
    most_body_bytes: int = SMALL_BYTES
    carries: bool = True

    @property
    def title_code(self) -> str:
        """The sentence that names it."""
        return "page_" + self.code.replace(".", "_")


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """Something that waits for this person, or that it should know: what, why, who acts next, by
    when, and where the button leads. Sentences are said already. `urgency` orders: 0 first.

    `acts`: what meets it; while one of these, entered by the company, waits, the need says so."""

    what: str
    why: str
    who_next: str
    href: str
    button: str
    by: date | datetime | None = None
    won: int | None = None
    tone: str = "info"
    urgency: int = 50
    acts: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Needs:
    """Where needs come from. `open_to` and `when` as of a page."""

    code: str
    find: Callable[[Visit], Iterable[Need]]
    open_to: frozenset[Role] | None = None
    when: Callable[[Visit], bool] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something of a day that concerns this person: what, about whom or what (`note`), who acts,
    and where it stands. Sentences are said already; `won`: what moves, or what it is about."""

    day: date | datetime
    what: str
    who_next: str
    href: str
    note: str = ""
    won: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Coming:
    """Where coming events come from, one or two statements each. `open_to` and `when` as of a
    page."""

    code: str
    find: Callable[[Visit], Iterable[Event]]
    open_to: frozenset[Role] | None = None
    when: Callable[[Visit], bool] | None = None


def is_open(one: Page | Needs | Coming, visit: Any) -> bool:
    """Whether the visitor's roles and company have a share in it."""
    if one.open_to is not None and not (visit.roles & one.open_to):
        return False
    return one.when is None or one.when(visit)
