"""`hazard`: a hazard on record."""

from __future__ import annotations

from checkpoint_app.model.kinds.reference import Reference


class HazardKind(Reference):
    name = "hazard"


KIND = HazardKind()
