"""The demonstration as a newcomer runs it, and its picture by itself."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from sangsaeng.kernel.business_number import parse_business_number
from sangsaeng.oversight.demo import papers
from sangsaeng.oversight.demo.cast import read_cast
from sangsaeng.oversight.demo.outcome import Flows
from sangsaeng.oversight.demo.picture import render_picture
from sangsaeng.parties.rules import check_account
from sangsaeng.payouts.rails.mock_bank_process import mock_bank_installed

SOURCES = Path(__file__).parents[2] / "src"
SVG = "{http://www.w3.org/2000/svg}"
NEEDS_BANK = pytest.mark.skipif(not mock_bank_installed(), reason="mock-bank is not installed")


@pytest.fixture
def home() -> Iterator[Path]:
    """A home that an unprivileged PostgreSQL can pass through."""
    folder = Path(tempfile.mkdtemp(prefix="sangsaeng-demo-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def demo(home: Path, *arguments: str, url: str | None = None) -> Iterator[subprocess.Popen[str]]:
    environment = {"PATH": os.environ["PATH"], "LC_ALL": "ko_KR.UTF-8", "PYTHONUTF8": "1"}
    environment["PYTHONPATH"] = str(SOURCES)
    if url is not None:
        environment["SANGSAENG_DATABASE_URL"] = url
    # Whoever runs the tests in the background ignores SIGINT, and children inherit that.
    command = ["env", "--default-signal=INT", sys.executable, "-m", "sangsaeng.cli.main"]
    command += ["--home", str(home), "demo", *arguments]
    with subprocess.Popen(
        command,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    ) as process:
        yield process


def children_of(pid: int) -> set[int]:
    """Processes whose parent, or whose parent's parent, is `pid`."""
    parents: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parents[int(entry.name)] = int(
                    (entry / "stat").read_text().rsplit(")")[1].split()[1]
                )
            except (FileNotFoundError, ProcessLookupError):
                continue
    return {one for one, parent in parents.items() if pid in (parent, parents.get(parent))}


def is_running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


@NEEDS_BANK
def test_the_whole_demonstration_comes_right_and_leaves_its_files(home: Path) -> None:
    with demo(home, "--no-serve") as process:
        said, _ = process.communicate(timeout=240)
    assert process.returncode == 0, said
    for tier in ("1차", "2차", "3차", "4차"):
        assert f"{tier} 협력기업" in said
    totals = re.search(
        r"약속 ([0-9,]+)원 − 선지급 이자 ([0-9,]+)원 \+ 환출이자 ([0-9,]+)원"
        r" = 협력기업의 계좌에 입금된 돈 ([0-9,]+)원",
        said,
    )
    assert totals
    promised = totals[1]
    promise, interest, refunded, paid = (int(one.replace(",", "")) for one in totals.groups())
    assert promise - interest + refunded == paid and 0 < refunded < interest
    for told in ("매입 은행이 오늘 지급", "예치된 돈에서", "자동 선지급 신청", "가압류가 해제"):
        assert told in said
    assert "어긋남" not in said and "증명" in said
    folder = home / "demo"
    assert len(list((folder / "tax-invoices").glob("[0-9]*.xml"))) >= 40
    assert (folder / "pass-on-200-lines.xlsx").read_bytes().startswith(b"PK")
    assert (folder / "pass-on-what-to-mend.xlsx").read_bytes().startswith(b"PK")
    drawn = etree.parse(folder / "where-the-money-went.svg").getroot()
    assert promised in (drawn.findtext(f"{SVG}desc") or "")
    assert not (home / "data" / "postmaster.pid").exists()


