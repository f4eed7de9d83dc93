"""The catalogues: one file a version, `metrics_<year>.yaml`, read once."""

from __future__ import annotations

from functools import cache
from importlib import resources

from pydantic import ValidationError

from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.outcomes.measures.model import Catalogue, Metric
from sangsaeng.statutes.strict_yaml import DataFileError, check_keys, parse_mapping

NEWEST = "metrics_2026"
_KEYS = frozenset({"national", "metrics"})


@cache
def catalogue(code: str = NEWEST) -> Catalogue | Refusal:
    """A version of the catalogue, or `unknown_metric_catalogue`."""
    for file in (resources.files("sangsaeng.outcomes") / "measures").iterdir():
        if file.name == f"{code}.yaml" and code.startswith("metrics_"):
            return parse_catalogue(file.read_text("utf-8"), code)
    return refuse("unknown_metric_catalogue", "metric_catalogue", value=code[:40])


def parse_catalogue(text: str, code: str) -> Catalogue:
    """A file's text; DataFileError names the file and the key."""
    content = parse_mapping(text, code)
    check_keys(content, code, "whole file", _KEYS, frozenset())
    metrics = {name: {"code": name, **told} for name, told in content["metrics"].items()}
    try:
        return Catalogue.model_validate(
            {"code": code, "national": content["national"], "metrics": metrics}
        )
    except ValidationError as error:
        first = error.errors()[0]
        raise DataFileError(code, ".".join(map(str, first["loc"])), first["msg"]) from error


def get_metric(code: str, version: str = NEWEST) -> Metric | Refusal:
    """A metric. Refusals in order: unknown_metric_catalogue, unknown_metric."""
    listed = catalogue(version)
    if isinstance(listed, Refusal):
        return listed
    if code not in listed.metrics:
        return refuse("unknown_metric", "metric", value=code[:40], catalogue=version)
    return listed.metrics[code]
