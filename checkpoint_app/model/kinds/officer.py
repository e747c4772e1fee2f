"""`officer`: a person of the register of officers."""

from __future__ import annotations

from checkpoint_app.model.kinds.reference import Reference


class OfficerKind(Reference):
    name = "officer"


KIND = OfficerKind()
