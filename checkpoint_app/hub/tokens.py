"""Who is on the line: a device signs a challenge and gets a token for a while. Times are by the server's own clock alone.

    challenge   32 random bytes in hex, good for one minute and for one use
    signature   Ed25519 over b"checkpoint-app token 1\\n" ‖ unit ‖ "/" ‖ device ‖ "/" ‖ challenge, as ASCII
    token       32 random bytes in hex, good for `LIFETIME_S`

A replayed request finds its challenge used; a token of another server is not known here.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass

from checkpoint_app.errors import EXIT_REFUSED, UserError
from checkpoint_app.i18n import noop

LIFETIME_S = 600.0
_CHALLENGE_S = 60.0
_MOST = 10_000
_PREFIX = b"checkpoint-app token 1\n"


class TokenRefused(UserError):
    code = "HUB_TOKEN"
    exit_code = EXIT_REFUSED
    message = noop("The server no longer knows this machine's session.")
    hint = noop("Start the exchange again; what arrived is safe.")


def signed_bytes(unit: str, device: str, challenge: str) -> bytes:
    """What a device signs to get a token."""
    return _PREFIX + f"{unit}/{device}/{challenge}".encode("ascii", "replace")


@dataclass(frozen=True, slots=True)
class Bearer:
    """Whose token it is."""

    unit: str
    device: str


class Tokens:
    """Challenges and tokens in memory: a restart of the server makes everybody sign again."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._challenges: dict[str, float] = {}
        self._tokens: dict[str, tuple[float, Bearer]] = {}

    def challenge(self) -> str:
        """A new one; the oldest ones make room."""
        self._drop_old()
        while len(self._challenges) >= _MOST:
            del self._challenges[next(iter(self._challenges))]
        made = secrets.token_hex(32)
        self._challenges[made] = self._clock() + _CHALLENGE_S
        return made

    def use(self, challenge: str) -> None:
        """Raises TokenRefused for one that was used, is too old, or was never given."""
        if self._challenges.pop(challenge, 0.0) < self._clock():
            raise TokenRefused

    def give(self, bearer: Bearer) -> str:
        """A token for a device that has signed a challenge."""
        self._drop_old()
        while len(self._tokens) >= _MOST:
            del self._tokens[next(iter(self._tokens))]
        made = secrets.token_hex(32)
        self._tokens[made] = (self._clock() + LIFETIME_S, bearer)
        return made

    def bearer(self, token: str) -> Bearer:
        """Raises TokenRefused."""
        until, found = self._tokens.get(token, (0.0, None))
        if found is None or until < self._clock():
            raise TokenRefused
        return found

    def _drop_old(self) -> None:
        now = self._clock()
        self._challenges = {name: until for name, until in self._challenges.items() if until >= now}
        self._tokens = {name: kept for name, kept in self._tokens.items() if kept[0] >= now}
