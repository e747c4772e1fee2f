"""Paper: each printed form is a journal line, so that a sheet can be checked against the data and owed paper is known.

The line (noun `print`, scope `up`, record = the id in the QR) says form, subject, parameters, masking, the chain heads it was printed
from, `state` (a digest over the newest lines of every record on it) and for each page the salted hash of its text. It is committed before
the PDF leaves the program.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from checkpoint_app.i18n import noop, tr
from checkpoint_app.model import chain, ids, timing
from checkpoint_app.model.records import Changes, Shift, ShiftState
from checkpoint_app.store import shifts

if TYPE_CHECKING:
    from checkpoint_app.store.session import Store

SHIFT_LOG, CORRECTION, ENTRY = "shift-log", "correction", "entry"
HAZARD_LEDGER = "hazard-ledger"
"""About one premises, or about the unit: then of all of them."""
STATISTICS = "statistics"
"""About a period: first/last/site/duty."""
FROZEN_REPORT = "frozen-report"
"""About a report: its figures as they were frozen, and what changed since."""
SCHOOL_BOARD = "school-board"
"""About day/period: the coverage of one period, or with an empty period of the whole day."""
SCHOOL_REGISTER = "school-register"
"""About first/last/site/period: the posts that were reported, site and period empty for all."""
OPERATION = "operation"
"""About an operation: the figures of its shifts."""
LABELS = "labels"
"""About one premises, or about the unit: labels of the equipment of all."""
ROUND_SHEET = "round-sheet"
"""About one premises: a round on paper, with its number and its rows in the parameters (`round_sheets`)."""
EXTINGUISHER_LEDGER = "extinguisher-ledger"
"""About one premises, or about the unit: then of all of them."""
LOSS = "loss"
"""About a machine of the unit that was lost."""
DELIVERY = "delivery"
"""About a receipt: what the station took in with it."""
EXPORT = "export"
"""The purpose of a copy for a stick."""
TITLES = {
    "shift-log": noop("Shift log"),
    "correction": noop("Correction slip"),
    "entry": noop("Entry"),
    "hazard-ledger": noop("Ledger of hazards"),
    "labels": noop("Labels of equipment|paper"),
    "round-sheet": noop("Round sheet of fire equipment|paper"),
    "extinguisher-ledger": noop("Ledger of extinguishers|paper"),
    "delivery": noop("Delivery slip"),
    "loss": noop("Report on a lost machine"),
    "school-board": noop("Coverage of school guard"),
    "school-register": noop("Register of school guard posts"),
    "operation": noop("Operation sheet|paper"),
    "statistics": noop("Statistics report|paper"),
    "frozen-report": noop("Frozen report|paper"),
}
_COLUMNS = "id, form, subject, at, body"


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A printed form. `pages` are (salt, SHA-256(salt ‖ text)) in hex, `by` the officer whose account printed it."""

    id: str
    form: str
    subject: str
    at: datetime
    by: str
    masked: bool
    reason: str
    state: str
    pages: tuple[tuple[str, str], ...]
    parameters: Mapping[str, Any]


def title(form: str) -> str:
    """What a form is called."""
    return tr(TITLES[form]) if form in TITLES else form


def new_id() -> str:
    """The id of a print to be; it stands in the QR before the line is written."""
    return ids.uuid7()


def check_code(print_id: str, state: str) -> str:
    """9F3C-1B7A-D2E4: what a person compares."""
    digest = hashlib.sha256(f"{print_id}{state}".encode()).hexdigest()[:12].upper()
    return "-".join(digest[at : at + 4] for at in range(0, 12, 4))


def page_hash(text: str) -> tuple[str, str]:
    """A fresh salt and the hash of one page's text."""
    salt = secrets.token_hex(chain.SALT_BYTES)
    return salt, _hash(salt, text)


def _hash(salt: str, text: str) -> str:
    return hashlib.sha256(bytes.fromhex(salt) + text.encode()).hexdigest()


def log(
    store: Store,
    print_id: str,
    form: str,
    subject: str,
    *,
    state: str,
    page_texts: Sequence[str],
    masked: bool,
    reason: str = "",
    parameters: Mapping[str, Any] | None = None,
) -> Changes:
    """Writes the line of a print. Nothing may leave the program before this returns."""
    heads = store.rows("SELECT device, epoch, scope, seq, hash FROM chain WHERE scope <> 'local' ORDER BY id")
    content: dict[str, Any] = {
        **({"reason": reason} if reason else {}),
        "form": form,
        "subject": subject,
        "at": timing.to_text(store.now()),
        "masked": masked,
        "state": state,
        "pages": [list(page_hash(text)) for text in page_texts],
        "heads": [[*row[:4], bytes(row[4]).hex()] for row in heads],
        "parameters": dict(parameters or {}),
    }
    with store.transaction() as transaction:
        transaction.append("print", print_id, "create", {"open": {"set": content}}, scope="up")
    return transaction.changes


