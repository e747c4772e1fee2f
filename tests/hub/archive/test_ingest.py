"""Lines and figures in a real PostgreSQL: once, unaltered, whatever is repeated, in any order, by several stations at once."""

from __future__ import annotations

import threading
from datetime import date
from itertools import count

import psycopg
import pytest

from checkpoint_app.hub.archive import database, figures, ingest, schema
from checkpoint_app.hub.archive.ingest import ArchivedLine, Head
from checkpoint_app.model import chain
from checkpoint_app.model import figures as columns

UNIT = "0b7e2c1a-5f0d-8c3e-9a41-3d2b1c0f9e8d"
OTHER = "5c0d9e8f-1a2b-8c3d-8e4f-5a6b7c8d9e0f"
DEVICE, EPOCH = "ab" * 16, "cd" * 32
_numbers = count()


def line(seq: int, *, hash: bytes = b"", epoch: str = EPOCH) -> ArchivedLine:
    body = f'{{"set":{{"n":{next(_numbers)}}}}}'.encode()
    return ArchivedLine(
        device=DEVICE, epoch=epoch, scope="up", seq=seq, hash=hash or chain.line_hash(body), noun="entry", record=f"record {seq}",
        header=b"{}", signature=None, open_salt=b"s" * 16, open=body,
    )  # fmt: skip


def head(*lines: ArchivedLine) -> Head:
    last = lines[-1]
    return Head(device=last.device, label=last.epoch, scope=last.scope, seq=last.seq, hash=last.hash)


def kept(db: database.Connection) -> list[tuple[object, ...]]:
    return db.execute("SELECT seq, hash, open FROM line ORDER BY seq, hash").fetchall()


def test_what_comes_twice_is_kept_once(archive: database.Connection) -> None:
    ingest.admit(archive, UNIT, "沙北派出所", "分局")
    lines = [line(seq) for seq in range(1, 6)]
    assert ingest.take(archive, UNIT, lines[:3], [head(*lines[:3])]) == 3
    assert ingest.take(archive, UNIT, lines, [head(*lines)]) == 2
    assert ingest.take(archive, UNIT, lines, [head(*lines)]) == 0
    assert kept(archive) == [(one.seq, one.hash, one.open) for one in lines]
    assert ingest.heads(archive, UNIT) == [head(*lines)]


def test_both_branches_of_a_fork_have_their_place(archive: database.Connection) -> None:
    ingest.admit(archive, UNIT, "沙北派出所", "分局")
    one, other = line(1, hash=b"\x01" * 32), line(1, hash=b"\x02" * 32)
    assert ingest.take(archive, UNIT, [other], [head(other)]) == 1
    label = chain.forked_epoch(EPOCH, other.hash.hex())
    filed = [head(one), Head(device=DEVICE, label=label, scope="up", seq=1, hash=other.hash)]
    assert ingest.take(archive, UNIT, [one], filed) == 1
    assert [row[1] for row in kept(archive)] == [one.hash, other.hash]
    assert {found.label: found.hash for found in ingest.heads(archive, UNIT)} == {EPOCH: one.hash, label: other.hash}


def test_a_unit_that_was_not_admitted_leaves_nothing(archive: database.Connection) -> None:
    with pytest.raises(ingest.UnitNotAdmitted) as refused:
        ingest.take(archive, UNIT, [line(1)], [])
    assert UNIT in str(refused.value)
    assert kept(archive) == []


def test_a_delivery_that_breaks_off_leaves_nothing(archive: database.Connection) -> None:
    ingest.admit(archive, UNIT, "沙北派出所", "分局")

    def breaking() -> object:
        yield line(1)
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        ingest.take(archive, UNIT, breaking(), [])  # type: ignore[arg-type]
    assert kept(archive) == []
    assert ingest.take(archive, UNIT, [line(1)], []) == 1


