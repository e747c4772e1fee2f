"""To-dos in the database: projection, rows to values. What one does with a to-do is in `tasks`, the rules of its life in `model.tasks`.

A to-do is a record of its own that goes both ways (scope `shared`): the successor on another laptop has to see it and may do it without
ever seeing the entry. It names nobody but officers, and no plate: only the disposition and the number of its document. Its lines carry

    set     entry, shift, rule, disposition, start, owner, document, limits, special, on_arrival, answered      what the entry says;
            until, title    of a text that a form wants done by a date (`todo_by`): the day, what it is called; the text stays in the entry
    rows    steps: {step id: {kind, at, by, document, note, rung, approved_by, special, owner}}

`limits` are the limits of the law on the day of the disposition ([{"hours": 24}]): later rules do not touch a to-do that is there.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from checkpoint_app.model import chain, tasks, timing
from checkpoint_app.model.tasks import Life, Limit, Order, Step
from checkpoint_app.model.template import label

if TYPE_CHECKING:
    from checkpoint_app.store.session import Store

COLUMNS = "id, body"
STEPS = "steps"
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class Task:
    """待办. `entry` and `shift` are where it comes from; `document` the number of the paper that the disposition bears."""

    id: str
    entry: str
    shift: str
    disposition: str
    document: str
    order: Order
    zone: ZoneInfo
    steps: tuple[Step, ...] = ()
    void: bool = False
    conflict: bool = False
    title: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def life(self) -> Life:
        """Where it stands, whatever time it is."""
        return tasks.life(self.order, self.steps, self.zone, void=self.void)

    @property
    def name(self) -> str:
        """扣留机动车报批"""
        return label(self.title) or tasks.name_of(self.order.rule)

    @property
    def law(self) -> str:
        """The law behind it, in the language of the moment."""
        return tasks.law_of(self.order.rule, self.order.start.astimezone(self.zone).date())

    def due_text(self, now: datetime) -> str:
        """11-21 02:30, with the year when it is not that of `now`; 立即 for what is to be done at once."""
        due = self.life.due
        if due is None:
            return tasks.at_once()
        local = due.astimezone(self.zone)
        return f"{local:%m-%d %H:%M}" if local.year == now.astimezone(self.zone).year else f"{local:%Y-%m-%d %H:%M}"


def project(store: Store, record: str, merged: chain.Merged) -> None:
    """Projector of the noun `task`."""
    content: Mapping[str, Any] = merged.set
    body = {
        "set": content,
        STEPS: merged.rows.get(STEPS, {}),
        "void": merged.void is not None,
        "conflict": bool(merged.conflicts),
    }
    written = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
    task = to_task(store, (record, written))
    life = task.life
    due = timing.to_text(life.due) if life.due else None
    row = (record, task.entry, task.shift, life.owner, due, int(life.open), written, " ".join(merged.heads))
    store.db.execute("INSERT OR REPLACE INTO task VALUES (?,?,?,?,?,?,?,?)", row)


def to_task(store: Store, row: tuple[Any, ...]) -> Task:
    """A row of `COLUMNS` → value. Merged lines may hold anything: what cannot be read is left out."""
    record, written = row
    body = json.loads(written)
    content = body["set"]
    return Task(
        id=record,
        entry=str(content.get("entry", "")),
        shift=str(content.get("shift", "")),
        disposition=str(content.get("disposition", "")),
        document=str(content.get("document", "")),
        order=Order(
            rule=str(content.get("rule", "")),
            start=_moment(content.get("start")) or _NEVER,
            owner=str(content.get("owner", "")),
            limits=tuple(filter(None, map(_limit, _list(content.get("limits"))))),
            special=_limit(content.get("special")),
            on_arrival=bool(content.get("on_arrival")),
            answered=_moment(content.get("answered")),
            until=_day(content.get("until")),
        ),
        title=_title(content.get("title")),
        zone=store.unit.tz(),
        steps=tuple(sorted((to_step(key, step) for key, step in body[STEPS].items()), key=lambda step: (step.at, step.id))),
        void=body["void"],
        conflict=body["conflict"],
    )


def to_step(key: str, content: Mapping[str, Any]) -> Step:
    rung = content.get("rung")
    texts = {name: str(content.get(name, "")) for name in ("kind", "by", "document", "note", "approved_by", "special", "owner")}
    return Step(id=key, at=_moment(content.get("at")) or _NEVER, rung=rung if isinstance(rung, int) else 0, **texts)


def of_step(step: Step) -> dict[str, Any]:
    """A step as it stands in a line; what is empty is left out."""
    content = {
        "kind": str(step.kind),
        "at": timing.to_text(step.at),
        "by": step.by,
        "document": step.document,
        "note": step.note,
        "rung": step.rung,
        "approved_by": step.approved_by,
        "special": step.special,
        "owner": step.owner,
    }
    return {key: value for key, value in content.items() if value}


def of_limit(limit: Limit) -> dict[str, int]:
    return {key: value for key, value in (("hours", limit.hours), ("days", limit.days)) if value}


def _limit(content: object) -> Limit | None:
    if not isinstance(content, Mapping):
        return None
    hours, days = content.get("hours", 0), content.get("days", 0)
    return Limit(hours=hours, days=days) if isinstance(hours, int) and isinstance(days, int) and (hours or days) else None


def _list(content: object) -> list[object]:
    return content if isinstance(content, list) else []


def _title(content: object) -> dict[str, str]:
    return {key: str(text) for key, text in content.items()} if isinstance(content, Mapping) else {}


def _day(written: object) -> date | None:
    try:
        return date.fromisoformat(str(written)) if written else None
    except ValueError:
        return None


def _moment(written: object) -> datetime | None:
    try:
        return timing.from_text(str(written)) if written else None
    except ValueError:
        return None
