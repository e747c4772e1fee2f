"""A checklist: a line for each point with its answers as buttons; a number key sets one and goes on to the next point.

"All in order" answers what nobody has answered yet with the good answer, but for facts that are asked (`asked`); exceptions are set before
or after it. Pressed once more it takes those answers back. A fire item takes one key (design §8: under 3 s).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QWidget

from checkpoint_app.gui import keys, parts
from checkpoint_app.gui.fields.checklist_point import ChecklistPoint
from checkpoint_app.gui.fields.field import FieldContext, FieldWidget
from checkpoint_app.i18n import tr
from checkpoint_app.model import conditions
from checkpoint_app.model.problems import Problem
from checkpoint_app.model.template import Field, Item, label


class ChecklistField(FieldWidget):
    """All points one below the other under their sections; how many are done stands above them."""

    wide = True
    hazard_wanted = Signal(str, str, object)
    """A point is to be listed as a hazard: kind, note, photos."""

    def __init__(self, field: Field, context: FieldContext) -> None:
        super().__init__(field, context)
        self._kept: dict[str, object] = {}
        self._filled: list[ChecklistPoint] = []
        self._points = [self._point(number, item) for number, item in enumerate(field.items, start=1)]
        self._sections: list[tuple[QLabel, list[ChecklistPoint]]] = []
        self._done = parts.label(kind="soft")
        self._good = parts.button(tr("All in order"), self.all_good, key=keys.first("all_good"), name="all_good")
        self._good.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.good_keys = keys.bind(self, "all_good", self.all_good)
        self._lines = parts.column(gap=0)
        self.setLayout(parts.column(parts.row(self._good, self._done, None, margins=(0, 0, 0, 4)), self._lines, gap=0))
        self._lay_out()

    def _point(self, number: int, item: Item) -> ChecklistPoint:
        made = ChecklistPoint(number, item, self.context.photos)
        made.changed.connect(self._changed)
        made.answered.connect(lambda: self._go(self._points.index(made), 1))
        made.moved.connect(lambda by: self._go(self._points.index(made), by))
        made.hazard_wanted.connect(self.hazard_wanted)
        return made

    def change(self, field: Field) -> bool:
        """Points that are as they were stay; a whole list takes too long to draw while somebody types."""
        if replace(field, items=self.field.items, label=self.field.label, hint=self.field.hint) != self.field:
            return False
        known = {point.item.key: point for point in self._points}
        self.field = field
        points = []
        for number, item in enumerate(field.items, start=1):
            same = known.get(item.key)
            if same is not None and same.item == item:
                same.set_number(number)
                points.append(known.pop(item.key))
            else:
                points.append(self._point(number, item))
                points[-1].set_value(same.value() if same is not None else None)
        for head, _ in self._sections:
            head.hide()
            head.deleteLater()
        for gone in known.values():
            gone.hide()
            gone.deleteLater()
        while self._lines.takeAt(0) is not None:
            pass
        self._points, self._sections, self._filled = points, [], []
        self._lay_out()
        return True

    def _lay_out(self) -> None:
        layout = self._lines
        for point in self._points:
            if point.item.section:
                head = parts.label(label(point.item.section), "strong")
                head.setContentsMargins(8, 10, 0, 2)
                self._sections.append((head, []))
                layout.addWidget(head)
            if self._sections:
                self._sections[-1][1].append(point)
            layout.addWidget(point)
        if self._points:
            self.setFocusProxy(self._points[0])
        self._count()

    def value(self) -> object | None:
        asked = [point for point in self._points if point.offered]
        values = {point.item.key: value for point in asked if (value := point.value()) is not None}
        return (self._kept | values) or None

    def set_value(self, value: object | None) -> None:
        given = value if isinstance(value, Mapping) else {}
        known = {point.item.key for point in self._points}
        self._kept = {key: kept for key, kept in given.items() if key not in known}
        for point in self._points:
            point.set_value(given.get(point.item.key))
        self._filled = []
        self._count()

    def set_outer(self, values: Mapping[str, object]) -> None:
        """Points whose condition does not hold are not asked for."""
        for point in self._points:
            if point.item.shown_if:
                point.offer(conditions.holds(point.item.shown_if, values))
        for head, points in self._sections:
            head.setVisible(any(point.offered for point in points))
        self._count()

    def all_good(self) -> None:
        """The rest is in order; or, right after that, takes it back."""
        if self._filled:
            for point in self._filled:
                if point.result == point.item.good:
                    point.set_good(False)
            self._filled = []
        else:
            self._filled = [point for point in self._points if point.offered and not point.item.asked and point.set_good(True)]
        self._changed()
        left = next((at for at, point in enumerate(self._points) if point.offered and point.result is None), None)
        if left is not None:
            self._points[left].setFocus(Qt.FocusReason.TabFocusReason)

    def inputs(self) -> Sequence[QWidget]:
        return tuple(widget for point in self._points for widget in point.inputs())

    def name_aloud(self, text: str) -> None:
        """Each point says its own name."""

    def show_problem(self, problem: Problem | None) -> None:
        """The sentence is enough."""

    def show_inner(self, problems: Sequence[Problem]) -> None:
        for point in self._points:
            prefix = f"{self.field.key}.{point.item.key}"
            point.show_problem(next((p for p in problems if p.field == prefix or p.field.startswith(prefix + ".")), None))

    def _changed(self) -> None:
        self._count()
        self.changed.emit()

    def _count(self) -> None:
        asked = [point for point in self._points if point.offered]
        done = sum(point.value() is not None for point in asked)
        self._done.setText(tr("{done} of {all} checked", done=done, all=len(asked)))
        text = tr("Take back “all in order”") if self._filled else tr("All in order")
        self._good.setText(parts.escape(f"{text}  {keys.first('all_good')}"))

    def _go(self, at: int, by: int) -> None:
        """To the next point that is asked for, or on from the last one."""
        at += by
        while 0 <= at < len(self._points) and not self._points[at].offered:
            at += by
        if 0 <= at < len(self._points):
            self._points[at].setFocus(Qt.FocusReason.TabFocusReason)
        elif at >= len(self._points):
            self.submitted.emit()
