"""`show`: one record of any noun with its history, oldest step first."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from checkpoint_app.cli import entry_rows, nouns, output
from checkpoint_app.cli.options import UNMASKED, Call, command, with_options
from checkpoint_app.cli.unlocking import opened
from checkpoint_app.i18n import tr
from checkpoint_app.model import masking, timing
from checkpoint_app.model.records import Change, SiteKind

if TYPE_CHECKING:
    from checkpoint_app.model.attributes import Attribute
    from checkpoint_app.store.session import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A record as object and as labelled values, with its steps."""

    noun: str
    content: Mapping[str, object]
    pairs: Sequence[tuple[str, str]]
    history: Sequence[Change]


@command
@click.argument("record", metavar="ID")
@with_options(*UNMASKED)
def show(call: Call, record: str, unmasked: bool, reason: str) -> None:
    """By id; a shift also by its code, an officer by number or name, a site by name, a form by its name."""
    from checkpoint_app.store import errors

    with opened(call) as store:
        masked = entry_rows.is_masked(store, unmasked=unmasked, reason=reason, what=f"{call.command} {record}")
        for find in _FINDERS:
            try:
                found = find(store, record, masked)
            except errors.Unknown:
                continue
            write(call, store, found)
            return
        raise errors.Unknown(noun=tr("record"), name=record)


def write(call: Call, store: Store, found: Shown) -> None:
    """Writes a record with its history."""
    registers = store.context().registers
    if call.json:
        steps = [_step_object(step, registers.name("officer", step.by)) for step in found.history]
        output.write(output.as_json({"noun": found.noun, **found.content, "history": steps}))
        return
    output.pairs(found.pairs)
    if found.history:
        output.write(f"\n{tr('History')}")
    for step in found.history:
        who = registers.name("officer", step.by)
        output.write(output.one_line(f"{nouns.moment(step.at, store.unit.tz())}  {_op(step.op)}  {who}  {step.reason}".rstrip()))
        for field, before, after in step.changes:
            output.write(output.one_line(f"    {field}: {before or '—'} → {after or '—'}"))


def _step_object(step: Change, by: str) -> dict[str, object]:
    changes = [{"field": field, "before": before, "after": after} for field, before, after in step.changes]
    return {
        "op": step.op,
        "at": timing.to_text(step.at),
        "by": step.by,
        "by_name": by,
        "device": step.device,
        "reason": step.reason,
        "changes": changes,
    }


def _op(op: str) -> str:
    words = {
        "create": tr("written"),
        "change": tr("changed"),
        "void": tr("voided"),
        "unvoid": tr("void taken back"),
        "confirm": tr("confirmed"),
    }
    return words.get(op, op)


def _entry(store: Store, record: str, masked: bool) -> Shown:
    from checkpoint_app.store import entries, entries_history

    entry = entries.get(store, record)
    face = entry_rows.Reading(store, masked=masked)
    return Shown(
        noun="entry", content=face.to_object(entry), pairs=face.pairs(entry), history=entries_history.every(store, entry.id)
    )


def shift(store: Store, record: str, masked: bool = True) -> Shown:
    from checkpoint_app.store import shifts

    found = shifts.get(store, record)
    return Shown(
        noun="shift",
        content=nouns.shift_object(store, found),
        pairs=nouns.shift_pairs(store, found),
        history=_steps(store, found.id, masked=masked),
    )


def _officer(store: Store, record: str, masked: bool) -> Shown:
    from checkpoint_app.store import officers

    officer = officers.need(store, record)
    face = nouns.officers(masked=masked)
    return _row("officer", face, officer, _steps(store, officer.id, masked=masked))


def _site(store: Store, record: str, masked: bool) -> Shown:
    """A school or premises with all their attributes; any other site with what it has."""
    from checkpoint_app.cli import register_rows
    from checkpoint_app.model import registers as model
    from checkpoint_app.store import premises, schools, sites

    site = sites.need(store, record)
    steps = _steps(store, site.id, masked=masked)
    if site.kind == SiteKind.SCHOOL:
        return _register("site", register_rows.schools(store, masked=masked), model.SCHOOL, schools.get(store, site.id), steps)
    if site.kind == SiteKind.PREMISES:
        return _register(
            "site", register_rows.premises(store, masked=masked), model.PREMISES, premises.get(store, site.id), steps
        )
    return _row("site", nouns.sites(), site, steps)


def _equipment(store: Store, record: str, masked: bool) -> Shown:
    from checkpoint_app.cli import register_rows
    from checkpoint_app.model import registers as model
    from checkpoint_app.store import equipment

    piece = equipment.need(store, record)
    attributes = model.equipment_attributes(equipment.kinds())
    return _register("equipment", register_rows.equipment(store), attributes, piece, _steps(store, piece.id, masked=masked))


