"""The content of printed forms from the store: which rows, which words, which figures. Draws nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from checkpoint_app import lists
from checkpoint_app.i18n import noop, tr
from checkpoint_app.model import display, pictured, skew, timing
from checkpoint_app.model.records import (
    DUTY_LABELS,
    ENTRY_STATE_LABELS,
    Change,
    Duty,
    Entry,
    EntryState,
    Shift,
    ShiftState,
    label,
)
from checkpoint_app.model.template import Context, Template
from checkpoint_app.model.template import label as words
from checkpoint_app.printing import correction as correction_form
from checkpoint_app.printing import entry_sheet as entry_form
from checkpoint_app.printing import moments
from checkpoint_app.printing import shift_log as log_form
from checkpoint_app.printing.bands import Column
from checkpoint_app.printing.blocks import Confirmed
from checkpoint_app.printing.errors import NothingCorrected
from checkpoint_app.printing.pen import Align
from checkpoint_app.printing.photos import Photo
from checkpoint_app.store import (
    attachments,
    clocks,
    entries,
    entries_history,
    officers,
    prints,
    registers,
    shifts,
    sites,
    templates,
)
from checkpoint_app.store.entries_list import EntryFilter, every, totals
from checkpoint_app.store.session import Store

LOG_TITLES: Mapping[str, str] = {
    Duty.CHECKPOINT: noop("Checkpoint duty log"),
    Duty.SCHOOL: noop("School guard log"),
    Duty.FIRE: noop("Fire inspection log"),
    Duty.PATROL: noop("Patrol log"),
    Duty.SWEEP: noop("Sweep log"),
}
ACTIONS: Mapping[str, str] = {
    "create": noop("recorded|step"),
    "change": noop("corrected|step"),
    "void": noop("voided|step"),
    "unvoid": noop("void lifted|step"),
    "confirm": noop("confirmed|step"),
}


def shift_log(store: Store, shift: Shift, *, masked: bool) -> log_form.ShiftLogContent:
    """Everything that stands on the log of a shift."""
    context = store.context(masked=masked)
    crew = [officers.get(store, officer) for officer in shift.crew]
    zone = store.unit.tz()
    return log_form.ShiftLogContent(
        bureau=store.unit.bureau,
        unit=store.unit.name,
        title=_log_title(shift),
        number=shift.number,
        date=moments.date_text(shift.planned_from.astimezone(zone)),
        subject=sites.get(store, shift.site).name,
        duty_time=duty_time(store, shift),
        lead=officers.get(store, shift.lead).label() if shift.lead else "",
        weather=" ".join(part for part in (_word("weather", shift.weather), shift.temperature) if part),
        officers="　".join(officer.label() for officer in crew if officer.police),
        auxiliaries="　".join(officer.label() for officer in crew if not officer.police),
        basis=" ".join(part for part in (_word("legal_basis", shift.basis), shift.basis_document) if part),
        is_checkpoint=shift.duty == Duty.CHECKPOINT,
        equipment=_equipment(shift),
        more_facts=tuple(_joined(store, shift)),
        takeover=tuple(
            log_form.TakeoverPoint(text=str(point.get("text", "")), taken=bool(point.get("taken"))) for point in shift.takeover
        ),
        doubts=tuple(_doubts(store, shift)),
        sections=tuple(_sections(store, shift, context)),
        handover=shift.handover,
        note=shift.note or "",
        handed_over_by=_confirmed(store, shift.handed_over_by, shift.handed_over_at),
        taken_by=_confirmed(store, shift.taken_by, shift.taken_at),
    )


def duty_time(store: Store, shift: Shift) -> str:
    """Planned and real time, as paper shows it."""
    zone = store.unit.tz()

    def local(moment: datetime | None) -> datetime | None:
        return moment.astimezone(zone) if moment else None

    planned = shift.planned_from.astimezone(zone)
    return moments.duty_time(planned, local(shift.planned_to), local(shift.started_at), local(shift.ended_at))


def _word(name: str, code: str | None) -> str:
    """The word of a list for a code; what is not in the list stands as it was written."""
    if not code:
        return ""
    return next((words(choice.label) for choice in lists.choices().get(name, ()) if choice.code == code), code)


def _joined(store: Store, shift: Shift) -> Iterable[tuple[str, str]]:
    """The numbers under which other machines kept the same duty."""
    numbers = [one.number for one in shifts.joined_to(store, shift.id)]
    if numbers:
        yield tr("Joined|shift log"), "　".join(numbers)


def _equipment(shift: Shift) -> str:
    parts = [tr("Police cars {count}|paper", count=len(shift.vehicles))] if shift.vehicles else []
    parts += [f"{_word('checkpoint_kit', code)} {count}" for code, count in shift.kit.items() if count]
    return "　".join(parts)


def _doubts(store: Store, shift: Shift) -> Iterable[str]:
    if shift.state is ShiftState.OPEN:
        yield tr("The shift has not ended; this is a draft.")
    if shift.state is ShiftState.WITHDRAWN:
        checkpoint = shift.duty == Duty.CHECKPOINT
        yield (
            tr("The checkpoint was withdrawn; there is no successor.")
            if checkpoint
            else tr("The duty ended; there is no successor.")
        )
    if shift.conflict:
        yield tr("Two machines hold different facts of this shift; they wait to be compared.")
    machine, off = clocks.of_shift(store, shift.id)
    if said := skew.words(off):
        yield tr("The clock of {machine} against the station's: {skew}. Times are as it wrote them.", machine=machine, skew=said)


def _confirmed(store: Store, officer: str | None, at: datetime | None) -> Confirmed | None:
    if officer is None or at is None:
        return None
    return Confirmed(name=officers.get(store, officer).label(), at=moments.minute_text(at.astimezone(store.unit.tz())))


def _sections(store: Store, shift: Shift, context: Context) -> Iterable[log_form.LogSection]:
    """One table for the forms of the shift's own duty, one for each other form that was used."""
    found = list(every(store, EntryFilter(shift=shift.id, void=True, oldest_first=True)))
    used = {entry.template: templates.get(store, entry.template) for entry in found}
    own = [entry for entry in found if shift.duty in used[entry.template].duty]
    leading = max(
        (template for template in templates.for_duty(store, shift.duty) if shift.duty in template.duty),
        key=lambda template: len(template.print_columns),
        default=None,
    )
    if leading is not None:
        yield _section(store, leading, own, used, context, totals=_totals(store, shift, own))
    others = [entry for entry in found if entry not in own]
    for template_id in dict.fromkeys(entry.template_id for entry in others):
        group = [entry for entry in others if entry.template_id == template_id]
        yield _section(store, used[group[-1].template], group, used, context, totals="")


