"""Nothing that anybody types lies readable on the disk: a canary in every field, looked for in every file while open and afterwards."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import pytest

from checkpoint_app.model.records import Shift
from checkpoint_app.model.template import Field
from checkpoint_app.printing import collect, reading
from checkpoint_app.store import (
    attachments,
    drafts,
    entries,
    entries_list,
    handover,
    officers,
    pictures,
    purge,
    shifts,
    sites,
    templates,
    units,
    verify,
)
from checkpoint_app.store.session import Store
from tests.store.conftest import Clock

CANARY = "金丝雀龘𠮷"
ASCII = "CaNaRy7391"


def typed(field: Field) -> Any:
    """A value that carries the canary, for kinds that take free text."""
    match field.kind:
        case "text" if field.of == "name":
            return "欧阳金丝"
        case "text" | "note":
            return f"{CANARY}{ASCII}"
        case "plate" | "phone" | "identity":
            return {"text": ASCII, "as_seen": True}
        case "table":
            columns = {column.key: typed(column) for column in field.columns}
            return [{key: value for key, value in columns.items() if value is not None}]
        case "choice":
            return field.choices[0].code
        case "choices":
            return [field.choices[0].code]
        case "number" | "count":
            return 1
        case _:
            return None


def readable(folder: Path) -> list[str]:
    """The files in which a canary can be read, in any encoding."""
    wanted = [
        text.encode(encoding) for text in (CANARY, ASCII, "金丝雀", "欧阳金丝") for encoding in ("utf-8", "utf-16-le", "gb18030")
    ]
    found = [file for file in folder.rglob("*") if file.is_file() and any(text in file.read_bytes() for text in wanted)]
    return [file.name for file in found]


def test_no_field_is_readable_on_the_disk(
    store: Store, shift: Shift, clock: Clock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setenv("TMPDIR", str(scratch))
    monkeypatch.setattr(tempfile, "tempdir", None)
    template = templates.need(store, "checkpoint-check")
    values = {field.key: typed(field) for field in template.fields if field.key not in ("photos", "plate_note")}
    values["persons"] = [{**values["persons"][0], "document_kind": "VERBAL", "name": "欧阳金丝"}]
    saved = entries.record(
        store, template.id, {key: value for key, value in values.items() if value is not None}, shift=shift.id
    ).value
    assert set(saved.values) >= {"plate", "persons", "note", "items", "further_dispositions", "video", "tester_no"}
    entries.correct(store, saved.id, {"note": f"{ASCII} {CANARY} 2"}, CANARY)
    entries.void(store, saved.id, CANARY)
    kept, waiting = (
        attachments.stage(store, pictures.prepare(f"%PDF-1.4 {CANARY} {ASCII} {n}".encode(), f"{CANARY}.pdf")) for n in (1, 2)
    )
    entries.record(store, template.id, {"plate": "豫L54321", "photos": [kept]}, shift=shift.id)
    drafts.save(
        store, "draft", "checkpoint-check", {"values": {"note": CANARY, "plate": ASCII, "photos": [waiting]}}, shift=shift.id
    )
    officers.save(store, {"number": "101239", "name": "欧阳金丝", "unit": CANARY, "phone": ASCII})
    sites.save(store, {"name": CANARY, "kind": "post", "address": ASCII, "note": CANARY})
    units.change(store, {"bureau": CANARY, "short": ASCII})
    shifts.change(store, shift.id, {"basis_document": CANARY, "temperature": ASCII, "note": CANARY})
    handover.close(store, shift.id, note=CANARY, items=[ASCII])
    assert entries_list.count(store, entries_list.EntryFilter(text=ASCII, void=True)) == 1
    collect.print_shift_log(store, shift.id)
    assert list(verify.verify(store)) == []
    assert readable(store.folder) == []
    clock.forward(days=100)
    purge.purge(store)
    drafts.discard(store, "draft")
    drafts.forget(store)
    store.close()
    assert readable(store.folder) == []
    assert readable(scratch) == []


def test_a_log_prints_every_character_of_the_national_table(store: Store, shift: Shift) -> None:
    table = (Path(__file__).parents[1] / "data" / "tgh8105.txt").read_text(encoding="utf-8").strip()
    characters = "".join(table.split())
    assert len(characters) == 8105
    for at in range(0, len(characters), 1500):
        values = {"plate": "豫L12345", "plate_colour": "BLUE", "note": characters[at : at + 1500]}
        entries.record(store, "checkpoint-check", values, shift=shift.id)
    printed = "".join(reading.page_texts(collect.print_shift_log(store, shift.id)))
    assert set(characters) <= set(printed)
