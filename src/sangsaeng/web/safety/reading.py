"""What the pages of pay for success share: numbers in paths, names of metrics, single rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from starlette.responses import Response

from sangsaeng.acts.service_executing import Entered
from sangsaeng.api.problems import RefusedError
from sangsaeng.kernel.messages import Language
from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.outcomes.measures.loader import catalogue
from sangsaeng.outcomes.measures.model import Catalogue
from sangsaeng.web.numbers import number_in
from sangsaeng.web.rendering import value_label
from sangsaeng.web.visits import Visit

UNPROCESSABLE = 422
# No list of an award or of a programme's payables is longer on one page.
MOST = 1_000


def number(visit: Visit, name: str) -> int:
    """A number of the path; what is none leads nowhere: RefusedError `path_unknown`."""
    found = number_in(visit.path_values[name])
    if not found:
        raise RefusedError(refuse("path_unknown"))
    return found


def programme_of(visit: Visit) -> dict[str, Any]:
    """The programme of the path, or RefusedError. Its name is said in the visitor's language."""
    wanted = number(visit, "programme_id")
    for row in visit.rows("outcomes.calls.list", limit=MOST):
        if row["programme_id"] == wanted:
            return {**row, "name": row[f"name_{visit.lang}"]}
    raise RefusedError(refuse("unknown_outcome_programme", "programme_id", value=str(wanted)))


def the(visit: Visit, code: str, unknown: Refusal, /, **filters: Any) -> dict[str, Any]:
    """The one row of a list that is asked for by number, or RefusedError."""
    found = visit.rows(code, limit=2, **filters)
    if not found:
        raise RefusedError(unknown)
    return dict(found[0])


def metric_names(programme: Mapping[str, Any], language: Language) -> dict[str, str]:
    """What the metrics of a programme's catalogue are called."""
    listed = catalogue(programme["call"].get("metric_catalogue", "metrics_2026"))
    if not isinstance(listed, Catalogue):
        return {}
    return {code: getattr(metric.name, language) for code, metric in listed.metrics.items()}


def error_items(visit: Visit, refusals: Sequence[Refusal]) -> list[tuple[str | None, str]]:
    """What the summary of a form's errors says, each with its field."""
    return [(one.field, explain(visit, one)) for one in refusals]


def explain(visit: Visit, refusal: Refusal) -> str:
    """Why not, as a sentence in which a metric is called by its name."""
    metric = refusal.facts.get("metric")
    if metric is None:
        return visit.explain(refusal)
    facts = {**refusal.facts, "metric": value_label(metric, visit.lang)}
    return visit.explain(replace(refusal, facts=facts))


def leads_on(visit: Visit, done: Entered) -> Response:
    """On to the act: what came of it, or for whom it waits."""
    return visit.go(f"/acts/{done.act_id}", done="again" if done.hit else done.state)
