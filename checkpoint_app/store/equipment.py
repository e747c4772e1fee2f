"""Fire equipment: register rows by premises and label (domain §7.3–7.4). The rules of service and scrapping are `model.extinguisher`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any

from checkpoint_app import lists
from checkpoint_app.i18n import language, noop
from checkpoint_app.model import attributes, extinguisher, labels, text
from checkpoint_app.model.attributes import Find, Words
from checkpoint_app.model.problems import Problem, error, is_refused, register
from checkpoint_app.model.records import Changes
from checkpoint_app.model.registers import Equipment, equipment_attributes
from checkpoint_app.model.template import label as words
from checkpoint_app.store import errors, registers

if TYPE_CHECKING:
    from checkpoint_app.store.session import Store

register(
    {
        "EQUIPMENT_LABEL_MISSING": noop("The number on the label is missing."),
        "EQUIPMENT_LABEL_LONG": noop("The number on the label is longer than 40 characters."),
        "EQUIPMENT_PREMISES_MISSING": noop("The premises are missing."),
        "EQUIPMENT_PREMISES_UNKNOWN": noop("There are no premises “{name}” on file: add or import the premises first."),
        "EQUIPMENT_SERVICED_EARLY": noop("Serviced on {serviced}, before it was made ({made})."),
        "EQUIPMENT_AHEAD": noop("{day} is still to come."),
    }
)
KEYS = frozenset(field.name for field in fields(Equipment)) - {"id"}
_LONGEST_LABEL = 40
_ALSO: Words = {
    "POWDER": ("干粉", "ABC", "BC", "MFZ", "MFTZ", "MF"),
    "CO2": ("CO2", "MT"),
    "WATER": ("水基", "泡沫", "清水", "水雾", "MSWZ", "MSZ", "MPZ", "MS", "MP"),
    "CLEAN": ("六氟丙烷", "七氟丙烷", "洁净"),
    "HALON": ("1211", "1301"),
    "HYDRANT_IN": ("消火栓", "消防栓", "室内消防栓"),
    "HYDRANT_OUT": ("室外消防栓",),
    "LIGHT": ("应急灯", "应急照明"),
    "SIGN": ("疏散指示", "安全出口指示", "指示灯", "疏散标志"),
    "DOOR": ("防火门", "卷帘"),
    "ALARM": ("烟感", "报警", "感烟"),
}
"""What lists of equipment write beside the label, also inside a longer word (手提式干粉灭火器4kg) or a model (MFZ/ABC4)."""


def kinds() -> Words:
    """Kinds of equipment: code → words, the label in the language of the moment first."""
    return _kinds(language())


@cache
def _kinds(_language: str) -> Words:
    found = {}
    for choice in lists.choices()["equipment_kinds"]:
        known = (*choice.label.values(), *(choice.short or {}).values())
        found[choice.code] = (words(choice.label), *known, *_ALSO.get(choice.code, ()))
    return found


def check(
    raw: Mapping[str, Any], find: Find | None = None, *, today: date | None = None, known: Mapping[str, Any] | None = None
) -> tuple[dict[str, Any], list[Problem]]:
    """A row of the register in normal form with what is wrong with it. `premises` is an id or, with `find`, a name.

    `today`: no day may come after it. `known`: the row as it is on file, so that a new service day is compared with the old day of make.
    """
    label = text.natural_key(text.clean_text(str(raw.get("label") or ""), multiline=False))
    premises, problems = _premises(raw, find)
    if not label:
        problems.append(error("EQUIPMENT_LABEL_MISSING", "label"))
    elif len(label) > _LONGEST_LABEL:
        problems.append(error("EQUIPMENT_LABEL_LONG", "label"))
    more, found = attributes.check(equipment_attributes(kinds()), raw, find)
    problems += found + _days({**(known or {}), **more}, today, more)
    if not label or not premises:
        return {}, problems
    return {"label": label, "premises": premises, **more}, problems


def _premises(raw: Mapping[str, Any], find: Find | None) -> tuple[str, list[Problem]]:
    name = text.natural_key(str(raw.get("premises") or ""))
    if not name:
        return "", [error("EQUIPMENT_PREMISES_MISSING", "premises")]
    if find is None:
        return name, []
    found = find("site", name, "premises")
    return found or "", [] if found else [error("EQUIPMENT_PREMISES_UNKNOWN", "premises", name=name)]


def _days(content: Mapping[str, Any], today: date | None, given: Mapping[str, Any]) -> list[Problem]:
    problems = []
    made, serviced = content.get("made"), content.get("serviced")
    if made and serviced and serviced < made and ("made" in given or "serviced" in given):
        problems.append(
            error("EQUIPMENT_SERVICED_EARLY", "serviced" if "serviced" in given else "made", made=made, serviced=serviced)
        )
    if today:
        ahead = [key for key in ("made", "serviced") if given.get(key, "") > today.isoformat()]
        problems += [error("EQUIPMENT_AHEAD", key, day=given[key]) for key in ahead]
    return problems


def save(store: Store, raw: Mapping[str, Any]) -> tuple[Equipment, list[Problem], Changes]:
    """Adds or changes a piece by its premises and label. Raises Refused. Returns it, warnings, what changed."""
    find = registers.finder(store.db)
    content, problems = check(raw, find, today=today(store), known=on_file(store, raw, find))
    if is_refused(problems):
        raise errors.Refused(problems)
    record, changes = registers.save(store, "equipment", content)
    return get(store, record), problems, changes


def today(store: Store) -> date:
    """The date of the unit's clock."""
    return store.now().astimezone(store.unit.tz()).date()


