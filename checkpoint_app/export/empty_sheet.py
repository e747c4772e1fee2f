"""The empty sheet of a register: its heads, lists to choose from where there are codes, cells that keep what is typed as text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from checkpoint_app.export import errors
from checkpoint_app.export.columns import columns as columns_of
from checkpoint_app.export.rows import Head
from checkpoint_app.export.workbook import Workbook
from checkpoint_app.i18n import tr
from checkpoint_app.model import registers as nouns
from checkpoint_app.model.attributes import Attribute
from checkpoint_app.model.records import OFFICER_KIND_LABELS, SITE_KIND_LABELS, label
from checkpoint_app.store import equipment

_LAST_ROW = 1000
"""So many rows have the lists."""
_LONGEST_LIST = 255
"""Excel takes no longer list inside a cell's rule."""


def write(noun: str, file: Path) -> None:
    """A workbook with the heads only; required ones are marked. Raises FolderMissing, StickReadOnly, StickTooSmall, StickTrouble."""
    if not file.parent.is_dir():
        raise errors.FolderMissing(folder=file.parent)
    columns = columns_of(noun)
    heads = [Head(f"{column.head}*" if column.required else column.head, 24 if column.required else 16) for column in columns]
    lists = _lists(noun)
    try:
        with Workbook(file) as book:
            sheet = book.sheet(tr("Sheet"), heads, to_fill_in=True)
            for at, column in enumerate(columns):
                if column.key in lists:
                    sheet.choose(at, _LAST_ROW, _fitting(lists[column.key]))
    except OSError as trouble:
        raise errors.of_stick(trouble, file.parent) from trouble


def _lists(noun: str) -> Mapping[str, Sequence[str]]:
    """Key → the words to choose from."""
    yes_no = [tr("yes"), tr("no")]
    found: dict[str, Sequence[str]] = {"active": yes_no}
    if noun in ("officer", "site"):
        labels = OFFICER_KIND_LABELS if noun == "officer" else SITE_KIND_LABELS
        return found | {"kind": [label(labels, code) for code in labels]}
    attributes: Mapping[str, Sequence[Attribute]] = {
        "school": nouns.SCHOOL,
        "premises": nouns.PREMISES,
        "equipment": nouns.equipment_attributes(equipment.kinds()),
    }
    for attribute in attributes.get(noun, ()):
        if attribute.kind == "flag":
            found[attribute.key] = yes_no
        elif attribute.kind == "choice":
            found[attribute.key] = list(attribute.labels().values())
    return found


def _fitting(words: Sequence[str]) -> list[str]:
    """As many words as one list takes."""
    found: list[str] = []
    for word in words:
        if len(",".join([*found, word])) > _LONGEST_LIST:
            break
        found.append(word)
    return found
