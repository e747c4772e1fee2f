"""Journal lines: their bytes, their hashes, and how the lines of one record become what the program shows. Pure.

THESE BYTES ARE FIXED FOR EVER. Golden files in `tests/data/golden/chain` keep them; a later program reads what this one wrote.

A device keeps one chain per scope (`shared`, `up`, `local`). A line has the key (device, epoch, scope, seq), a header and up to three
payload parts.

Header: UTF-8 JSON object, keys sorted, separators "," and ":", every non-ASCII character escaped, no floats, keys exactly

    v         1
    device    32 hex digits: the first 16 bytes of SHA-256(Ed25519 public key), so that an id cannot be given another key
    epoch     64 hex digits: random, new at every install and restore
    scope     "shared" | "up" | "local"
    seq       1, 2, 3 … without gaps in one chain
    prev      hash of the line before in this chain, "" for the first
    lamport   1 + the greatest lamport counter the writer had seen
    wall      "2026-11-20T01:00:00.000Z": what the writer's clock claimed; orders nothing
    officer   id of the officer whose account wrote, "" for the device itself
    noun      "entry", "shift", "officer", "site", "unit", "template", "certificate", "purge" …
    record    id of the record (UUID text, SHA-256 of a template or file, device id); at most 64 characters
    op        "create" | "change" | "void" | "unvoid" | "confirm"; an unknown one is kept and shown as "needs a newer program"
    base      hashes of the record's newest lines that the writer saw, sorted; [] at creation
    open, personal, fleeting    hash of that payload part, "" where the line has none

Hashes are 64 lower-case hex digits in headers and 32 bytes in the store. Line hash = SHA-256(header bytes). A part is stored as a 16-byte
random salt and its JSON bytes, never serialised again; part hash = SHA-256(salt ‖ bytes), so an erased part cannot be guessed back.

The last line that a transaction adds to a chain is signed: Ed25519 over b"checkpoint-app line 1\\n" ‖ line hash (32 bytes); in a large
transaction some lines before it too.

Fork: two lines with one key and different hashes mean a cloned disk. Every store files the branch whose first differing hash is greater
under the epoch SHA-256(epoch ‖ that hash), both taken as bytes; headers stay as they are. With more branches: lines of one key form a tree
by `prev`, the child with the smallest hash continues the label, each other one begins a chain SHA-256(header's epoch ‖ its hash).

Addressed: what a station writes about a line of scope `up` of laptop L goes into a chain of its own, of scope `up`, under the epoch
SHA-256(b"checkpoint-app addressed 1" ‖ the station's epoch ‖ id of L), all as bytes, so that it can go back to L and to nobody else.

A part's JSON is an object of

    set      {attribute: value}      what every record of the noun has (an entry: shift, template, at, checked_by …)
    values   {field: value}          fields of the template; null = removed
    rows     {field: {row id: {key: value} | null}}    tables and checklists, so that they merge row by row and key by key; null = removed
    reason   text                    why: of a correction, void, undo

and noun-specific extras (`measures` of a purge). A correction carries changed things only.

Merge. Line A reaches line B when B is in A's `base`, directly or through others. A value is shown from the line that no other writer of
the same path reaches; when several are left (concurrent writers), from the greatest (lamport, device, hash), and if their values differ
the record is in conflict (待核对) on that path until a line reaches them all. Void wins over everything concurrent with it. A line whose
base is not here waits. The result depends on the set of lines only: not on order, grouping or repetition.

Decision: JSON headers with hex hashes, not a binary framing. A header is some 700 bytes and zstd takes it to about a third on a stick; in
exchange any language can check a chain with a JSON reader and SHA-256, and a person can read one in a debugger.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

FRAMING: Final = 1
SCOPES: Final = ("shared", "up", "local")
PARTS: Final = ("open", "personal", "fleeting")
OPS: Final = ("create", "change", "void", "unvoid", "confirm")
SALT_BYTES: Final = 16
_SIGNED_PREFIX: Final = b"checkpoint-app line 1\n"


class BadHeader(ValueError):
    """Header bytes that are not a line of framing 1. The text says what is wrong with them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """The signed, chained face of a line; see the module docstring for each field."""

    device: str
    epoch: str
    scope: str
    seq: int
    prev: str
    lamport: int
    wall: str
    officer: str
    noun: str
    record: str
    op: str
    base: tuple[str, ...]
    open: str = ""
    personal: str = ""
    fleeting: str = ""


