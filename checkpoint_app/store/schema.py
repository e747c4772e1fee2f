"""The tables, as migrations of sqlite-utils. A migration is never edited once released; the next one follows it.

`FORMAT` goes up with each migration and stands in `PRAGMA user_version`, so that an older program refuses a newer store before it
reads anything. Migrations never touch journal bytes (`line`); changed projection code bumps `PROJECTION`, which rebuilds.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

from checkpoint_app.store import driver, errors

if TYPE_CHECKING:
    import sqlite_utils
    from sqlite_utils.migrations import Migrations

FORMAT = 6
PROJECTION = 5
"""The version of the code that computes projections; stands in `meta`."""

_JOURNAL = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE secret (name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE chain (
    id INTEGER PRIMARY KEY, device TEXT NOT NULL, epoch TEXT NOT NULL, scope TEXT NOT NULL,
    seq INTEGER NOT NULL, hash BLOB NOT NULL, UNIQUE (device, epoch, scope));
CREATE TABLE line (
    id INTEGER PRIMARY KEY, chain INTEGER NOT NULL REFERENCES chain (id), seq INTEGER NOT NULL, hash BLOB NOT NULL,
    noun TEXT NOT NULL, record TEXT NOT NULL, header BLOB NOT NULL, signature BLOB,
    open_salt BLOB, open BLOB, personal_salt BLOB, personal BLOB, fleeting_salt BLOB, fleeting BLOB, erased TEXT NOT NULL DEFAULT '',
    UNIQUE (chain, seq));
CREATE UNIQUE INDEX line_hash ON line (hash);
CREATE INDEX line_record ON line (record);
CREATE INDEX line_noun ON line (noun, id) WHERE noun <> 'entry';
CREATE TABLE flag (line INTEGER NOT NULL REFERENCES line (id), what TEXT NOT NULL, PRIMARY KEY (line, what)) WITHOUT ROWID;
CREATE TABLE draft (
    id TEXT PRIMARY KEY, officer TEXT NOT NULL, form TEXT NOT NULL, shift TEXT, body TEXT NOT NULL,
    parked INTEGER NOT NULL DEFAULT 0, discarded INTEGER NOT NULL DEFAULT 0, saved_at TEXT NOT NULL) WITHOUT ROWID;
"""

PROJECTIONS = """
CREATE TABLE register (
    noun TEXT NOT NULL, id TEXT NOT NULL, natural_key TEXT NOT NULL, name TEXT NOT NULL, kind TEXT NOT NULL, active INTEGER NOT NULL,
    search TEXT NOT NULL, body TEXT NOT NULL, conflict INTEGER NOT NULL, heads TEXT NOT NULL, PRIMARY KEY (noun, id)) WITHOUT ROWID;
CREATE INDEX register_key ON register (noun, natural_key);
CREATE INDEX register_name ON register (noun, name);
CREATE TABLE template (
    identity TEXT PRIMARY KEY, id TEXT NOT NULL, version INTEGER NOT NULL, source BLOB NOT NULL, added INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE shift (
    id TEXT PRIMARY KEY, code TEXT NOT NULL, number TEXT NOT NULL, duty TEXT NOT NULL, site TEXT NOT NULL, day TEXT NOT NULL,
    planned_from TEXT NOT NULL, state TEXT NOT NULL, body TEXT NOT NULL, tally TEXT NOT NULL, conflict INTEGER NOT NULL,
    heads TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX shift_time ON shift (planned_from);
CREATE INDEX shift_state ON shift (state) WHERE state NOT IN ('filed', 'handed_over');
CREATE INDEX shift_day ON shift (day);
CREATE TABLE entry (
    key INTEGER PRIMARY KEY, id TEXT NOT NULL, shift TEXT NOT NULL, template TEXT NOT NULL, template_id TEXT NOT NULL, site TEXT NOT NULL,
    day TEXT NOT NULL, at TEXT NOT NULL, typed_at TEXT NOT NULL, checked_by TEXT NOT NULL, account TEXT NOT NULL, state TEXT NOT NULL,
    seq INTEGER NOT NULL, body TEXT NOT NULL, personal TEXT, fleeting TEXT, erased TEXT NOT NULL, source TEXT, page TEXT,
    late INTEGER NOT NULL, corrected INTEGER NOT NULL, conflict INTEGER NOT NULL, reason TEXT, tally TEXT NOT NULL, texts TEXT NOT NULL,
    heads TEXT NOT NULL);
CREATE UNIQUE INDEX entry_id ON entry (id);
CREATE INDEX entry_shift ON entry (shift);
CREATE INDEX entry_site ON entry (site);
CREATE INDEX entry_proposed ON entry (key) WHERE state = 'proposed';
CREATE INDEX entry_conflict ON entry (key) WHERE conflict = 1;
CREATE TABLE tally (
    day TEXT NOT NULL, site TEXT NOT NULL, template TEXT NOT NULL, officer TEXT NOT NULL, measure TEXT NOT NULL, value NUMERIC NOT NULL,
    PRIMARY KEY (day, site, template, officer, measure)) WITHOUT ROWID;
CREATE VIRTUAL TABLE search USING fts5(one, two, content='', tokenize='ascii', detail='full', columnsize=0);
CREATE TABLE paper (
    id TEXT PRIMARY KEY, form TEXT NOT NULL, subject TEXT NOT NULL, at TEXT NOT NULL, body TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX paper_subject ON paper (subject);
CREATE TABLE purged (record TEXT PRIMARY KEY, measures TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE attachment (
    sha TEXT PRIMARY KEY, media TEXT NOT NULL, size INTEGER NOT NULL, bytes BLOB, thumbnail BLOB) WITHOUT ROWID;
"""

