"""`keys`: the keys that account numbers and persons' data are sealed with."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import typer

from sangsaeng.acts.service_keys import add_key, count_sealed, retire_key, rotate
from sangsaeng.cli.face import Face, Json, face_of, print_json
from sangsaeng.cli.place import keys_refused, open_book
from sangsaeng.database.sealing import SealBrokenError, keys_of_process
from sangsaeng.kernel.calendar import KOREA
from sangsaeng.kernel.refusals import refuse

_LAST = 2**16 - 1
Version = Annotated[int, typer.Argument(min=1, max=_LAST, help="help_argument_key")]


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    keys = typer.Typer(help="help_keys", no_args_is_help=True)
    keys.command("list", help="help_keys_list")(show_keys)
    keys.command("add", help="help_keys_add")(make_key)
    keys.command("rotate", help="help_keys_rotate")(rotate_keys)
    keys.command("retire", help="help_keys_retire")(end_key)
    app.add_typer(keys, name="keys")


def show_keys(context: typer.Context, as_json: Json = False) -> None:
    """Every key: since when, how it stands, how many values it holds."""
    face = face_of(context)
    with open_book(face, as_json) as database, keys_refused(face, as_json):
        held = count_sealed(database)
        known = {one.version: one for one in keys_of_process().versions}
    rows = []
    for version in sorted({*known, *held}):
        one = known.get(version)
        state = "key_seals_now" if version == max(known) else "key_opens"
        if one is None or one.retired:
            state = "key_missing" if one is None else "key_retired"
        made_at = None if one is None else one.made_at.isoformat(timespec="seconds")
        rows.append((version, made_at, state, held.get(version, 0)))
    if as_json:
        named = ("version", "made_at", "state", "values")
        print_json([dict(zip(named, row, strict=True)) for row in rows])
        return
    headings = ["column_key", "column_made_at", "column_key_state", "column_sealed_values"]
    face.print_table(headings, [(*row[:2], face.text(row[2]), row[3]) for row in rows])


def make_key(context: typer.Context, as_json: Json = False) -> None:
    """A new key seals from now on; what stands under older ones is sealed anew by `keys rotate`."""
    face = face_of(context)
    with open_book(face, as_json) as database, keys_refused(face, as_json):
        version = add_key(database, datetime.now(KOREA))
    if as_json:
        print_json({"version": version})
        return
    face.say("key_added", version=str(version), file=str(keys_of_process().path))


def rotate_keys(context: typer.Context, as_json: Json = False) -> None:
    """Seal everything anew under the newest key, while the book is in use."""
    face = face_of(context)
    with open_book(face, as_json) as database, keys_refused(face, as_json):
        try:
            done = rotate(database)
        except SealBrokenError as broken:
            face.stop_refused(refuse("seal_broken", None, why=str(broken)), as_json)
    if as_json:
        print_json(done)
        return
    face.print_table(["column_table", "column_sealed_anew"], list(done.items()))


def end_key(context: typer.Context, version: Version, as_json: Json = False) -> None:
    """Open nothing with a key any more; refused while anything is sealed with it."""
    face = face_of(context)
    with open_book(face, as_json) as database, keys_refused(face, as_json):
        refused = retire_key(database, keys_of_process(), version)
    if refused:
        face.stop_refused(refused, as_json)
    _say_retired(face, version, as_json)


def _say_retired(face: Face, version: int, as_json: bool) -> None:
    if as_json:
        print_json({"version": version, "state": "key_retired"})
        return
    face.say("key_was_retired", version=str(version))
