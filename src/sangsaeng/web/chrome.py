"""The frame around every page: who is here, where else to go, language, mode."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from sangsaeng.web.assets import address_of
from sangsaeng.web.registry import all_pages
from sangsaeng.web.shape import Group, Page, is_open
from sangsaeng.web.touring import COOKIE, STOPS, stop_of

if TYPE_CHECKING:
    from sangsaeng.web.visits import Visit

MODES = {"light": "mode_light", "contrast": "mode_contrast"}
_LANGUAGES = {"ko": "language_ko", "en": "language_en"}
Item = tuple[str, str, bool, int | None]


@dataclass(frozen=True, slots=True)
class Chrome:
    """What base.html shows around a page."""

    title: str
    person: str | None
    person_id: int | None
    company: str | None
    company_id: int | None
    companies: Sequence[tuple[int, str, bool]]
    groups: Sequence[tuple[str, Sequence[Item]]]
    languages: Sequence[tuple[str, str, bool]]
    modes: Sequence[tuple[str, str, bool]]
    demo: bool
    csrf_token: str
    path: str
    tour: Tour | None = None


@dataclass(frozen=True, slots=True)
class Tour:
    """Where the visitor of a demonstration stands on its tour, counted from 0."""

    code: str
    number: int
    stops: int


def frame(visit: Visit) -> Mapping[str, Any]:
    """The names every template has."""
    return {"asset": address_of, "mode": visit.mode, "chrome": _chrome(visit)}


def _chrome(visit: Visit) -> Chrome:
    profile, caller = visit.profile, visit.known_caller
    company_id = None if caller is None else caller.company_id
    companies = [] if profile is None else profile.companies
    return Chrome(
        title=visit.t(visit.page.title_code),
        person=None if profile is None else profile.name,
        person_id=None if profile is None else profile.session.person_id,
        company=next((one.name for one in companies if one.company_id == company_id), None),
        company_id=company_id,
        companies=[(one.company_id, one.name, one.company_id == company_id) for one in companies],
        groups=[] if caller is None else _groups(visit),
        languages=[
            (visit.t(said), _preference(visit, "language", one), one == visit.lang)
            for one, said in _LANGUAGES.items()
        ],
        modes=[
            (visit.t(said), _preference(visit, "mode", one), one == visit.mode)
            for one, said in MODES.items()
        ],
        demo=visit.demonstration,
        csrf_token=visit.csrf_token,
        path=visit.call.request.url.path,
        tour=_tour(visit),
    )


def _tour(visit: Visit) -> Tour | None:
    number = stop_of(visit.call.request.cookies.get(COOKIE, ""))
    if number is None or not visit.demonstration or visit.profile is None:
        return None
    return Tour(STOPS[number].code, number, len(STOPS))


def _groups(visit: Visit) -> list[tuple[str, Sequence[Item]]]:
    shown = [page for page in all_pages().values() if _is_listed(page, visit)]
    found: list[tuple[str, Sequence[Item]]] = []
    for group in Group:
        pages = sorted((p for p in shown if p.group is group), key=lambda p: (p.order, p.code))
        if pages:
            found.append((visit.t(str(group)), [_item(visit, page) for page in pages]))
    return found


def _is_listed(page: Page, visit: Visit) -> bool:
    if page.group is None or not is_open(page, visit):
        return False
    return page.listed is None or page.listed(visit)


def _item(visit: Visit, page: Page) -> Item:
    here = page.code == visit.page.code
    return (visit.t(page.title_code), page.path, here, None)


def _preference(visit: Visit, name: str, value: str) -> str:
    """A plain link: it changes how pages look to this browser, and nothing else."""
    where = visit.call.request.url
    back = where.path if not where.query else f"{where.path}?{where.query}"
    return f"/preferences?{urlencode({name: value, 'next': back})}"