def test_two_station_devices_deliver_the_same_at_once(archive: database.Connection, address: str) -> None:
    ingest.admit(archive, UNIT, "沙北派出所", "分局")
    lines = [line(seq) for seq in range(1, 401)]
    filed: list[int] = []

    def deliver(own: list[ArchivedLine]) -> None:
        with database.connect(address) as db:
            filed.extend(ingest.take(db, UNIT, own[start : start + 50], [head(*lines)]) for start in range(0, 400, 50))

    threads = [threading.Thread(target=deliver, args=(own,)) for own in (lines, lines[::-1])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(filed) == 400
    assert len(kept(archive)) == 400


def test_a_month_of_figures_takes_the_place_of_the_old_one(archive: database.Connection) -> None:
    ingest.admit(archive, UNIT, "沙北派出所", "分局")
    row = ("2026-11-20", "site", "checkpoint-check", "officer", "vehicles", 12)
    ingest.take_month(archive, UNIT, DEVICE, "2026-11", "one", [row, ("2026-11-21", *row[1:])])
    ingest.take_month(archive, UNIT, DEVICE, "2026-10", "ten", [("2026-10-31", *row[1:])])
    ingest.take_month(archive, UNIT, DEVICE, "2026-11", "two", [(*row[:5], 5)])
    assert ingest.months(archive, UNIT, DEVICE) == {"2026-11": "two", "2026-10": "ten"}
    days = archive.execute("SELECT day::text, value FROM tally ORDER BY day").fetchall()
    assert days == [("2026-10-31", 12), ("2026-11-20", 5)]


def test_each_station_has_its_own_figures_and_the_bureau_their_sum(archive: database.Connection) -> None:
    ingest.admit(archive, UNIT, "沙北派出所", "分局")
    ingest.admit(archive, OTHER, "龙塔派出所", "分局")
    second = "ef" * 16
    deliveries = ((UNIT, DEVICE, 7), (UNIT, second, 9), (OTHER, DEVICE, 4))
    for unit, device, value in deliveries:
        rows = [
            ("2026-11-20", "a", "checkpoint-check", "officer", "vehicles", value),
            ("2026-11-20", "a", "shift:checkpoint", "officer", "checkpoints", 1),
            ("2026-11-21", "a", "shift:checkpoint", "officer", "checkpoints", 1),
        ]
        ingest.take_month(archive, unit, device, "2026-11", "d", rows)
        ingest.keep_picture(archive, unit, device, {"manned": []})
    found = figures.stations(archive, date(2026, 11, 1), date(2026, 11, 30))
    assert [(one.name, one.values["vehicles"], one.values["checkpoints"]) for one in found] == [
        ("沙北派出所", 9, 1),  # the device that delivered last speaks; the same place on two days is one place
        ("龙塔派出所", 4, 1),
    ]
    assert figures.whole(found)["vehicles"] == 13
    empty = figures.stations(archive, date(2026, 12, 1), date(2026, 12, 31))
    assert [one.values["vehicles"] for one in empty] == [0, 0]


def test_a_percentage_of_the_bureau_is_that_of_the_sums() -> None:
    """9 of 10 and 0 of 2 are 75 %, not 45 %."""
    found = [
        figures.Station(unit=unit, name=unit, values={"responses": every, "responses_in_time": good})
        for unit, every, good in ((UNIT, 10, 9), (OTHER, 2, 0))
    ]
    (rate,) = [column for column in columns.columns() if column.rate == ("responses_in_time", "responses")]
    assert figures.whole(found)[rate.key] == 75
    assert figures.whole([])[rate.key] is None


def test_a_station_that_never_delivered_has_no_figures(archive: database.Connection) -> None:
    ingest.admit(archive, UNIT, "沙北派出所", "分局")
    (found,) = figures.stations(archive, date(2026, 11, 1), date(2026, 11, 30))
    assert (found.at, dict(found.values)) == (None, {})


def test_a_newer_archive_is_left_alone(address: str) -> None:
    database.connect(address).close()
    with psycopg.connect(address) as db:
        db.execute("INSERT INTO archive VALUES (%s)", (schema.FORMAT + 1,))
    with pytest.raises(database.ArchiveNewer):
        database.connect(address)


def test_a_database_that_does_not_answer_is_named() -> None:
    with pytest.raises(database.ArchiveUnreachable) as refused:
        database.connect("postgresql://nobody@127.0.0.1:1/none")
    assert "127.0.0.1" in str(refused.value)


def test_a_read_only_database_refuses_by_name(archive: database.Connection) -> None:
    ingest.admit(archive, UNIT, "沙北派出所", "分局")
    archive.execute("SET default_transaction_read_only = on")
    with pytest.raises(database.ArchiveRefuses):
        ingest.take(archive, UNIT, [line(1)], [])


def test_every_key_begins_with_the_unit(archive: database.Connection) -> None:
    """So that the tables distribute by unit (Citus)."""
    rows = archive.execute(
        "SELECT c.relname, a.attname FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid"
        " JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = i.indkey[0]"
        " WHERE c.relnamespace = 'public'::regnamespace AND c.relname <> 'archive'"
    ).fetchall()
    assert {table for table, _ in rows} == set(schema.DISTRIBUTED)
    assert {column for _, column in rows} == {"unit"}
    assert archive.execute("SELECT count(*) FROM pg_class WHERE relkind = 'S'").fetchone() == (0,)