def encode(header: Header) -> bytes:
    """The header's bytes: what is hashed, stored and sent."""
    fields: dict[str, object] = {name: getattr(header, name) for name in Header.__slots__}
    fields["v"] = FRAMING
    return canonical(fields)


_CANONICAL: Final = json.JSONEncoder(sort_keys=True, separators=(",", ":"), allow_nan=False)


def canonical(value: object) -> bytes:
    """JSON bytes with sorted keys, no white space, ASCII only: one value, one form."""
    return _CANONICAL.encode(value).encode("ascii")


_TEXT_FIELDS = ("prev", "wall", "officer", "noun", "record", "op", "open", "personal", "fleeting")
_KEYS: Final = frozenset({*Header.__slots__, "v"})


_HASH = "[0-9a-f]{64}"
_SHAPES: Final = {
    **dict.fromkeys(_TEXT_FIELDS, r'"([ !#-\[\]-~]*)"'),
    **dict.fromkeys(("prev", *PARTS), f'"({_HASH}|)"'),
    **dict.fromkeys(("seq", "lamport"), "([1-9][0-9]{0,17})"),
    "base": rf'\[((?:"{_HASH}"(?:,"{_HASH}")*)?)\]',
    "device": '"([0-9a-f]{32})"',
    "epoch": f'"({_HASH})"',
    "scope": f'"({"|".join(SCOPES)})"',
    "record": r'"([ !#-\[\]-~]{1,64})"',
    "v": str(FRAMING),
}
_PLAIN: Final = re.compile("{" + ",".join(f'"{name}":{_SHAPES[name]}' for name in sorted(_KEYS)) + "}")
"""A header whose texts need no escape, as nearly all are: what fits is canonical, and is read without taking JSON apart."""
_PLAIN_KEYS: Final = tuple(sorted(Header.__slots__))


def decode(data: bytes) -> Header:
    """Bytes → header. Raises BadHeader for anything that `encode` would not have written."""
    plain = _PLAIN.fullmatch(data.decode("latin-1"))
    return _spelt_out(data) if plain is None else _of_plain(plain)


def _of_plain(found: re.Match[str]) -> Header:
    fields: dict[str, Any] = dict(zip(_PLAIN_KEYS, found.groups(), strict=True))
    fields["base"] = tuple(fields["base"].replace('"', "").split(",")) if fields["base"] else ()
    fields["seq"], fields["lamport"] = int(fields["seq"]), int(fields["lamport"])
    return Header(**fields)


def _spelt_out(data: bytes) -> Header:
    """Any header, and what is wrong with one that is none."""
    try:
        fields = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise BadHeader("not JSON") from error
    if not isinstance(fields, dict):
        raise BadHeader("not an object")
    if fields.get("v") != FRAMING:
        raise BadHeader("unknown framing")
    if fields.keys() != _KEYS:
        raise BadHeader("wrong keys")
    if not (isinstance(fields["base"], list) and all(_is_hash(item) for item in fields["base"])):
        raise BadHeader("base")
    if not all(isinstance(fields[name], str) for name in _TEXT_FIELDS):
        raise BadHeader("text expected")
    if not (is_hex(fields["device"], 32) and _is_hash(fields["epoch"]) and fields["scope"] in SCOPES):
        raise BadHeader("key")
    if not all(type(fields[name]) is int and 1 <= fields[name] < 2**63 for name in ("seq", "lamport")):
        raise BadHeader("counter")
    if not all(fields[name] == "" or _is_hash(fields[name]) for name in ("prev", *PARTS)):
        raise BadHeader("hash")
    if not 1 <= len(fields["record"]) <= 64:
        raise BadHeader("record")
    if type(fields["v"]) is not int or canonical(fields) != data:
        raise BadHeader("not canonical")
    del fields["v"]
    fields["base"] = tuple(fields["base"])
    return Header(**fields)