@NEEDS_BANK
def test_ctrl_c_in_the_middle_leaves_nothing_running(home: Path) -> None:
    with demo(home, "--no-serve") as process:
        assert process.stdout is not None
        for line in process.stdout:
            if line.startswith("2026-09-"):
                break
        started = children_of(process.pid)
        assert len(started) >= 2, "PostgreSQL and the bank"
        os.kill(process.pid, signal.SIGINT)
        rest, _ = process.communicate(timeout=60)
    assert process.returncode != 0 and "Traceback" not in rest, rest
    deadline = time.monotonic() + 20
    while any(map(is_running, started)) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert [pid for pid in started if is_running(pid)] == []


def test_everybody_in_it_is_invented_with_a_valid_number_and_a_possible_account() -> None:
    cast = read_cast()
    everyone = [cast.funder, *(one for tier in cast.tiers for one in tier)]
    numbers = [one.business_number for one in everyone]
    assert all(
        parse_business_number(number) == number and number[3:5] == "00" for number in numbers
    )
    assert len({*numbers}) == len({one.name for one in everyone}) == len(everyone)
    day = next(iter(papers.MATURITY))
    for one in everyone:
        entry = check_account(one.bank_code, one.account_number, day)
        assert getattr(entry, "bank_code", None) == one.bank_code
    assert len({one.bank_code for one in everyone}) >= 15


def test_its_files_are_the_same_every_time() -> None:
    first, second = (
        [*papers.write_invoices(c), papers.write_list(c)] for c in (read_cast(), read_cast())
    )
    assert first == second


def bank_flows(kept: int, shares: list[int]) -> Mapping[str, int]:
    """`kept` won divided over banks by weights, nothing left over."""
    total = sum(shares)
    amounts = [kept * share // total for share in shares]
    amounts[0] += kept - sum(amounts)
    return {f"은행{place}": won for place, won in enumerate(amounts) if won}


@st.composite
def flows(draw: st.DrawFn) -> Flows:
    face = draw(st.integers(10**6, 10**13))
    faces, passed, banks, interest = {}, {}, {}, {}
    for tier in range(1, draw(st.integers(1, 4)) + 1):
        faces[tier] = face
        passed[tier] = draw(st.integers(0, face)) if tier < 4 else 0
        shares = draw(st.lists(st.integers(1, 1_000), min_size=1, max_size=20))
        interest[tier] = draw(st.integers(0, face - passed[tier]))
        banks[tier] = bank_flows(face - passed[tier] - interest[tier], shares)
        face = passed[tier]
        if not face:
            break
    else:
        last = max(faces)
        banks[last] = bank_flows(faces[last], [1])
        interest[last] = 0
        passed[last] = 0
    return Flows("A & <B>", faces, passed, banks, interest)


@given(flows())
def test_the_picture_is_well_formed_and_every_label_stands_clear_of_the_others(
    of: Flows,
) -> None:
    root = etree.fromstring(render_picture(of).encode())
    assert root.findtext(f"{SVG}title") and f"{of.face_won[1]:,}" in root.findtext(f"{SVG}desc")
    _, _, width, height = map(int, root.get("viewBox").split())
    texts = root.findall(f"{SVG}text")
    labels = sorted(float(text.get("y")) for text in texts if int(text.get("x")) > 1_000)
    assert all(below - above >= 15 for above, below in pairwise(labels))
    assert all(0 < float(text.get("y")) < height for text in texts)
    for bar in root.findall(f"{SVG}rect"):
        right = int(bar.get("x", "0")) + int(bar.get("width"))
        low = float(bar.get("y", "0")) + float(bar.get("height"))
        assert right <= width and low <= height


@given(flows())
def test_as_much_leaves_the_tiers_for_the_banks_as_the_buyer_promised(of: Flows) -> None:
    root = etree.fromstring(render_picture(of).encode())
    titles = [title.text or "" for title in root.iterfind(f"{SVG}path/{SVG}title")]
    to_banks = [title for title in titles if not title.startswith("→")]
    won = sum(int(title.rsplit(" ", 1)[1].replace(",", "")) for title in to_banks)
    assert won == of.face_won[1]
