"""The hub's application: what laptops ask (`wire`), the duty-room page for people, /healthz."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware.base import BaseHTTPMiddleware, RequestResponseEndpoint
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

import checkpoint_app
from checkpoint_app.errors import EXIT_REFUSED, UserError
from checkpoint_app.hub import pages
from checkpoint_app.hub.door import Door
from checkpoint_app.hub.door import body as body_of
from checkpoint_app.hub.pace import GUESSES_PER_MINUTE, PER_MINUTE, Pace
from checkpoint_app.hub.pages import Session
from checkpoint_app.hub.station import room, wire
from checkpoint_app.hub.station.desk import Desk, RequestUnreadable
from checkpoint_app.hub.tokens import TokenRefused
from checkpoint_app.i18n import noop, tr
from checkpoint_app.store import accounts
from checkpoint_app.sync import messages

MOST_BODY = 80 << 20
GUESSING = ("/v1/challenge", "/v1/token", "/login")
REFRESH_S = 120
"""The page hangs on a wall: it fetches itself anew."""


class TooOften(UserError):
    code = "HUB_TOO_OFTEN"
    exit_code = EXIT_REFUSED
    message = noop("This machine asks the hub too often.")
    hint = noop("Wait a minute and try again; everything recorded is safe.")


STATUS = {
    TokenRefused: 401,
    RequestUnreadable: 400,
    messages.MessageDamaged: 400,
    messages.NewerFraming: 409,
    messages.AnotherUnit: 403,
    messages.UnknownDevice: 403,
    messages.DeviceCutOff: 403,
    messages.NotSignedByDevice: 403,
}


def app(desk: Desk) -> Starlette:
    """The application over a store."""
    asked = {"challenge": wire.challenge, "token": wire.token, "hello": wire.hello, "give": wire.give, "take": wire.take}
    made = Starlette(
        routes=[
            Route("/healthz", _health),
            *(Route(f"/v1/{name}", _of_laptop(desk, answer), methods=["POST"]) for name, answer in asked.items()),
            *_door(desk).routes(lambda request, session: _room(desk, request, session)),
        ],
        exception_handlers={404: pages.missing},
    )
    made.add_middleware(BaseHTTPMiddleware, dispatch=_paced(Pace(PER_MINUTE), Pace(GUESSES_PER_MINUTE)))
    return made


def _paced(all_of_it: Pace, guesses: Pace) -> Callable[[Request, RequestResponseEndpoint], Awaitable[Response]]:
    async def dispatch(request: Request, go_on: RequestResponseEndpoint) -> Response:
        address = request.client.host if request.client else ""
        guessing = request.method == "POST" and request.url.path in GUESSING
        if not all_of_it.allows(address) or (guessing and not guesses.allows(address)):
            return _error(TooOften(), 429)
        return await go_on(request)

    return dispatch


def _door(desk: Desk) -> Door:
    def place() -> str:
        with desk.store() as store:
            return store.unit.name

    def is_right(number: str, password: str) -> bool:
        with desk.store() as store:
            return accounts.verify(store, number, password)

    return Door(place=place, asks=lambda: tr("Badge number"), is_right=is_right)


def _room(desk: Desk, request: Request, session: Session) -> Response:
    with desk.store() as store:
        found = room.load(store)
    response = pages.page(request, "room.html", session=session, room=found)
    response.headers["Refresh"] = str(REFRESH_S)
    return response


def _health(_request: Request) -> Response:
    return JSONResponse({"kind": "hub", "framing": messages.FRAMING, "version": checkpoint_app.__version__})


def _of_laptop(desk: Desk, answer: Callable[[Desk, Request, bytes], wire.Answer]) -> Callable[[Request], Any]:
    async def respond(request: Request) -> Response:
        body = await body_of(request, MOST_BODY)
        if body is None:
            return _error(RequestUnreadable(what="size"), 413)
        try:
            found = await run_in_threadpool(answer, desk, request, body)
        except UserError as error:
            return _error(error, STATUS.get(type(error), 503))
        if isinstance(found, dict):
            return JSONResponse(found)
        packed, cursor = found
        return Response(packed, media_type="application/zstd", headers={"x-more": cursor} if cursor else {})

    return respond


def _error(error: UserError, status: int) -> Response:
    return JSONResponse({"error": error.code, "message": str(error)}, status)