def is_hex(text: object, digits: int) -> bool:
    """Lower-case hex of exactly so many digits: ids, hashes, epochs."""
    return isinstance(text, str) and len(text) == digits and not text.strip("0123456789abcdef")


def hashes_in(value: object) -> Iterator[str]:
    """The SHA-256 numbers that stand in a JSON value, as texts of their own."""
    if isinstance(value, str) and is_hex(value, 64):
        yield value
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from hashes_in(part)
    elif isinstance(value, list):
        for part in value:
            yield from hashes_in(part)


def _is_hash(text: object) -> bool:
    return is_hex(text, 64)


def line_hash(header: bytes) -> bytes:
    """The 32 bytes by which `prev`, `base`, heads and receipts name a line."""
    return hashlib.sha256(header).digest()


def part_hash(salt: bytes, body: bytes) -> str:
    """What a header says of a payload part."""
    return hashlib.sha256(salt + body).hexdigest()


def signed_bytes(digest: bytes) -> bytes:
    """What a device's Ed25519 key signs for the line with this hash."""
    return _SIGNED_PREFIX + digest


def device_id(public_key: bytes) -> str:
    """A device's id from its Ed25519 public key (32 bytes)."""
    return hashlib.sha256(public_key).hexdigest()[:32]


def forked_epoch(epoch: str, first_differing: str) -> str:
    """The epoch under which the branch with the greater first differing hash is filed."""
    return hashlib.sha256(bytes.fromhex(epoch) + bytes.fromhex(first_differing)).hexdigest()


