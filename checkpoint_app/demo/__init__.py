"""Make-believe data and the main job on it: what `checkpoint-app demo` shows. Every person is invented, every number impossible.

    world         the station, its people, the clock that walks
    places        registers: schools, sites, premises and their equipment
    year          which duties on which days
    checkpoints   checkpoint shifts, posts, and tonight's shift
    fire          fire checks, hazards and their rechecks
    errands       what the law asks for after dispositions
    patrols       night patrols, rapid responses, visits, sweeps
    papers        what is printed and exported at the end
    laptop        a second machine, and the stick between it and the station

The year is written through the same functions as real entries, with a clock that walks through it, so that nothing here knows tables.
Duties of one day go on beside each other (`world.walk`), because a clock that goes back would be a clock fault. What a form or a
register no longer takes is an error of the demonstration, never skipped: it is the first user of every form.
"""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from checkpoint_app import app
from checkpoint_app.demo import checkpoints, laptop, papers, places, world, year
from checkpoint_app.demo.world import FIRST_NUMBER, PASSWORD, SECOND_NUMBER, WalkingClock, World
from checkpoint_app.errors import UserError
from checkpoint_app.i18n import noop, tr
from checkpoint_app.store import accounts, keys, opening
from checkpoint_app.store.session import Store

__all__ = [
    "FIRST_NUMBER",
    "PASSWORD",
    "SECOND_NUMBER",
    "DemoFolderInUse",
    "Result",
    "WalkingClock",
    "make_store",
    "make_world",
    "run",
]

MARK = "checkpoint-demo"
NEXT_SHIFT = timedelta(minutes=20)
"""So long ago the shift of the demonstration ended and the next one began."""
_CHEAP = keys.Cost(time=1, memory_kib=8192)


class DemoFolderInUse(UserError):
    code = "DEMO_FOLDER"
    message = noop("{folder} exists and was not made by the demonstration.")
    hint = noop("Name another folder; nothing was changed.")


@dataclass(frozen=True, slots=True)
class Result:
    """Where the demonstration left its things."""

    folder: Path
    store: Path
    shift_log: Path
    usb: Path
    pictures: Path
    entries: int
    carried: laptop.Carried


def prepare_folder(folder: Path) -> None:
    """An empty folder for the demonstration; one that an earlier demonstration made is replaced. Raises DemoFolderInUse."""
    if folder.exists():
        if not (folder / MARK).exists():
            if not folder.is_dir() or any(folder.iterdir()):
                raise DemoFolderInUse(folder=folder)
        else:
            shutil.rmtree(folder)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / MARK).write_text("made by checkpoint-app demo\n", encoding="ascii")


def make_store(folder: Path, *, records: int, seed: int, until: datetime | None = None) -> tuple[Store, WalkingClock]:
    """A unit with officers, sites and about `records` entries over the year before `until`. Returns the open store and its clock."""
    made = make_world(folder, records=records, seed=seed, until=until)
    return made.store, made.clock


def make_world(folder: Path, *, records: int, seed: int, until: datetime | None = None) -> World:
    """The same, with the people the demonstration works with."""
    until = (until or datetime.now(UTC)).replace(second=0, microsecond=0)
    clock = WalkingClock(until - timedelta(days=365))
    store, _ = opening.create(
        folder,
        unit_name="沙北派出所",
        bureau="漯河市公安局郾城分局",
        officer_number=FIRST_NUMBER,
        officer_name="王小明",
        password=PASSWORD,
        cost=_CHEAP,
        clock=clock,
    )
    made = World(store, clock, random.Random(seed))
    last = until.astimezone(store.unit.tz()).date() - timedelta(days=1)
    world.hire(made)
    _let_in(store, SECOND_NUMBER)
    places.settle(made, last)
    world.walk(clock, year.plan(made, last - timedelta(days=360), last, records))
    clock.moment = until
    return made


def _let_in(store: Store, number: str) -> None:
    """Gives an officer an account without the one-time password of real life."""
    key_file = keys.KeyFile.read(store.folder)
    key_file.set_password(number, PASSWORD, store.key, _CHEAP)
    key_file.save()


def run(folder: Path, *, records: int, seed: int, say: Callable[[str], None]) -> Result:
    """The whole demonstration; `say` gets one line for each step. Raises UserError."""
    from checkpoint_app.store import entries_list, verify

    prepare_folder(folder)
    say(tr("Making a year of practice data ({records} entries) …", records=records))
    made = make_world(folder / "store", records=records, seed=seed, until=datetime.now(UTC) - NEXT_SHIFT)
    with made.store as store:
        say(tr("Recording tonight's shift …"))
        shift = checkpoints.tonight(made)
        if not accounts.verify(store, SECOND_NUMBER, PASSWORD):
            raise RuntimeError("the successor's password does not open")
        log, usb = papers.everything(made, folder, shift, say)
        carried = laptop.carry(made, folder, say)
        say(tr("Checking everything …"))
        faults = list(verify.verify(store))
        if faults:
            raise RuntimeError("; ".join(fault.text() for fault in faults[:5]))
        entries = entries_list.count(store, entries_list.EntryFilter(void=True))
        checkpoints.open_next(made)
    say(tr("Taking pictures of the window …"))
    pictures = folder / "pictures"
    app.pictures(pictures, folder / "store", officer=FIRST_NUMBER, password=PASSWORD)
    return Result(
        folder=folder,
        store=folder / "store",
        shift_log=log,
        usb=usb,
        pictures=pictures,
        entries=entries,
        carried=carried,
    )
