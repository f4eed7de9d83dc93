"""The YAML of scenario files: plain values only, so that a short file cannot grow or loop.

An alias of a list or mapping, a tag, a key said twice and nesting deeper than any scenario has are
refused. An alias of a single value is read: tools write one for a day that stands twice.
"""

from __future__ import annotations

from typing import Any

import yaml

_DEEPEST, _LONGEST_KEY = 12, 200


class _Refused(yaml.YAMLError):
    """What this reader does not read, and where it stands."""


class _Loader(yaml.SafeLoader):
    def __init__(self, text: str) -> None:
        super().__init__(text)
        self._depth = 0

    def compose_node(self, parent: Any, index: Any) -> Any:
        event = self.peek_event()  # type: ignore[no-untyped-call]
        line = f"line {event.start_mark.line + 1}"
        if isinstance(event, yaml.AliasEvent):
            named = self.anchors.get(event.anchor)
            if not isinstance(named, yaml.ScalarNode):
                raise _Refused(f"{line}: an alias")
        elif getattr(event, "tag", None) is not None:
            raise _Refused(f"{line}: a tag")
        self._depth += 1
        if self._depth > _DEEPEST:
            raise _Refused(f"{line}: nested too deeply")
        try:
            return super().compose_node(parent, index)
        finally:
            self._depth -= 1

    def construct_mapping(self, node: Any, deep: bool = False) -> Any:
        seen = set()
        for key, _ in node.value:
            if not isinstance(key, yaml.ScalarNode) or len(key.value) > _LONGEST_KEY:
                raise _Refused(f"line {key.start_mark.line + 1}: a key that is not a word")
            if key.value in seen:
                raise _Refused(f"line {key.start_mark.line + 1}: {key.value[:40]} stands twice")
            seen.add(key.value)
        return super().construct_mapping(node, deep)


def read_yaml(text: str) -> object:
    """A file's content; YAMLError says what cannot be read."""
    try:
        return yaml.load(text, _Loader)
    except (ValueError, OverflowError) as wrong:
        # A day or a number that only looks like one: 2026-02-30, or thousands of digits.
        raise _Refused(str(wrong)) from wrong
