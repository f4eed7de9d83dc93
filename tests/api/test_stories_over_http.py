"""The stories of the acts told over HTTP: entered by one, approved by others, with the answers."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from sangsaeng.acts.model import Caller, Given
from sangsaeng.acts.registry import acts
from sangsaeng.acts.rules import render_given
from sangsaeng.acts.service_executing import Entered
from sangsaeng.api.app import make_app
from sangsaeng.database.connection import Database
from sangsaeng.kernel.refusals import Refusal

from .served import DEVELOPMENT, Told, face_url, serving

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "acts"))
import test_acts_of_early_cash as early_cash
import test_acts_of_funders as funders
import test_acts_of_institutions as institutions
import test_acts_of_promises as promises
from desk_stage import Stage


def _stories() -> Iterator[Any]:
    """Every story that is told of one scene alone, and is of more than what is refused."""
    for module in (early_cash, funders, institutions, promises):
        for name, story in vars(module).items():
            if not name.startswith("test_"):
                continue
            text = inspect.getsource(story)
            refused_only = "hears" in text or "knows_nothing" in text
            if list(inspect.signature(story).parameters) == ["scene"] and not refused_only:
                yield pytest.param(module.Scene, story, id=name.removeprefix("test_"))


class Wire:
    """What the stage asks, sent over HTTP; the server knows who asks by the token it gave."""

    def __init__(self, told: Told) -> None:
        self.told, self.url = told, ""

    def entered(self, code: str, caller: Caller, given: Given) -> Entered:
        """As Stage.entered."""
        key = {"idempotency-key": f"request-{len(self.told.known)}"}
        path = f"/v1{acts()[code].path}"
        return self._post(caller, path, render_given(given).encode(), key)

    def approved(self, entered: Entered, caller: Caller) -> Entered:
        """As Stage.approved."""
        path = f"/v1/acts/{entered.act_id}/approve"
        return self._post(caller, path, b'{"digest":"%s"}' % entered.digest.encode(), {})

    def _post(self, caller: Caller, path: str, body: bytes, more: dict[str, str]) -> Entered:
        token = f"caller-{len(self.told.known)}"
        self.told.known[token] = caller
        headers = {"authorization": f"Bearer {token}", "content-type": "application/json", **more}
        said = httpx.post(f"{self.url}{path}", content=body, headers=headers, timeout=60)
        found = said.json()
        if "code" in found:
            faults = [Refusal(one["code"], one["field"], one["line"]) for one in found["errors"]]
            over = (found["act_id"], "", found["digest"], found["state"])
            return Entered(*over, refusals=faults)
        assert (found["state"] == "waiting") == (said.status_code == 202)
        return Entered(**{**found, "needed_of": tuple(found["needed_of"])})


@pytest.mark.parametrize(("scene", "story"), list(_stories()))
def test_a_story_goes_the_same_way_over_http(
    scene: type[Stage],
    story: Callable[[Stage], None],
    database: Database,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    told, wire = scene(database), Wire(Told())
    monkeypatch.setattr(Stage, "entered", wire.entered)
    monkeypatch.setattr(Stage, "approved", wire.approved)
    with (
        Database(face_url(database.url), role=None) as web,
        serving(make_app(web, lambda: told.at, DEVELOPMENT, wire.told)) as url,
    ):
        wire.url = url
        story(told)
