"""What the store holds, as JSON objects and as table rows: officers, sites, shifts, forms, accounts, operations. Entries: `entry_rows`.

Objects carry codes, ids and stored times; rows carry words and unit time. Must not ask the store for anything but names.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Generic, TypeVar
from zoneinfo import ZoneInfo

from checkpoint_app.cli import output
from checkpoint_app.i18n import tr
from checkpoint_app.model import masking, timing
from checkpoint_app.model.records import (
    DUTY_LABELS,
    OFFICER_KIND_LABELS,
    ROLE_LABELS,
    SITE_KIND_LABELS,
    Officer,
    Shift,
    Site,
    label,
)
from checkpoint_app.model.template import label as words

if TYPE_CHECKING:
    from checkpoint_app.model.template import Field, Measure, Template
    from checkpoint_app.store.accounts import AccountRow
    from checkpoint_app.store.session import Store

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Face(Generic[T]):
    """How a noun is shown: its JSON object, and the heads and cells of its table."""

    to_object: Callable[[T], Mapping[str, object]]
    heads: Sequence[str]
    to_row: Callable[[T], Sequence[str]]

    def write(self, records: Iterable[T], form: str) -> None:
        """Writes all of them as `json`, `csv` or `table`."""
        if form == "json":
            for record in records:
                output.write(output.as_json(self.to_object(record)))
        elif form == "csv":
            output.table_csv(self.heads, map(self.to_row, records))
        else:
            output.table(self.heads, map(self.to_row, records))


def moment(value: datetime | None, zone: ZoneInfo) -> str:
    """2026-11-20 09:00 in unit time; empty for none."""
    return timing.local(value, zone).strftime("%Y-%m-%d %H:%M") if value else ""


def plain(value: object) -> object:
    """A value as it stands in JSON: times as stored text, days as 2026-11-20, tuples as arrays."""
    if isinstance(value, datetime):
        return timing.to_text(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): plain(part) for key, part in value.items()}
    if isinstance(value, (tuple, list)):
        return [plain(part) for part in value]
    if isinstance(value, (set, frozenset)):
        return sorted(map(str, value))
    return value


def officers(*, masked: bool) -> Face[Officer]:
    def shown_phone(officer: Officer) -> str:
        return masking.phone(officer.phone) if masked and officer.phone else officer.phone

    return Face(
        lambda officer: {**asdict(officer), "phone": shown_phone(officer)},
        [tr("Badge number"), tr("Name|officer"), tr("Kind"), tr("Unit"), tr("Phone"), tr("In use")],
        lambda officer: [
            officer.number,
            officer.name,
            label(OFFICER_KIND_LABELS, officer.kind),
            officer.unit,
            shown_phone(officer),
            yes_no(officer.active),
        ],
    )


def sites() -> Face[Site]:
    return Face(
        asdict,
        [tr("Name|site"), tr("Kind"), tr("Address"), tr("District"), tr("In use"), tr("Id")],
        lambda site: [site.name, label(SITE_KIND_LABELS, site.kind), site.address, site.district, yes_no(site.active), site.id],
    )


def shifts(store: Store) -> Face[Shift]:
    zone = store.unit.tz()
    names = store.context().registers

    def to_object(shift: Shift) -> dict[str, object]:
        return shift_object(store, shift)

    return Face(
        to_object,
        [
            tr("Code|shift"),
            tr("Number|shift"),
            tr("Day"),
            tr("Window|shift"),
            tr("Duty"),
            tr("Site"),
            tr("Lead"),
            tr("State"),
            tr("Id"),
        ],
        lambda shift: [
            shift.code,
            shift.number,
            shift.day.isoformat(),
            shift.window(zone),
            label(DUTY_LABELS, shift.duty),
            names.name("site", shift.site),
            names.name("officer", shift.lead) if shift.lead else "",
            shift.state_word,
            shift.id,
        ],
    )


def shift_object(store: Store, shift: Shift) -> dict[str, object]:
    """A shift with all its attributes, and the name of its site beside the id."""
    attributes: dict[str, Any] = {name: plain(getattr(shift, name)) for name in Shift.__slots__}
    return {**attributes, "site_name": store.context().registers.name("site", shift.site)}


def shift_pairs(store: Store, shift: Shift) -> list[tuple[str, str]]:
    """A shift as labels and values for people."""
    zone = store.unit.tz()
    names = store.context().registers

    def officer(record: str | None) -> str:
        return names.name("officer", record) if record else ""

    return [
        (tr("Number|shift"), shift.number),
        (tr("Code|shift"), shift.code),
        (tr("State"), shift.state_word),
        (tr("Duty"), label(DUTY_LABELS, shift.duty)),
        (tr("Site"), names.name("site", shift.site)),
        (tr("Day"), shift.day.isoformat()),
        (tr("Planned"), " – ".join([moment(shift.planned_from, zone), moment(shift.planned_to, zone)])),
        (tr("On duty|really"), " – ".join([moment(shift.started_at, zone), moment(shift.ended_at, zone)])),
        (tr("Lead"), officer(shift.lead)),
        (tr("Crew"), " ".join(map(officer, shift.crew))),
        (tr("Police cars"), " ".join(str(vehicle.get("plate", "")) for vehicle in shift.vehicles)),
        (tr("Legal basis"), " ".join(filter(None, [shift.basis, shift.basis_document]))),
        (tr("Weather"), " ".join(filter(None, [shift.weather, shift.temperature]))),
        (tr("Handover points"), "\n".join(shift.handover)),
        (tr("Successor"), officer(shift.successor)),
        (tr("Handed over|by"), " ".join(filter(None, [officer(shift.handed_over_by), moment(shift.handed_over_at, zone)]))),
        (tr("Taken over"), " ".join(filter(None, [officer(shift.taken_by), moment(shift.taken_at, zone)]))),
        (tr("Filed|by"), " ".join(filter(None, [officer(shift.filed_by), moment(shift.filed_at, zone)]))),
        (tr("Id"), shift.id),
    ]


def accounts() -> Face[AccountRow]:
    return Face(
        lambda row: {
            "id": row.officer.id,
            "number": row.officer.number,
            "name": row.officer.name,
            "roles": sorted(row.roles),
            "temporary": row.temporary,
        },
        [tr("Badge number"), tr("Name|officer"), tr("Roles"), tr("One-time password")],
        lambda row: [
            row.officer.number,
            row.officer.name,
            " ".join(label(ROLE_LABELS, role) for role in sorted(row.roles)),
            yes_no(row.temporary) if row.temporary else "",
        ],
    )


def yes_no(value: bool) -> str:
    return tr("yes") if value else tr("no")


def templates() -> Face[Template]:
    return Face(
        lambda template: template_object(template, whole=False),
        [tr("Id"), tr("Version"), tr("Title"), tr("Duty"), tr("Fields")],
        lambda template: [
            template.id,
            str(template.version),
            words(template.title),
            " ".join(label(DUTY_LABELS, duty) for duty in template.duty),
            str(len(template.fields)),
        ],
    )


def template_object(template: Template, *, whole: bool = True) -> dict[str, object]:
    """A form with its identity; `whole`: with its fields and figures."""
    found: dict[str, object] = {
        "id": template.id,
        "version": template.version,
        "identity": template.identity,
        "title": dict(template.title),
        "duty": list(template.duty),
        "scope": template.scope,
    }
    if whole:
        found["personal_days"], found["fleeting_days"] = template.personal_days, template.fleeting_days
        found["fields"] = [field_object(template, field) for field in template.fields]
        found["measures"] = [measure_name(measure) for measure in template.measures]
    return found


def field_object(template: Template, field: Field) -> dict[str, object]:
    """A question of a form as a program needs it to fill it in."""
    found: dict[str, object] = {"key": field.key, "kind": field.kind, "label": dict(field.label), "required": field.required}
    if template.part_of(field.key) != "open":
        found["part"] = template.part_of(field.key)
    if field.choices:
        found["choices"] = [{"code": choice.code, **choice.label} for choice in field.choices if not choice.retired]
    if field.columns:
        found["columns"] = [field_object(template, column) for column in field.columns]
    if field.default is not None:
        found["default"] = field.default
    return found


def measure_name(measure: Measure) -> str:
    """vehicles.{vehicle_type}"""

    def piece(part: str | tuple[bool, str]) -> str:
        if isinstance(part, str):
            return part
        return f"{{{measure.table}.{part[1]}}}" if part[0] else f"{{{part[1]}}}"

    return "".join(map(piece, measure.name))


def template_pairs(template: Template) -> list[tuple[str, str]]:
    """A form as labels and values for people."""
    return [
        (tr("Title"), words(template.title)),
        (tr("Version"), str(template.version)),
        (tr("Duty"), " ".join(label(DUTY_LABELS, duty) for duty in template.duty)),
        (tr("Fields"), "\n".join(f"{field.key}  {field.kind}  {words(field.label)}" for field in template.fields)),
        (tr("Figures"), "\n".join(map(measure_name, template.measures))),
        (tr("Id"), template.identity),
    ]
