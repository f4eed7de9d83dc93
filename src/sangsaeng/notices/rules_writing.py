"""A notice in words, and a letter out of notices. All pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from html import escape
from typing import Any

from sangsaeng.kernel.calendar import KOREA
from sangsaeng.kernel.messages import Language, catalogue, sentence
from sangsaeng.kernel.refusals import Fact
from sangsaeng.notices.kinds import KINDS, PURPOSES, REASONS, Kind
from sangsaeng.notices.model import Letter, Notice, Said

INBOX_PATH, CHOICES_PATH = "/notices", "/me/notices"
# Numbers that are counted; every other number is a name of something and is not grouped.
_COUNTED = frozenset({"won", "count"})


@dataclass(frozen=True, slots=True)
class Addressed:
    """To whom and from where a letter is written. `accounts`: bank accounts as they are shown, by
    number. `portal`: the address of the portal without a slash at its end."""

    message_id: str
    to: str
    language: Language
    portal: str
    at: datetime
    digest_on: date | None = None


def say(notice: Notice, language: Language, accounts: Mapping[int, str]) -> Said:
    """A notice in words. `accounts`: bank accounts as they are shown, by number."""
    kind = KINDS[notice.kind]
    facts = _shown(notice.facts, language, accounts)
    variant = notice.facts.get("variant")
    return Said(
        title=sentence(kind.title, language, facts),
        text=sentence(_of(kind.text, variant), language, facts),
        next=sentence(_of(kind.next, variant), language, facts),
        path=kind.path.format_map(facts),
    )


def name_of_kind(kind: Kind, language: Language) -> str:
    """What a kind is called where it is chosen."""
    return sentence(kind.name, language)


def write_letter(
    notices: Sequence[Notice], addressed: Addressed, accounts: Mapping[int, str]
) -> Letter:
    """One letter that tells everything: by kind, in the order of the kinds, the oldest first."""
    language = addressed.language
    order = list(KINDS)
    ordered = sorted(notices, key=lambda one: (order.index(one.kind), one.notice_id))
    said = [(KINDS[one.kind], say(one, language, accounts)) for one in ordered]
    title = _title(said, addressed)
    first = said[0][1]
    link = addressed.portal + (first.path if len(said) == 1 else INBOX_PATH)
    foot = _foot(said, addressed)
    return Letter(
        message_id=addressed.message_id,
        to=addressed.to,
        language=language,
        subject=sentence("mail_subject", language, {"title": _one_line(title)}),
        text=_as_text(said, addressed, foot),
        html=_as_html(title, said, addressed, foot),
        brief=" ".join((sentence("mail_subject", language, {"title": title}), first.next)),
        link=link,
        written_at=addressed.at,
    )


def _of(codes: str | Mapping[str, str], variant: str | None) -> str:
    return codes if isinstance(codes, str) else codes[str(variant)]


def _title(said: Sequence[tuple[Kind, Said]], addressed: Addressed) -> str:
    if addressed.digest_on is not None:
        about: dict[str, Fact] = {"day": addressed.digest_on.isoformat(), "count": len(said)}
        return sentence("mail_digest", addressed.language, about)
    if len(said) == 1:
        return said[0][1].title
    several: dict[str, Fact] = {"title": said[0][1].title, "others": len(said) - 1}
    return sentence("mail_several", addressed.language, several)


def _foot(said: Sequence[tuple[Kind, Said]], addressed: Addressed) -> list[tuple[str, str]]:
    """The last lines, each with the address it speaks of; an invited stranger chooses nothing."""
    if any(kind.to_address for kind, _ in said):
        return []
    if all(kind.locked for kind, _ in said):
        return [(sentence("mail_locked", addressed.language), "")]
    link = addressed.portal + CHOICES_PATH
    return [(sentence("mail_choose", addressed.language, {"link": link}), link)]


def _as_text(
    said: Sequence[tuple[Kind, Said]], addressed: Addressed, foot: Sequence[tuple[str, str]]
) -> str:
    parts: list[str] = []
    before = ""
    for kind, one in said:
        if len(said) > 1 and kind.code != before:
            parts.append(f"[{name_of_kind(kind, addressed.language)}]")
        before = kind.code
        link = {"link": addressed.portal + one.path}
        lines = (one.text, one.next, sentence("mail_link", addressed.language, link))
        parts.append("\n".join(lines))
    parts.append("--\n" + "\n".join(line for line, _ in foot) if foot else "")
    return "\n\n".join(part for part in parts if part) + "\n"


def _as_html(
    title: str,
    said: Sequence[tuple[Kind, Said]],
    addressed: Addressed,
    foot: Sequence[tuple[str, str]],
) -> str:
    """As plain as can be: it must be read in any mail reader, and by a screen reader."""
    language = addressed.language
    parts = [
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
        f"<title>{escape(title)}</title></head><body><h1>{escape(title)}</h1>"
    ]
    before = ""
    for kind, one in said:
        if len(said) > 1 and kind.code != before:
            parts.append(f"<h2>{escape(name_of_kind(kind, language))}</h2>")
        before = kind.code
        parts.append(f"<p>{escape(one.text)}</p><p><strong>{escape(one.next)}</strong></p>")
        parts.append(f"<p>{_linked('mail_link', addressed.portal + one.path, language)}</p>")
    for line, link in foot:
        shown = _linked("mail_choose", link, language) if link else escape(line)
        parts.append(f"<hr><p><small>{shown}</small></p>")
    return "".join(parts) + "</body></html>\n"


def _linked(code: str, link: str, language: Language) -> str:
    said = escape(sentence(code, language, {"link": "\0"}))
    shown = escape(link, quote=True)
    return said.replace("\0", f'<a href="{shown}">{shown}</a>')


def _one_line(text: str) -> str:
    """A header is one line, whatever a company calls itself."""
    return " ".join(text.split())


def _shown(
    facts: Mapping[str, Any], language: Language, accounts: Mapping[int, str]
) -> dict[str, Fact]:
    """Facts as a person reads them."""
    shown = {name: _plain(name, value, language) for name, value in facts.items()}
    number = facts.get("bank_account_id")
    known = accounts.get(number) if isinstance(number, int) else None
    shown["account"] = known or sentence("mail_no_account", language)
    if "programme_ko" in facts:
        shown["programme"] = str(facts[f"programme_{language}"])
    if "told" in facts:
        shown["told"] = sentence(str(facts["code"]), language, facts["told"])
    return shown


def _plain(name: str, value: Any, language: Language) -> Fact:
    if name == "action":
        # An act's name stands in the catalogue under its code; one that is no more is its code.
        code = f"act_{value.replace('.', '_')}"
        return sentence(code, language) if code in catalogue() else str(value)
    if name == "reason":
        return sentence(REASONS.get(value, "mail_why_other"), language)
    if name == "purpose":
        return sentence(PURPOSES.get(value, "mail_for_other"), language)
    if name.endswith("_at") and value is not None:
        return datetime.fromisoformat(value).astimezone(KOREA).strftime("%Y-%m-%d %H:%M")
    if name in _COUNTED and isinstance(value, int):
        return value
    return "-" if value is None else str(value)
