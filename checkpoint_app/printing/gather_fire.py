"""The content of the fire papers from the store: record of a check, record of a recheck, ledger of hazards. Draws nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from checkpoint_app import lists
from checkpoint_app.i18n import tr
from checkpoint_app.model.hazards import OF_A_TRANSFER, Step
from checkpoint_app.model.kinds import kind_of
from checkpoint_app.model.records import Entry
from checkpoint_app.model.template import ROW, Context, Field, Item, Template
from checkpoint_app.model.template import label as words
from checkpoint_app.printing import gather, moments
from checkpoint_app.printing.fire_record import FireRecordContent
from checkpoint_app.printing.hazard_ledger import HazardLedgerContent, LedgerLine
from checkpoint_app.printing.ticks import Answer, Point
from checkpoint_app.store import hazards, registers, templates
from checkpoint_app.store.hazards_rows import Hazard, kind_word
from checkpoint_app.store.session import Store


def check_record(store: Store, entry: Entry, *, masked: bool) -> FireRecordContent:
    """Everything that stands on 日常消防监督检查记录."""
    template = templates.get(store, entry.template)
    context = store.context(masked=masked)
    sheet = gather.entry_sheet(store, entry, masked=masked)
    premises = registers.body(store.db, "site", entry.site) or {}
    known = {hazard.row: hazard for hazard in hazards.every(store, entry=entry.id, void=True)}
    return FireRecordContent(
        bureau=sheet.bureau,
        unit=sheet.unit,
        title=tr("Daily fire supervision record|paper"),
        number=sheet.number,
        date=sheet.date,
        subject=sheet.subject,
        facts=(
            (tr("Premises|fire record"), sheet.subject),
            (tr("Manager|fire record"), str(premises.get("manager") or "")),
            (tr("Address|fire record"), str(premises.get("address") or "")),
            (tr("Nature|fire record"), _text(template, entry, "nature", context)),
            (tr("Floor area|fire record"), _text(template, entry, "area", context)),
            (tr("Floors|fire record"), _text(template, entry, "floors", context)),
            (tr("Height|fire record"), _text(template, entry, "height", context)),
            (tr("Checked at|fire record"), sheet.at),
            (tr("Checked by|fire record"), sheet.checked_by),
            (tr("Accompanied by|fire record"), _accompanied(template, entry, context)),
        ),
        points=tuple(_points(template, entry.values)),
        hazards=tuple(_found(row, known.get(str(row.get(ROW)))) for row in _rows(entry.values, "hazards")),
        equipment=tuple(_cells(template, "equipment", row, context) for row in _rows(entry.values, "equipment")),
        documents=tuple(" ".join(_cells(template, "documents", row, context)) for row in _rows(entry.values, "documents")),
        transfer=(_transfer(template, entry.values),),
        note=str(entry.values.get("note") or ""),
        doubts=sheet.doubts,
        photos=sheet.photos,
        signers=(tr("Checked by (signed)|paper"), tr("Accompanied by (signed)|paper"), tr("Leader / reviewed|paper")),
        void=sheet.void,
    )


def recheck_record(store: Store, entry: Entry, *, masked: bool) -> FireRecordContent:
    """Everything that stands on 复查记录."""
    template = templates.get(store, entry.template)
    context = store.context(masked=masked)
    sheet = gather.entry_sheet(store, entry, masked=masked)
    premises = registers.body(store.db, "site", entry.site) or {}
    column = template.field("hazards").index.by_key["result"]
    points = []
    for number, row in enumerate(_rows(entry.values, "hazards"), start=1):
        answers = tuple(Answer(choice.brief, choice.code == row.get("result")) for choice in column.choices if not choice.retired)
        deadline = row.get("deadline")
        note = tr("New deadline: {day}|paper", day=_day(deadline)) if deadline else ""
        points.append(Point(section=str(number), label=_ordered(store, str(row.get("hazard"))), answers=answers, note=note))
    document = entry.values.get("document")
    return FireRecordContent(
        bureau=sheet.bureau,
        unit=sheet.unit,
        title=tr("Recheck record|paper"),
        number=sheet.number,
        date=sheet.date,
        subject=sheet.subject,
        facts=(
            (tr("Premises|fire record"), sheet.subject),
            (tr("Manager|fire record"), str(premises.get("manager") or "")),
            (tr("Address|fire record"), str(premises.get("address") or "")),
            (tr("Rechecked at|fire record"), sheet.at),
            (tr("Checked by|fire record"), sheet.checked_by),
            (tr("Accompanied by|fire record"), _accompanied(template, entry, context)),
        ),
        points=tuple(points),
        documents=(str(document),) if document else (),
        note=str(entry.values.get("note") or ""),
        doubts=sheet.doubts,
        photos=sheet.photos,
        signers=(tr("Rechecked by (signed)|paper"), tr("Accompanied by (signed)|paper"), tr("Leader / reviewed|paper")),
        recheck=True,
        void=sheet.void,
    )


def ledger(store: Store, site: str, parameters: Mapping[str, Any]) -> HazardLedgerContent:
    """整改台账 of one premises or of all; `parameters`: first, last (days found), open (only those), today (whose state it shows)."""
    today = date.fromisoformat(str(parameters["today"]))
    first, last = str(parameters.get("first") or ""), str(parameters.get("last") or "")
    found = hazards.every(store, site=site, first=first, last=last, open_only=bool(parameters.get("open")))
    known = store.context().registers
    found.sort(key=lambda hazard: (known.name("site", hazard.site), hazard.found_at, hazard.row))
    scope = [known.name("site", site)] if site else [tr("All premises|ledger")]
    if first or last:
        scope.append(tr("found {first} to {last}|ledger", first=_day(first) or "…", last=_day(last) or "…"))
    if parameters.get("open"):
        scope.append(tr("open ones only|ledger"))
    own = [hazard for hazard in found if hazard.found.order != OF_A_TRANSFER]  # the others are another authority's to put right
    fixed = sum(hazard.life.fixed is not None for hazard in own)
    overdue = sum(hazard.life.overdue(today) for hazard in found)
    share = f"{100 * fixed / len(own):.1f}%" if own else "—"
    return HazardLedgerContent(
        bureau=store.unit.bureau,
        unit=store.unit.name,
        title=tr("Ledger of fire hazards|paper"),
        number=f"{today:%Y%m%d}",
        date=moments.date_text(today),
        subject="　".join(scope),
        totals=tr(
            "{n} hazards, {fixed} fixed ({share}), {overdue} overdue", n=len(own), fixed=fixed, share=share, overdue=overdue
        ),
        lines=tuple(_line(store, hazard, today) for hazard in found),
    )


def _line(store: Store, hazard: Hazard, today: date) -> LedgerLine:
    known, life = store.context().registers, hazard.life
    done = life.closed or life.fixed
    remarks = [_passed_on(step) for step in (life.transferred, life.reported) if step is not None]
    remarks += [step.note for step in hazard.steps if step.note]
    return LedgerLine(
        premises=known.name("site", hazard.site),
        hazard=kind_word(hazard.found.kind),
        place=hazard.found.place,
        found=hazard.found_at.astimezone(store.unit.tz()).date().isoformat(),
        order=order_word(hazard.found.order),
        deadline=life.deadline.isoformat() if life.deadline else "",
        state=life.words(today),
        done=done.at.astimezone(store.unit.tz()).date().isoformat() if done else "",
        officer=known.name("officer", hazard.found_by) if hazard.found_by else "",
        remarks="；".join(remarks),
    )


def _passed_on(step: Step) -> str:
    return " ".join(filter(None, (lists.word("hazard_steps", step.kind), receiver_word(step.receiver), step.document)))


def receiver_word(code: str) -> str:
    """住建部门: the short word of an authority; what is not in the list stands as it was written."""
    return next((choice.brief for choice in lists.choices()["fire_authorities"] if choice.code == code), code)


def order_word(code: str) -> str:
    """立即改正, 限期改正, or what stands in another authority's hand."""
    if code == OF_A_TRANSFER:
        return tr("To be transferred|hazard")
    return next((choice.brief for choice in lists.choices()["hazard_orders"] if choice.code == code), code)


