"""What stations and people ask the archive over HTTPS.

For stations (JSON; lines as zstd of one message a line, `sync.messages`):

    GET  /healthz       {"kind": "archive", "format": 1, "version": text}
    POST /v1/challenge  {} → {"challenge": hex}
    POST /v1/greet      {"unit", "name", "root": hex, "device", "certificates": [set, …], "challenge", "signature": hex, "wall"}
                        → {"token": hex, "heads": {"device/label/scope": [seq, hash]}, "months": {month: digest}}
    POST /v1/lines      with the token → {"new": n, "repeated": n, "gaps": [chain, …], "refused": {chain: text}, "heads": {…}}
    POST /v1/month      {"month", "digest", "rows": [[day, site, template, officer, measure, value], …]} → {}
    POST /v1/picture    {…} → {}

An error is {"error": CODE, "message": text} with 4xx or 503. Nothing is answered before it is committed.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from queue import Empty, LifoQueue
from typing import Any
from zoneinfo import ZoneInfo

import zstandard
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

import checkpoint_app
from checkpoint_app import i18n
from checkpoint_app.errors import UserError
from checkpoint_app.hub import pages
from checkpoint_app.hub.archive import database, figures, ingest, intake, readers, schema
from checkpoint_app.hub.door import Door
from checkpoint_app.hub.door import body as body_of
from checkpoint_app.hub.pages import Session
from checkpoint_app.hub.tokens import Bearer, TokenRefused, Tokens, signed_bytes
from checkpoint_app.i18n import noop, tr
from checkpoint_app.model import figures as columns
from checkpoint_app.model import timing
from checkpoint_app.model.travel import LineRange
from checkpoint_app.store import identity
from checkpoint_app.sync import messages

CHINA = ZoneInfo("Asia/Shanghai")
"""Whatever the server's own clock is set to."""
MOST_BODY = 32 << 20
MOST_UNPACKED = 128 << 20


class DeliveryRefused(UserError):
    code = "ARCHIVE_DELIVERY"
    message = noop("The archive cannot read this delivery: {what}.")
    hint = noop("Both sides need the same version of the program; nothing was taken in.")


class NotAStation(UserError):
    code = "ARCHIVE_NOT_A_STATION"
    message = noop("The archive does not believe this machine: {why}.")
    hint = noop("Only an enrolled station machine delivers to the bureau; nothing was taken in.")


STATUS = {TokenRefused: 401, NotAStation: 403, ingest.UnitNotAdmitted: 403, DeliveryRefused: 400}


class Archive:
    """The server's state: connections to the database and tokens of stations."""

    def __init__(self, address: str, folder: Path, today: Callable[[], date] = date.today) -> None:
        self.address = address
        self.folder = folder
        self.tokens = Tokens()
        self.today = today
        self._free: LifoQueue[database.Connection] = LifoQueue()

    @contextmanager
    def db(self) -> Iterator[database.Connection]:
        """A connection for one request; a broken one is not used again."""
        try:
            found = self._free.get_nowait()
        except Empty:
            found = database.connect(self.address)
        try:
            yield found
        except BaseException:
            found.close()
            raise
        self._free.put(found)

    def close(self) -> None:
        while not self._free.empty():
            self._free.get_nowait().close()


def app(archive: Archive) -> Starlette:
    """The server's application."""
    station = [
        Route("/v1/challenge", _of_station(archive, _challenge), methods=["POST"]),
        Route("/v1/greet", _of_station(archive, _greet), methods=["POST"]),
        Route("/v1/lines", _of_station(archive, _lines), methods=["POST"]),
        Route("/v1/month", _of_station(archive, _month), methods=["POST"]),
        Route("/v1/picture", _of_station(archive, _picture), methods=["POST"]),
    ]
    people = _door(archive).routes(lambda request, session: _bureau(archive, request, session))
    return Starlette(routes=[Route("/healthz", _health), *station, *people], exception_handlers={404: pages.missing})


def _health(_request: Request) -> Response:
    return JSONResponse({"kind": "archive", "format": schema.FORMAT, "version": checkpoint_app.__version__})


# Stations

Answer = Callable[[Archive, Request, bytes], dict[str, Any]]


def _of_station(archive: Archive, answer: Answer) -> Callable[[Request], Any]:
    async def respond(request: Request) -> Response:
        body = await body_of(request, MOST_BODY)
        if body is None:
            return _error(DeliveryRefused(what="size"), 413)
        try:
            return JSONResponse(await run_in_threadpool(answer, archive, request, body))
        except UserError as error:
            return _error(error, STATUS.get(type(error), 503))

    return respond


def _error(error: UserError, status: int) -> Response:
    with i18n.speaking("en"):
        return JSONResponse({"error": error.code, "message": error.text()}, status)


def _challenge(archive: Archive, _request: Request, _body: bytes) -> dict[str, Any]:
    return {"challenge": archive.tokens.challenge()}


