"""`vehicles`: the unit's own vehicles, an array of `{"plate": …, "kind": …}`; a mere plate is understood on input."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random

from checkpoint_app.i18n import tr
from checkpoint_app.model.kinds import plate, text
from checkpoint_app.model.kinds.kind import HIDDEN, Kind, Parsed, given_list, listed, shown, wrong_shape
from checkpoint_app.model.problems import Problem
from checkpoint_app.model.template import Context, Field


class VehiclesKind(Kind):
    name = "vehicles"

    def parse(self, field: Field, raw: object, context: Context, /) -> Parsed:
        vehicles: list[object] = []
        problems: list[Problem] = []
        for at, item in enumerate(given_list(raw)):
            if isinstance(item, str):
                item = {"plate": item}  # noqa: PLW2901
            if not isinstance(item, Mapping) or not item.keys() <= {"plate", "kind"} or "plate" not in item:
                return wrong_shape(tr("an array of vehicles, each with plate and kind"))
            number, found = plate.KIND.parse(field, item["plate"], context)
            problems += [problem.at(f"[{at}].plate") for problem in found]
            kind, found = text.KIND.parse(field, item.get("kind") or "", context)
            problems += [problem.at(f"[{at}].kind") for problem in found]
            if number is not None:
                vehicles.append({"plate": number} if kind is None else {"plate": number, "kind": kind})
        return (vehicles or None), problems

    def text(self, field: Field, value: object, context: Context, /) -> str:
        return listed(self.lines(field, value, context))

    def lines(self, field: Field, value: object, context: Context, /) -> list[str]:
        if not isinstance(value, list):
            return [shown(value)]
        return [_line(field, item, context) for item in value]

    def search(self, field: Field, value: object, context: Context, /) -> list[str]:
        items = [item for item in value if isinstance(item, Mapping)] if isinstance(value, list) else []
        return [found for item in items for found in plate.KIND.search(field, item.get("plate"), context)]

    def sample(self, field: Field, random: Random, context: Context, /) -> object:
        return [{"plate": plate.KIND.sample(field, random, context), "kind": "巡逻车"}]

    def masked(self, _field: Field, value: object, /) -> object:
        return value if isinstance(value, list) else HIDDEN


def _line(field: Field, item: object, context: Context) -> str:
    if not isinstance(item, Mapping):
        return shown(item)
    words = [plate.KIND.text(field, item.get("plate"), context), shown(item.get("kind") or "")]
    return " ".join(word for word in words if word)


KIND = VehiclesKind()