def _ordered(store: Store, record: str) -> str:
    """疏散通道、出口堵塞 二楼（责令立即改正，2026年11月20日）"""
    if registers.StoreRegisters(store.db).find("hazard", record) is None:
        return record
    hazard = hazards.get(store, record)
    told = [order_word(hazard.found.order), _day(hazard.found.deadline)]
    name = " ".join(filter(None, (kind_word(hazard.found.kind, full=True), hazard.found.place)))
    about = tr(", |list").join(filter(None, told))
    return tr("{hazard} ({order})|paper", hazard=name, order=about) if about else name


def _points(template: Template, values: Mapping[str, Any]) -> Sequence[Point]:
    """Every point with every answer, under its section."""
    section = ""
    found: list[Point] = []
    for field in template.fields:
        if field.kind != "checklist":
            continue
        given = values.get(field.key)
        for item in field.items:
            section = words(item.section) if item.section else section or words(field.label)
            point = given.get(item.key) if isinstance(given, Mapping) else None
            found.append(_point(section, item, point if isinstance(point, Mapping) else {}))
    return found


def _point(section: str, item: Item, point: Mapping[str, Any]) -> Point:
    answers = tuple(
        Answer(words(choice.label), choice.code == point.get("result"))
        for choice in item.result.choices
        if not choice.retired or choice.code == point.get("result")
    )
    note = point.get("note")
    return Point(
        section=section, label=words(item.label), answers=answers, note=tr("Note: {text}|paper", text=note) if note else ""
    )