def template(store: Store, record: str, _masked: bool = True) -> Shown:
    from checkpoint_app.store import templates

    found = templates.need(store, record)
    pairs = nouns.template_pairs(found)
    return Shown(noun="template", content=nouns.template_object(found), pairs=pairs, history=_steps(store, found.identity))


def _paper(store: Store, record: str, _masked: bool) -> Shown:
    from checkpoint_app.store import errors, prints

    paper = prints.find(store, record)
    if paper is None:
        raise errors.Unknown(noun=tr("printed paper"), name=record)
    content = {
        "id": paper.id,
        "form": paper.form,
        "subject": paper.subject,
        "at": timing.to_text(paper.at),
        "by": paper.by,
        "masked": paper.masked,
        "pages": len(paper.pages),
        "check_code": prints.check_code(paper.id, paper.state),
    }
    pairs = [
        (tr("Form"), paper.form),
        (tr("Printed"), nouns.moment(paper.at, store.unit.tz())),
        (tr("By"), store.context().registers.name("officer", paper.by)),
        (tr("Pages"), str(len(paper.pages))),
        (tr("Check code"), prints.check_code(paper.id, paper.state)),
        (tr("Shows"), paper.subject),
    ]
    return Shown(noun="print", content=content, pairs=pairs, history=())


def _report(store: Store, record: str, _masked: bool) -> Shown:
    from checkpoint_app.cli import report_rows
    from checkpoint_app.store import reports

    found = reports.get(store, record)
    content, pairs = report_rows.to_object(store, found), report_rows.pairs(store, found)
    return Shown(noun="report", content=content, pairs=pairs, history=[])


def _hazard(store: Store, record: str, _masked: bool) -> Shown:
    from checkpoint_app.cli import hazard_rows
    from checkpoint_app.store import hazards

    found = hazards.get(store, record)
    content, pairs = hazard_rows.to_object(store, found), hazard_rows.pairs(store, found)
    return Shown(noun="hazard", content=content, pairs=pairs, history=hazard_rows.history(store, found.id))


def _task(store: Store, record: str, _masked: bool) -> Shown:
    from checkpoint_app.cli import hazard_rows, task_rows
    from checkpoint_app.store import tasks

    found = tasks.get(store, record)
    content, pairs = task_rows.to_object(store, found), task_rows.pairs(store, found)
    return Shown(noun="task", content=content, pairs=pairs, history=hazard_rows.history(store, found.id))


def operation(store: Store, record: str, _masked: bool = True) -> Shown:
    from checkpoint_app.cli import operation_rows
    from checkpoint_app.store import operations

    found = operations.need(store, record)
    content = {
        **operation_rows.to_object(found),
        "figures": operation_rows.figures_object(operations.figures(store, found.id)),
        "shifts": [shift.id for shift in operations.shifts_of(store, found.id)],
    }
    return Shown(noun="operation", content=content, pairs=operation_rows.pairs(store, found), history=_steps(store, found.id))


_FINDERS: tuple[Callable[[Store, str, bool], Shown], ...] = (
    _entry,
    shift,
    _officer,
    _site,
    _equipment,
    template,
    _paper,
    _hazard,
    _task,
    operation,
    _report,
)


def _row(noun: str, face: nouns.Face[Any], record: Any, history: Sequence[Change]) -> Shown:
    pairs = list(zip(face.heads, face.to_row(record), strict=True))
    return Shown(noun=noun, content=face.to_object(record), pairs=pairs, history=history)


def _register(noun: str, face: nouns.Face[Any], attributes: Sequence[Attribute], record: Any, history: Sequence[Change]) -> Shown:
    from checkpoint_app.cli import register_rows

    pairs = register_rows.pairs(attributes, face, record)
    return Shown(noun=noun, content=face.to_object(record), pairs=pairs, history=history)


def _steps(store: Store, record: str, *, masked: bool = True) -> list[Change]:
    """The history of what is no entry: each line with the attributes that it changed."""
    from checkpoint_app.store import journal

    known: dict[str, Any] = {}
    steps = []
    for line in journal.merged(store.db, record).lines:
        given = line.body.get("set")
        values: Mapping[str, Any] = given if isinstance(given, Mapping) else {}
        changes = tuple(
            (key, _plain(key, known.get(key), masked), _plain(key, value, masked))
            for key, value in values.items()
            if line.op != "create" and known.get(key) != value
        )
        known |= values
        reason = str(line.body.get("reason", ""))
        at = timing.from_text(line.wall)
        steps.append(
            Change(hash=line.hash, op=line.op, at=at, by=line.officer, device=line.device, reason=reason, changes=changes)
        )
    return steps


def _plain(key: str, value: object, masked: bool) -> str:
    if value is None:
        return ""
    if key in ("phone", "security_phone") and masked:
        return masking.phone(str(value))
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
