"""Printed forms from the store: gathers the content, draws it, records the print, and only then gives the PDF away.

Also the way back: what a PDF that somebody brings is worth (`verify_print`).
"""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from checkpoint_app import __version__, i18n
from checkpoint_app.i18n import tr
from checkpoint_app.model.records import Entry
from checkpoint_app.printing import (
    correction,
    delivery_slip,
    entry_sheet,
    extinguisher_ledger,
    fire_record,
    frozen_report,
    gather,
    gather_delivery,
    gather_equipment,
    gather_fire,
    gather_loss,
    gather_operations,
    gather_school,
    gather_statistics,
    hazard_ledger,
    label_sheet,
    loss_report,
    operation_sheet,
    patrol_record,
    post_register,
    reading,
    round_sheet,
    school_sheet,
    shift_log,
    statistics_report,
)
from checkpoint_app.printing.page import PrintStamp
from checkpoint_app.store import disclosure, entries, prints, prints_state, reports, shifts
from checkpoint_app.store.entries_list import EntryFilter, every
from checkpoint_app.store.session import Store

PREVIEW_ID = "00000000-0000-0000-0000-000000000000"
Draw = Callable[[io.BytesIO, PrintStamp], object]


class VerdictKind(StrEnum):
    SAME = "same"
    CORRECTED = "corrected"
    ALTERED = "altered"
    ERASED = "erased"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What a PDF is worth: the same as printed; the same, but corrected since or with personal data erased since; altered (on which
    pages, from 1); or unknown to this store."""

    kind: VerdictKind
    pages: tuple[int, ...] = ()


def print_shift_log(store: Store, shift_id: str, *, masked: bool = True, reason: str = "", purpose: str = "") -> bytes:
    """The shift log as PDF; the print is journaled. `purpose` `prints.EXPORT`: a copy for a stick, which no folder waits for.

    Raises Unknown, NotAllowed, ReasonNeeded (unmasked).
    """
    shift = shifts.get(store, shift_id)
    return _print(store, prints.SHIFT_LOG, shift.id, masked=masked, reason=reason, purpose=purpose)


def print_correction(store: Store, shift_id: str) -> bytes:
    """The 更正单 for everything corrected or voided since the shift was signed (or first printed). Raises Unknown, NothingCorrected."""
    return _print(store, prints.CORRECTION, shifts.get(store, shift_id).id, masked=True, reason="")


def print_entry(store: Store, entry_id: str, *, masked: bool = True, reason: str = "") -> bytes:
    """One entry's sheet as PDF; the print is journaled. Raises Unknown, NotAllowed, ReasonNeeded (unmasked)."""
    return _print(store, prints.ENTRY, entries.get(store, entry_id).id, masked=masked, reason=reason)


def make(
    store: Store,
    form: str,
    subject: str,
    *,
    masked: bool = True,
    reason: str = "",
    parameters: Mapping[str, Any] | None = None,
) -> bytes:
    """The paper of a form (a key of `FORMS`) about its subject, journaled. Raises Unknown, NothingCorrected, NotAllowed, ReasonNeeded."""
    return _print(store, form, subject, masked=masked or form == prints.CORRECTION, reason=reason, parameters=parameters)


def preview(store: Store, form: str, subject: str, parameters: Mapping[str, Any] | None = None) -> bytes:
    """What the paper would look like now, masked. It carries no print id and is not journaled: nothing leaves the screen."""
    known = {**(parameters or {}), **_since(store, form, subject)}
    stamp = PrintStamp(
        id=PREVIEW_ID,
        check=tr("preview|paper"),
        printed_at=store.now().astimezone(store.unit.tz()),
        printed_by=store.account.officer.label(),
    )
    return _drawn(FORMS[form](store, subject, True, known), stamp)


def _since(store: Store, form: str, subject: str) -> dict[str, str]:
    """From when on a correction slip shows what was changed."""
    return {"since": gather.signed_at(store, subject)} if form == prints.CORRECTION else {}


def _print(
    store: Store,
    form: str,
    subject: str,
    *,
    masked: bool,
    reason: str,
    purpose: str = "",
    parameters: Mapping[str, Any] | None = None,
) -> bytes:
    if not masked:
        reason = disclosure.allow(store, reason)
    state = prints_state.of(store, form, subject)
    print_id = prints.new_id()
    stamp = PrintStamp(
        id=print_id,
        check=prints.check_code(print_id, state),
        printed_at=store.now().astimezone(store.unit.tz()),
        printed_by=store.account.officer.label(),
        masked=masked,
        reason=reason,
    )
    known: dict[str, Any] = {**(parameters or {}), "language": i18n.language(), "version": __version__}
    if purpose:
        known["purpose"] = purpose
    known |= _since(store, form, subject)
    data = _drawn(FORMS[form](store, subject, masked, known), stamp)
    prints.log(
        store,
        print_id,
        form,
        subject,
        state=state,
        page_texts=reading.page_texts(data),
        masked=masked,
        reason=reason,
        parameters={**known, "printed_by": stamp.printed_by, "printed_at": stamp.printed_at.isoformat()},
    )
    return data