def on_file(store: Store, raw: Mapping[str, Any], find: Find) -> Mapping[str, Any] | None:
    """The row that stands there already for this premises and label."""
    premises, _ = _premises(raw, find)
    if not premises or not raw.get("label"):
        return None
    return registers.body(store.db, "equipment", registers.row_id(store, "equipment", {**raw, "premises": premises}))


def kind_word(code: str) -> str:
    """干粉: the short word for a kind of equipment."""
    return next((choice.brief for choice in lists.choices()["equipment_kinds"] if choice.code == code), code)


@cache
def extinguisher_kinds() -> frozenset[str]:
    """The codes of kinds that have days of service and scrapping."""
    return frozenset(choice.code for choice in lists.choices()["equipment_kinds"] if choice.extra.get("extinguisher"))


def dates(piece: Equipment) -> extinguisher.Due | None:
    """Service and scrapping of a piece; None for other equipment, and while nobody knows when it was made."""
    if piece.kind not in extinguisher_kinds() or not piece.made:
        return None
    serviced = date.fromisoformat(piece.serviced) if piece.serviced else None
    return extinguisher.due(piece.kind, date.fromisoformat(piece.made), serviced)


def state(piece: Equipment, day: date) -> extinguisher.State | None:
    """Where an extinguisher stands on a day; None for other equipment, and while nobody knows when it was made."""
    found = dates(piece)
    return extinguisher.state(found, day) if found is not None else None


def where(piece: Equipment) -> str:
    """3F 楼梯口; a place that names its floor already (3F楼梯口) is said once."""
    return piece.place if piece.place.startswith(piece.floor) else " ".join(filter(None, (piece.floor, piece.place)))


def get(store: Store, record: str) -> Equipment:
    """Raises Unknown."""
    content = registers.body(store.db, "equipment", record)
    if content is None:
        raise errors.Unknown(noun=registers.noun_label("equipment"), name=record)
    return to_equipment(record, content)


def to_equipment(record: str, content: Mapping[str, Any]) -> Equipment:
    return Equipment(id=record, **registers.known(content, KEYS))


def every(store: Store, *, premises: str = "", inactive: bool = False) -> list[Equipment]:
    """All pieces, of one site (id) or of all, by premises and walking order."""
    rows = registers.bodies(store.db, "equipment", within=premises, all_rows=inactive)
    found = [to_equipment(record, content) for record, content in rows]
    return sorted(found, key=lambda piece: (piece.premises, piece.position is None, piece.position or 0, piece.label))


def on_floors(store: Store, *, premises: str = "", floors: Sequence[str] = ()) -> list[Equipment]:
    """The pieces of some floors (none named: all) of a site or of all, in walking order. Raises NoEquipment, NoSuchFloor."""
    found = every(store, premises=premises)
    if not found:
        raise errors.NoEquipment
    known = {text.fold(piece.floor): piece.floor for piece in found if piece.floor}
    wanted = {text.fold(floor.strip()) for floor in floors if floor.strip()}
    strange = [floor.strip() for floor in floors if floor.strip() and text.fold(floor.strip()) not in known]
    if strange:
        raise errors.NoSuchFloor(floor=", ".join(strange), known=", ".join(known.values()))
    return [piece for piece in found if not wanted or text.fold(piece.floor) in wanted]


def by_code(store: Store, code: str) -> Equipment | None:
    """The piece whose label carries this code, wherever it is; also one that is out of use."""
    records = store.rows("SELECT id FROM register WHERE noun='equipment'")
    return next((get(store, record) for (record,) in records if labels.names(code, record, "")), None)


def need(store: Store, name: str) -> Equipment:
    """By id, by a label that only one piece has, or by “premises label”. Raises Unknown, Ambiguous."""
    return get(store, registers.need(store.db, "equipment", name))
