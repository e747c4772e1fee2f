"""A further laptop of the unit, from a file that the first one wrote (until sync enrols devices).

The unit file is a journal extract: the shared chains of the first laptop, line by line with payloads and signatures, encrypted with age
to a one-time code that the first laptop shows. The joining laptop checks chains and signatures up to the unit's root key and files the
lines under their own chains: nothing is written anew, so ids, names and forms stay the same ones when the devices exchange later.

Inside the age file: zstd of JSON lines. First {"format": 1, "unit": id, "name": text}, then one object a line:

    {"header": text, "signature": hex | null, "open": [salt hex, body text] | null, "personal": …, "fleeting": …}
"""

from __future__ import annotations

import json
import secrets
from pathlib import Path
from typing import Any

import pyrage
import zstandard

from checkpoint_app.i18n import tr
from checkpoint_app.model import chain
from checkpoint_app.store import driver, errors, identity, journal, keys, opening, projection
from checkpoint_app.store.session import Store, Transaction, utc_now

FORMAT = 1
_LIMIT_BYTES = 64 << 20
_CODE_LETTERS = "23456789abcdefghjkmnpqrstuvwxyz"


def write_unit_file(store: Store, file: Path) -> str:
    """Writes the file and returns the code (four groups of four) that opens it."""
    letters = [secrets.choice(_CODE_LETTERS) for _ in range(16)]
    code = "-".join("".join(letters[at : at + 4]) for at in range(0, 16, 4))
    lines = [{"format": FORMAT, "unit": store.unit.id, "name": store.unit.name}, *_shared_lines(store)]
    data = "\n".join(json.dumps(line, ensure_ascii=False) for line in lines).encode()
    packed = zstandard.ZstdCompressor(level=9).compress(data)
    with driver.trouble(file.parent):
        keys.write_aside(file, pyrage.passphrase.encrypt(packed, code.replace("-", "")))
    return code


def _shared_lines(store: Store) -> list[dict[str, Any]]:
    rows = store.rows(
        "SELECT line.header, line.signature, open_salt, open, personal_salt, personal, fleeting_salt, fleeting"
        " FROM line JOIN chain ON chain.id = line.chain WHERE chain.scope='shared' ORDER BY line.id"
    )
    return [_to_json(row) for row in rows]


def _to_json(row: tuple[Any, ...]) -> dict[str, Any]:
    line: dict[str, Any] = {"header": bytes(row[0]).decode(), "signature": bytes(row[1]).hex() if row[1] else None}
    for position, part in enumerate(chain.PARTS):
        salt, body = row[2 + 2 * position], row[3 + 2 * position]
        line[part] = [bytes(salt).hex(), bytes(body).decode()] if body is not None else None
    return line


def read_unit_file(file: Path, code: str) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """Head and lines of a unit file. Raises UnitFileUnreadable (code, damage, newer format)."""
    with driver.trouble(file.parent):
        data = file.read_bytes()
    try:
        packed = pyrage.passphrase.decrypt(data, code.replace("-", "").replace(" ", "").lower())
    except pyrage.DecryptError as error:
        raise errors.UnitFileUnreadable(file=file.name, what=tr("the code does not fit")) from error
    try:
        reader = zstandard.ZstdDecompressor().stream_reader(packed)
        content = reader.read(_LIMIT_BYTES + 1)
        if len(content) > _LIMIT_BYTES:
            raise ValueError(tr("it is too large"))
        head, *lines = [json.loads(line) for line in content.decode().split("\n")]
        if head["format"] != FORMAT:
            raise ValueError(tr("a newer program wrote it"))
    except (zstandard.ZstdError, ValueError, KeyError, TypeError) as error:
        raise errors.UnitFileUnreadable(file=file.name, what=str(error)) from error
    return head, lines


