"""A rule that cannot complain is no rule: each is fed a bad snippet and a good one."""

from __future__ import annotations

import pytest

from . import python_rules, tree_rules
from .sources import Complaint, Excuse, Rule, Source

LEDGER = "src/sangsaeng/ledger/rules.py"
CLI = "src/sangsaeng/cli/main.py"
WEB = "src/sangsaeng/web/pages.py"
CATALOGUE = "src/sangsaeng/ledger/messages.yaml"
SECOND_CATALOGUE = "src/sangsaeng/payouts/rails/messages.yaml"
QUERIES = "src/sangsaeng/ledger/queries.sql"
LONG = "def f():\n" + "    x = 1\n" * 70
BOTH = "late: {ko: '늦음 {day}', en: 'Late {day}'}\n"

Files = dict[str, str]

BAD: list[tuple[Rule, Files, str, int]] = [
    (python_rules.functions_are_short, {CLI: LONG}, "f has 71 lines", 1),
    (python_rules.functions_are_short, {"tests/x/test_x.py": "async " + LONG}, "71 lines", 1),
    (python_rules.files_are_short, {"dev.py": "x = 1\n" * 401}, "401 lines", 401),
    (python_rules.no_floats_near_money, {LEDGER: "rate = 0.5\n"}, "literal 0.5", 1),
    (python_rules.no_floats_near_money, {LEDGER: "\nx = float('1')\n"}, "float() call", 2),
    (python_rules.no_floats_near_money, {LEDGER: "def f(x: int | float): ...\n"}, "annotation", 1),
    (python_rules.no_floats_near_money, {LEDGER: "def f() -> list[float]: ...\n"}, "annotation", 1),
    (python_rules.no_floats_near_money, {LEDGER: "class C:\n    x: float\n"}, "annotation", 2),
    (python_rules.sql_stands_in_sql_files, {LEDGER: "q = 'SELECT 1'\n"}, "SQL: SELECT 1", 1),
    (python_rules.sql_stands_in_sql_files, {WEB: "q = f'delete from {t}'\n"}, "SQL: delete", 1),
    (python_rules.sql_stands_in_sql_files, {WEB: "q = '\\n update t set x = 1'\n"}, "update", 1),
    (python_rules.sql_stands_in_sql_files, {WEB: "q = 'insert into t'\n"}, "insert", 1),
    (python_rules.sql_stands_in_sql_files, {WEB: "q = 'CREATE TABLE t ()'\n"}, "CREATE", 1),
    (python_rules.sql_stands_in_sql_files, {WEB: "q = 'select a\\nfrom b '\n"}, "select", 1),
    *(
        (python_rules.models_and_rules_take_time_and_chance_as_arguments, {path: text}, about, 1)
        for path, text, about in [
            (LEDGER, "x = datetime.now()\n", "datetime.now"),
            (LEDGER, "x = datetime.datetime.now()\n", "datetime.now"),
            ("src/sangsaeng/ledger/model.py", "x = date.today()\n", "date.today"),
            ("src/sangsaeng/ledger/rules_limits.py", "x = time.time()\n", "time.time"),
            ("src/sangsaeng/programmes/variants/credit.py", "x = os.environ\n", "os.environ"),
            (LEDGER, "import random\n", "imports random"),
            (LEDGER, "from os import path\n", "imports os"),
        ]
    ),
    (python_rules.only_services_open_transactions, {WEB: "db.transaction()\n"}, "transaction", 1),
    (python_rules.public_names_are_documented, {WEB: "def f(): ...\n"}, "module has no", 1),
    (python_rules.public_names_are_documented, {WEB: "'''M.'''\ndef f(): ...\n"}, "f has no", 2),
    (python_rules.public_names_are_documented, {WEB: "'''M.'''\nclass C: ...\n"}, "C has no", 2),
    (python_rules.no_korean_in_code, {WEB: "x = f'{n}원'\n"}, "Korean text", 1),
    (python_rules.no_banner_comments, {WEB: "# ---- reading\n"}, "banner", 1),
    (python_rules.no_banner_comments, {WEB: "x = 1  # =====\n"}, "banner", 1),
    (python_rules.no_banner_comments, {QUERIES: "\n-- =======\n"}, "banner", 2),
    (python_rules.no_banner_comments, {CATALOGUE: "# ######\n"}, "banner", 1),
    (python_rules.nothing_is_put_off, {WEB: "x = 1  # TO" + "DO later\n"}, "later", 1),
    (python_rules.exceptions_are_named, {WEB: "try:\n    f()\nexcept:\n    pass\n"}, "bare", 3),
    (tree_rules.every_refusal_has_one_sentence, {LEDGER: "refuse('late')\n"}, "late stands", 1),
    (
        tree_rules.every_refusal_has_one_sentence,
        {LEDGER: "refusals.Refusal('late')\n"},
        "late stands",
        1,
    ),
    (tree_rules.every_refusal_has_one_sentence, {LEDGER: "refuse('a' if x else 'b')\n"}, "b ", 1),
    (
        tree_rules.every_refusal_has_one_sentence,
        {CATALOGUE: BOTH, SECOND_CATALOGUE: BOTH},
        "stands in src/sangsaeng/ledger/messages.yaml already",
        1,
    ),
    (tree_rules.every_refusal_has_one_sentence, {CATALOGUE: BOTH + BOTH}, "already", 2),
    (tree_rules.every_sentence_is_korean_and_english, {CATALOGUE: "late: {en: 'L'}\n"}, "ko", 1),
    (tree_rules.every_sentence_is_korean_and_english, {CATALOGUE: "late: Late\n"}, "ko", 1),
    (
        tree_rules.every_sentence_is_korean_and_english,
        {CATALOGUE: "late: {ko: '늦음', en: 'Late {day}'}\n"},
        "other blanks",
        1,
    ),
    (
        tree_rules.every_sentence_is_korean_and_english,
        {CATALOGUE: "late: {ko: '{늦음', en: '{Late'}\n"},
        "cannot be filled",
        1,
    ),
    (
        tree_rules.every_refusal_brings_its_facts,
        {CATALOGUE: BOTH, LEDGER: "\nrefuse('late', 'due_on', on='x')\n"},
        "late is refused without day",
        2,
    ),
    (tree_rules.every_sentence_is_used, {CATALOGUE: BOTH, LEDGER: "'''late'''\n"}, "never used", 1),
    *(
        (tree_rules.every_statement_is_named_described_and_used, {QUERIES: text}, about, 1)
        for text, about in [
            ("-- name: get_it\n-- One line.\nSELECT 1;\n", "get_it is never used"),
            ("-- name: get_it\nSELECT 1;\n", "no line of purpose"),
            ("-- name: get_it\n-- name: other\n", "no line of purpose"),
            ("--name: get_it\n-- One line.\n", "is written"),
        ]
    ),
    (
        tree_rules.every_statement_is_named_described_and_used,
        {QUERIES: "-- name: a\n-- One.\nX\n-- name: a\n-- One.\n"},
        "a is named twice",
        4,
    ),
    (
        tree_rules.nothing_names_the_machine_it_was_made_on,
        {"README.md": "x\n/wo" + "rk/main\n"},
        "names a path",
        2,
    ),
]

