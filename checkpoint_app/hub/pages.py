"""What the pages of both servers share: templates, language and theme by cookie, sessions after a login, forms that cannot be forged.

A page is rendered here from `resources/hub`; everything is escaped, nothing is loaded from elsewhere, scripts there are none. Sessions
live in memory: a restart asks everybody for the password again.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

import checkpoint_app
from checkpoint_app import i18n, paths
from checkpoint_app.i18n import tr

SESSION, LANGUAGE, THEME = "session", "language", "theme"
THEMES = ("day", "night")
_SESSION_S = 8 * 3600.0
_MOST_SESSIONS = 1000

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; frame-ancestors 'none';"
    " base-uri 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}


@cache
def environment() -> Environment:
    """The templates; a name that a page forgot is an error, never an empty place."""
    loader = FileSystemLoader(paths.resource("hub"))
    made = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    made.globals["tr"] = tr
    made.globals["version"] = checkpoint_app.__version__
    return made


@dataclass(slots=True)
class Session:
    """Somebody who has logged in. `csrf` stands in every form; `data` is the server's."""

    name: str
    until: float
    csrf: str = field(default_factory=lambda: secrets.token_hex(16))
    data: Any = None


class Sessions:
    """Who is logged in, by the secret in the cookie."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._open: dict[str, Session] = {}

    def begin(self, response: Response, name: str, data: Any = None) -> Session:
        """Logs somebody in: the cookie goes with the response."""
        self._open = {key: kept for key, kept in self._open.items() if kept.until > self._clock()}
        while len(self._open) >= _MOST_SESSIONS:
            del self._open[next(iter(self._open))]
        secret, made = secrets.token_urlsafe(32), Session(name, self._clock() + _SESSION_S, data=data)
        self._open[secret] = made
        response.set_cookie(SESSION, secret, secure=True, httponly=True, samesite="strict")
        return made

    def of(self, request: Request) -> Session | None:
        """The session of a request, if it is still open."""
        found = self._open.get(request.cookies.get(SESSION, ""))
        return found if found is not None and found.until > self._clock() else None

    def end(self, request: Request) -> None:
        self._open.pop(request.cookies.get(SESSION, ""), None)


def language(request: Request) -> str:
    """What the page speaks: the cookie, else Chinese."""
    wanted = request.query_params.get(LANGUAGE) or request.cookies.get(LANGUAGE, "")
    return wanted if wanted in i18n.LANGUAGES else i18n.LANGUAGES[0]


def theme(request: Request) -> str:
    wanted = request.query_params.get(THEME) or request.cookies.get(THEME, "")
    return wanted if wanted in THEMES else THEMES[0]


def page(request: Request, template: str, *, status: int = 200, session: Session | None = None, **values: Any) -> HTMLResponse:
    """A page in the language and theme of the request, which a query may change and a cookie keeps."""
    spoken, look = language(request), theme(request)
    with i18n.speaking(spoken):
        text = (
            environment()
            .get_template(template)
            .render(spoken=spoken, look=look, session=session, names=i18n.NAMES, path=request.url.path, **values)
        )
    response = HTMLResponse(text, status, headers=HEADERS)
    for name, value in ((LANGUAGE, spoken), (THEME, look)):
        if request.query_params.get(name):
            response.set_cookie(name, value, secure=True, samesite="strict", max_age=365 * 86400)
    return response


async def missing(request: Request, _error: Exception) -> Response:
    """What a browser sees of an address that leads nowhere; a machine gets the bare status."""
    if request.method != "GET" or request.url.path.startswith(("/v1/", "/static/")):
        return Response(status_code=404)
    with i18n.speaking(language(request)):
        message, hint = tr("There is no such page."), tr("Look whether the address is written right.")
        return page(request, "trouble.html", status=404, message=message, hint=hint, home=True)


def to(path: str) -> RedirectResponse:
    """See there instead, with a GET."""
    return RedirectResponse(path, 303, headers=HEADERS)


class Backoff:
    """Wrong passwords wait: each one doubles the time until the next try for that name, up to five minutes."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._wrong: dict[str, tuple[int, float]] = {}

    def wait_s(self, name: str) -> float:
        """How long the next try has to wait; 0 for now."""
        times, last = self._wrong.get(name, (0, 0.0))
        return max(0.0, last + min(300.0, 2.0 ** (times - 3)) - self._clock()) if times > 3 else 0.0

    def wrong(self, name: str) -> None:
        times, _ = self._wrong.get(name, (0, 0.0))
        if len(self._wrong) > _MOST_SESSIONS:
            self._wrong.clear()
        self._wrong[name] = (times + 1, self._clock())

    def right(self, name: str) -> None:
        self._wrong.pop(name, None)