DUTIES = """
CREATE TABLE force (
    site TEXT NOT NULL, planned_from TEXT NOT NULL, tally TEXT NOT NULL, PRIMARY KEY (site, planned_from)) WITHOUT ROWID;
CREATE TABLE hazard (
    id TEXT PRIMARY KEY, entry TEXT NOT NULL, site TEXT NOT NULL, state TEXT NOT NULL, open INTEGER NOT NULL, found_at TEXT NOT NULL,
    deadline TEXT, body TEXT NOT NULL, tally TEXT NOT NULL, conflict INTEGER NOT NULL, heads TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX hazard_entry ON hazard (entry);
CREATE INDEX hazard_open ON hazard (site) WHERE open = 1;
CREATE TABLE task (
    id TEXT PRIMARY KEY, entry TEXT NOT NULL, shift TEXT NOT NULL, owner TEXT NOT NULL, due TEXT, open INTEGER NOT NULL,
    body TEXT NOT NULL, heads TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX task_entry ON task (entry);
CREATE INDEX task_open ON task (owner, due) WHERE open = 1;
CREATE INDEX tally_measure ON tally (measure, day);
"""
"""What the duties beside the checkpoint need: forces of entries with a crew of their own, hazards, to-dos."""

EXCHANGE = """
ALTER TABLE chain ADD COLUMN origin TEXT NOT NULL DEFAULT '';
ALTER TABLE chain ADD COLUMN start INTEGER NOT NULL DEFAULT 1;
ALTER TABLE chain ADD COLUMN addressee TEXT NOT NULL DEFAULT '';
CREATE TABLE again (task TEXT NOT NULL, record TEXT NOT NULL, PRIMARY KEY (task, record)) WITHOUT ROWID;
CREATE TABLE peer (
    device TEXT PRIMARY KEY, hello TEXT NOT NULL, epoch TEXT NOT NULL, lamport INTEGER NOT NULL, seen_at TEXT NOT NULL,
    skew_ms INTEGER NOT NULL, synced_at TEXT) WITHOUT ROWID;
CREATE TABLE ask (chain TEXT PRIMARY KEY, seq INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE arriving (sha TEXT NOT NULL, at INTEGER NOT NULL, bytes BLOB NOT NULL, PRIMARY KEY (sha, at));
CREATE INDEX attachment_missing ON attachment (sha) WHERE bytes IS NULL;
"""
"""What exchanging needs. A chain's `origin` is the epoch in its headers where that is not its label, `start` its first seq, `addressee`
the device it is written to. `again` is what is to be computed again or followed up, `ask` the chains that are wanted from an earlier
line, `arriving` the pieces of files that are not whole yet."""

