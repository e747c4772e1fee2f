"""Hazards as JSON objects and table rows (see `nouns`), with the steps of their life."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from checkpoint_app import lists
from checkpoint_app.cli import nouns
from checkpoint_app.cli.nouns import Face
from checkpoint_app.i18n import tr
from checkpoint_app.model import timing
from checkpoint_app.model.records import Change

if TYPE_CHECKING:
    from checkpoint_app.model.hazards import Step
    from checkpoint_app.store.hazards_rows import Hazard
    from checkpoint_app.store.session import Store


def hazards(store: Store) -> Face[Hazard]:
    from checkpoint_app.store import hazards as source

    names, zone, today = store.context().registers, store.unit.tz(), source.today(store)
    return Face(
        lambda hazard: to_object(store, hazard),
        [
            tr("Premises|hazards"),
            tr("Hazard|column"),
            tr("Place|hazard"),
            tr("Found on"),
            tr("Deadline|hazard"),
            tr("State|column"),
            tr("Found by"),
            tr("Id"),
        ],
        lambda hazard: [
            names.name("site", hazard.site),
            hazard.name.removesuffix(f" {hazard.found.place}"),
            hazard.found.place,
            f"{timing.local(hazard.found_at, zone):%Y-%m-%d}",
            hazard.life.deadline.isoformat() if hazard.life.deadline else "",
            hazard.life.words(today),
            names.name("officer", hazard.found_by) if hazard.found_by else "",
            hazard.id,
        ],
    )


def to_object(store: Store, hazard: Hazard) -> dict[str, object]:
    """Codes, ids and stored times; names beside the ids of premises and officer."""
    from checkpoint_app.store import hazards as source

    names, life, today = store.context().registers, hazard.life, source.today(store)
    fixed = life.fixed
    return {
        "id": hazard.id,
        "entry": hazard.entry,
        "row": hazard.row,
        "site": hazard.site,
        "site_name": names.name("site", hazard.site),
        "kind": hazard.found.kind,
        "place": hazard.found.place,
        "order": hazard.found.order,
        "found_at": timing.to_text(hazard.found_at),
        "found_by": hazard.found_by,
        "found_by_name": names.name("officer", hazard.found_by) if hazard.found_by else "",
        "deadline": life.deadline.isoformat() if life.deadline else None,
        "state": life.on(today).value,
        "open": life.open,
        "overdue": life.overdue(today),
        "fixed_at": timing.to_text(fixed.at) if fixed else None,
        "photos": list(hazard.found.photos),
        "steps": [_step(step) for step in hazard.steps],
        "conflict": hazard.conflict,
    }


def _step(step: Step) -> dict[str, object]:
    content: dict[str, object] = {"id": step.id, "kind": step.kind, "at": timing.to_text(step.at), "by": step.by}
    more = {
        "deadline": step.deadline.isoformat() if step.deadline else None,
        "receiver": step.receiver,
        "document": step.document,
        "note": step.note,
        "photos": list(step.photos),
        "entry": step.entry,
    }
    return content | {key: value for key, value in more.items() if value}


def pairs(store: Store, hazard: Hazard) -> list[tuple[str, str]]:
    """A hazard as labels and values for people, its life last."""
    face = hazards(store)
    names, zone = store.context().registers, store.unit.tz()
    life = [
        "  ".join(
            filter(
                None,
                (
                    nouns.moment(step.at, zone),
                    lists.word("hazard_steps", step.kind),
                    step.deadline.isoformat() if step.deadline else "",
                    lists.word("fire_authorities", step.receiver),
                    step.document,
                    step.note,
                    names.name("officer", step.by) if step.by else "",
                ),
            )
        )
        for step in hazard.steps
    ]
    shown = list(zip(face.heads, face.to_row(hazard), strict=True))
    return [*shown, (tr("Life|hazard"), "\n".join(life) or "—")]


def history(store: Store, record: str) -> list[Change]:
    """Every line of a hazard or to-do with what it changed, oldest first: attributes, and steps by their kind."""
    from checkpoint_app.store import journal

    known: dict[str, Any] = {}
    found = []
    for line in journal.merged(store.db, record).lines:
        written = dict(_writes(line.body))
        changes = tuple(
            (key, str(known.get(key) or ""), str(value or ""))
            for key, value in written.items()
            if line.op != "create" and known.get(key) != value
        )
        known |= written
        at, reason = timing.from_text(line.wall), str(line.body.get("reason", ""))
        found.append(
            Change(hash=line.hash, op=line.op, at=at, by=line.officer, device=line.device, reason=reason, changes=changes)
        )
    return found


def _writes(body: Mapping[str, Any]) -> list[tuple[str, Any]]:
    """(name, value) of each attribute and of each key of a step."""
    found = list(dict(body.get("set") or {}).items())
    for step, content in dict(dict(body.get("rows") or {}).get("steps") or {}).items():
        if content is None:
            found.append((tr("step {id}|hazard", id=step[:8]), ""))
        else:
            found += [(tr("step {id}|hazard", id=step[:8]) + f" {key}", value) for key, value in content.items()]
    return found
