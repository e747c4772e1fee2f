"""The hub as a peer: its certificate pinned, a token for a signed challenge, messages in batches, each durable there when it is answered.

A cut, a slow link or a hub that dies between COMMIT and answer leaves both sides with what was durable; the next exchange goes on from
their heads. Waiting for the network never keeps a save waiting: requests run in a thread of their own (`peer.Errand`). One is under way at
a time, and both sides work meanwhile: the next batch is read from the store while the hub takes in the one before, and the hub makes the
next page while the one before is taken in here.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Self

import httpx
import zstandard

from checkpoint_app.errors import EXIT_REFUSED, UserError
from checkpoint_app.i18n import noop
from checkpoint_app.model.travel import Parcel
from checkpoint_app.sync import messages, pinned
from checkpoint_app.sync.messages import Hello
from checkpoint_app.sync.peer import Between, Errand

if TYPE_CHECKING:
    from checkpoint_app.store.session import Store

BATCH_BYTES = 2 << 20
"""Some 2,500 lines: about a second of a hub's work, and on a slow link what is lost when it is cut."""
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
        self.token = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def hello(self, mine: Hello, between: Between) -> Hello:
        answer = self._begin("/v1/hello", [messages.encode(mine)], between).answer(between)
        found = messages.decode_hello(_unpacked(answer.content)[0])
        self.device = found.device
        return found

    def give(self, mine: Hello, parcels: Iterable[Parcel], between: Between) -> int:
        self.not_taken = {}
        carried = 0
        under_way: _Request | None = None
        for batch in _batches(parcels, between):
            if under_way is not None:
                self._note_refused(under_way.answer(between))
            under_way = self._begin("/v1/give", [messages.encode(mine), *batch], between)
            carried += len(batch)
        if under_way is not None:
            self._note_refused(under_way.answer(between))
        return carried

    def _note_refused(self, answer: httpx.Response) -> None:
        try:
            refused = answer.json()["refused"]
            self.not_taken.update({str(key): str(why) for key, why in refused.items()})
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise messages.MessageDamaged(what=str(error) or type(error).__name__) from error

    def take(self, mine: Hello, between: Between) -> Iterator[Parcel]:
        said = [messages.encode(mine)]
        under_way: _Request | None = self._begin("/v1/take", said, between)
        while under_way is not None:
            answer = under_way.answer(between)
            cursor = answer.headers.get("x-more", "")
            under_way = self._begin("/v1/take", said, between, cursor=cursor) if cursor else None
            for line in _unpacked(answer.content):
                yield messages.decode_parcel(line)
                between()

    def _begin(self, path: str, lines: list[bytes], between: Between, *, cursor: str = "") -> _Request:
        if not self.token:
            self.sign_in(between)
        return _Request(self, path, zstandard.ZstdCompressor(level=3).compress(b"\n".join(lines)), cursor)

    def sign_in(self, between: Between) -> None:
        """A new token, for a challenge of the hub that this device signs."""
        challenge = str(_checked(self.post("/v1/challenge", b"{}").result(between)).json()["challenge"])
        unit, device = self._store.unit.id, self._store.keys.id
        signature = self._store.keys.sign(_TOKEN_PREFIX + f"{unit}/{device}/{challenge}".encode())
        said = {"unit": unit, "device": device, "challenge": challenge, "signature": signature.hex()}
        self.token = str(_checked(self.post("/v1/token", json.dumps(said).encode()).result(between)).json()["token"])

    def post(self, path: str, body: bytes, headers: Mapping[str, str] | None = None) -> Errand[httpx.Response]:
        """A request under way."""

        def work() -> httpx.Response:
            try:
                return self._client.post(path, content=body, headers=headers)
            except httpx.HTTPError as error:
                if "CERTIFICATE_VERIFY_FAILED" in str(error):  # not the one that was shown a moment ago
                    raise pinned.WrongCertificate(url=self._url) from error
                raise pinned.ServerUnreachable(url=self._url, what=str(error) or type(error).__name__) from error

        return Errand(work)


class _Request:
    """A request with the token, under way."""

    def __init__(self, peer: HttpPeer, path: str, packed: bytes, cursor: str) -> None:
        self._peer = peer
        self._path = path
        self._packed = packed
        self._cursor = cursor
        self._errand = self._sent()

    def _sent(self) -> Errand[httpx.Response]:
        headers = {"authorization": f"Bearer {self._peer.token}", **({"x-cursor": self._cursor} if self._cursor else {})}
        return self._peer.post(self._path, self._packed, headers)

    def answer(self, between: Between) -> httpx.Response:
        """What the hub says; one that forgot the token (a restart) is signed to once more. Raises HubSays."""
        found = self._errand.result(between)
        if found.status_code == httpx.codes.UNAUTHORIZED and _error(found)[0] == "HUB_TOKEN":
            self._peer.sign_in(between)
            found = self._sent().result(between)
        return _checked(found)


def _batches(parcels: Iterable[Parcel], between: Between) -> Iterator[list[bytes]]:
    """The parcels as messages, about BATCH_BYTES together."""
    batch: list[bytes] = []
    size = 0
    for parcel in parcels:
        batch.append(messages.encode(parcel))
        size += len(batch[-1])
        between()
        if size >= BATCH_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _checked(answer: httpx.Response) -> httpx.Response:
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