def addressed_epoch(epoch: str, addressee: str) -> str:
    """The epoch of the chain in which a device of this epoch writes to one other device."""
    return hashlib.sha256(b"checkpoint-app addressed 1" + bytes.fromhex(epoch) + bytes.fromhex(addressee)).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of a record as the merge sees it: `body` is the union of the payload parts still present, `erased` the parts gone.
    `readable` False: its parts are not of the form above; another program wrote them."""

    hash: str
    lamport: int
    device: str
    officer: str
    wall: str
    op: str
    base: tuple[str, ...]
    body: Mapping[str, object]
    erased: frozenset[str] = frozenset()
    readable: bool = True

    @property
    def is_known(self) -> bool:
        """Whether this program knows what such a line does; else it only holds its place until a newer one does."""
        return self.op in OPS and self.readable

    @property
    def rank(self) -> tuple[int, str, str]:
        return (self.lamport, self.device, self.hash)


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """What a record's lines add up to.

    `set`, `values`, `rows` as in a payload, rows in the order in which they were first written; `void` the voiding line or None;
    `conflicts` the paths in 待核对; `heads` the newest lines (the `base` of the next one); `waiting` lines whose base is missing;
    `lines` those applied, oldest first; `erased` payload parts of which something was purged.
    """

    set: dict[str, object] = field(default_factory=dict)
    values: dict[str, object] = field(default_factory=dict)
    rows: dict[str, dict[str, dict[str, object]]] = field(default_factory=dict)
    void: Line | None = None
    conflicts: frozenset[tuple[str, ...]] = frozenset()
    heads: tuple[str, ...] = ()
    waiting: tuple[str, ...] = ()
    lines: tuple[Line, ...] = ()
    erased: frozenset[str] = frozenset()

    @property
    def newer(self) -> bool:
        """Whether a line does something that only a newer program knows."""
        return not all(line.is_known for line in self.lines)

    @property
    def readable(self) -> bool:
        """Whether a line does something that this program knows: else there is nothing to show."""
        return any(line.is_known for line in self.lines)


_OBJECT: Final = (dict, Mapping)
"""A dictionary, which JSON gives, is known at once; to ask an abstract class first takes longer than the rest."""


def join_parts(parts: Iterable[Mapping[str, object]]) -> dict[str, object]:
    """The payload parts of one line as one body; `set`, `values` and `rows` are united, they never name the same thing twice."""
    body: dict[str, object] = {}
    for part in parts:
        for name, content in part.items():
            known = body.get(name)
            if isinstance(known, dict) and isinstance(content, _OBJECT):
                known.update(content)
            else:
                body[name] = dict(content) if isinstance(content, _OBJECT) else content
    return body


def read_parts(parts: Iterable[bytes]) -> dict[str, object] | None:
    """The payload parts of one line, as stored, as one body; None when they are not of the form that this program knows, or hold text
    that no database and no paper takes (halves of a character)."""
    written = list(parts)
    try:
        found = [json.loads(part) for part in written]
        if any(b"\\u" in part for part in written):
            json.dumps(found, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        return None
    return join_parts(found) if all(map(_is_part, found)) else None


def _is_part(found: object) -> bool:
    if not isinstance(found, dict):
        return False
    tables = found.get("rows", {})
    return isinstance(tables, dict) and all(
        isinstance(rows, dict) and all(row is None or isinstance(row, dict) for row in rows.values()) for rows in tables.values()
    )


def merge(lines: Iterable[Line]) -> Merged:
    """The state that a set of lines of one record adds up to."""
    by_hash = {line.hash: line for line in lines}
    if len(by_hash) == 1:
        (only,) = by_hash.values()
        if only.op == "create" and not only.base:  # most records, at every save: nothing to settle
            named, values, rows = _unfold(dict(_writes(only.body)))
            return Merged(set=named, values=values, rows=rows, heads=(only.hash,), lines=(only,), erased=frozenset(only.erased))
    ancestors, waiting = _ancestors(by_hash)
    applied = sorted((by_hash[name] for name in ancestors), key=lambda line: line.rank)
    writers: dict[tuple[str, ...], list[tuple[Line, object]]] = {}
    for line in applied:
        for path, value in _writes(line.body) if line.is_known else ():
            writers.setdefault(path, []).append((line, value))
    shown: dict[tuple[str, ...], object] = {}
    conflicts: set[tuple[str, ...]] = set()
    for path, written in writers.items():
        shown[path], disputed = _settle(written, ancestors)
        if disputed:
            conflicts.add(path)
    void, disputed = _settle_void(applied, ancestors)
    if disputed:
        conflicts.add(("void",))
    reached = frozenset().union(*ancestors.values()) if ancestors else frozenset()
    named, values, rows = _unfold(shown)
    return Merged(
        set=named,
        values=values,
        rows=rows,
        void=void,
        conflicts=frozenset(conflicts),
        heads=tuple(sorted(name for name in ancestors if name not in reached)),
        waiting=tuple(sorted(waiting)),
        lines=tuple(applied),
        erased=frozenset().union(*(line.erased for line in applied)) if applied else frozenset(),
    )


def disputes(lines: Iterable[Line]) -> dict[tuple[str, ...], tuple[tuple[Line, object], ...]]:
    """For each path in conflict (待核对) who wrote what, in the order of their lines; the last one is what shows.

    Of ("void",) the values are the reason of a void, and None for a change that did not know of it.
    """
    by_hash = {line.hash: line for line in lines}
    ancestors, _ = _ancestors(by_hash)
    applied = sorted((by_hash[name] for name in ancestors), key=lambda line: line.rank)
    writers: dict[tuple[str, ...], list[tuple[Line, object]]] = {}
    for line in applied:
        for path, value in _writes(line.body) if line.is_known else ():
            writers.setdefault(path, []).append((line, value))
    found = {path: tuple(_newest(written, ancestors)) for path, written in writers.items() if _settle(written, ancestors)[1]}
    void, disputed = _settle_void(applied, ancestors)
    if void is not None and disputed:
        beside = [line for line in applied if line.op != "void" and _apart(line, void, ancestors)]
        found["void",] = (*((line, None) for line in beside), (void, void.body.get("reason", "")))
    return found


def _newest(written: list[tuple[Line, object]], ancestors: Mapping[str, frozenset[str]]) -> list[tuple[Line, object]]:
    """The writers of a path that no other writer of it reaches."""
    return [pair for pair in written if not any(pair[0].hash in ancestors[other.hash] for other, _ in written)]


def _apart(one: Line, other: Line, ancestors: Mapping[str, frozenset[str]]) -> bool:
    """Whether neither of two lines reaches the other."""
    return one.hash not in ancestors[other.hash] and other.hash not in ancestors[one.hash]


def _ancestors(by_hash: Mapping[str, Line]) -> tuple[dict[str, frozenset[str]], set[str]]:
    """For every line whose base is complete, the lines it reaches; and the names of those that wait."""
    known: dict[str, frozenset[str]] = {}
    left = sorted(by_hash.values(), key=lambda line: line.rank)
    moved = True
    while left and moved:
        still: list[Line] = []
        for line in left:
            if all(name in known for name in line.base):
                known[line.hash] = frozenset(line.base).union(*(known[name] for name in line.base))
            else:
                still.append(line)
        moved = len(still) < len(left)
        left = still
    return known, {line.hash for line in left}


def _writes(body: Mapping[str, object]) -> Iterable[tuple[tuple[str, ...], object]]:
    """The paths one body writes. A row is one path for its existence and one for each key."""
    for group in ("set", "values"):
        content = body.get(group)
        if isinstance(content, _OBJECT):  # nearly always a dict, which is seen at once
            for key, value in content.items():
                yield (group, key), value
    tables = body.get("rows")
    if isinstance(tables, _OBJECT):
        for table, table_rows in tables.items():
            for row_id, row in table_rows.items():
                yield ("rows", table, row_id), row is not None
                for key, value in (row or {}).items():
                    yield ("rows", table, row_id, key), value


def _settle(written: list[tuple[Line, object]], ancestors: Mapping[str, frozenset[str]]) -> tuple[object, bool]:
    """The value shown for one path and whether concurrent writers disagree. `written` is in rank order."""
    if len(written) == 1:
        return written[0][1], False
    last = _newest(written, ancestors)
    return last[-1][1], any(value != last[-1][1] for _, value in last)


def _settle_void(applied: list[Line], ancestors: Mapping[str, frozenset[str]]) -> tuple[Line | None, bool]:
    """The void in force, and whether somebody changed the record without knowing of it."""
    lifted = frozenset().union(*(ancestors[line.hash] for line in applied if line.op == "unvoid"), frozenset())
    voids = [line for line in applied if line.op == "void" and line.hash not in lifted]
    if not voids:
        return None, False
    for void in voids:
        for line in applied:
            if line.op == "void" or not _apart(line, void, ancestors):
                continue
            if not any(line.hash in known and void.hash in known for known in ancestors.values()):
                return voids[-1], True
    return voids[-1], False


def _unfold(
    shown: Mapping[tuple[str, ...], object],
) -> tuple[dict[str, object], dict[str, object], dict[str, dict[str, dict[str, object]]]]:
    """Paths → `set`, `values`, `rows`. Removed values and rows are left out; paths come in the order in which they were first written."""
    groups: dict[str, dict[str, object]] = {"set": {}, "values": {}}
    rows: dict[str, dict[str, dict[str, object]]] = {}
    for path, value in shown.items():
        if path[0] != "rows":
            if value is not None:
                groups[path[0]][path[1]] = value
        elif len(path) == 3:
            if value:
                rows.setdefault(path[1], {}).setdefault(path[2], {})
        elif shown.get(path[:3]) and value is not None:
            rows.setdefault(path[1], {}).setdefault(path[2], {})[path[3]] = value
    return groups["set"], groups["values"], rows
