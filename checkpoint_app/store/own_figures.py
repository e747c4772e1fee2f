"""The figures of the station's own forms, beside the bureau's columns: one for each measure that no column of the bureau takes."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from checkpoint_app.model import figures, template_draft
from checkpoint_app.model.figures import Column, Term
from checkpoint_app.model.template import Measure, Template
from checkpoint_app.store import templates

if TYPE_CHECKING:
    from checkpoint_app.store.session import Store


def columns(store: Store) -> list[Column]:
    """In the order of the forms and their measures. A name with holes is one figure for all that fills them."""
    found: dict[str, Column] = {}
    for form in templates.every(store):
        if template_draft.is_own(form.id):
            for measure in form.measures:
                column = _column(form, measure)
                if not any(term.takes(column.key, form.id) for known in figures.columns() for term in known.terms):
                    found.setdefault(column.key, column)
    return list(found.values())


def _column(form: Template, measure: Measure) -> Column:
    name = "".join(piece if isinstance(piece, str) else f"{{{piece[1]}}}" for piece in measure.name)
    pattern = "".join(re.escape(piece) if isinstance(piece, str) else ".+" for piece in measure.name)
    words = (
        dict(measure.label)
        if measure.label
        else {language: f"{form.title.get(language) or name} {name}" for language in ("zh", "en")}
    )
    units = dict(measure.unit) if measure.unit else {}
    return Column(
        key=name,
        group=figures.OWN,
        words={"zh": words["zh"], "en": words.get("en") or words["zh"]},
        units={"zh": units.get("zh", ""), "en": units.get("en", "")},
        terms=(Term(pattern=re.compile(pattern), template=form.id),),
        source=figures.OWN,
        main=True,
    )
