"""A month's statistics from the tally against a GROUP BY over the entries, at 1,000,000 entries of three years at 80 sites, in one run.

Each site has two responsible officers on a day, as a shift has, or with a second number any of so many anywhere: the tally has a row for
each of them and each measure. Then a page of the list of that month, which lies in the middle of the store.

python tests/bench/bench_statistics.py [entries [officers anywhere]]
"""

from __future__ import annotations

import json
import random
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

from checkpoint_app.store import entries_list, keys, opening, statistics, tally
from checkpoint_app.store.session import Store

SITES, DAYS = 80, 1095
CODES = ("CAR", "CAR", "CAR", "TRUCK_LIGHT", "BUS", "TAXI")


def fill(store: Store, entries: int, anywhere: int) -> None:
    """Rows of `entry` as large as real ones, and the tally that they add up to."""
    chance = random.Random(1)
    start = date(2024, 1, 1)
    totals: dict[tuple[str, str, str, str, str], float] = {}
    rows: list[tuple[object, ...]] = []
    store.db.execute("BEGIN")
    for number in range(entries):
        day = (start + timedelta(days=number * DAYS // entries)).isoformat()
        place = chance.randrange(SITES)
        nearby = (place * 7 + number * DAYS // entries + chance.randrange(2)) % 60
        site, officer = f"site-{place:032d}", f"officer-{chance.randrange(anywhere) if anywhere else nearby:028d}"
        measures = {
            "vehicles": 1,
            f"vehicles.{chance.choice(CODES)}": 1,
            "people": chance.randint(1, 4),
            "disposition.RELEASE": 1,
        }
        if number % 30 == 0:
            measures |= {"finding.DRUNK": 1, "finding.DRUNK.drinking": 1, "disposition.HANDOVER": 1}
        for measure, value in measures.items():
            key = (day, site, "checkpoint-check", officer, measure)
            totals[key] = totals.get(key, 0) + value
        kept = json.dumps({"day": day, "site": site, "template": "checkpoint-check", "figures": {officer: measures}})
        body = json.dumps({"plate": f"豫L{number % 100000:05d}", "plate_colour": "BLUE", "vehicle_type": "CAR", "people": 2})
        moment = f"{day}T12:00:00.000Z"
        rows.append((number, f"entry-{number:030d}", site, day, moment, moment, f'["{officer}"]', officer, body, kept))
        if len(rows) == 20_000:
            write(store, rows)
    write(store, rows)
    store.db.executemany("INSERT INTO tally VALUES (?,?,?,?,?,?)", [(*key, value) for key, value in totals.items()])
    by_site = [(*key, value) for key, value in tally.summed(totals).items()]
    store.db.executemany("INSERT INTO tally_site VALUES (?,?,?,?,?)", by_site)
    store.db.execute("COMMIT")


def write(store: Store, rows: list[tuple[object, ...]]) -> None:
    store.db.executemany(
        "INSERT INTO entry (key, id, shift, template, template_id, site, day, at, typed_at, checked_by, account, state, seq, body, erased,"
        " late, corrected, conflict, tally, texts, heads) VALUES"
        " (?, ?, 'shift', 'template', 'checkpoint-check', ?, ?, ?, ?, ?, ?, 'final', 1, ?, '', 0, 0, 0, ?, 'text', 'heads')",
        rows,
    )
    rows.clear()


def best(work: Callable[[], object], times: int) -> float:
    found = []
    for _ in range(times):
        begin = time.perf_counter()
        work()
        found.append(time.perf_counter() - begin)
    return min(found)


def main(entries: int, anywhere: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        store, _ = opening.create(
            Path(folder) / "store",
            unit_name="沙北派出所",
            officer_number="101234",
            officer_name="王小明",
            password="bench bench",
            cost=keys.Cost(time=1, memory_kib=8, lanes=1),
        )
        with store:
            fill(store, entries, anywhere)
            query = statistics.Query(first=date(2025, 6, 1), last=date(2025, 6, 30))
            group_by = (
                "SELECT figure.key, sum(figure.value) FROM entry, json_each(entry.tally, '$.figures') AS officer,"
                " json_each(officer.value) AS figure WHERE day BETWEEN '2025-06-01' AND '2025-06-30' AND state <> 'void' GROUP BY 1"
            )
            by_entries = dict(store.rows(group_by))
            assert statistics.values(store, query)["vehicles"] == by_entries["vehicles"]
            over_entries = best(lambda: store.rows(group_by), 2)
            plain = "SELECT site, count(*) FROM entry WHERE day BETWEEN '2025-06-01' AND '2025-06-30' GROUP BY site"
            over_plain = best(lambda: store.rows(plain), 2)
            tallied = best(lambda: statistics.count(store, query), 5)
            whole = best(lambda: statistics.values(store, query), 5)
            print(f"entries {entries}; GROUP BY of the figures {over_entries:.3f} s, plain count by site {over_plain:.3f} s")
            print(f"tally of the month {tallied:.4f} s: 1/{over_entries / tallied:.0f}; plain: 1/{over_plain / tallied:.0f}")
            print(f"all columns of the month {whole:.4f} s: 1/{over_entries / whole:.0f}; plain: 1/{over_plain / whole:.0f}")
            left_out = best(lambda: statistics.completeness(store, query), 3)
            where = entries_list.EntryFilter(first="2025-06-01", last="2025-06-30")
            rows = store.rows("SELECT key FROM entry WHERE day BETWEEN '2025-06-01' AND '2025-06-30' ORDER BY key DESC LIMIT 200")
            assert [entry.key for entry in entries_list.page(store, where).rows] == [row[0] for row in rows]
            listed = best(lambda: entries_list.page(store, where), 3)
            last = best(lambda: entries_list.page(store, where, after=rows[-1][0] - 24_000, limit=4000), 1)
            print(f"what is left out {left_out:.4f} s; first page of the month's list {listed:.4f} s, its end {last:.4f} s")


if __name__ == "__main__":
    given = [int(number) for number in sys.argv[1:]]
    main(given[0] if given else 1_000_000, given[1] if len(given) > 1 else 0)
