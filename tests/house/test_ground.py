"""The ground: dependencies have reasons, requirements carry hashes and no index address."""

from __future__ import annotations

import configparser
import re
import tomllib

import pytest

from .sources import ROOT

_NAME = re.compile(r"[A-Za-z0-9._-]+")


def _normal(requirement: str) -> str:
    match = _NAME.match(requirement)
    assert match is not None, requirement
    return re.sub(r"[-_.]+", "-", match[0]).lower()


def _declared() -> set[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    groups = project.get("dependency-groups", {}).values()
    extras = project["project"].get("optional-dependencies", {}).values()
    listed = [*project["project"]["dependencies"], *(name for group in groups for name in group)]
    listed += [name for extra in extras for name in extra]
    return {_normal(requirement) for requirement in listed}


def _reasons() -> dict[str, list[str]]:
    """Cells of the tables of docs/dependencies.md by the package's name."""
    rows: dict[str, list[str]] = {}
    for line in (ROOT / "docs/dependencies.md").read_text("utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        if cells[0].startswith("`"):
            name = _normal(cells[0].strip("`"))
            assert name not in rows, f"{name} has two lines"
            rows[name] = cells[1:]
    return rows


def test_every_dependency_has_a_licence_and_a_reason() -> None:
    reasons = _reasons()
    assert sorted(_declared() - set(reasons)) == []
    assert [name for name, cells in reasons.items() if not all(cells) or len(cells) != 2] == []


def test_no_reason_is_kept_for_a_dependency_that_is_gone() -> None:
    assert sorted(set(_reasons()) - _declared() - {"uv"}) == []


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-uv.txt"])
def test_requirements_carry_hashes_and_no_index_address(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    assert "://" not in text and "index-url" not in text and "find-links" not in text
    pins = re.findall(r"^[a-zA-Z0-9][^\n]*==[^\n]*$", text, re.MULTILINE)
    assert pins and all(pin.endswith("\\") for pin in pins)
    assert text.count("--hash=sha256:") >= len(pins)


def test_every_dependency_is_locked() -> None:
    text = (ROOT / "requirements.txt").read_text("utf-8")
    locked = {_normal(line) for line in text.splitlines() if line[:1].isalnum()}
    assert sorted(_declared() - locked) == []


def test_the_floors_of_the_contract_are_those_of_the_house() -> None:
    contracts = configparser.ConfigParser()
    contracts.read(ROOT / ".importlinter", "utf-8")
    layers = contracts["importlinter:contract:floors"]["layers"]
    floors = [re.findall(r"\w+", line) for line in layers.strip().splitlines()]
    assert floors[-1] == ["kernel"]
    order = ["ledger", "parties", "programmes", "receivables", "payouts", "early_payment"]
    assert [floor[0] for floor in reversed(floors[:-2])][: len(order)] == order
    desks = {name for floor in floors for name in floor}
    packages = {file.parent.name for file in ROOT.glob("src/sangsaeng/*/__init__.py")}
    assert packages <= desks