def join(
    folder: Path,
    file: Path,
    code: str,
    *,
    number: str,
    name: str,
    password: str,
    cost: keys.Cost | None = None,
    clock: opening.Clock = utc_now,
) -> tuple[Store, str]:
    """A field device's store with the unit's registers and forms. Returns it and the recovery key of this machine's file.

    Raises UnitFileUnreadable, StoreExists, FolderNotEmpty, WeakPassword.
    """
    head, lines = read_unit_file(file, code)
    checked = _check(head, lines, file)
    recovery = keys.new_recovery_key()

    def fill(store: Store, transaction: Transaction) -> None:
        for header, line in checked:
            _file_line(store, header, line)
        _refresh(transaction, checked)

    content: dict[str, object] = {"number": number, "name": name, "kind": "OFFICER"}
    return (
        opening.found(
            folder, content, password, head["unit"], identity.new_device_keys(), recovery, fill, cost=cost, clock=clock
        ),
        recovery,
    )


def _check(head: dict[str, Any], lines: list[dict[str, Any]], file: Path) -> list[tuple[chain.Header, dict[str, Any]]]:
    """Headers, order, payloads, signatures up to the root key. Raises UnitFileUnreadable."""
    checked: list[tuple[chain.Header, dict[str, Any]]] = []
    ends: dict[tuple[str, str], tuple[int, str]] = {}
    try:
        for line in lines:
            data = line["header"].encode()
            header = chain.decode(data)
            key = (header.device, header.epoch)
            seq, previous = ends.get(key, (0, ""))
            if (header.seq, header.prev, header.scope) != (seq + 1, previous, "shared"):
                raise ValueError(tr("a line is missing"))
            for part in chain.PARTS:
                if line[part] and chain.part_hash(bytes.fromhex(line[part][0]), line[part][1].encode()) != getattr(header, part):
                    raise ValueError(tr("a line was altered"))
            ends[key] = (header.seq, chain.line_hash(data).hex())
            checked.append((header, line))
        _check_signatures(head["unit"], checked)
    except (KeyError, TypeError, ValueError) as error:
        raise errors.UnitFileUnreadable(file=file.name, what=str(error)) from error
    return checked


def _check_signatures(unit: str, checked: list[tuple[chain.Header, dict[str, Any]]]) -> None:
    def opened(noun: str) -> list[dict[str, Any]]:
        return [json.loads(line["open"][1])["set"] for header, line in checked if header.noun == noun and header.op == "create"]

    root = bytes.fromhex(opened("unit")[0]["root"])
    certificates = [found for found in map(identity.read_certificate, opened("certificate")) if found]
    trusted = identity.trusted(certificates, unit, root)
    last: dict[tuple[str, str], tuple[chain.Header, dict[str, Any]]] = {}
    for header, line in checked:
        last[header.device, header.epoch] = (header, line)
    for header, line in last.values():
        digest = chain.line_hash(line["header"].encode())
        public = bytes.fromhex(trusted[header.device].public_key) if header.device in trusted else b""
        signature = bytes.fromhex(line["signature"] or "")
        if not identity.is_signed(public, signature, chain.signed_bytes(digest)):
            raise ValueError(tr("a signature is wrong"))


def _file_line(store: Store, header: chain.Header, line: dict[str, Any]) -> None:
    head = journal.open_chain(store.db, header.device, header.epoch, header.scope)
    parts = {part: (bytes.fromhex(line[part][0]), line[part][1].encode()) for part in chain.PARTS if line[part]}
    row, digest = journal.insert(store.db, head, header, parts)
    signature = bytes.fromhex(line["signature"]) if line["signature"] else None
    store.db.execute("UPDATE line SET signature=? WHERE id=?", (signature, row))
    store.db.execute("UPDATE chain SET seq=?, hash=? WHERE id=?", (header.seq, bytes.fromhex(digest), head.chain))
    store.lamport = max(store.lamport, header.lamport)


def _refresh(transaction: Transaction, checked: list[tuple[chain.Header, dict[str, Any]]]) -> None:
    transaction.lamport = max(transaction.lamport, transaction.store.lamport)
    known = {(header.noun, header.record): None for header, _ in checked}
    for noun in projection.ORDER:
        for found, record in known:
            if found == noun:
                projection.refresh(transaction, noun, record, None)
