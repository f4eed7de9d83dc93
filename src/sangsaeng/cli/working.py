"""`work`, `webhooks`, `sandbox`: the worker, what it tells subscribers, and a book for trying."""

from __future__ import annotations

import logging
import os
import signal
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from threading import Event
from types import FrameType
from typing import Annotated
from urllib.parse import urlsplit

import typer

from sangsaeng.acts.model import Office
from sangsaeng.acts.registry import acts
from sangsaeng.acts.service_deciding import expire_acts
from sangsaeng.audit.service_sealing import seal_events
from sangsaeng.cli.defaults import prove_pack
from sangsaeng.cli.face import MOST_ID, Json, face_of, print_json
from sangsaeng.cli.place import open_book
from sangsaeng.database.connection import Database
from sangsaeng.jobs.clock import Clock
from sangsaeng.jobs.model import Installation
from sangsaeng.jobs.sending import Sender
from sangsaeng.jobs.service_chores import Chore, Telling, own_chores
from sangsaeng.jobs.service_clock import mark_sandbox, read_installation
from sangsaeng.jobs.service_webhooks import list_endpoints, replay_by_console
from sangsaeng.jobs.service_work import Settings
from sangsaeng.jobs.worker import Worker
from sangsaeng.kernel.calendar import KOREA
from sangsaeng.kernel.refusals import Refusal, refuse
from sangsaeng.notices.channels.file_sink import FOLDER
from sangsaeng.notices.channels.opening import open_channels
from sangsaeng.notices.service_sending import Post
from sangsaeng.parties.holder_inquiry import HolderInquiry
from sangsaeng.parties.service_accounts import ask_about_unchecked
from sangsaeng.payouts.rails.holder_inquiry import OpenBankingInquiry, SandboxInquiry
from sangsaeng.payouts.rails.transports import OpenBankingTransport
from sangsaeng.programmes.service import get_calendar