def _section(
    store: Store, leading: Template, group: list[Entry], used: Mapping[str, Template], context: Context, *, totals: str
) -> log_form.LogSection:
    columns = tuple(
        Column(
            title=display.column_title(leading, column.key),
            mm=column.mm,
            align=Align.RIGHT if display.is_number(leading, column.key) else Align.LEFT,
        )
        for column in leading.print_columns
    )
    rows = []
    for number, entry in enumerate(group, start=1):
        template = used[entry.template]
        cells = tuple(
            display.cell(template, column.key, entry.values, context, _around(store, entry)) for column in leading.print_columns
        )
        rows.append(
            log_form.LogRow(
                number=str(number),
                cells=cells,
                late=entry.late,
                corrected=entry.corrected,
                proposed=entry.state is EntryState.PROPOSED,
                conflict=entry.conflict,
                void=(entry.reason or "") if entry.state is EntryState.VOID else None,
            )
        )
    return log_form.LogSection(title=display.title(leading), totals=totals, columns=columns, rows=tuple(rows))


def _around(store: Store, entry: Entry) -> dict[str, str]:
    """What a column may show of an entry beside its values."""
    known = registers.StoreRegisters(store.db)
    return {
        "at": entry.at.astimezone(store.unit.tz()).strftime("%H:%M"),
        "checked_by": " ".join(known.name("officer", officer) for officer in entry.checked_by),
        "by": known.name("officer", entry.account),
        "state": label(ENTRY_STATE_LABELS, entry.state),
    }


def _totals(store: Store, shift: Shift, own: list[Entry]) -> str:
    """逐车 16 + 计数 21 = 检查车辆 37 台次　检查人员 58 人次　查获 3 起"""
    figures = totals(store, shift.id)
    if shift.duty != Duty.CHECKPOINT:
        return ""
    single = sum(entry.template_id == "checkpoint-check" and entry.state is not EntryState.VOID for entry in own)
    vehicles = int(figures.get("vehicles", 0))
    findings = sum(value for measure, value in figures.items() if measure.startswith("finding.") and measure.count(".") == 1)
    return "　".join(
        (
            tr(
                "one by one {single} + counted {counted} = {vehicles} vehicles",
                single=single,
                counted=vehicles - single,
                vehicles=vehicles,
            ),
            tr("{people} {people:person/persons}|paper", people=int(figures.get("people", 0))),
            tr("{findings} {findings:finding/findings}", findings=int(findings)),
        )
    )


def signed_at(store: Store, shift_id: str) -> str:
    """From when on a change belongs on a slip: the signature, or the first print of the log before that."""
    shift = shifts.get(store, shift_id)
    logs = [paper.at for paper in prints.of_subject(store, shift_id) if paper.form == prints.SHIFT_LOG]
    moments_known = [*logs, *([shift.taken_at] if shift.taken_at else [])]
    return timing.to_text(min(moments_known) if moments_known else shift.planned_from)


