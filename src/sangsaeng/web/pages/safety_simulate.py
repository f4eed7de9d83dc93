"""Candidate rules on invented programmes, before a call: what they pay, and to whom wrongly."""

from __future__ import annotations

import base64
import threading
from collections.abc import Mapping, Sequence
from importlib import resources
from typing import Any

import yaml
from starlette.responses import Response

from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.outcomes.simulation.model import RuleSet, check_same_world, check_size, read_rules
from sangsaeng.oversight.scenario_yaml import read_yaml
from sangsaeng.web.numbers import number_in
from sangsaeng.web.pages.safety import takes_part
from sangsaeng.web.safety.reading import UNPROCESSABLE, error_items
from sangsaeng.web.shape import Group, Page
from sangsaeng.web.visits import Visit

# A page is waited for: so many sites of two rule sets take some 3 seconds. More by the command.
MOST_SITES = 150_000
_PROGRAMMES, _MOST_SEED = "200", 2**63
_FORM_BYTES = 512 * 1024
SAMPLES = ("leading", "no_controls", "accidents")
# Plots change the library's settings while they are drawn, and two runs would starve the server.
_one_at_a_time = threading.Lock()


def _sample(name: str) -> str:
    if name not in SAMPLES:
        return ""
    folder = resources.files("sangsaeng.outcomes.simulation") / "samples"
    return (folder / f"{name}.yaml").read_text("utf-8")


def _show(
    visit: Visit,
    refusals: Sequence[Refusal] = (),
    result: Mapping[str, Any] | None = None,
) -> Response:
    form = visit.form
    return visit.render(
        "safety/simulate.html",
        UNPROCESSABLE if refusals else 200,
        rules=_text(visit, "rules") or _sample(visit.query("a", "leading")),
        against=_text(visit, "against") or _sample(visit.query("b")),
        samples=SAMPLES,
        programmes=form.text("programmes", _PROGRAMMES),
        seed=form.text("seed", "1"),
        result=result,
        errors={one.field: visit.explain(one) for one in refusals},
        items=error_items(visit, refusals),
    )


def _text(visit: Visit, name: str) -> str:
    """What was typed; a file that came beside it takes its place."""
    file = visit.form.upload(f"{name}_file")
    if file is not None:
        return file.data.decode("utf-8-sig", "replace")
    return visit.form.text(name)


def _read(text: str, field: str) -> RuleSet | list[Refusal]:
    try:
        told = read_yaml(text)
    except yaml.YAMLError as wrong:
        what = str(wrong).replace("\n", " ")[:200]
        return [refuse("simulation_unreadable", field, place="-", what=what)]
    found = read_rules(told)
    if isinstance(found, list):
        # The form has one field for the whole text: every fault is said of it.
        return [Refusal(one.code, field, None, one.facts) for one in found]
    return found


def _post(visit: Visit) -> Response:
    asked = _asked(visit)
    if isinstance(asked, list):
        return _show(visit, asked)
    rule_sets, programmes, seed = asked
    if not _one_at_a_time.acquire(blocking=False):
        return _show(visit, [refuse("safety_simulation_busy")])
    try:
        return _show(visit, (), _played(visit, rule_sets, programmes, seed))
    finally:
        _one_at_a_time.release()


def _asked(visit: Visit) -> tuple[list[RuleSet], int, int] | list[Refusal]:
    """Rules, how many programmes, seed; or every fault by its field."""
    texts = {name: _text(visit, name) for name in ("rules", "against")}
    read = [_read(text, name) for name, text in texts.items() if text or name == "rules"]
    refusals = [one for found in read if isinstance(found, list) for one in found]
    programmes, seed = (number_in(visit.form.text(name)) for name in ("programmes", "seed"))
    numbers = {"programmes": programmes, "seed": seed}
    wrong = [name for name, number in numbers.items() if number is None]
    refusals += [refuse("safety_number_wrong", name) for name in wrong]
    if refusals or programmes is None or seed is None:
        return refusals
    rule_sets = [one for one in read if isinstance(one, RuleSet)]
    world = rule_sets[0].world
    sites = programmes * world.suppliers * world.sites_each
    if programmes < 1 or seed > _MOST_SEED:
        return [refuse("safety_number_wrong", "programmes")]
    if sites > MOST_SITES:
        most = MOST_SITES // (world.suppliers * world.sites_each)
        return [
            refuse("safety_simulation_long", "programmes", programmes=str(programmes), most=most)
        ]
    too_large = check_size(rule_sets[0], programmes)
    differs = check_same_world(rule_sets[0], rule_sets[1]) if len(rule_sets) > 1 else None
    first = too_large or differs
    return [first] if first else (rule_sets, programmes, seed)


def _played(
    visit: Visit, rule_sets: Sequence[RuleSet], programmes: int, seed: int
) -> dict[str, Any]:
    # scipy and matplotlib take seconds to load: only this page waits for them.
    from sangsaeng.outcomes.simulation import judging, plotting, report, running  # noqa: PLC0415

    judged = judging.judge(running.run(rule_sets, programmes, seed, 1, lambda _: None))
    plots = plotting.draw_plots(judged)
    heads, rows = report.strategy_rows(judged, visit.lang)
    return {
        "summary": report.summary(judged, visit.lang),
        "names": report.names(judged, visit.lang),
        "heads": report.headings(judged, visit.lang),
        "rows": report.rows(judged, visit.lang),
        "strategy_heads": heads,
        "strategy_rows": rows,
        # As pictures of their own: their styles are theirs, and the page's policy stays strict.
        "plots": [
            (visit.t(code), "data:image/svg+xml;base64," + _packed(plots[name]))
            for name, code in report.PLOTS.items()
        ],
    }


def _packed(svg: str) -> str:
    return base64.b64encode(svg.encode()).decode()


PAGES = (
    Page(
        code="safety.simulate",
        path="/safety/simulate",
        show=_show,
        post=_post,
        group=Group.SAFETY,
        order=20,
        when=takes_part,
        most_body_bytes=_FORM_BYTES,
    ),
)
