"""Erasing on schedule: nothing of it left anywhere, counts and chain whole."""

from __future__ import annotations

from checkpoint_app.model import ids
from checkpoint_app.model.records import Shift
from checkpoint_app.store import entries, entries_list, journal, projection, purge, rebuild, tally, templates, verify
from checkpoint_app.store.driver import connect
from checkpoint_app.store.entries_list import EntryFilter
from checkpoint_app.store.session import DATABASE, Store
from tests.store.branches import bring, runs, said_by
from tests.sync import units

from .conftest import Clock

PERSON = {
    "role": "DRIVER",
    "document_kind": "PRC_ID",
    "document_number": "411103189001010010",
    "name": "龘龘龘",
    "phone": "13800001234",
}
WITH_PERSON = {
    "plate": "豫L77777",
    "people": 2,
    "identity_reason": "SUSPECT",
    "persons": [PERSON],
    "findings": ["KNIFE"],
    "disposition": "SEIZE",
}
PLAIN = {"plate": "豫L88888"}


def everything(store: Store) -> bytes:
    """Every value of every table, decrypted, and the pages of the file through a second connection."""
    found: list[bytes] = []
    db = connect(store.folder / DATABASE, store.key, read_only=True)
    tables = [row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type='table' AND name NOT LIKE 'search'")]
    for table in tables:
        for row in db.execute(f'SELECT * FROM "{table}"'):
            found += [value if isinstance(value, bytes) else str(value).encode() for value in row]
    db.close()
    return b"\0".join(found)


def test_personal_parts_go_and_figures_stay(store: Store, shift: Shift, clock: Clock) -> None:
    person = entries.record(store, "checkpoint-check", WITH_PERSON, shift=shift.id).value
    entries.correct(store, person.id, {"note": "已移交"}, "补充")
    plain = entries.record(store, "checkpoint-check", PLAIN, shift=shift.id).value
    figures = tally.stored(store)
    assert "龘龘龘".encode() in everything(store)

    clock.forward(days=31)
    would = purge.purge(store, dry_run=True)
    assert (would.personal, would.fleeting) == (1, 0)
    assert "龘龘龘".encode() in everything(store)
    done = purge.purge(store)
    assert (done.personal, done.fleeting) == (1, 0)
    left = everything(store)
    for trace in ("龘龘龘", "411103189001010010", "13800001234"):
        assert trace.encode() not in left
    assert entries.get(store, person.id).erased == {"personal"}
    assert entries.get(store, person.id).values["plate"] == "豫L77777"

    clock.forward(days=60)
    assert purge.purge(store).fleeting == 1
    assert "豫L88888".encode() not in everything(store)
    assert entries_list.count(store, EntryFilter(text="88888")) == 0
    assert entries_list.count(store, EntryFilter(text="77777")) == 1  # a plate with a finding stays
    assert entries.get(store, plain.id).erased == {"fleeting"}
    assert tally.stored(store) == figures
    assert list(verify.verify(store)) == []
    rebuild.rebuild(store)
    assert tally.stored(store) == figures
    assert list(verify.verify(store)) == []
    assert purge.purge(store).personal == 0


def test_no_token_of_a_purged_plate_is_left_in_the_index(store: Store, shift: Shift, clock: Clock) -> None:
    entries.record(store, "checkpoint-check", {"plate": "豫L8K9Z7"}, shift=shift.id)
    token = f"{ord('9'):x}g{ord('z'):x}"
    store.db.execute("CREATE VIRTUAL TABLE temp.vocabulary USING fts5vocab(main, search, row)")
    assert store.row("SELECT 1 FROM vocabulary WHERE term=?", (token,))
    clock.forward(days=91)
    purge.purge(store)
    assert store.row("SELECT 1 FROM vocabulary WHERE term=?", (token,)) is None


def test_a_draft_or_correction_after_the_purge_brings_nothing_back(store: Store, shift: Shift, clock: Clock) -> None:
    person = entries.record(store, "checkpoint-check", WITH_PERSON, shift=shift.id).value
    clock.forward(days=31)
    purge.purge(store)
    entries.correct(store, person.id, {"note": "x"}, "补充")
    assert "persons" not in entries.get(store, person.id).values
    assert list(verify.verify(store)) == []


def test_an_entry_that_can_no_longer_be_shown_loses_its_parts_all_the_same(store: Store, shift: Shift) -> None:
    """Its form went (written by a station after it was cut off): the erasing of the others is not undone for it."""
    values = {"identity_reason": "SUSPECT", "persons": [PERSON]}
    made = [entries.record(store, "checkpoint-check", {"plate": f"豫L1234{n}", **values}, shift=shift.id).value for n in range(2)]
    form = templates.get(store, made[0].template)
    with store.transaction() as transaction:
        projection.hide(store, "template", form.identity)
        store.templates.clear()
        named = {line.hash: ["personal"] for entry in made for line in journal.lines_of(store.db, entry.id)}
        transaction.append("purge", ids.uuid7(), "create", {"open": {"set": {"lines": named, "measures": {}}}})
    assert store.rows("SELECT personal FROM line WHERE noun='entry'") == [(None,), (None,)]
    assert {row[0] for row in store.rows("SELECT record FROM awaited WHERE needs=?", (form.identity,))} == {
        entry.id for entry in made
    }
    assert b"411103189001010010" not in everything(store)
    rebuild.rebuild(store)
    assert [entries.get(store, entry.id).erased for entry in made] == [frozenset({"personal"})] * 2
    assert list(verify.verify(store)) == []


def test_a_line_that_comes_after_its_purge_shows_nothing_of_what_was_erased(fleet: units.Fleet, clock: Clock) -> None:
    """Also an entry that is shown in the step that brings it, because a to-do or a hazard follows from it."""
    station, other, laptop = fleet.station, fleet.laptop("C", kind="station"), fleet.laptop("B")
    shift = units.open_shift(laptop, clock)
    made = entries.record(laptop, "checkpoint-check", WITH_PERSON, shift=shift.id).value
    bring(station, runs(laptop))
    clock.forward(days=31)
    assert purge.purge(station).personal == 1
    bring(other, runs(station, said_by(station)))
    bring(other, runs(laptop))
    assert entries.get(other, made.id).erased == {"personal"}
    assert "龘龘龘".encode() not in everything(other)
    assert tally.stored(other) == tally.stored(station)
    assert list(verify.verify(other)) == []
