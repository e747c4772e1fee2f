"""The way in for people: name and password, a session, and out again. Both servers have the same door; who has a key is theirs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl

from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import FileResponse, Response
from starlette.routing import BaseRoute, Route

from checkpoint_app import i18n, paths
from checkpoint_app.errors import UserError
from checkpoint_app.hub import pages
from checkpoint_app.hub.pages import Session
from checkpoint_app.i18n import tr

_MOST_FORM = 10_000

Page = Callable[[Request, Session], Response]


async def body(request: Request, most: int) -> bytes | None:
    """The body of a request, or None when it is larger than is read, or whoever sent it has gone: a cut line is no fault of the server."""
    found = bytearray()
    try:
        async for piece in request.stream():
            found += piece
            if len(found) > most:
                return None
    except ClientDisconnect:
        return None
    return bytes(found)


class Door:
    """`place` names the server and `asks` what a person is asked for, in the language of the moment; `is_right` knows the keys."""

    def __init__(self, *, place: Callable[[], str], asks: Callable[[], str], is_right: Callable[[str, str], bool]) -> None:
        self._place = place
        self._asks = asks
        self._is_right = is_right
        self._sessions = pages.Sessions()
        self._backoff = pages.Backoff()

    def routes(self, page: Page) -> list[BaseRoute]:
        """/login, /logout, style sheet and icon, and `/` for those who are inside."""

        def inside(request: Request, _form: dict[str, str]) -> Response:
            session = self._sessions.of(request)
            return pages.to("/login") if session is None else page(request, session)

        return [
            Route("/", _answering(inside)),
            Route("/login", _answering(self._login), methods=["GET", "POST"]),
            Route("/logout", _answering(self._logout), methods=["POST"]),
            Route("/static/hub.css", _static("hub/hub.css", "text/css")),
            Route("/static/icon.svg", _static("icons/checkpoint-app.svg", "image/svg+xml")),
        ]

    def _login(self, request: Request, form: dict[str, str]) -> Response:
        name = form.get("name", "").strip()
        error = self._try(name, form.get("password", "")) if request.method == "POST" else ""
        if request.method == "POST" and not error:
            response = pages.to("/")
            self._sessions.begin(response, name)
            return response
        status, place, asks = 403 if error else 200, self._place(), self._asks()
        return pages.page(request, "login.html", status=status, place=place, name=name, name_label=asks, error=error)

    def _try(self, name: str, password: str) -> str:
        """What is wrong, in words; empty for a key that fits."""
        wait = self._backoff.wait_s(name)
        if wait > 0:
            return tr("Too many wrong passwords: wait {seconds} s.", seconds=round(wait + 0.5))
        try:
            right = self._is_right(name, password)
        except UserError as error:  # the store's own back-off
            return error.text()
        if right:
            self._backoff.right(name)
            return ""
        self._backoff.wrong(name)
        return tr("{what} or password is wrong.", what=self._asks())

    def _logout(self, request: Request, form: dict[str, str]) -> Response:
        session = self._sessions.of(request)
        if session is not None and form.get("csrf") == session.csrf:
            self._sessions.end(request)
        return pages.to("/login")


def _answering(answer: Callable[[Request, dict[str, str]], Response]) -> Callable[[Request], Any]:
    """Reads the form, answers in a thread and in the language of the request; what a person can act on becomes a page."""

    def spoken(request: Request, form: dict[str, str]) -> Response:
        with i18n.speaking(pages.language(request)):
            try:
                return answer(request, form)
            except UserError as error:
                return pages.page(request, "trouble.html", status=503, message=error.text(), hint=error.advice(), home=False)

    async def respond(request: Request) -> Response:
        form: dict[str, str] = {}
        if request.method == "POST":
            found = await body(request, _MOST_FORM)
            if found is None:
                return Response(status_code=413)
            form = dict(parse_qsl(found.decode("utf-8", "replace")))
        return await run_in_threadpool(spoken, request, form)

    return respond


def _static(name: str, kind: str) -> Callable[[Request], Response]:
    def file(_request: Request) -> Response:
        return FileResponse(paths.resource(*name.split("/")), media_type=kind, headers={"X-Content-Type-Options": "nosniff"})

    return file
