"""Frozen reports as JSON objects and table rows (see `nouns`), with what changed after them."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from checkpoint_app.cli import nouns
from checkpoint_app.cli.nouns import Face
from checkpoint_app.i18n import tr
from checkpoint_app.model import figures, timing

if TYPE_CHECKING:
    from checkpoint_app.store.reports import Report
    from checkpoint_app.store.session import Store


def reports(store: Store) -> Face[Report]:
    names, zone = store.context().registers, store.unit.tz()
    return Face(
        lambda report: to_object(store, report),
        [tr("Name of the report"), tr("From day"), tr("To day"), tr("Frozen at"), tr("Frozen by"), tr("Id")],
        lambda report: [
            report.name,
            report.query.first.isoformat(),
            report.query.last.isoformat(),
            nouns.moment(timing.from_text(report.at), zone),
            names.name("officer", report.by),
            report.id,
        ],
    )


def to_object(store: Store, report: Report) -> dict[str, object]:
    """Figures by measure, typed ones with their source, what changed since."""
    from checkpoint_app.store import reports as source

    since = source.since(store, report)
    return {
        "id": report.id,
        "name": report.name,
        "first": report.query.first.isoformat(),
        "last": report.query.last.isoformat(),
        "site": report.query.site,
        "duty": report.query.duty,
        "at": report.at,
        "by": report.by,
        "figures": dict(report.values),
        "typed": {key: asdict(one) for key, one in report.typed.items()},
        "heads": dict(report.heads),
        "completeness": asdict(report.completeness),
        "changed": [{"measure": one.key, "frozen": one.frozen, "now": one.now} for one in since.figures],
        "records": [{"noun": noun, "id": record, "op": op, "at": at} for noun, record, op, at in since.records],
    }


def pairs(store: Store, report: Report) -> list[tuple[str, str]]:
    """A report as labels and values for people: its figures, then what changed since."""
    from checkpoint_app.store import reports as source

    face = reports(store)
    known, since = figures.by_key(), source.since(store, report)
    shown = [
        (known[key].label, f"{figures.text(report.value(key))} {known[key].unit}")
        for key in report.values
        if key in known and (known[key].main or report.value(key))
    ]
    moved = "\n".join(
        f"{known[one.key].label} {figures.text(one.frozen)} → {figures.text(one.now)}"
        for one in since.figures
        if one.key in known
    )
    changed = [(tr("Changed since|report"), moved or "—"), (tr("Records changed since|report"), str(len(since.records)))]
    return [*zip(face.heads, face.to_row(report), strict=True), *shown, *changed]
