"""Pages from templates: everything escaped, sentences from the catalogues, won and days as said."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from sangsaeng.kernel.calendar import KOREA
from sangsaeng.kernel.messages import LANGUAGES, Language, catalogue, sentence
from sangsaeng.kernel.refusals import Refusal
from sangsaeng.web.words import split_number, value_codes

_WEEKDAYS = (
    "weekday_mon",
    "weekday_tue",
    "weekday_wed",
    "weekday_thu",
    "weekday_fri",
    "weekday_sat",
    "weekday_sun",
)
_PERCENT = Decimal(100)
_PLACES = Decimal("0.0001")
# What a code of ours looks like; a name that a person wrote does not.
_PLAIN = re.compile(r"[a-z0-9_.]+")


def say(code: str, language: Language, **facts: Any) -> str:
    """The sentence of a code; numbers grouped."""
    return sentence(code, language, facts)


def say_first(language: Language, *codes: str) -> str:
    """The sentence of the first code that has one; the last code itself, where none has."""
    for code in codes:
        if code in catalogue():
            return catalogue()[code][language]
    return codes[-1]


def label_of(name: str, language: Language) -> str:
    """What a field is called."""
    return say_first(language, f"field_{name}", name)


def explain(refusal: Refusal, language: Language) -> str:
    """A refusal as a sentence; the field it names is called what its label says."""
    name = refusal.facts.get("name")
    if name is None or name != refusal.field:
        return sentence(refusal.code, language, refusal.facts)
    called = label_of(str(name).rsplit(".", 1)[-1], language)
    return sentence(refusal.code, language, {**refusal.facts, "name": called})


def value_label(value: object, language: Language, kinds: str | Sequence[str] = "") -> str:
    """What one of a few values is called; `kinds`: what it may be one of, the closest first."""
    text = str(value)
    if not _PLAIN.fullmatch(text):
        return text
    named = [kinds] if isinstance(kinds, str) else kinds
    kinds = list(filter(None, named))
    numbered = split_number(text, kinds)
    if numbered is not None:
        return say(numbered[0], language, number=numbered[1])
    return say_first(language, *value_codes(text, *kinds), text)


def won_text(won: int | None) -> str:
    """1,234,567; nothing for none."""
    return "" if won is None else f"{won:,}"


def day_text(day: date | datetime | str | None, language: Language) -> str:
    """A day with its weekday, as Korea counts it."""
    found = _as_day(day)
    if found is None:
        return "" if day is None else str(day)
    facts = {"year": str(found.year), "month": str(found.month), "day": str(found.day)}
    weekday = sentence(_WEEKDAYS[found.weekday()], language)
    return sentence("day_form", language, {**facts, "weekday": weekday})


def short_day_text(day: date | datetime | str | None, language: Language) -> str:
    """A day without its year."""
    found = _as_day(day)
    if found is None:
        return "" if day is None else str(day)
    facts = {"month": str(found.month), "day": str(found.day)}
    weekday = sentence(_WEEKDAYS[found.weekday()], language)
    return sentence("short_day_form", language, {**facts, "weekday": weekday})


def moment_text(moment: datetime | str | None, language: Language) -> str:
    """A day and a time in Korea."""
    if moment is None:
        return ""
    at = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
    local = at.astimezone(KOREA)
    day = day_text(local.date(), language)
    return sentence("moment_form", language, {"day": day, "time": f"{local:%H:%M}"})


def rate_text(rate: Decimal | str | None) -> str:
    """A fraction as percent, without zeros that say nothing: 0.0420 is 4.2 %."""
    if rate is None:
        return ""
    percent = (Decimal(rate) * _PERCENT).quantize(_PLACES).normalize()
    return f"{percent:f} %"


def _as_day(day: date | datetime | str | None) -> date | None:
    if isinstance(day, str):
        try:
            day = datetime.fromisoformat(day) if "T" in day else date.fromisoformat(day)
        except ValueError:
            return None
    if isinstance(day, datetime):
        return day.astimezone(KOREA).date()
    return day


@cache
def environment(language: Language) -> Environment:
    """The templates, for one language."""
    made = Environment(
        loader=PackageLoader("sangsaeng.web"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.filters.update(
        won=won_text,
        day=lambda day: day_text(day, language),
        short_day=lambda day: short_day_text(day, language),
        moment=lambda moment: moment_text(moment, language),
        rate=rate_text,
        field_label=lambda name: label_of(name, language),
        value_label=lambda value, kinds="": value_label(value, language, kinds),
    )
    made.globals.update(
        lang=language, t=lambda code, **facts: say(code, language, **facts), safe_svg=_svg
    )
    return made


def render(template: str, language: Language, context: Mapping[str, Any]) -> str:
    """A template filled."""
    return environment(language).get_template(template).render(context)


def warm_up() -> None:
    """Read every template and sentence now, so that the first visitor waits for none of them."""
    for language in LANGUAGES:
        made = environment(language)
        for name in made.list_templates(extensions=["html"]):
            made.get_template(name)
    catalogue()


def _svg(text: str) -> Markup:
    """A picture that our own code drew; its words were escaped there."""
    assert text.startswith("<svg"), "only pictures are let through"
    return Markup(text)
