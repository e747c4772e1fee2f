"""The history of an entry: every line with what it changed, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from checkpoint_app.i18n import tr
from checkpoint_app.model import chain, checking, display, timing
from checkpoint_app.model.records import Change
from checkpoint_app.model.template import Template
from checkpoint_app.store import entries, journal, templates

if TYPE_CHECKING:
    from checkpoint_app.store.session import Store


def every(store: Store, record_id: str) -> list[Change]:
    """Every line of an entry with what it changed, oldest first; personal values are masked."""
    entry = entries.get(store, record_id)
    template = templates.get(store, entry.template)
    context = store.context()
    merged = journal.merged(store.db, record_id)
    steps: list[Change] = []
    for position, line in enumerate(merged.lines):
        before, after = chain.merge(merged.lines[:position]), chain.merge(merged.lines[: position + 1])
        changes = () if line.op == "create" else _differences(template, before, after, context)
        steps.append(
            Change(
                hash=line.hash,
                op=line.op,
                at=timing.from_text(line.wall),
                by=line.officer,
                device=line.device,
                reason=str(line.body.get("reason", "")),
                changes=changes,
            )
        )
    return steps


def _differences(template: Template, before: chain.Merged, after: chain.Merged, context: Any) -> tuple[tuple[str, str, str], ...]:
    old = dict(display.rows(template, checking.join(template, before.values, before.rows), context))
    new = dict(display.rows(template, checking.join(template, after.values, after.rows), context))
    found = [(name, old.get(name, ""), new.get(name, "")) for name in {**old, **new} if old.get(name) != new.get(name)]
    for key, shown in (("at", tr("Time")), ("checked_by", tr("Checked by"))):
        if before.set.get(key) != after.set.get(key):
            found.append((shown, _attribute(before, key, context), _attribute(after, key, context)))
    return tuple(found)


def _attribute(merged: chain.Merged, key: str, context: Any) -> str:
    value = merged.set.get(key)
    if isinstance(value, list):
        return " ".join(context.registers.name("officer", officer) for officer in value)
    return timing.local(str(value), context.zone).strftime("%Y-%m-%d %H:%M") if value else ""