GOOD: list[tuple[Rule, Files]] = [
    (python_rules.functions_are_short, {CLI: LONG.removesuffix("    x = 1\n")}),
    (python_rules.files_are_short, {CLI: "x = 1\n" * 400}),
    (python_rules.no_floats_near_money, {WEB: "x = 0.5\n", LEDGER: "isinstance(x, float)\n"}),
    (
        python_rules.sql_stands_in_sql_files,
        {WEB: "'''SELECT 1'''\nx = 'Select a file'\n"},
    ),
    (python_rules.sql_stands_in_sql_files, {"tests/x/test_x.py": "x = 'SELECT 1'\n"}),
    (
        python_rules.models_and_rules_take_time_and_chance_as_arguments,
        {LEDGER: "from datetime import date\nx = date.fromisoformat('')\n", WEB: "import os\n"},
    ),
    (
        python_rules.only_services_open_transactions,
        {"src/sangsaeng/ledger/service_runs.py": "db.transaction()\n", CLI: "db.transaction()\n"},
    ),
    (python_rules.public_names_are_documented, {WEB: "'''M.'''\ndef _f(): ...\n"}),
    (
        python_rules.no_korean_in_code,
        {WEB: "'''원'''\nx = 1  # 원\ny = re.compile('원')\nz = '상생협력법 §22'\n"},
    ),
    (python_rules.no_banner_comments, {WEB: "x = '# ----'\n", QUERIES: "-- One line.\n"}),
    (python_rules.nothing_is_put_off, {WEB: "# Done.\n"}),
    (python_rules.exceptions_are_named, {WEB: "try:\n    f()\nexcept OSError:\n    pass\n"}),
    *(
        (rule, {CATALOGUE: BOTH, LEDGER: "refuse('late', 'due_on', day='x')\n"})
        for rule in tree_rules.RULES
    ),
    (tree_rules.every_refusal_brings_its_facts, {CATALOGUE: BOTH, LEDGER: "refuse('late', **x)\n"}),
    (tree_rules.every_refusal_has_one_sentence, {LEDGER: "self.refuse(late)\nrefuse(x['a'])\n"}),
    (
        tree_rules.every_sentence_is_used,
        {CATALOGUE: BOTH, "src/sangsaeng/web/a.html": "{{ late }}"},
    ),
    (tree_rules.every_sentence_is_used, {"src/sangsaeng/web/words/values/messages.yaml": BOTH}),
    (
        tree_rules.every_statement_is_named_described_and_used,
        {QUERIES: "-- name: get_it\n-- One line.\nSELECT 1;\n", LEDGER: "SQL['get_it']\n"},
    ),
]


def _complaints(rule: Rule, files: Files) -> list[Complaint]:
    return list(rule([Source(path, text) for path, text in files.items()]))


@pytest.mark.parametrize(
    ("rule", "files", "about", "line"),
    BAD,
    ids=[f"{case[0].__name__}-{number}" for number, case in enumerate(BAD)],
)
def test_a_bad_snippet_is_complained_of_at_its_line(
    rule: Rule, files: Files, about: str, line: int
) -> None:
    found = _complaints(rule, files)
    assert any(about in it.about and it.line == line for it in found), found


@pytest.mark.parametrize(
    ("rule", "files"),
    GOOD,
    ids=[f"{case[0].__name__}-{number}" for number, case in enumerate(GOOD)],
)
def test_a_good_snippet_is_left_in_peace(rule: Rule, files: Files) -> None:
    assert _complaints(rule, files) == []


def test_every_rule_has_been_seen_to_bite_and_to_hold_still() -> None:
    rules = {*python_rules.RULES, *tree_rules.RULES}
    assert {case[0] for case in BAD} == rules
    assert {case[0] for case in GOOD} == rules


def test_an_excuse_covers_its_own_rule_file_and_words_only() -> None:
    excuse = Excuse("files_are_short", CLI, 1, "why", "the file *")
    complaint = Complaint(CLI, 1, "the file has 401 lines")
    assert excuse.covers("files_are_short", complaint)
    assert not excuse.covers("functions_are_short", complaint)
    assert not excuse.covers("files_are_short", Complaint(WEB, 1, "the file has 401 lines"))
    assert not excuse.covers("files_are_short", Complaint(CLI, 1, "f has 71 lines"))