def _transfer(template: Template, values: Mapping[str, Any]) -> Point:
    field = template.field("transfer")
    chosen = values.get("transfer")
    codes = chosen if isinstance(chosen, list) else []
    answers = tuple(
        Answer(f"{number}. {choice.brief}", choice.code in codes) for number, choice in enumerate(field.choices, start=1)
    )
    return Point(section=tr("Transfer|fire record"), label=tr("Within 5 working days|fire record"), answers=answers)


def _found(row: Mapping[str, Any], hazard: Hazard | None) -> tuple[str, ...]:
    deadline = hazard.found.deadline if hazard is not None else row.get("deadline")
    return (
        kind_word(str(row.get("kind") or ""), full=True),
        str(row.get("place") or ""),
        order_word(str(row.get("order") or "")),
        _day(deadline),
    )


def _cells(template: Template, table: str, row: Mapping[str, Any], context: Context) -> tuple[str, ...]:
    columns = template.field(table).columns
    return tuple(kind_of(column).text(column, row[column.key], context) if column.key in row else "" for column in columns)


def _rows(values: Mapping[str, Any], table: str) -> list[Mapping[str, Any]]:
    found = values.get(table)
    return [row for row in found if isinstance(row, Mapping)] if isinstance(found, list) else []


def _text(template: Template, entry: Entry, key: str, context: Context) -> str:
    field, value = template.index.by_key.get(key), entry.values.get(key)
    return _with_unit(field, kind_of(field).text(field, value, context)) if field is not None and value is not None else ""


def _with_unit(field: Field, text: str) -> str:
    return f"{text} {words(field.unit)}" if field.unit else text


def _accompanied(template: Template, entry: Entry, context: Context) -> str:
    field, value = template.index.by_key.get("accompanied_by"), entry.values.get("accompanied_by")
    if field is None or value is None:
        return tr("erased on schedule") if "personal" in entry.erased else ""
    shown = kind_of(field).masked(field, value) if context.masked else value
    return kind_of(field).text(field, shown, context)


def _day(day: object) -> str:
    """A day as paper shows it, from a date or its text; empty for none."""
    if isinstance(day, str) and day:
        day = date.fromisoformat(day)
    return moments.date_text(day) if isinstance(day, date) else ""
