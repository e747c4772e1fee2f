"""`identity`: the number of a document (rules: model.identity).

`beside = { kind = …, nationality = …, sex = …, born = … }` names the fields beside it that say which document it is and what else was
entered: the number is checked as one of that document, and compared with sex and date of birth.
"""

from __future__ import annotations

from collections.abc import Mapping
from random import Random

from checkpoint_app.i18n import tr
from checkpoint_app.model import identity as identities
from checkpoint_app.model import masking
from checkpoint_app.model.conditions import NOTHING
from checkpoint_app.model.kinds import as_seen
from checkpoint_app.model.kinds.date import read as read_date
from checkpoint_app.model.kinds.kind import HIDDEN, Kind, Parsed, wrong_shape
from checkpoint_app.model.problems import Problem
from checkpoint_app.model.template import Context, Field


class IdentityKind(Kind):
    name = "identity"
    keys = frozenset({"beside"})

    def parse(self, field: Field, raw: object, context: Context, /) -> Parsed:
        return self.parse_beside(field, raw, context, NOTHING)

    def parse_beside(self, field: Field, raw: object, context: Context, beside: Mapping[str, object], /) -> Parsed:
        typed = as_seen.given(raw)
        if typed is None:
            return wrong_shape(tr("the number of a document"))
        text, seen = typed
        found, problems = _parse(field, text, context, beside, seen=False)
        if found is not None:
            problems += identities.compare(
                found, sex=_beside(field, "sex", beside), born=read_date(_beside(field, "born", beside))
            )
            return found.text, _placed(field, problems)
        if not seen:
            return None, _placed(field, problems)
        kept, problems = _parse(field, text, context, beside, seen=True)
        return as_seen.keep(kept.text if kept else text, _placed(field, problems))

    def text(self, _field: Field, value: object, _context: Context, /) -> str:
        return as_seen.text_of(value)

    def search(self, _field: Field, value: object, _context: Context, /) -> list[str]:
        return [as_seen.text_of(value)]

    def sample(self, _field: Field, random: Random, _context: Context, /) -> object:
        return random.choice(["411103189001010010", "411103189001010029"])  # nobody living was born in 1890

    def masked(self, _field: Field, value: object, /) -> object:
        typed = as_seen.given(value)
        return as_seen.with_text(value, masking.identity(typed[0])) if typed else HIDDEN


def _parse(
    field: Field, text: str, context: Context, beside: Mapping[str, object], *, seen: bool
) -> tuple[identities.Identity | None, list[Problem]]:
    kind = _beside(field, "kind", beside)
    if kind is None:
        return identities.parse(text, today=context.today, as_seen=seen)
    nationality = _beside(field, "nationality", beside)
    return identities.parse_document(kind, text, today=context.today, nationality=nationality, as_seen=seen)


def _beside(field: Field, role: str, beside: Mapping[str, object]) -> str | None:
    value = beside.get(field.beside.get(role, ""))
    return value if isinstance(value, str) else None


def _placed(field: Field, problems: list[Problem]) -> list[Problem]:
    """Findings about sex, date of birth or nationality stand at those fields."""
    return [problem.at(field.beside[problem.field]) if problem.field in field.beside else problem for problem in problems]


KIND = IdentityKind()
