"""`equipment`: a piece of equipment of the register."""

from __future__ import annotations

from checkpoint_app.model.kinds.reference import Reference


class EquipmentKind(Reference):
    name = "equipment"


KIND = EquipmentKind()