def project(store: Store, record: str, merged: chain.Merged) -> None:
    """Projector of the noun `print`."""
    content = {**merged.set, "by": merged.lines[0].officer}
    row = (record, content["form"], content["subject"], content["at"], json.dumps(content, ensure_ascii=False))
    store.db.execute("INSERT OR REPLACE INTO paper VALUES (?,?,?,?,?)", row)


def find(store: Store, print_id: str) -> Paper | None:
    found = store.row(f"SELECT {_COLUMNS} FROM paper WHERE id=?", (print_id,))
    return _to_paper(found) if found else None


def of_subject(store: Store, subject: str) -> list[Paper]:
    """The prints of one shift or entry for its folder, newest first. Copies that went onto a stick are no paper and left out."""
    rows = store.rows(f"SELECT {_COLUMNS} FROM paper WHERE subject=? ORDER BY at DESC, id DESC", (subject,))
    return [paper for paper in map(_to_paper, rows) if paper.parameters.get("purpose") != EXPORT]


def newest(store: Store, form: str, limit: int) -> list[Paper]:
    """The last prints of a form, newest first; copies that went onto a stick left out."""
    rows = store.rows(f"SELECT {_COLUMNS} FROM paper WHERE form=? ORDER BY at DESC, id DESC LIMIT ?", (form, limit))
    return [paper for paper in map(_to_paper, rows) if paper.parameters.get("purpose") != EXPORT]


def _to_paper(row: tuple[Any, ...]) -> Paper:
    content = json.loads(row[4])
    return Paper(
        id=row[0],
        form=row[1],
        subject=row[2],
        at=timing.from_text(row[3]),
        by=content["by"],
        masked=content["masked"],
        reason=content.get("reason", ""),
        state=content["state"],
        pages=tuple((salt, digest) for salt, digest in content["pages"]),
        parameters=content.get("parameters", {}),
    )


def altered_pages(paper: Paper, page_texts: Sequence[str]) -> list[int]:
    """The pages (from 1) whose text is not what was printed; a missing or added page is altered."""
    wrong = [
        number
        for number, ((salt, digest), text) in enumerate(zip(paper.pages, page_texts, strict=False), start=1)
        if _hash(salt, text) != digest
    ]
    longer, shorter = max(len(paper.pages), len(page_texts)), min(len(paper.pages), len(page_texts))
    return wrong + list(range(shorter + 1, longer + 1))


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """Paper that is owed: shifts to print (never printed, or joined by another machine's since), corrections to print, logs to file."""

    to_print: tuple[Shift, ...]
    corrections: tuple[Shift, ...]
    to_file: tuple[Shift, ...]


_ENDED_UNFILED = (ShiftState.HANDING_OVER, ShiftState.HANDED_OVER, ShiftState.WITHDRAWN, ShiftState.WAITING)


def owed(store: Store) -> Owed:
    """The lists 待打印 and 待归档."""
    to_print: list[Shift] = []
    corrections: list[Shift] = []
    to_file: list[Shift] = []
    grown = _joined_at(store)
    for shift in shifts.every(store, states=_ENDED_UNFILED):
        if shift.shared and not shift.signed:
            continue  # its entries stand on the log of the shift whose code it was given
        logs = [paper for paper in of_subject(store, shift.id) if paper.form == SHIFT_LOG]
        if not logs or logs[0].at < grown.get(shift.id, logs[0].at):
            to_print.append(shift)
        elif shift.state in (ShiftState.HANDED_OVER, ShiftState.WITHDRAWN):
            to_file.append(shift)
    signed = (ShiftState.HANDED_OVER, ShiftState.FILED)
    for shift in shifts.every(store, states=signed, limit=500):
        papers = of_subject(store, shift.id)
        if shift.state is ShiftState.FILED and papers and papers[0].at < grown.get(shift.id, papers[0].at):
            to_print.append(shift)
        if papers and corrected_since(store, shift.id, papers[0].at):
            corrections.append(shift)
    return Owed(to_print=tuple(to_print), corrections=tuple(corrections), to_file=tuple(to_file))


def _joined_at(store: Store) -> dict[str, datetime]:
    """Shift → when another one was joined to it last: a log that was printed before lacks the other's entries."""
    found: dict[str, datetime] = {}
    for joined in shifts.every(store, states=(ShiftState.MERGED,)):
        rows = store.rows("SELECT header FROM line WHERE record=? AND instr(open, '\"merged_into\"') ORDER BY id", (joined.id,))
        for (header,) in rows:
            at, kept = timing.from_text(chain.decode(bytes(header)).wall), joined.merged_into or ""
            found[kept] = max(at, found.get(kept, at))
    return found


def corrected_since(store: Store, shift: str, since: datetime) -> list[str]:
    """Entries of a shift with a line written after a moment (this machine's clock): what a 更正单 has to show."""
    rows = store.rows(
        "SELECT DISTINCT entry.id, line.header FROM entry JOIN line ON line.record = entry.id"
        " WHERE entry.shift=? AND (entry.corrected=1 OR entry.state='void')",
        (shift,),
    )
    found = {}
    for record, header in rows:
        decoded = chain.decode(bytes(header))
        if decoded.op in ("change", "void", "unvoid") and timing.from_text(decoded.wall) > since:
            found[record] = True
    return list(found)
