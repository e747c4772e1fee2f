"""What laptops ask the hub. Bodies are zstd of one message a line (`sync.messages`), the first one the asker's hello.

    POST /v1/challenge  {} → {"challenge": hex}
    POST /v1/token      {"unit", "device", "challenge", "signature": hex} → {"token": hex}
    POST /v1/hello      hello → hello
    POST /v1/give       hello, parcels → {"lines": n, "repeated": n, "files": n, "refused": {chain: text}}     after COMMIT
    POST /v1/take       hello → parcels; header `x-more: CURSOR` while there is more, asked for with `x-cursor: CURSOR`

An error is {"error": CODE, "message": text} with 4xx or 503. A device asks with its token (`Authorization: Bearer …`), and only in its own
name: a hello of another device is refused. Every request is checked anew: a device that was cut off while its token lives gets and gives
nothing more, and a token alone, without a hello that the device signed, opens nothing.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator
from typing import Any

import zstandard
from starlette.requests import Request

from checkpoint_app.hub.station.desk import Desk, RequestUnreadable
from checkpoint_app.hub.tokens import Bearer, TokenRefused
from checkpoint_app.model.travel import Parcel
from checkpoint_app.sync import answer, greeting, messages
from checkpoint_app.sync.messages import Hello

MOST_UNPACKED = 256 << 20
PAGE_BYTES = 2 << 20
"""About how much one answer brings; the rest is asked for with a cursor, while this is taken in."""

Answer = dict[str, Any] | tuple[bytes, str]
"""JSON, or packed messages with the cursor of what is left ("" for nothing)."""


def challenge(desk: Desk, _request: Request, _body: bytes) -> Answer:
    return {"challenge": desk.tokens.challenge()}


def token(desk: Desk, _request: Request, body: bytes) -> Answer:
    try:
        said = json.loads(body)
        unit, device, given = str(said["unit"]), str(said["device"]), str(said["challenge"])
        signature = bytes.fromhex(said["signature"])
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise RequestUnreadable(what=type(error).__name__) from error
    return {"token": desk.admit(unit, device, given, signature)}


def hello(desk: Desk, request: Request, body: bytes) -> Answer:
    theirs, _ = _said(desk, request, body)
    with desk.store() as store:
        return _packed([messages.encode(answer.greet(store, theirs))]), ""


def give(desk: Desk, request: Request, body: bytes) -> Answer:
    theirs, rest = _said(desk, request, body)
    parcels = [messages.decode_parcel(line) for line in rest]  # before the store is asked for: others have it meanwhile
    with desk.delivery() as store:
        greeting.check(store, theirs)
        taken = answer.receive(store, theirs, parcels, desk.breathe)
    return {
        "lines": taken.lines,
        "repeated": taken.repeated,
        "files": taken.files,
        "refused": {key.text: refusal.text() for key, refusal in taken.refused.items()},
    }


def take(desk: Desk, request: Request, body: bytes) -> Answer:
    theirs, _ = _said(desk, request, body)
    cursor, parcels = request.headers.get("x-cursor", ""), None
    if cursor:
        kept, left = desk.held.pop(theirs.device, ("", iter(())))
        parcels = left if secrets.compare_digest(kept, cursor) else None
    with desk.store() as store:
        greeting.check(store, theirs)
        if parcels is None:
            parcels = answer.send(store, theirs, theirs.device)
        page = _page(parcels)
    if page and sum(map(len, page)) >= PAGE_BYTES:
        cursor = secrets.token_hex(16)
        desk.held[theirs.device] = (cursor, parcels)
        return _packed(page), cursor
    return _packed(page), ""


def _page(parcels: Iterator[Parcel]) -> list[bytes]:
    page: list[bytes] = []
    size = 0
    for parcel in parcels:
        page.append(messages.encode(parcel))
        size += len(page[-1])
        if size >= PAGE_BYTES:
            break
    return page


def _said(desk: Desk, request: Request, body: bytes) -> tuple[Hello, Iterator[bytes]]:
    """The hello that a body begins with, of the device whose token it is, and what follows."""
    bearer = _bearer(desk, request)
    lines = _unpacked(body)
    theirs = messages.decode_hello(next(lines, b""))
    if (theirs.unit, theirs.device) != (bearer.unit, bearer.device):
        raise messages.NotSignedByDevice(device=theirs.device[:8])
    return theirs, lines


def _bearer(desk: Desk, request: Request) -> Bearer:
    kind, _, given = request.headers.get("authorization", "").partition(" ")
    if kind != "Bearer":
        raise TokenRefused
    return desk.tokens.bearer(given)


def _unpacked(body: bytes) -> Iterator[bytes]:
    """One message a line, within a budget whatever the packed size says."""
    try:
        content = zstandard.ZstdDecompressor(max_window_size=1 << 27).stream_reader(body).read(MOST_UNPACKED + 1)
    except zstandard.ZstdError as error:
        raise RequestUnreadable(what="zstd") from error
    if len(content) > MOST_UNPACKED:
        raise RequestUnreadable(what="size")
    return iter([line for line in content.split(b"\n") if line])


def _packed(lines: list[bytes]) -> bytes:
    return zstandard.ZstdCompressor(level=3).compress(b"\n".join(lines))
