"""`site`: a place of the register; a school or premises is one too. `of` names the kind of site that the form asks for."""

from __future__ import annotations

from checkpoint_app.model.kinds.reference import Reference


class SiteKind(Reference):
    name = "site"
    keys = frozenset({"of"})


KIND = SiteKind()
