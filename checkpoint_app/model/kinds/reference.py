"""What site, officer, equipment and hazard share: the id of a register's row. The natural key or the name is understood on input. Pure."""

from __future__ import annotations

from random import Random
from uuid import NAMESPACE_OID, uuid5

from checkpoint_app.i18n import noop, tr
from checkpoint_app.model.kinds.kind import HIDDEN, Kind, Parsed, shortened, shown, wrong_shape
from checkpoint_app.model.problems import Problem, error, register
from checkpoint_app.model.template import Context, Field

register(
    {
        "SITE_UNKNOWN": noop("“{text}” is not in the register of sites: compare the name, or add the site."),
        "OFFICER_UNKNOWN": noop(
            "“{text}” is not in the register of officers: compare badge number and name, or add the officer."
        ),
        "EQUIPMENT_UNKNOWN": noop("“{text}” is not in the register of equipment: compare the label, or add it."),
        "HAZARD_UNKNOWN": noop("“{text}” is no hazard on record: choose one from the list."),
    }
)
_UNKNOWN = {
    "site": "SITE_UNKNOWN",
    "officer": "OFFICER_UNKNOWN",
    "equipment": "EQUIPMENT_UNKNOWN",
    "hazard": "HAZARD_UNKNOWN",
}


class Reference(Kind):
    """A kind whose name is the register's noun."""

    def parse(self, _field: Field, raw: object, context: Context, /) -> Parsed:
        if not isinstance(raw, str):
            return wrong_shape(tr("a name or number"))
        record, found = find(self.name, raw, context)
        return record, found

    def text(self, _field: Field, value: object, context: Context, /) -> str:
        return name(self.name, value, context)

    def search(self, _field: Field, value: object, context: Context, /) -> list[str]:
        return [name(self.name, value, context)]

    def sample(self, _field: Field, _random: Random, _context: Context, /) -> object:
        return str(uuid5(NAMESPACE_OID, self.name))

    def masked(self, _field: Field, value: object, /) -> object:
        return value if isinstance(value, str) else HIDDEN


def find(noun: str, raw: str, context: Context) -> tuple[str | None, list[Problem]]:
    """The id for an id, a natural key or a name."""
    record = context.registers.find(noun, raw.strip())
    return record, [] if record is not None else [error(_UNKNOWN[noun], text=shortened(raw))]


def name(noun: str, value: object, context: Context) -> str:
    """What people call it."""
    return shown(context.registers.name(noun, value) if isinstance(value, str) else value)
