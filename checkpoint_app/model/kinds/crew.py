"""`crew`: officers of the register, each once; an array of ids."""

from __future__ import annotations

from random import Random
from uuid import NAMESPACE_OID, uuid5

from checkpoint_app.i18n import tr
from checkpoint_app.model.kinds.kind import HIDDEN, Kind, Parsed, given_list, shown, wrong_shape
from checkpoint_app.model.kinds.reference import find, name
from checkpoint_app.model.problems import Problem
from checkpoint_app.model.template import Context, Field


class CrewKind(Kind):
    name = "crew"

    def parse(self, _field: Field, raw: object, context: Context, /) -> Parsed:
        officers: dict[str, None] = {}
        problems: list[Problem] = []
        for item in given_list(raw):
            if not isinstance(item, str):
                return wrong_shape(tr("an array of officers"))
            officer, found = find("officer", item, context)
            problems += found
            if officer is not None:
                officers[officer] = None
        return (None if problems or not officers else list(officers)), problems

    def text(self, _field: Field, value: object, context: Context, /) -> str:
        if not isinstance(value, list):
            return shown(value)
        return " ".join(name("officer", officer, context) for officer in value)

    def search(self, _field: Field, value: object, context: Context, /) -> list[str]:
        return [name("officer", officer, context) for officer in value] if isinstance(value, list) else []

    def sample(self, _field: Field, random: Random, _context: Context, /) -> object:
        return [str(uuid5(NAMESPACE_OID, f"officer {number}")) for number in range(random.randint(1, 3))]

    def masked(self, _field: Field, value: object, /) -> object:
        return value if isinstance(value, list) else HIDDEN


KIND = CrewKind()