def correction(store: Store, shift: Shift, *, since: str) -> correction_form.CorrectionContent:
    """What was changed in a shift since a moment. Raises NothingCorrected."""
    start = timing.from_text(since)
    changed = prints.corrected_since(store, shift.id, start)
    if not changed:
        raise NothingCorrected
    numbers = _row_numbers(store, shift)
    found = [
        line
        for record in sorted(changed, key=lambda item: numbers.get(item, 0))
        for line in _corrections(store, record, start, numbers)
    ]
    log_title = _log_title(shift)
    return correction_form.CorrectionContent(
        bureau=store.unit.bureau,
        unit=store.unit.name,
        title=prints.title(prints.CORRECTION),
        number=f"{shift.number}-G{sum(paper.form == prints.CORRECTION for paper in prints.of_subject(store, shift.id)) + 1}",
        date=moments.date_text(store.now().astimezone(store.unit.tz())),
        subject=tr("to {title} {number}|paper", title=log_title, number=shift.number),
        log_title=log_title,
        log_number=shift.number,
        log_state=shift.state_word,
        site=sites.get(store, shift.site).name,
        duty_time=duty_time(store, shift),
        corrections=tuple(found),
    )


def _log_title(shift: Shift) -> str:
    return tr(LOG_TITLES[shift.duty]) if shift.duty in LOG_TITLES else label(DUTY_LABELS, shift.duty)


def _row_numbers(store: Store, shift: Shift) -> dict[str, int]:
    """The row of each entry on the log."""
    found = every(store, EntryFilter(shift=shift.id, void=True, oldest_first=True))
    return {entry.id: number for number, entry in enumerate(found, start=1)}


def _corrections(store: Store, record: str, since: datetime, numbers: Mapping[str, int]) -> Iterable[correction_form.Correction]:
    entry = entries.get(store, record)
    template = templates.get(store, entry.template)
    context = store.context()
    around = _around(store, entry)
    name = f"{around['at']} {display.cell(template, template.print_columns[1].key, entry.values, context, around)}"
    for step in entries_history.every(store, record):
        if step.op not in ("change", "void", "unvoid") or step.at <= since:
            continue
        for field, old, new in step.changes or (_state_change(step),):
            yield correction_form.Correction(
                place=tr("row {number}|paper", number=numbers.get(record, 0)),
                entry=name,
                field=field,
                old=old,
                new=new,
                reason=step.reason,
                by=officers.get(store, step.by).label(),
                at=moments.minute_text(step.at.astimezone(store.unit.tz())),
            )


def _state_change(step: Change) -> tuple[str, str, str]:
    valid, void = label(ENTRY_STATE_LABELS, "final"), label(ENTRY_STATE_LABELS, "void")
    return (tr("State|correction"), valid, void) if step.op == "void" else (tr("State|correction"), void, valid)


def entry_sheet(store: Store, entry: Entry, *, masked: bool) -> entry_form.EntrySheetContent:
    """Everything that stands on the sheet of one entry."""
    template = templates.get(store, entry.template)
    shift = shifts.get(store, entry.shift)
    zone = store.unit.tz()
    context = store.context(masked=masked)
    known = registers.StoreRegisters(store.db)
    return entry_form.EntrySheetContent(
        bureau=store.unit.bureau,
        unit=store.unit.name,
        title=display.title(template),
        number=entry_number(store, entry, shift),
        date=moments.date_text(entry.at.astimezone(zone)),
        subject=sites.get(store, entry.site).name,
        shift_number=shift.number,
        at=moments.minute_text(entry.at.astimezone(zone)),
        typed_at=moments.minute_text(entry.typed_at.astimezone(zone)),
        checked_by=" ".join(known.name("officer", officer) for officer in entry.checked_by),
        recorded_by=known.name("officer", entry.account),
        state=label(ENTRY_STATE_LABELS, entry.state),
        values=tuple(display.rows(template, entry.values, context, erased=entry.erased)),
        source=" ".join(part for part in (_word("sources", entry.source), entry.page) if part),
        doubts=(tr("Two machines hold different values; they wait to be compared."),) if entry.conflict else (),
        void=(entry.reason or "") if entry.state is EntryState.VOID else None,
        history=tuple(
            _step(store, step, change) for step in entries_history.every(store, entry.id) for change in step.changes or (None,)
        ),
        photos=tuple(_photo(store, found) for found in pictured.photos(template, entry.values, context)),
    )


def _photo(store: Store, found: pictured.Pictured) -> Photo:
    seen = attachments.glance(store, found.sha)
    if seen is None or not seen.here:
        return Photo(b"", found.caption, tr("The photo is on another machine|paper"))
    if not seen.media.startswith("image/"):
        return Photo(b"", found.caption, tr("A PDF file of {n} KB, not printed here|paper", n=max(1, seen.size // 1000)))
    return Photo(attachments.get(store, found.sha)[1], found.caption)


def entry_number(store: Store, entry: Entry, shift: Shift) -> str:
    """The number of an entry's own sheet: that of the log, and its row there."""
    return f"{shift.number}-{_row_numbers(store, shift).get(entry.id, 0):03d}"


def _step(store: Store, step: Change, change: tuple[str, str, str] | None) -> entry_form.HistoryStep:
    field, old, new = change or ("", "", "")
    return entry_form.HistoryStep(
        at=moments.minute_text(step.at.astimezone(store.unit.tz())),
        by=officers.get(store, step.by).label() if step.by else "",
        action=tr(ACTIONS[step.op]) if step.op in ACTIONS else step.op,
        field=field,
        old=old,
        new=new,
        reason=step.reason,
    )