def _shift_log(store: Store, subject: str, masked: bool, _parameters: Mapping[str, Any]) -> Draw:
    log = gather.shift_log(store, shifts.get(store, subject), masked=masked)
    return lambda out, stamp: shift_log.draw(log, out, stamp=stamp)


def _correction(store: Store, subject: str, _masked: bool, parameters: Mapping[str, Any]) -> Draw:
    slip = gather.correction(store, shifts.get(store, subject), since=str(parameters["since"]))
    return lambda out, stamp: correction.draw(slip, out, stamp=stamp)


def _entry_sheet(store: Store, subject: str, masked: bool, _parameters: Mapping[str, Any]) -> Draw:
    entry = entries.get(store, subject)
    if entry.template_id in RECORDS:
        return RECORDS[entry.template_id](store, entry, masked)
    sheet = gather.entry_sheet(store, entry, masked=masked)
    return lambda out, stamp: entry_sheet.draw(sheet, out, stamp=stamp)


def _fire_check(store: Store, entry: Entry, masked: bool) -> Draw:
    record = gather_fire.check_record(store, entry, masked=masked)
    return lambda out, stamp: fire_record.draw(record, out, stamp=stamp)


def _fire_recheck(store: Store, entry: Entry, masked: bool) -> Draw:
    record = gather_fire.recheck_record(store, entry, masked=masked)
    return lambda out, stamp: fire_record.draw(record, out, stamp=stamp)


def _patrol(store: Store, entry: Entry, masked: bool) -> Draw:
    record = gather_operations.patrol(store, entry, masked=masked)
    return lambda out, stamp: patrol_record.draw(record, out, stamp=stamp)


def _sweep(store: Store, entry: Entry, masked: bool) -> Draw:
    record = gather_operations.sweep(store, entry, masked=masked)
    return lambda out, stamp: operation_sheet.draw(record, out, stamp=stamp)


RECORDS: Mapping[str, Callable[[Store, Entry, bool], Draw]] = {
    "fire-check": _fire_check,
    "fire-recheck": _fire_recheck,
    "patrol": _patrol,
    "sweep": _sweep,
}
"""Forms whose single entry is a printed form of its own: (store, entry, masked) → how it is drawn."""


def _hazard_ledger(store: Store, subject: str, _masked: bool, parameters: Mapping[str, Any]) -> Draw:
    ledger = gather_fire.ledger(store, "" if subject == store.unit.id else subject, parameters)
    return lambda out, stamp: hazard_ledger.draw(ledger, out, stamp=stamp)


def _labels(store: Store, subject: str, _masked: bool, parameters: Mapping[str, Any]) -> Draw:
    content = gather_equipment.label_sheet(store, "" if subject == store.unit.id else subject, parameters)
    return lambda out, stamp: label_sheet.draw(content, out, stamp=stamp)


def _round_sheet(store: Store, subject: str, _masked: bool, parameters: Mapping[str, Any]) -> Draw:
    content = gather_equipment.round_sheet(store, subject, parameters)
    return lambda out, stamp: round_sheet.draw(content, out, stamp=stamp)


def _extinguishers(store: Store, subject: str, _masked: bool, parameters: Mapping[str, Any]) -> Draw:
    content = gather_equipment.ledger(store, "" if subject == store.unit.id else subject, parameters)
    return lambda out, stamp: extinguisher_ledger.draw(content, out, stamp=stamp)


def _statistics(store: Store, subject: str, _masked: bool, _parameters: Mapping[str, Any]) -> Draw:
    content = gather_statistics.content(store, subject)
    return lambda out, stamp: statistics_report.draw(content, out, stamp=stamp)


def _frozen_report(store: Store, subject: str, _masked: bool, _parameters: Mapping[str, Any]) -> Draw:
    content = gather_statistics.frozen(store, reports.get(store, subject))
    return lambda out, stamp: frozen_report.draw(content, out, stamp=stamp)


def _school_board(store: Store, subject: str, _masked: bool, _parameters: Mapping[str, Any]) -> Draw:
    sheet = gather_school.coverage(store, subject)
    return lambda out, stamp: school_sheet.draw(sheet, out, stamp=stamp)