def _greet(archive: Archive, _request: Request, body: bytes) -> dict[str, Any]:
    try:
        said = json.loads(body)
        unit, device, challenge = str(said["unit"]), str(said["device"]), str(said["challenge"])
        signature, root = bytes.fromhex(said["signature"]), bytes.fromhex(said["root"])
        certificates = [found for found in map(identity.read_certificate, said["certificates"]) if found]
        name, wall = str(said["name"])[:100], timing.from_text(str(said["wall"]))
    except (ValueError, KeyError, TypeError) as error:
        raise DeliveryRefused(what=type(error).__name__) from error
    archive.tokens.use(challenge)
    if identity.unit_id(root) != unit:
        raise NotAStation(why=tr("the root key is not the unit's"))
    found = identity.trusted(certificates, unit, root).get(device)
    if found is None or found.kind != "station":
        raise NotAStation(why=tr("it is no enrolled station machine"))
    if not identity.is_signed(bytes.fromhex(found.public_key), signature, signed_bytes(unit, device, challenge)):
        raise NotAStation(why=tr("a signature is wrong"))
    with archive.db() as db:
        if not ingest.is_admitted(db, unit):
            raise ingest.UnitNotAdmitted(unit=unit, name=name)
        held = ingest.heads(db, unit)
        ingest.keep_receipt(db, unit, device, held, wall)
        months = ingest.months(db, unit, device)
    return {"token": archive.tokens.give(Bearer(unit, device)), "heads": intake.answer_heads(held), "months": months}


def _bearer(archive: Archive, request: Request) -> Bearer:
    kind, _, token = request.headers.get("authorization", "").partition(" ")
    if kind != "Bearer":
        raise TokenRefused
    return archive.tokens.bearer(token)


def _lines(archive: Archive, request: Request, body: bytes) -> dict[str, Any]:
    bearer = _bearer(archive, request)
    runs = [found for found in map(messages.decode_parcel, _unpacked(body)) if isinstance(found, LineRange)]
    with archive.db() as db:
        delivered = intake.deliver(db, bearer.unit, runs)
        held = ingest.heads(db, bearer.unit)
        ingest.keep_receipt(db, bearer.unit, bearer.device, held)
    return {
        "new": delivered.new,
        "repeated": delivered.repeated,
        "gaps": [key.text for key in delivered.gaps],
        "refused": {key.text: refusal.text() for key, refusal in delivered.refused.items()},
        "heads": intake.answer_heads(held),
    }


def _unpacked(body: bytes) -> Iterator[bytes]:
    """One message a line, within a budget whatever the packed size says."""
    try:
        reader = zstandard.ZstdDecompressor(max_window_size=1 << 27).stream_reader(body)
        content = reader.read(MOST_UNPACKED + 1)
    except zstandard.ZstdError as error:
        raise DeliveryRefused(what="zstd") from error
    if len(content) > MOST_UNPACKED:
        raise DeliveryRefused(what="size")
    return (line for line in content.split(b"\n") if line)


def _month(archive: Archive, request: Request, body: bytes) -> dict[str, Any]:
    bearer = _bearer(archive, request)
    try:
        said = json.loads(body)
        month, digest = str(said["month"]), str(said["digest"])
        date.fromisoformat(f"{month}-01")
        rows = [(str(row[0]), str(row[1]), str(row[2]), str(row[3]), str(row[4]), float(row[5])) for row in said["rows"]]
        if any(not row[0].startswith(month) for row in rows):
            raise ValueError(month)
    except (ValueError, KeyError, TypeError, IndexError) as error:
        raise DeliveryRefused(what=type(error).__name__) from error
    with archive.db() as db:
        ingest.take_month(db, bearer.unit, bearer.device, month, digest, rows)
    return {}


def _picture(archive: Archive, request: Request, body: bytes) -> dict[str, Any]:
    bearer = _bearer(archive, request)
    try:
        said = json.loads(body)
    except ValueError as error:
        raise DeliveryRefused(what="JSON") from error
    if not isinstance(said, dict):
        raise DeliveryRefused(what="JSON")
    with archive.db() as db:
        ingest.keep_picture(db, bearer.unit, bearer.device, said)
    return {}


# People


def _door(archive: Archive) -> Door:
    return Door(
        place=lambda: tr("Bureau archive"),
        asks=lambda: tr("Name|reader"),
        is_right=lambda name, password: readers.is_right(archive.folder, name, password),
    )


def _bureau(archive: Archive, request: Request, session: Session) -> Response:
    first, last = _period(archive, request)
    with archive.db() as db:
        found = figures.stations(db, first, last)
    main = [column for column in columns.columns() if column.main and not column.source]
    sections = [(columns.group_label(key), [one for one in main if one.group == key]) for key, _ in columns.groups()]
    return pages.page(
        request,
        "bureau.html",
        session=session,
        first=first,
        last=last,
        stations=found,
        whole=figures.whole(found),
        sections=[section for section in sections if section[1]],
        text=columns.text,
        local=lambda moment: timing.local(moment, CHINA).strftime("%Y-%m-%d %H:%M"),
    )


def _period(archive: Archive, request: Request) -> tuple[date, date]:
    """The inclusive days asked for; this month up to today where nothing sensible is asked for."""
    today = archive.today()
    try:
        first = date.fromisoformat(request.query_params["first"])
        last = date.fromisoformat(request.query_params["last"])
    except (KeyError, ValueError):
        return today.replace(day=1), today
    return (first, last) if first <= last else (last, first)
