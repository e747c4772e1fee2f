"""Schools, premises, equipment, rosters and days of the calendar, as JSON objects and table rows (see `nouns`).

Objects have every attribute under its key of design §11, and the name beside each id. Telephone numbers are masked like officers'.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from checkpoint_app.cli.nouns import Face, yes_no
from checkpoint_app.i18n import tr
from checkpoint_app.model import masking
from checkpoint_app.model import registers as model
from checkpoint_app.model.records import label

if TYPE_CHECKING:
    from checkpoint_app.model.attributes import Attribute
    from checkpoint_app.model.registers import Equipment, Premises, School
    from checkpoint_app.model.template import Registers
    from checkpoint_app.store.rosters import Roster
    from checkpoint_app.store.session import Store

_PHONES = ("phone", "security_phone")


def schools(store: Store, *, masked: bool) -> Face[School]:
    names = store.context().registers
    return Face(
        lambda school: _object(asdict(school), names, masked=masked, officer="officer"),
        [
            tr("Name|site"),
            tr("Type"),
            tr("District"),
            tr("Pupils"),
            tr("Responsible officer"),
            *_four_hundred_heads(),
            tr("In use"),
            tr("Id"),
        ],
        lambda school: [
            school.name,
            label(model.SCHOOL_TYPE_LABELS, school.type),
            school.district,
            _number(school.students),
            _name(names, "officer", school.officer),
            _maybe(school.closed_management),
            _maybe(school.guards_enough()),
            _maybe(school.one_key_alarm),
            _maybe(school.video_linked),
            _maybe(school.post_set),
            yes_no(school.active),
            school.id,
        ],
    )


def _four_hundred_heads() -> list[str]:
    return [
        tr("Closed management"),
        tr("Guards enough"),
        tr("One-key alarm"),
        tr("Video linked to the police"),
        tr("Guarded post set up"),
    ]


def premises(store: Store, *, masked: bool) -> Face[Premises]:
    names = store.context().registers
    return Face(
        lambda place: _object(asdict(place), names, masked=masked, officer="officer"),
        [
            tr("Name|site"),
            tr("Type"),
            tr("Address"),
            tr("Manager"),
            tr("Phone"),
            tr("Key unit of fire safety"),
            tr("Checked every half month"),
            tr("Responsible officer"),
            tr("In use"),
            tr("Id"),
        ],
        lambda place: [
            place.name,
            label(model.PREMISES_TYPE_LABELS, place.type),
            place.address,
            place.manager,
            masking.phone(place.phone) if masked and place.phone else place.phone,
            _maybe(place.key_unit),
            _maybe(place.half_monthly),
            _name(names, "officer", place.officer),
            yes_no(place.active),
            place.id,
        ],
    )


def equipment(store: Store) -> Face[Equipment]:
    from checkpoint_app.store import equipment as kinds

    names = store.context().registers
    kind = next(one for one in model.equipment_attributes(kinds.kinds()) if one.key == "kind").labels()
    return Face(
        lambda piece: _object(asdict(piece), names, masked=False, site="premises"),
        [
            tr("Premises"),
            tr("Number|label"),
            tr("Floor"),
            tr("Place"),
            tr("Kind"),
            tr("Model"),
            tr("Made on"),
            tr("Serviced on"),
            tr("In use"),
            tr("Id"),
        ],
        lambda piece: [
            _name(names, "site", piece.premises),
            piece.label,
            piece.floor,
            piece.place,
            kind.get(piece.kind, piece.kind),
            piece.model,
            piece.made,
            piece.serviced,
            yes_no(piece.active),
            piece.id,
        ],
    )


def rosters(store: Store) -> Face[Roster]:
    """A row for each week and site; its cells are written one after the other."""
    names = store.context().registers

    def people(officers: Sequence[str]) -> str:
        return tr(", |list").join(names.name("officer", officer) for officer in officers)

    def cells(roster: Roster) -> str:
        known = periods()
        found = []
        for key, officers in roster.cells.items():
            weekday, period = key.split(".")
            word = known[period][0] if period in known else period
            found.append(f"{weekday_name(int(weekday))} {word}: {people(officers) or '—'}")
        return "\n".join(found)

    from checkpoint_app.store.rosters import periods

    return Face(
        lambda roster: {
            "id": roster.id,
            "week": roster.week,
            "site": roster.site,
            "site_name": names.name("site", roster.site),
            **roster.cells,
        },
        [tr("Week"), tr("Site"), tr("Duties"), tr("Id")],
        lambda roster: [roster.week, names.name("site", roster.site), cells(roster), roster.id],
    )


def weekday_name(number: int) -> str:
    """1 is Monday."""
    return (tr("Mon"), tr("Tue"), tr("Wed"), tr("Thu"), tr("Fri"), tr("Sat"), tr("Sun"))[number - 1]


def calendar() -> Face[tuple[str, Mapping[str, Any]]]:
    """Days on which the station's calendar differs from the week."""
    kinds = {"HOLIDAY": tr("Holiday"), "WORKDAY": tr("Working day"), "VACATION": tr("School holidays")}
    return Face(
        lambda row: {"id": row[0], **row[1]},
        [tr("Day"), tr("Kind"), tr("Name|day"), tr("Id")],
        lambda row: [
            str(row[1].get("date", "")),
            kinds.get(str(row[1].get("kind", "")), str(row[1].get("kind", ""))),
            str(row[1].get("name", "")),
            row[0],
        ],
    )


def pairs(attributes: Sequence[Attribute], face: Face[Any], record: Any) -> list[tuple[str, str]]:
    """A row of a register as labels and values for people: name, place and id as in the list, then every attribute that is known."""
    listed = list(zip(face.heads, face.to_row(record), strict=True))
    found = face.to_object(record)
    known = {attribute.title(): _words(attribute, found) for attribute in attributes}
    shown = [(head, cell) for head, cell in listed[:-1] if head not in known and cell]
    return [*shown, *((head, words) for head, words in known.items() if words), listed[-1]]


def _words(attribute: Attribute, content: Mapping[str, object]) -> str:
    """An attribute's value as a person reads it."""
    value = content.get(f"{attribute.key}_name") or content.get(attribute.key)
    if attribute.kind == "any":
        from checkpoint_app.store import school_texts

        return school_texts.as_text(attribute.key, value)
    match value:
        case None | "":
            return ""
        case bool():
            return yes_no(value)
        case str():
            return attribute.labels().get(value, value)
        case list() | tuple() if all(isinstance(part, str) for part in value):
            return tr(", |list").join(value)
        case list() | tuple() | Mapping():
            return json.dumps(value, ensure_ascii=False) if value else ""
        case _:
            return str(value)


def _object(content: dict[str, Any], names: Registers, *, masked: bool, **references: str) -> Mapping[str, object]:
    """The attributes, their references with the name beside them: officer=… says which attribute is an officer's id."""
    for noun, key in references.items():
        content[f"{key}_name"] = _name(names, noun, content[key])
    if masked:
        content |= {key: masking.phone(content[key]) for key in _PHONES if content.get(key)}
    return content


def _name(names: Registers, noun: str, record: str) -> str:
    return names.name(noun, record) if record else ""


def _number(value: float | None) -> str:
    return "" if value is None else str(value)


def _maybe(value: bool | None) -> str:
    return "" if value is None else yes_no(value)
