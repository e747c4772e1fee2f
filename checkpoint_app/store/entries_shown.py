"""Entries on their way into the tables that show them: row, tally, search index. One at a save, many at an exchange or a rebuild.

What an entry costs there is looking things up and writing in small pieces. Those that are shown together share what is looked up (their
shift, the names of its site and officers) and are written table by table, their figures summed; the tables hold the same as if they had
come one after the other.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from checkpoint_app.model import chain, checking, display, measures, text, timing
from checkpoint_app.model.records import EntryState
from checkpoint_app.model.template import Template
from checkpoint_app.store import entries_rows, forces, journal, projection, search, tally, templates
from checkpoint_app.store.entries_rows import Kept

if TYPE_CHECKING:
    from checkpoint_app.store.session import Store

_TIE_BITS = 20
_AT_ONCE = 500
_GREATEST = 2**53
"""What a figure stays below: no such number was ever counted, and sums of it would not be exact."""
_WRITE = f"INSERT INTO entry ({entries_rows.COLUMNS}, day, tally, texts, heads) VALUES ({','.join('?' * 26)})"


def project(store: Store, record: str, merged: chain.Merged) -> None:
    """Projector of the noun `entry`."""
    showing = Showing(store, {record: merged})
    showing.add(record)
    showing.write()


def reproject_shift(store: Store, shift: str) -> None:
    """All entries of a shift again: its day or its site has changed. Those that no longer count, or cannot be shown any more, go."""
    records = [record for (record,) in store.rows("SELECT id FROM entry WHERE shift=?", (shift,))]
    for start in range(0, len(records), _AT_ONCE):
        some = records[start : start + _AT_ONCE]
        projection.show_all(store, "entry", {record: journal.merged(store.db, record) for record in some})


class _Key(NamedTuple):
    """Of a row: the one it has and keeps, because its time stays; or, not yet `made`, where the keys of its second start."""

    value: int
    made: bool


def _start(at: str) -> int:
    """Keys are seconds · 2²⁰ + a tie: newest first is row-id order, in lists and in search. Raises ValueError."""
    return max(int(timing.from_text(at).timestamp()), 0) << _TIE_BITS


class Showing:
    """The rows of some entries: made one by one with `add`, which writes nothing, and put in their tables together by `write`.

    Nothing that they are made with (forms, shifts, registers) may change between the beginning and `write`.
    """

    def __init__(self, store: Store, shown: Mapping[str, chain.Merged]) -> None:
        self._store = store
        self._shown = shown
        self._context = store.context()
        self._kept = _kept(store, list(shown))
        self._seqs = _seqs(store, [merged.lines[0].hash for merged in shown.values() if merged.lines])
        self._shifts: dict[str, tuple[str, str, str, str]] = {}
        self._names: dict[tuple[str, str], list[str]] = {}
        self._gone: list[Kept] = []
        self._rows: list[tuple[_Key, list[str], tuple[Any, ...]]] = []
        self._counted: list[tuple[Mapping[str, Any], Mapping[str, Any]]] = []
        self._windows: set[tuple[str, str]] = set()

    def add(self, record: str) -> None:
        """Makes the row of one of them. Raises what `projection.UNREADABLE` names for content that cannot be shown."""
        store, merged, kept = self._store, self._shown[record], self._kept.get(record)
        content = merged.set
        at, typed_at = _text(content["at"]), _text(content["typed_at"])
        source, page, reason = (_text_or_none(content.get(name)) for name in ("source", "page", "reason"))
        template = templates.get(store, str(content["template"]))
        held, *shift = self.shift_of(str(content["shift"]))
        site, day = str(content.get("site") or shift[0]), shift[1]
        values = checking.join(template, merged.values, merged.rows)
        state = EntryState.VOID if merged.void else EntryState(str(content["state"]))
        counted = _count(store, record, template, values, merged, site=site, day=day) if state is not EntryState.VOID else {}
        indexed = self._texts(template, values, site, content)
        parts = _by_part(template, values)
        key = _Key(kept.key, made=True) if kept and kept.at == at else _Key(_start(at), made=False)
        first = merged.lines[0]
        row = (
            record,
            held,
            template.identity,
            template.id,
            site,
            at,
            typed_at,
            json.dumps(content.get("checked_by", [])),
            first.officer,
            state.value,
            self._seqs.get(first.hash, 0),
            _dump(parts["open"]),
            _dump(parts["personal"]) if parts["personal"] else None,
            _dump(parts["fleeting"]) if parts["fleeting"] else None,
            " ".join(sorted(merged.erased)),
            source,
            page,
            int(bool(content.get("late"))),
            int(any(line.op == "change" for line in merged.lines)),
            int(bool(merged.conflicts)),
            _text_or_none(merged.void.body.get("reason")) if merged.void else reason,
            day,
            _dump(counted),
            "\n".join(indexed),
            " ".join(merged.heads),
        )
        _check_storable(row, values.get("crew"), counted)
        self._rows.append((key, indexed, row))
        self._counted.append((json.loads(kept.counted) if kept else {}, counted))
        if kept:
            self._gone.append(kept)
        if template.crew_counts and shift[2]:
            self._windows |= {(place, shift[2]) for place in (site, kept.site if kept else site)}

    def write(self) -> None:
        """Rows, figures and index, and the forces that follow from them."""
        db = self._store.db
        keys = self._made_keys()
        before = tally.added(tally.from_kept(kept) for kept, _ in self._counted)
        tally.move(db, before, tally.added(tally.from_kept(counted) for _, counted in self._counted))
        for kept in self._gone:
            search.remove(db, kept.key, kept.indexed.split("\n"))
            db.execute("DELETE FROM entry WHERE key=?", (kept.key,))
        search.add(db, [(key, indexed) for key, (_, indexed, _) in zip(keys, self._rows, strict=True)])
        db.executemany(_WRITE, [(key, *row) for key, (_, _, row) in zip(keys, self._rows, strict=True)])
        for place, planned_from in sorted(self._windows):
            forces.count(self._store, place, planned_from)

    def shift_of(self, record: str) -> tuple[str, str, str, str]:
        """As `entries_rows.shift_of`, looked up once."""
        if record not in self._shifts:
            self._shifts[record] = entries_rows.shift_of(self._store, record)
        return self._shifts[record]

    def _made_keys(self) -> list[int]:
        """The key of each row: what it had, or the next of its second."""
        last = _greatest_keys(self._store, {key.value for key, _, _ in self._rows if not key.made})
        keys: list[int] = []
        for key, _, _ in self._rows:
            if not key.made:
                last[key.value] += 1
            keys.append(key.value if key.made else last[key.value])
        return keys

    def _texts(self, template: Template, values: Mapping[str, Any], site: str, content: Mapping[str, Any]) -> list[str]:
        """What the search finds an entry by: its own texts without personal ones, its site and its officers with pinyin."""
        texts = [text.fold(part) for part in display.search_text(template, values, self._context)]
        for named in (("site", site), *(("officer", officer) for officer in content.get("checked_by", ()))):
            if named not in self._names:
                found = self._store.db.execute("SELECT search FROM register WHERE noun=? AND id=?", named).fetchone()
                self._names[named] = found[0].split("\n") if found else []
            texts += self._names[named]
        return [part.replace("\n", " ") for part in dict.fromkeys(texts) if part]


def _kept(store: Store, records: Sequence[str]) -> dict[str, Kept]:
    """What is shown of these entries now."""
    found = _found(store, "SELECT id, key, at, site, tally, texts FROM entry WHERE id IN ({})", records)
    return {row[0]: Kept(key=row[1], at=row[2], site=row[3], counted=row[4], indexed=row[5]) for row in found}


def _greatest_keys(store: Store, starts: Collection[int]) -> dict[int, int]:
    """The last key in use of each second, or the number before its first."""
    last = {start: start - 1 for start in starts}
    asked = (
        "SELECT second.value, (SELECT max(key) FROM entry WHERE key BETWEEN second.value AND second.value + ?)"
        " FROM json_each(?) AS second"
    )
    rows = store.rows(asked, ((1 << _TIE_BITS) - 1, json.dumps(sorted(starts))))
    return last | {start: key for start, key in rows if key is not None}


def _seqs(store: Store, hashes: Sequence[str]) -> dict[str, int]:
    """Hash → seq of these lines."""
    found = _found(store, "SELECT hash, seq FROM line WHERE hash IN ({})", [bytes.fromhex(digest) for digest in hashes])
    return {bytes(digest).hex(): seq for digest, seq in found}


def _found(store: Store, statement: str, values: Sequence[object]) -> Iterator[tuple[Any, ...]]:
    for start in range(0, len(values), _AT_ONCE):
        some = values[start : start + _AT_ONCE]
        yield from store.db.execute(statement.format(",".join("?" * len(some))), some).fetchall()


def _check_storable(row: tuple[Any, ...], crew: object, counted: Mapping[str, Any]) -> None:
    """What `write` would stumble over is found before it: it writes many at once. Raises ValueError, TypeError."""
    "".join(map(str, row)).encode()
    if not isinstance(crew, list | None) or not all(isinstance(officer, str) for officer in crew or ()):
        raise TypeError("officers expected")
    if not all(abs(value) < _GREATEST for figures in counted.get("figures", {}).values() for value in figures.values()):
        raise ValueError("number expected")


def _count(
    store: Store, record: str, template: Template, values: Mapping[str, Any], merged: chain.Merged, *, site: str, day: str
) -> dict[str, Any]:
    """The entry's own figures. What a purge erased can no longer be counted: the purge line kept those figures."""
    figures = measures.count(template, values)
    if merged.erased:
        from checkpoint_app.store import purge

        figures = {**figures, **purge.kept_measures(store, record)}
    checked = merged.set.get("checked_by")
    officer = str(checked[0]) if isinstance(checked, list) and checked else ""
    return {"day": day, "site": site, "template": template.id, "figures": {officer: figures}} if figures else {}


def _by_part(template: Template, values: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    parts: dict[str, dict[str, Any]] = {name: {} for name in chain.PARTS}
    for key, value in values.items():
        parts[template.part_of(key)][key] = value
    return parts


_dump = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError("text expected")
    return value


def _text_or_none(value: object) -> str | None:
    """A number is kept as the text that it is in a column of text."""
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return None if value is None else str(value) if is_number else _text(value)
