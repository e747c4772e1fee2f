"""The hub as a peer: its certificate pinned, a token for a signed challenge, messages in batches, each durable there when it is answered.

A cut, a slow link or a hub that dies between COMMIT and answer leaves both sides with what was durable; the next exchange goes on from
their heads. Waiting for the network never keeps a save waiting: requests run in a thread of their own (`peer.waiting`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Self

import httpx
import zstandard

from checkpoint_app.errors import EXIT_REFUSED, UserError
from checkpoint_app.i18n import noop
from checkpoint_app.model.travel import Parcel
from checkpoint_app.sync import messages, pinned
from checkpoint_app.sync.messages import Hello
from checkpoint_app.sync.peer import Between, waiting

if TYPE_CHECKING:
    from checkpoint_app.store.session import Store

BATCH_BYTES = 8 << 20
_TOKEN_PREFIX = b"checkpoint-app token 1\n"


class HubSays(UserError):
    code = "HUB_SAYS"
    exit_code = EXIT_REFUSED
    message = noop("The hub does not go on: {what}")
    hint = noop("Tell the station what it says; everything recorded is safe here.")


class HubOfAnotherUnit(HubSays):
    code = "HUB_ANOTHER_UNIT"
    message = noop("The hub belongs to another station than this machine.")
    hint = noop("Check the address of the hub. Nothing was exchanged; everything recorded is safe here.")


class HubKnowsUsNot(HubSays):
    code = "HUB_UNKNOWN_MACHINE"
    message = noop("The hub does not know this machine.")
    hint = noop("Let the station enrol the card of this machine, then sync again. Everything recorded is safe here.")


class HubCutUsOff(HubSays):
    code = "HUB_CUT_OFF"
    message = noop("The station has cut this machine off as lost; the hub takes nothing from it.")
    hint = noop("Bring it to the station, which enrols it anew. What was recorded here stays here until then.")


class HubOlder(HubSays):
    code = "HUB_OLDER"
    message = noop("The program of the hub is older than the one on this machine.")
    hint = noop("Let the station update its program, then sync again. Everything recorded is safe here.")


class HubWantsPause(HubSays):
    code = "HUB_PAUSE"
    message = noop("The hub is being asked too often and wants a pause.")
    hint = noop("Wait a minute and sync again. Everything recorded is safe here.")


_NAMED = {
    "SYNC_ANOTHER_UNIT": HubOfAnotherUnit,
    "SYNC_UNKNOWN_DEVICE": HubKnowsUsNot,
    "SYNC_DEVICE_CUT_OFF": HubCutUsOff,
    "SYNC_NEWER": HubOlder,
    "HUB_TOO_OFTEN": HubWantsPause,
}
"""What a hub's no means here; every other one is told in the hub's own words."""


class HttpPeer:
    """A hub at `url`. Used as a context: the connection is closed at its end.

    Raises BadAddress, ServerUnreachable, WrongCertificate, HubSays.
    """

    interactive = True

    def __init__(self, store: Store, url: str, fingerprint: str) -> None:
        self.device = ""
        self.copies: Sequence[Hello] = ()
        self.not_taken: dict[str, str] = {}
        self._store = store
        self._url = url
        self._client = pinned.client(url, fingerprint)
        self._token = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def hello(self, mine: Hello, between: Between) -> Hello:
        answer = self._ask("/v1/hello", [messages.encode(mine)], between)
        found = messages.decode_hello(_unpacked(answer.content)[0])
        self.device = found.device
        return found

    def give(self, mine: Hello, parcels: Iterable[Parcel], between: Between) -> int:
        head = messages.encode(mine)
        carried, batch, size = 0, [head], 0
        self.not_taken = {}
        for parcel in parcels:
            batch.append(messages.encode(parcel))
            size += len(batch[-1])
            carried += 1
            if size >= BATCH_BYTES:
                self._deliver(batch, between)
                batch, size = [head], 0
        if size:
            self._deliver(batch, between)
        return carried

    def _deliver(self, batch: list[bytes], between: Between) -> None:
        answer = self._ask("/v1/give", batch, between)
        try:
            refused = answer.json()["refused"]
            self.not_taken.update({str(key): str(why) for key, why in refused.items()})
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise messages.MessageDamaged(what=str(error) or type(error).__name__) from error

    def take(self, mine: Hello, between: Between) -> Iterator[Parcel]:
        cursor = ""
        while True:
            answer = self._ask("/v1/take", [messages.encode(mine)], between, cursor=cursor)
            for line in _unpacked(answer.content):
                yield messages.decode_parcel(line)
                between()
            cursor = answer.headers.get("x-more", "")
            if not cursor:
                return

    def _ask(self, path: str, lines: list[bytes], between: Between, *, cursor: str = "") -> httpx.Response:
        """One request with the token; a hub that forgot it (a restart) is signed to once more."""
        packed = zstandard.ZstdCompressor(level=3).compress(b"\n".join(lines))
        for last in (False, True):
            if not self._token:
                self._token = self._sign_in(between)
            headers = {"authorization": f"Bearer {self._token}", **({"x-cursor": cursor} if cursor else {})}
            answer = self._post(path, packed, between, headers)
            if answer.status_code == httpx.codes.UNAUTHORIZED and not last and _error(answer)[0] == "HUB_TOKEN":
                self._token = ""
                continue
            break
        return self._checked(answer)

    def _sign_in(self, between: Between) -> str:
        challenge = str(self._checked(self._post("/v1/challenge", b"{}", between)).json()["challenge"])
        unit, device = self._store.unit.id, self._store.keys.id
        signature = self._store.keys.sign(_TOKEN_PREFIX + f"{unit}/{device}/{challenge}".encode())
        said = {"unit": unit, "device": device, "challenge": challenge, "signature": signature.hex()}
        return str(self._checked(self._post("/v1/token", said, between)).json()["token"])

    def _post(
        self, path: str, body: bytes | dict[str, Any], between: Between, headers: dict[str, str] | None = None
    ) -> httpx.Response:
        def work() -> httpx.Response:
            if isinstance(body, dict):
                return self._client.post(path, json=body, headers=headers)
            return self._client.post(path, content=body, headers=headers)

        try:
            return waiting(work, between)
        except httpx.HTTPError as error:
            if "CERTIFICATE_VERIFY_FAILED" in str(error):  # not the one that was shown a moment ago
                raise pinned.WrongCertificate(url=self._url) from error
            raise pinned.ServerUnreachable(url=self._url, what=str(error) or type(error).__name__) from error

    def _checked(self, answer: httpx.Response) -> httpx.Response:
        if answer.status_code != httpx.codes.OK:
            code, what = _error(answer)
            raise _NAMED.get(code, HubSays)(what=what)
        return answer


def _error(answer: httpx.Response) -> tuple[str, str]:
    """Code and message of a hub's no; the status of somebody else's (a proxy)."""
    try:
        found = answer.json()
        return str(found["error"]), str(found["message"])
    except (ValueError, KeyError, TypeError):
        return "", f"HTTP {answer.status_code}"


def _unpacked(body: bytes) -> list[bytes]:
    """Raises MessageDamaged for what is no answer of a hub (a proxy's page)."""
    try:
        content = zstandard.ZstdDecompressor(max_window_size=1 << 27).stream_reader(body).read(messages.MOST_MESSAGE_BYTES * 2)
    except zstandard.ZstdError as error:
        raise messages.MessageDamaged(what="zstd") from error
    return [line for line in content.split(b"\n") if line]
