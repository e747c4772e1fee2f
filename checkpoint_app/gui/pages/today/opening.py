"""开班 and a change of the shift: place, window, crew, weather, vehicles, kit, legal basis, and the points taken over."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from checkpoint_app import lists
from checkpoint_app.errors import UserError
from checkpoint_app.gui import dialogs, keys, parts
from checkpoint_app.gui.form import Form
from checkpoint_app.gui.operation import Operation
from checkpoint_app.gui.pages.today import opening_values
from checkpoint_app.gui.pages.today.opening_values import Before
from checkpoint_app.gui.runner import Progress
from checkpoint_app.i18n import tr
from checkpoint_app.model.problems import Problem
from checkpoint_app.model.records import DUTY_LABELS, SITE_OF_DUTY, Duty, Shift, label
from checkpoint_app.model.template import Choice, Field
from checkpoint_app.store.saved import Saved
from checkpoint_app.store.session import Store

if TYPE_CHECKING:
    from checkpoint_app.gui.window import Window

SHARED = ("duty", "site", "planned_to", "crew", "vehicles")
"""What the second machine of a duty is asked; the rest stands in the shift that the first one opened."""


def _labelled(text: str) -> dict[str, str]:
    return {"zh": text, "en": text}


class OpeningView(QWidget):
    """`done(Saved | None)`: opened or changed, or given up."""

    done = Signal(object)

    def __init__(self, window: Window, changed: Shift | None = None, *, operation: str = "", code: str = "") -> None:
        """`changed`: the shift whose facts are changed instead of a new one; `operation`: the one that a new shift joins; `code`: the short
        code of a shift on another machine, which is one duty with this one."""
        super().__init__()
        self._window = window
        self._changed_shift = changed
        self._operation = operation
        self._code = code
        self._duty = changed.duty if changed is not None else ""
        self._previous: Shift | None = None
        self._ticks: list[QCheckBox] = []
        self.form = Form(window.fields)
        self._card = parts.Card(self.form)
        self._points = QVBoxLayout()
        self._points.setSpacing(8)
        self._points_card = parts.Card(
            parts.label(tr("Handed over by the duty before; tick what you took"), "title"), self._points
        )
        self._points_card.hide()
        keys.bind(self._points_card, "save", self.save, everywhere=False)
        self._other = parts.label(kind="bad", wrap=True, name="other_problems")
        self._other.hide()
        title = tr("Change the shift") if changed else tr("Open a shift")
        title = tr("Shift {code} on this laptop too", code=code) if code else title
        do = tr("Save") if changed else tr("Begin the duty")
        save = parts.button(do, self.save, kind="primary", key=keys.first("save"), name="open_save")
        back = parts.button(tr("Back"), lambda: self.done.emit(None), key=tr("Esc"), name="open_back")
        inside = QWidget()
        inside.setLayout(parts.column(self._points_card, self._card, None, gap=10))
        head = parts.row(parts.label(title, "title"), None, back, save)
        layout = parts.column(head, self._other, parts.scrolled(inside), gap=10)
        layout.setStretch(2, 1)
        self.setLayout(layout)
        keys.bind(self, "back", lambda: self.done.emit(None))
        self._load("")

    def _fields(self, before: Before) -> list[Field]:
        """The questions of the duty, in the order of the paper."""
        known = lists.choices()
        kit = (
            Field(
                key=opening_values.KIT_ITEM,
                kind="choice",
                label=_labelled(tr("What")),
                choices=known["checkpoint_kit"],
                required=True,
            ),
            Field(key=opening_values.KIT_COUNT, kind="count", label=_labelled(tr("Number|kit")), default=1),
        )
        duties = tuple(Choice(code=duty, label=_labelled(label(DUTY_LABELS, duty))) for duty in before.duties)
        going = tuple(Choice(code=record, label=_labelled(name)) for record, name in self._joinable(before))
        found = [
            Field(key="duty", kind="choice", label=_labelled(tr("Duty")), choices=duties, required=True),
            Field(key="site", kind="site", label=_labelled(tr("Site")), required=True, of=SITE_OF_DUTY.get(before.duty)),
            Field(
                key="lead",
                kind="officer",
                label=_labelled(tr("Lead")),
                hint=_labelled(tr("Empty: the first officer of the crew")),
            ),
            Field(key="planned_from", kind="datetime", label=_labelled(tr("Planned from")), hint=_labelled(tr("Empty: now"))),
            Field(key="planned_to", kind="datetime", label=_labelled(tr("Planned to"))),
            Field(key="operation", kind="choice", label=_labelled(tr("Operation|shift")), choices=going),
            Field(key="crew", kind="crew", label=_labelled(tr("Crew"))),
            Field(key="weather", kind="choice", label=_labelled(tr("Weather")), choices=known["weather"]),
            Field(key="temperature", kind="text", label=_labelled(tr("Temperature"))),
            Field(key="basis", kind="choice", label=_labelled(tr("Legal basis")), choices=known["legal_basis"]),
            Field(key="basis_document", kind="text", label=_labelled(tr("Approval document"))),
            Field(key="vehicles", kind="vehicles", label=_labelled(tr("Police cars"))),
            Field(key="kit", kind="table", label=_labelled(tr("Kit taken along")), columns=kit),
        ]
        closed = {"duty", "site", "planned_from"} if self._changed_shift is not None else set()
        closed |= set() if going else {"operation"}
        closed |= set() if before.duty == Duty.CHECKPOINT else {"basis", "basis_document"}
        return [field for field in found if field.key not in closed and (not self._code or field.key in SHARED)]

    def _joinable(self, before: Before) -> list[tuple[str, str]]:
        """The operations to choose from, the shift's own among them."""
        kept = self._changed_shift.operation if self._changed_shift is not None else None
        own = [(kept, tr("Closed|operation"))] if kept and kept not in dict(before.operations) else []
        return [*before.operations, *own]

    def _load(self, site: str) -> None:
        duty, operation = self._duty, self._operation

        def work(store: Store, _progress: Progress) -> Before:
            return opening_values.load(store, site, duty, operation)

        def done(before: Before) -> None:
            if not site:
                self._build(before)
            if self._changed_shift is None and not self._code:
                self._show_points(before.previous)
            if not site:
                self.form.focus_first()

        Operation(self, work, runner=self._window.runner, reading=True).on_success(done).start()

    def _build(self, before: Before) -> None:
        """The form of this duty in place of the one before it; what both ask for stays."""
        typed = self.form.typed()
        old, self.form = self.form, Form(self._window.fields)
        self._duty = before.duty
        for field in self._fields(before):
            self.form.add(field)
        self.form.save_requested.connect(self.save)
        self._card.body.replaceWidget(old, self.form)
        old.hide()
        old.deleteLater()
        if self._changed_shift is not None:
            joined = {"operation": self._operation} if self._operation else {}
            self.form.fill(opening_values.values(self._changed_shift, opening_values.FACTS) | joined)
            return
        kept = {key: value for key, value in typed.items() if key not in ("site", "duty")}
        started = {"duty": before.duty, **({"operation": self._operation} if self._operation else {}), **self._start(before.last)}
        self.form.fill({key: value for key, value in {**started, **kept}.items() if key in self.form.rows})
        self.form.field("site").changed.connect(self._site_changed)
        self.form.field("duty").changed.connect(self._duty_changed)

    def _start(self, last: Shift | None) -> dict[str, Any]:
        """The own last shift again; another crew's only lends its place and basis. For an operation the place is another one."""
        me = self._window.session.account.id
        carried = opening_values.values(last, opening_values.CARRIED) if last is not None else {}
        if last is None or me not in last.crew:
            carried = {key: value for key, value in carried.items() if key not in ("lead", "kit", "vehicles")} | {"crew": [me]}
        if self._code:
            carried["crew"] = [me]
        if self._operation:
            carried.pop("site", None)
        return carried

    def _site_changed(self) -> None:
        site = self.form.typed().get("site")
        if site in {option.id for option in self._window.fields.sites}:
            self._load(str(site))

    def _duty_changed(self) -> None:
        duty = self.form.typed().get("duty")
        if duty and duty != self._duty:
            self._duty = str(duty)
            self._load("")

    def _show_points(self, previous: Shift | None) -> None:
        self._previous = previous
        parts.empty(self._points)
        self._ticks = []
        for point in previous.handover if previous else ():
            tick = QCheckBox(parts.escape(point))
            tick.setAccessibleName(point)
            self._ticks.append(tick)
            self._points.addWidget(tick)
        self._points_card.setVisible(bool(self._ticks))

    def save(self) -> None:
        given = self.form.values()
        if self._changed_shift is not None:
            self._change(given)
            return
        points = self._previous.handover if self._previous else ()
        takeover = tuple({"text": point, "taken": tick.isChecked()} for point, tick in zip(points, self._ticks, strict=True))
        previous, duty, code = self._previous.id if self._previous else None, self._duty, self._code

        def work(store: Store, _progress: Progress) -> Saved[Shift]:
            from checkpoint_app.store import shifts, twins

            draft = shifts.ShiftDraft(
                duty=duty,
                site=str(given.get("site", "")),
                planned_from=opening_values.moment(given.get("planned_from"), store),
                planned_to=opening_values.moment(given.get("planned_to"), store),
                lead=given.get("lead"),
                crew=opening_values.crew(store, given),
                previous=previous,
                takeover=takeover,
                **opening_values.facts(given),
            )
            return twins.share(store, code, draft) if code else shifts.open_shift(store, draft)

        Operation(self, work, runner=self._window.runner).on_success(self._saved).on_error(self._failed).start()

    def _change(self, given: Mapping[str, Any]) -> None:
        shift = self._changed_shift
        assert shift is not None

        def work(store: Store, _progress: Progress) -> Saved[Shift]:
            from checkpoint_app.store import shifts

            values = {
                "lead": given.get("lead"),
                "crew": opening_values.crew(store, given),
                "planned_to": opening_values.moment(given.get("planned_to"), store),
            }
            return shifts.change(store, shift.id, {**values, **opening_values.facts(given)})

        Operation(self, work, runner=self._window.runner).on_success(self._saved).on_error(self._failed).start()

    def _saved(self, saved: Saved[Shift]) -> None:
        if saved.problems:
            text = "\n".join(problem.text() for problem in saved.problems)
            self._window.say(text.replace("\n", "  "))
            box = dialogs.Box(self, tr("The duty has begun; please note:"), detail=text, name="shift_warnings")
            close = parts.button(tr("Understood"), box.accept, kind="primary", name="understood")
            close.setDefault(True)
            box.buttons(close)
            box.finished.connect(lambda _: self.done.emit(saved))
            box.open()
            close.setFocus()
        else:
            self.done.emit(saved)

    def _failed(self, error: UserError) -> None:
        problems: list[Problem] = getattr(error, "problems", [])
        if not problems:
            dialogs.show_error(self, error)
            return
        self.form.set_problems(problems)
        other = self.form.unplaced(problems)
        self._other.setText("\n".join(problem.text() for problem in other))
        self._other.setVisible(bool(other))