Folder = Annotated[
    Path | None,
    typer.Option("--bank", envvar="SANGSAENG_BANK_FOLDER", help="help_option_bank_folder"),
]
Packs = Annotated[
    Path | None,
    typer.Option("--packs", envvar="SANGSAENG_PACKS_FOLDER", help="help_option_packs_folder"),
]
EndpointArgument = Annotated[int, typer.Argument(min=1, max=MOST_ID, help="help_argument_webhook")]
# Where the portal is, for the links in letters; in a sandbox the address that `serve` takes.
PORTAL_NAMED_BY, HERE = "SANGSAENG_PORTAL_URL", "http://127.0.0.1:8000"
_MOMENTS = ["%Y-%m-%d", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"]


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    app.command("work", help="help_work")(work_command)
    webhooks = typer.Typer(help="help_webhooks", no_args_is_help=True)
    webhooks.command("list", help="help_webhooks_list")(list_command)
    webhooks.command("replay", help="help_webhooks_replay")(replay_command)
    app.add_typer(webhooks, name="webhooks")
    app.command("sandbox", help="help_sandbox")(sandbox_command)


def all_chores(
    inquiry: HolderInquiry | None = None, post: Post | None = None
) -> Mapping[str, Chore]:
    """Every chore by its name in the schedule; `inquiry`: who is asked whose an account is;
    `post`: by what people are told, None for their inbox in the portal alone."""

    def ask_banks(database: Database, at: datetime) -> int:
        asked = SandboxInquiry() if read_installation(database).sandbox else inquiry
        if asked is None:
            return 0
        with database.transaction() as tx:
            calendar = get_calendar(tx)
        return ask_about_unchecked(database, asked, at, at.astimezone(KOREA).date(), calendar)

    return {
        "ask_banks": ask_banks,
        "expire_acts": expire_acts,
        "seal_audit": seal_events,
        **own_chores(Sender().send, Telling(post or Post({}, ""), deciders_of)),
    }


def deciders_of(action: str, own: bool, offices: frozenset[str]) -> frozenset[str]:
    """The roles whose word counts for an action, at the company whose act it is or another."""
    act = acts().get(action)
    if act is None:
        return frozenset()
    return frozenset(map(str, act.deciders(own, frozenset(map(Office, offices)))))


def _told_by(installation: Installation, home: Path) -> Mapping[str, str]:
    """The environment; in a sandbox letters that nothing else carries lie in the home folder."""
    if not installation.sandbox:
        return os.environ
    return {FOLDER: str(home / "letters"), PORTAL_NAMED_BY: HERE, **os.environ}


def open_post(environment: Mapping[str, str]) -> Post | Refusal:
    """By what letters leave, as the environment says: `notice_setting_malformed`, `portal_unnamed`
    where letters leave and their links would lead nowhere, `portal_url_malformed`."""
    channels = open_channels(environment)
    if isinstance(channels, Refusal):
        return channels
    portal = environment.get(PORTAL_NAMED_BY, "")
    if channels and not portal:
        return refuse("portal_unnamed", None, name=PORTAL_NAMED_BY)
    parts = urlsplit(portal)
    if portal and not (parts.scheme in ("http", "https") and parts.netloc):
        return refuse("portal_url_malformed", None, name=PORTAL_NAMED_BY, value=portal[:100])
    return Post(channels, portal.rstrip("/"))


def work_command(
    context: typer.Context,
    bank: Folder = None,
    packs: Packs = None,
    workers: Annotated[int, typer.Option(min=1, max=64, help="help_option_workers")] = 1,
    once: Annotated[bool, typer.Option("--once", help="help_option_once")] = False,
) -> None:
    """Do jobs and chores until told to stop; what is under way is finished first."""
    face = face_of(context)
    logging.basicConfig(level=logging.WARNING)
    # A message's address may name a receiver's own secret: the client does not log it.
    logging.getLogger("httpx").setLevel(logging.CRITICAL)
    settings = Settings(bank, packs or face.home / "packs", workers, prove_pack)
    with open_book(face) as database:
        clock = Clock(database)
        post = open_post(_told_by(read_installation(database), face.home))
        if isinstance(post, Refusal):
            face.stop_refused(post, False)
        chores = all_chores(_open_banking(clock.now), post)
        worker = Worker(database, settings, chores, clock.now)
        if once:
            worker.do_due_chores()
            while worker.do_next_job():
                pass
            return
        stop = Event()
        previous = {
            number: signal.signal(number, _stopper(stop))
            for number in (signal.SIGTERM, signal.SIGINT)
        }
        face.say("worker_works")
        try:
            worker.run(stop)
        finally:
            for number, handler in previous.items():
                signal.signal(number, handler or signal.SIG_DFL)


def _open_banking(now: Callable[[], datetime]) -> HolderInquiry | None:
    """The network that tells holders, where the environment names it and how to come in."""
    names = ("URL", "CODE", "TOKEN")
    url, code, token = (os.environ.get(f"SANGSAENG_OPEN_BANKING_{name}") for name in names)
    if not (url and code and token):
        return None
    transport = OpenBankingTransport(
        url, institution_code=code, pass_phrase="", access_token=token, now=now
    )
    return OpenBankingInquiry(transport)


def list_command(context: typer.Context, as_json: Json = False) -> None:
    """Where companies are told, and what waits or died there."""
    face = face_of(context)
    with open_book(face, as_json) as database:
        rows = list_endpoints(database)
    if as_json:
        print_json({"webhooks": rows})
        return
    columns = ("business_number", "url", "waiting", "dead", "ended_at")
    headings = (
        "heading_endpoint",
        "heading_number",
        "heading_url",
        "heading_told_waiting",
        "heading_told_dead",
        "heading_endpoint_ended",
    )
    shown = [[str(row["endpoint_id"]), *(row[name] for name in columns)] for row in rows]
    face.print_table(headings, shown)


def replay_command(
    context: typer.Context,
    endpoint: EndpointArgument,
    occurrence: Annotated[
        int | None, typer.Option("--occurrence", min=1, max=MOST_ID, help="help_option_occurrence")
    ] = None,
    since: Annotated[
        datetime | None, typer.Option("--since", formats=_MOMENTS, help="help_option_since")
    ] = None,
    as_json: Json = False,
) -> None:
    """Tell again one occurrence, or all since a moment in Korea."""
    face = face_of(context)
    moment = None if since is None else since.replace(tzinfo=KOREA)
    with open_book(face, as_json) as database:
        count = replay_by_console(database, endpoint, occurrence, moment)
    if isinstance(count, Refusal):
        face.stop_refused(count, as_json)
    if as_json:
        print_json({"count": count})
        return
    face.say("told_again", count=count)


def sandbox_command(context: typer.Context, as_json: Json = False) -> None:
    """Make a new, empty book a sandbox, whose clock can be moved."""
    face = face_of(context)
    with open_book(face, as_json) as database:
        refused = mark_sandbox(database)
    if refused:
        face.stop_refused(refused, as_json)
    if as_json:
        print_json({"sandbox": True})
        return
    face.say("sandbox_made")


def _stopper(stop: Event) -> Callable[[int, FrameType | None], None]:
    def end(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    return end
