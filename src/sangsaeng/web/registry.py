"""Every page, need and coming event: each module of `pages/` has PAGES, of `needs/` NEEDS, of
`coming/` COMING."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from sangsaeng.web import coming, needs, pages
from sangsaeng.web.shape import Coming, Needs, Page


@cache
def all_pages() -> Mapping[str, Page]:
    """By code, in the order of the codes."""
    found: dict[str, Page] = {}
    for module in iter_modules(pages.__path__, f"{pages.__name__}."):
        for page in import_module(module.name).PAGES:
            assert page.code not in found, f"{page.code} stands twice"
            found[page.code] = page
    return dict(sorted(found.items()))


@cache
def all_needs() -> Sequence[Needs]:
    """In the order of the codes."""
    found: list[Needs] = []
    for module in iter_modules(needs.__path__, f"{needs.__name__}."):
        found += import_module(module.name).NEEDS
    return sorted(found, key=lambda one: one.code)


@cache
def all_coming() -> Sequence[Coming]:
    """In the order of the codes."""
    found: list[Coming] = []
    for module in iter_modules(coming.__path__, f"{coming.__name__}."):
        found += import_module(module.name).COMING
    return sorted(found, key=lambda one: one.code)
