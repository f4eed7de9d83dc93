"""The matrix of roles and what they may do, made from the registry that the code runs by."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sangsaeng.acts.model import Consent, Powers, Readers, Role
from sangsaeng.acts.registry import acts, all_readings


@dataclass(frozen=True, slots=True)
class Cell:
    """What one role may do with one act or reading; `is_act`: there is something to enter."""

    code: str
    role: Role
    is_act: bool
    may_enter: bool = False
    may_approve: bool = False
    may_agree: bool = False
    may_read: bool = False

    @property
    def letters(self) -> str:
        """`E` enters, `A` approves what another entered, `G` agrees for another company that the
        act binds, `R` reads."""
        said = (
            ("E", self.may_enter),
            ("A", self.may_approve),
            ("G", self.may_agree),
            ("R", self.may_read),
        )
        return "".join(letter for letter, yes in said if yes)


def list_cells() -> list[Cell]:
    """Every role with every act and every reading, row by row."""
    return [cell for one in _every() for cell in _row(one)]


def render_matrix() -> str:
    """The matrix as Markdown tables, acts first."""
    head = ["what", *(role.replace("_", " ") for role in Role), "machine", "second person", "anew"]
    lines = ["| " + " | ".join(head) + " |", "|---" * len(head) + "|"]
    for one in acts().values():
        second = {Consent.NOBODY: "", Consent.ANOTHER: "yes"}.get(one.consent, "or institution")
        tail = ["K" if one.by_key else "", second, "yes" if one.steps_up else ""]
        lines.append(_line(one, tail))
    head = ["what", *(role.replace("_", " ") for role in Role), "machine"]
    lines += ["", "| " + " | ".join(head) + " |", "|---" * len(head) + "|"]
    lines += [_line(one, ["K" if one.by_key else ""]) for one in all_readings().values()]
    return "\n".join(lines) + "\n"


def _every() -> Iterator[Powers | Readers]:
    yield from acts().values()
    yield from all_readings().values()


def _row(one: Powers | Readers) -> Iterator[Cell]:
    for role in Role:
        if isinstance(one, Powers):
            entered = (role in one.enter, role in one.approve, role in one.agree_by)
            yield Cell(one.code, role, True, *entered)
        else:
            yield Cell(one.code, role, False, may_read=role in one.read)


def _line(one: Powers | Readers, tail: list[str]) -> str:
    cells = [f"`{one.code}`", *(cell.letters for cell in _row(one)), *tail]
    return "| " + " | ".join(cells) + " |"
