"""What travels between stores: chains by their keys, heads, ranges of lines, pieces of files. Pure values.

A chain is named by (device, label, scope). The label is the epoch of its lines' headers unless the chain forked (`model.chain`); as text
`device/label/scope`. A range is consecutive lines of one chain that end on a signed one, so that checking its end checks all of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple, Protocol

from checkpoint_app.model import chain

STATION: Final = "station"
STATION_NOUNS: Final = frozenset(
    {"template", "roster", "role", "certificate", "revocation", "purge", "calendar", "unit", "receipt", "hub"}
)
"""What only station devices write. A line of these from a field device is kept, relayed and left out of everything shown."""
MOST_LINES = 1000
MOST_BYTES = 1 << 20
"""A range is about so large at most; lines up to the next signed one go together."""
MOST_UNSIGNED_LINES = 100
MOST_UNSIGNED_BYTES = 256 << 10
"""After so many the writer signs again in the middle of a transaction: a register of 100,000 rows is a write like any other, yet travels
in ranges, is taken in in slices, and breaks off between them."""
LARGEST_LINE = 16 << 20
"""The payload of one line. With what goes before it in a range and as JSON in JSON (twice as long at most) it stays below a message."""
CHUNK_BYTES = 256 << 10


class ChainKey(NamedTuple):
    """Which chain. `epoch` is the label under which the store files it."""

    device: str
    epoch: str
    scope: str

    @property
    def text(self) -> str:
        return f"{self.device}/{self.epoch}/{self.scope}"

    @property
    def short(self) -> str:
        """4f3a90c1/77b2aa01/up: for people."""
        return f"{self.device[:8]}/{self.epoch[:8]}/{self.scope}"

    @classmethod
    def parse(cls, text: str) -> ChainKey:
        """Raises ValueError for anything but device/label/scope."""
        device, epoch, scope = text.split("/")
        if not (chain.is_hex(device, 32) and chain.is_hex(epoch, 64) and scope in chain.SCOPES):
            raise ValueError(text)
        return cls(device, epoch, scope)


class Tip(NamedTuple):
    """The end of a chain as one store has it."""

    seq: int
    hash: str


Heads = Mapping[ChainKey, Tip]


@dataclass(frozen=True, slots=True, kw_only=True)
class SentLine:
    """A line with everything that belongs to it: header bytes, signature, the parts that are there as (salt, bytes), those erased."""

    header: bytes
    signature: bytes | None = None
    parts: Mapping[str, tuple[bytes, bytes]]
    erased: tuple[str, ...] = ()

    @property
    def size(self) -> int:
        return len(self.header) + sum(len(salt) + len(body) for salt, body in self.parts.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class LineRange:
    """Consecutive lines of a chain, the last one signed. `chain` is the sender's label; the receiver files by hashes alone."""

    chain: ChainKey
    lines: tuple[SentLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chunk:
    """A piece of an attachment: where it begins, how large the whole is, of what media type."""

    sha: str
    media: str
    size: int
    at: int
    data: bytes


Parcel = LineRange | Chunk


class Gap(ValueError):
    """The line before this one is not here."""


class Shelf(Protocol):
    """Where lines are filed: the store, or a dictionary in a test."""

    def place_of(self, digest: str) -> tuple[ChainKey, int, str] | None:
        """Chain, seq and header epoch of a line that is here."""

    def at(self, key: ChainKey, seq: int) -> str:
        """Hash of the line at a place, "" for none."""

    def move(self, key: ChainKey, seq: int, to: ChainKey) -> None:
        """The tail of a chain from `seq` on becomes the chain `to`."""


def place(shelf: Shelf, header: chain.Header, digest: str) -> ChainKey:
    """The chain under which a new line is to be filed; what has to give way to it has been moved when this returns.

    Lines of one header key form a tree by `prev`. Where it branches, the child with the smallest hash continues the label, each other one
    begins a chain of its own: where a line stands depends on the set of lines only. Raises Gap.
    """
    key = ChainKey(header.device, header.epoch, header.scope)
    if header.prev:
        found = shelf.place_of(header.prev)
        if found is None:
            raise Gap(header.prev)
        key, seq, epoch = found
        if (key.device, epoch, key.scope, seq + 1) != (header.device, header.epoch, header.scope, header.seq):
            raise chain.BadHeader("prev")
    elif header.seq != 1:
        raise chain.BadHeader("prev")
    there = shelf.at(key, header.seq)
    if not there:
        return key
    branch = key._replace(epoch=chain.forked_epoch(header.epoch, max(there, digest)))
    if digest > there:
        return branch
    shelf.move(key, header.seq, branch)
    return key