def _school_register(store: Store, subject: str, _masked: bool, _parameters: Mapping[str, Any]) -> Draw:
    content = gather_school.register(store, subject)
    return lambda out, stamp: post_register.draw(content, out, stamp=stamp)


def _operation(store: Store, subject: str, _masked: bool, _parameters: Mapping[str, Any]) -> Draw:
    content = gather_operations.operation(store, subject)
    return lambda out, stamp: operation_sheet.draw(content, out, stamp=stamp)


def _loss(store: Store, subject: str, _masked: bool, _parameters: Mapping[str, Any]) -> Draw:
    content = gather_loss.content(store, subject)
    return lambda out, stamp: loss_report.draw(content, out, stamp=stamp)


def _delivery(store: Store, subject: str, _masked: bool, _parameters: Mapping[str, Any]) -> Draw:
    content = gather_delivery.content(store, subject)
    return lambda out, stamp: delivery_slip.draw(content, out, stamp=stamp)


FORMS: Mapping[str, Callable[[Store, str, bool, Mapping[str, Any]], Draw]] = {
    prints.SHIFT_LOG: _shift_log,
    prints.CORRECTION: _correction,
    prints.ENTRY: _entry_sheet,
    prints.HAZARD_LEDGER: _hazard_ledger,
    prints.LABELS: _labels,
    prints.ROUND_SHEET: _round_sheet,
    prints.EXTINGUISHER_LEDGER: _extinguishers,
    prints.STATISTICS: _statistics,
    prints.FROZEN_REPORT: _frozen_report,
    prints.SCHOOL_BOARD: _school_board,
    prints.SCHOOL_REGISTER: _school_register,
    prints.OPERATION: _operation,
    prints.LOSS: _loss,
    prints.DELIVERY: _delivery,
}
"""Form → (store, subject, masked, parameters) → how it is drawn. A new form adds its own here and in `prints_state.RECORDS`; what it asks
for beyond its subject goes into the parameters, which the journal keeps, so that the paper can be drawn again years later."""


def _drawn(draw: Draw, stamp: PrintStamp) -> bytes:
    out = io.BytesIO()
    draw(out, stamp)
    return out.getvalue()


def verify_print(store: Store, pdf: bytes) -> Verdict:
    """Compares a PDF with the record of its printing. Raises UnreadablePdf."""
    print_id = reading.read_stamp_id(pdf)
    paper = prints.find(store, print_id) if print_id else None
    if paper is None:
        return Verdict(kind=VerdictKind.UNKNOWN)
    altered = prints.altered_pages(paper, reading.page_texts(pdf))
    if altered:
        return Verdict(kind=VerdictKind.ALTERED, pages=tuple(altered))
    if prints_state.of(store, paper.form, paper.subject) != paper.state:
        return Verdict(kind=VerdictKind.CORRECTED)
    if any(entry.erased for entry in _entries(store, paper)):
        return Verdict(kind=VerdictKind.ERASED)
    painted = _painted_over(store, paper, pdf)
    return Verdict(kind=VerdictKind.ALTERED, pages=tuple(painted)) if painted else Verdict(kind=VerdictKind.SAME)


def _entries(store: Store, paper: prints.Paper) -> list[Entry]:
    """The entries whose personal parts the paper may have shown."""
    if paper.form == prints.ENTRY:
        return [entries.get(store, paper.subject)]
    return (
        list(every(store, EntryFilter(shift=paper.subject, void=True)))
        if paper.form in (prints.SHIFT_LOG, prints.CORRECTION)
        else []
    )


def _painted_over(store: Store, paper: prints.Paper, pdf: bytes) -> list[int]:
    """Pages that look different from the same print drawn again: something was put over them that is no text.

    Only the version that printed can draw the same picture; for another one the text has to be enough.
    """
    if paper.parameters.get("version") != __version__:
        return []
    stamp = PrintStamp(
        id=paper.id,
        check=prints.check_code(paper.id, paper.state),
        printed_at=datetime.fromisoformat(str(paper.parameters["printed_at"])),
        printed_by=str(paper.parameters["printed_by"]),
        masked=paper.masked,
        reason=paper.reason,
    )
    before = i18n.language()
    i18n.set_language(str(paper.parameters["language"]))
    try:
        again = _drawn(FORMS[paper.form](store, paper.subject, paper.masked, paper.parameters), stamp)
    finally:
        i18n.set_language(before)
    if reading.page_texts(again) != reading.page_texts(pdf):
        return []  # a name on it was changed in a register since; the text has been compared with its record already
    return reading.differing_pages(pdf, again)
