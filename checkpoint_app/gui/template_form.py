"""A whole template as a form: drawn, shown, marked and checked from the template alone. No kind of duty is known here.

What a condition hides is not among `values()`, but stays in `typed()`, so that a slip of the disposition loses nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from PySide6.QtGui import QShortcut
from PySide6.QtWidgets import QApplication

from checkpoint_app.gui import keys
from checkpoint_app.gui.fields.checklist import ChecklistField
from checkpoint_app.gui.fields.field import FieldContext, ListedRegisters
from checkpoint_app.gui.fields.rows import TableField
from checkpoint_app.gui.form import Form
from checkpoint_app.model import conditions
from checkpoint_app.model.problems import Problem
from checkpoint_app.model.template import ROW, Context, Field, Template

Validate = Callable[[Mapping[str, Any]], Sequence[Problem]]


def checks(template: Template, context: FieldContext) -> Validate:
    """The rules of the model over what the page offers: what saving will say, said while it is typed."""
    from checkpoint_app.model import checking

    registers = ListedRegisters(context)

    def validate(values: Mapping[str, Any]) -> Sequence[Problem]:
        found = checking.check(template, values, Context(zone=context.zone, now=context.now(), registers=registers))
        return found.problems

    return validate


class TemplateForm(Form):
    """`only`: some fields of the template, in its order. `validate`: `checks(...)` unless the page knows more."""

    def __init__(
        self,
        template: Template,
        context: FieldContext,
        *,
        validate: Validate | None = None,
        only: Collection[str] | None = None,
    ) -> None:
        super().__init__(context)
        self.template = template
        self._validate = validate or checks(template, context)
        self._touched: set[str] = set()
        self._whole = only is None
        self._shared: list[QShortcut] = []
        self._building = True
        for field in template.fields:
            if only is None or field.key in only:
                self._add_field(field)
        self._building = False
        self._share_key()
        self.settled.connect(self._check_touched)
        self.changed.connect(self._follow)
        self.start({})

    def _add_field(self, field: Field) -> None:
        widget = self.add(field)
        widget.changed.connect(lambda key=field.key: self._touched.add(key))
        if isinstance(widget, ChecklistField):
            widget.hazard_wanted.connect(self._list_hazard)
        if self.template.rechecks and field.key == self.template.site:
            widget.changed.connect(self._list_open)

    def change(self, template: Template) -> None:
        """Shows the form as it is written now. Fields that are as they were keep their widgets and what is in them: drawing a whole form
        takes longer than the pause between two letters."""
        old, self.rows = self.rows, {}
        self.template, self._validate = template, checks(template, self.context)
        self._building = True
        for field in template.fields:
            row = old.get(field.key)
            if row is not None and row.change(field):
                self.rows[field.key] = old.pop(field.key)
            else:
                self._add_field(field)
                self.rows[field.key].field.set_value(field.default)
        for row in old.values():
            row.hide()
            row.deleteLater()
        self._building = False
        self._columns = 0
        self._share_key()
        self._follow()
        self.arrange()

    def _share_key(self) -> None:
        """Several checklists, one key: it means the one with the cursor, else the first."""
        lists = [row.field for row in self.rows.values() if isinstance(row.field, ChecklistField)]
        for shortcut in self._shared:
            shortcut.deleteLater()
        self._shared = []
        for one in lists:
            for shortcut in one.good_keys:
                shortcut.setEnabled(len(lists) < 2)
        if len(lists) < 2:
            return

        def all_good() -> None:
            focused = QApplication.focusWidget()
            next((one for one in lists if focused is not None and one.isAncestorOf(focused)), lists[0]).all_good()

        self._shared = keys.bind(self, "all_good", all_good)

    def start(self, sticky: Mapping[str, Any]) -> None:
        """An empty form: defaults, and what the last one left (`sticky`)."""
        defaults = {field.key: field.default for field in self.template.fields if field.default is not None}
        self.fill(defaults | dict(sticky))

    def fill(self, values: Mapping[str, Any]) -> None:
        super().fill(values)
        self._touched.clear()
        self._follow()

    def sticky(self) -> dict[str, Any]:
        """What the next form starts with."""
        return {key: value for key, value in self.values().items() if self.template.field(key).sticky}

    def check(self) -> list[Problem]:
        """Checks everything now and writes it beside the fields; the page saves when no ERROR is among them."""
        self._touched.update(self.rows)
        problems = list(self._validate(self.values()))
        self.set_problems(problems)
        return problems

    def changes_since(self, before: Mapping[str, Any]) -> dict[str, Any]:
        """The patch that makes these values of `before`, for a correction: changed keys only, None for what went."""
        now = self.values()
        patch: dict[str, Any] = {key: None for key in before if key in self.rows and key not in now}
        for key, value in now.items():
            if value != before.get(key):
                rows = self.template.field(key).kind == "table"
                patch[key] = _row_patch(before.get(key) or [], value) if rows else value
        return patch

    def arrange(self) -> None:
        if not getattr(self, "_building", True):
            super().arrange()

    def _list_open(self) -> None:
        """The premises are chosen: every hazard that is open there is to be reported on, unless somebody has begun."""
        row = self.rows.get(self.template.rechecks or "")
        if row is None or self.template.site is None:
            return
        known, site = row.field.value(), self.rows[self.template.site].field.value()
        begun = any(len(given) > 1 for given in known) if isinstance(known, list) else False
        if not begun:
            row.field.set_value([{"hazard": option.id} for option in self.context.hazards if site and option.kind == site])

    def _list_hazard(self, kind: str, place: str, photos: list[str] | None) -> None:
        """What a point of the checklist says is a row of the hazards: nobody types it twice."""
        row = self.rows.get(self.template.hazards or "")
        if row is not None and isinstance(row.field, TableField):
            said = {"kind": kind, "place": place, "photos": photos}
            row.field.append({key: value for key, value in said.items() if value})

    def _check_touched(self) -> None:
        """Only what was touched is criticised while the rest is still empty; a part of a template cannot be checked as a whole. A photo on
        its way is nobody's fault: only saving has to wait for it."""
        problems = [problem for problem in self._validate(self.values()) if problem.code != "PHOTO_COMING"]
        self.set_problems(problems, only=self._touched)

    def _follow(self) -> None:
        """Shows and hides, marks what must be filled, tells tables of the other fields, shows what holds by itself."""
        known = self._known()
        moved = False
        for row in self.rows.values():
            field = row.field.field
            shown = conditions.holds(field.shown_if, known)
            moved = moved or shown != row.offered
            row.offer(shown)
            row.set_required(field.required or (bool(field.required_if) and conditions.holds(field.required_if, known)))
            row.field.set_outer(known)
        if self.template.computed:
            implied = self.template.effective(known)
            for key in self.template.computed:
                if key in self.rows:
                    self.rows[key].field.set_implied(self._set_by_unit(key, known) or implied.get(key))
        if moved:
            self.arrange()

    def _set_by_unit(self, key: str, known: Mapping[str, Any]) -> object | None:
        """What saving will take from the unit's settings while nothing is entered."""
        source = self.template.field(key).copied_from
        if source is None or source[0] not in self.template.index.by_key:
            return None
        beside, name = source
        return self.context.settings.get(name, {}).get(str(known.get(beside)))

    def _known(self) -> dict[str, Any]:
        """The values that count: a hidden field's does not, and may hide another."""
        typed = self.typed()
        known = typed
        for _ in self.template.fields:
            shown = {key: value for key, value in typed.items() if conditions.holds(self.template.field(key).shown_if, known)}
            if shown == known:
                break
            known = shown
        return known


def _row_patch(before: Sequence[Any], now: Sequence[Any]) -> list[dict[str, Any]]:
    """Rows for a correction: new ones whole, changed ones by their `_row` with changed keys, gone ones marked."""
    old = {row[ROW]: row for row in before if isinstance(row, Mapping) and ROW in row}
    patch: list[dict[str, Any]] = []
    kept = set()
    for row in now:
        known = old.get(row.get(ROW))
        if known is None:
            patch.append(dict(row))
            continue
        kept.add(row[ROW])
        changed = {key: row.get(key) for key in {*row, *known} if row.get(key) != known.get(key)}
        if changed:
            patch.append({ROW: row[ROW], **changed})
    return patch + [{ROW: row_id, "_remove": True} for row_id in old if row_id not in kept]
