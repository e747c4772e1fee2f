"""What the law asks for after dispositions, done in time by most: at the end of the duty, and week by week for what has days."""

from __future__ import annotations

from datetime import timedelta

from checkpoint_app.demo.world import Duty, World
from checkpoint_app.model.records import Shift
from checkpoint_app.model.tasks import StepKind
from checkpoint_app.store import tasks
from checkpoint_app.store.tasks_rows import Task

_FORGOTTEN = 0.01


def at_the_end(world: World, held: Shift, *, but_of: str = "") -> None:
    """Before the crew goes home: what has to be done within hours, but for what one entry asks for."""
    for task in tasks.every(world.store, shift=held.id, open_only=True):
        if task.entry != but_of and not any(limit.days for limit in task.order.limits) and not world.often(_FORGOTTEN):
            _do(world, task)


def week(world: World) -> Duty:
    """An afternoon at the desk: what falls due within the next eight days."""
    yield world.clock.moment
    soon = world.clock.moment + timedelta(days=8)
    for task in tasks.every(world.store, open_only=True):
        if task.life.due is None or task.life.due <= soon:
            _do(world, task)


def _do(world: World, task: Task) -> None:
    number = world.chance.randint(100, 999)
    tasks.add_step(world.store, task.id, StepKind.DONE, document=f"沙北字〔{world.clock.moment.year}〕{number}号")