ARRIVED = """
CREATE TABLE awaited (
    noun TEXT NOT NULL, record TEXT NOT NULL, needs TEXT NOT NULL, PRIMARY KEY (noun, record, needs)) WITHOUT ROWID;
CREATE INDEX awaited_needs ON awaited (needs);
CREATE TABLE erased_line (hash BLOB NOT NULL, part TEXT NOT NULL, PRIMARY KEY (hash, part)) WITHOUT ROWID;
CREATE TABLE receipt (
    record TEXT PRIMARY KEY, line BLOB NOT NULL, station TEXT NOT NULL, device TEXT NOT NULL, body TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX receipt_device ON receipt (device);
CREATE TABLE superseded (record TEXT PRIMARY KEY, device TEXT NOT NULL, epoch TEXT NOT NULL) WITHOUT ROWID;
"""
"""Projections of what other devices write: what waits for which record ("" for a newer program), parts that purge lines named, receipts,
epochs that ended."""

STAGED = """
CREATE TABLE staged (
    sha TEXT PRIMARY KEY, media TEXT NOT NULL, size INTEGER NOT NULL, bytes BLOB NOT NULL, thumbnail BLOB NOT NULL, asked INTEGER NOT NULL,
    at TEXT NOT NULL) WITHOUT ROWID;
"""
"""Photos and files of forms that are not saved yet. `asked`: a command put it there, not a form."""

TOTALS = """
CREATE TABLE tally_site (
    day TEXT NOT NULL, site TEXT NOT NULL, template TEXT NOT NULL, measure TEXT NOT NULL, value NUMERIC NOT NULL,
    PRIMARY KEY (site, day, template, measure)) WITHOUT ROWID;
INSERT INTO tally_site SELECT day, site, template, measure, round(sum(value), 6) FROM tally GROUP BY day, site, template, measure;
INSERT INTO tally_site SELECT day, '*', template, measure, round(sum(value), 6) FROM tally GROUP BY day, template, measure;
CREATE INDEX tally_site_measure ON tally_site (measure, day);
CREATE INDEX entry_day ON entry (day, site, state, conflict);
"""
"""The tally without its officers, for each site and for all of them (`*`), so that a period's figures cost the same however many there are;
and entries by their day."""

FORCES = """
CREATE INDEX tally_officer ON tally (officer, site, day) WHERE measure IN ('police', 'auxiliaries', 'community');
"""
"""Where and when an officer was out."""

PROJECTED = (
    "register",
    "template",
    "shift",
    "entry",
    "tally",
    "tally_site",
    "paper",
    "purged",
    "force",
    "hazard",
    "task",
    "awaited",
    "erased_line",
    "receipt",
    "superseded",
)
"""What `rebuild` empties and computes anew (besides the search index)."""


def migrate(db: driver.Connection, file: Path) -> None:
    """Brings the store to the newest format; copies the file first. Raises NewerStore for one from a later program."""
    found = int(db.execute("PRAGMA user_version").fetchone()[0])
    if found == FORMAT:
        return
    if found > FORMAT:
        raise errors.NewerStore(found=found, known=FORMAT)
    if found:
        shutil.copy2(file, file.with_name(f"{file.name}.before-{FORMAT}"))
    db.execute("PRAGMA foreign_keys=OFF")
    _migrations().apply(driver.facade(db))
    broken = db.execute("PRAGMA foreign_key_check").fetchall()
    if broken:
        raise errors.StoreDamaged(folder=file.parent, what=f"foreign keys: {len(broken)}")
    db.execute(f"PRAGMA user_version={FORMAT}")
    db.execute("PRAGMA foreign_keys=ON")


def _migrations() -> Migrations:
    steps = driver.migrations()

    @steps(name="journal")
    def journal(database: sqlite_utils.Database) -> None:
        _run(database, _JOURNAL)

    @steps(name="projections")
    def projections(database: sqlite_utils.Database) -> None:
        _run(database, PROJECTIONS)

    @steps(name="duties")
    def duties(database: sqlite_utils.Database) -> None:
        _run(database, DUTIES)

    @steps(name="exchange")
    def exchange(database: sqlite_utils.Database) -> None:
        _run(database, EXCHANGE)
        _run(database, ARRIVED)

    @steps(name="staged")
    def staged(database: sqlite_utils.Database) -> None:
        _run(database, STAGED)

    @steps(name="totals")
    def totals(database: sqlite_utils.Database) -> None:
        _run(database, TOTALS)

    @steps(name="forces")
    def forces(database: sqlite_utils.Database) -> None:
        _run(database, FORCES)

    return steps


def _run(database: sqlite_utils.Database, statements: str) -> None:
    for statement in split(statements):
        database.execute(statement)


def split(statements: str) -> list[str]:
    """The single statements of a script (`executescript` would commit what is open)."""
    return [statement for statement in statements.split(";\n") if statement.strip()]
