"""A station delivers to the bureau's archive: open parts of its journal, months of its tally that changed, and what stands now.

What the archive lacks is found from its heads, as for any peer; it gives nothing back but its receipt. Broken off anywhere, the next
delivery goes on from what the archive has. The protocol stands in `hub.archive.web`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import httpx
import zstandard

from checkpoint_app.errors import EXIT_REFUSED, UserError
from checkpoint_app.i18n import noop, tr
from checkpoint_app.model import timing
from checkpoint_app.model.travel import STATION, ChainKey, LineRange, Tip
from checkpoint_app.store import errors, outgoing, picture, registers, tally
from checkpoint_app.sync import messages, pinned

if TYPE_CHECKING:
    from checkpoint_app.store.session import Store

BATCH_BYTES = 8 << 20
"""About how much of a delivery is one request and one transaction there."""
_TOKEN_PREFIX = b"checkpoint-app token 1\n"
_META = "archive "

Progress = Callable[[int, int, str], object]


class ArchiveSays(UserError):
    code = "ARCHIVE_SAYS"
    exit_code = EXIT_REFUSED
    message = noop("The bureau's archive does not take it in: {what}.")
    hint = noop("Tell the bureau what it says; everything is safe here.")


@dataclass(kw_only=True)
class Delivery:
    """What a delivery did: lines new there, repeated, months of figures sent, chains it refused and why."""

    new: int = 0
    repeated: int = 0
    months: int = 0
    refused: dict[str, str] = field(default_factory=dict)


def known_fingerprint(store: Store, url: str) -> str:
    """The certificate that this machine has accepted for an archive, "" for none yet."""
    return store.meta(_META + url)


def keep_fingerprint(store: Store, url: str, fingerprint: str) -> None:
    """From now on this address is believed with this certificate only."""
    store.keep_meta(_META + url, fingerprint)


def deliver(store: Store, url: str, fingerprint: str, progress: Progress = lambda _done, _total, _what: None) -> Delivery:
    """Everything the archive lacks. Raises NotAllowed (no station), ArchiveSays, and what `sync.pinned` raises."""
    if store.device.kind != STATION:
        raise errors.NotAllowed(what=tr("delivering to the bureau"), roles=tr("station machine"))
    with pinned.client(url, fingerprint) as client:
        archive = _Archive(client, url)
        greeting = archive.greet(store)
        delivery = Delivery()
        _lines(store, archive, _heads(greeting["heads"]), delivery, progress)
        _months(store, archive, dict(greeting["months"]), delivery)
        archive.post("/v1/picture", picture.now(store))
    return delivery


class _Archive:
    """The requests."""

    def __init__(self, client: httpx.Client, url: str) -> None:
        self._client = client
        self._url = url
        self._token = ""

    def greet(self, store: Store) -> dict[str, Any]:
        """Shows who we are and gets a token, the archive's heads and its months."""
        challenge = str(self.post("/v1/challenge", {})["challenge"])
        message = _TOKEN_PREFIX + f"{store.unit.id}/{store.keys.id}/{challenge}".encode()
        unit = registers.body(store.db, "unit", store.unit.id) or {}
        said = {
            "unit": store.unit.id,
            "name": store.unit.name,
            "root": str(unit.get("root", "")),
            "device": store.keys.id,
            "certificates": [content for _, content in registers.bodies(store.db, "certificate", all_rows=True)],
            "challenge": challenge,
            "signature": store.keys.sign(message).hex(),
            "wall": timing.to_text(store.now()),
        }
        answer = self.post("/v1/greet", said)
        self._token = str(answer["token"])
        return answer

    def post(self, path: str, content: object = None, *, packed: bytes = b"") -> dict[str, Any]:
        """One request. Raises ArchiveSays for its no, ServerUnreachable for everything on the way."""
        headers = {"authorization": f"Bearer {self._token}"} if self._token else {}
        body = packed or json.dumps(content, ensure_ascii=False).encode()
        try:
            answer = self._client.post(path, content=body, headers=headers)
            found = answer.json()
        except (httpx.HTTPError, ValueError) as error:
            raise pinned.ServerUnreachable(url=self._url, what=str(error) or type(error).__name__) from error
        if answer.status_code != httpx.codes.OK or not isinstance(found, dict):
            said = found.get("message") if isinstance(found, dict) else None
            raise ArchiveSays(what=str(said or answer.status_code))
        return found


def _heads(found: dict[str, Any]) -> dict[ChainKey, Tip]:
    return {ChainKey.parse(name): Tip(int(tip[0]), str(tip[1])) for name, tip in found.items()}


def _lines(store: Store, archive: _Archive, heads: dict[ChainKey, Tip], delivery: Delivery, progress: Progress) -> None:
    owed = outgoing.owed_to_archive(store, heads)
    total, done = sum(what.lines for what in owed), 0
    gaps: set[ChainKey] = set()
    for batch in _batches(run for what in owed for run in outgoing.ranges(store, what)):
        gaps |= _give(archive, batch, delivery)
        done += sum(len(run.lines) for run in batch)
        progress(done, total, "give")
    if gaps:  # it has less than its heads said: those chains from their beginning, once
        whole = [what for what in outgoing.owed_to_archive(store, {}) if what.key in gaps]
        for batch in _batches(run for what in whole for run in outgoing.ranges(store, what)):
            _give(archive, batch, delivery)


def _batches(runs: Iterable[LineRange]) -> Iterator[list[LineRange]]:
    batch: list[LineRange] = []
    size = 0
    for run in runs:
        batch.append(outgoing.without_persons(run))
        size += sum(line.size for line in batch[-1].lines)
        if size >= BATCH_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _give(archive: _Archive, batch: list[LineRange], delivery: Delivery) -> set[ChainKey]:
    packed = zstandard.ZstdCompressor(level=3).compress(b"\n".join(map(messages.encode, batch)))
    answer = archive.post("/v1/lines", packed=packed)
    delivery.new += int(answer["new"])
    delivery.repeated += int(answer["repeated"])
    delivery.refused.update(answer["refused"])
    return {ChainKey.parse(name) for name in answer["gaps"]}


def _months(store: Store, archive: _Archive, there: dict[str, str], delivery: Delivery) -> None:
    """Months whose figures are others there; one that has become empty is emptied there too."""
    here = tally.months(store)
    for month in sorted({*here, *there}):
        if here.get(month, "") != there.get(month, ""):
            digest = here.get(month, "")
            archive.post("/v1/month", {"month": month, "digest": digest, "rows": tally.of_month(store, month)})
            delivery.months += 1
