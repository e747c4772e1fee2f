"""The box that asks which paper of a place is wanted: labels, a sheet for a round, the ledger; and what each needs to know."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from PySide6.QtWidgets import QWidget

from checkpoint_app.errors import UserError
from checkpoint_app.gui import dialogs, keys, parts, theme
from checkpoint_app.gui.fields.field import FieldContext
from checkpoint_app.gui.form import Form
from checkpoint_app.gui.operation import Operation
from checkpoint_app.gui.pages import register_form
from checkpoint_app.gui.runner import Progress, Runner
from checkpoint_app.i18n import tr
from checkpoint_app.model import labels, rounds
from checkpoint_app.model.problems import Problem, error
from checkpoint_app.model.template import Choice, Field
from checkpoint_app.store.session import Store

LABELS, ROUND, LEDGER = "labels", "round-sheet", "extinguisher-ledger"
BOX_PX = 640
_ASKED: Mapping[str, tuple[str, ...]] = {
    ROUND: ("floors",),
    LABELS: ("scope", "floors", "size", "start"),
    LEDGER: ("scope", "open"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A paper for the page that prints: form, subject, parameters."""

    form: str
    subject: str
    parameters: dict[str, Any]


class PapersBox(dialogs.Box):
    """`then(Wanted)`. `premises` and `name`: the place that is chosen; the unit's id stands for all of them."""

    def __init__(
        self,
        owner: QWidget,
        premises: str,
        name: str,
        unit: str,
        then: Callable[[Wanted], object],
        *,
        runner: Runner,
        context: FieldContext,
    ) -> None:
        self._premises, self._unit, self._then, self._runner = premises, unit, then, runner
        self.form = Form(context)
        for field in _fields(name):
            self.form.add(field)
        self.form.fill({"paper": ROUND, "scope": "place", "size": labels.sheets()[0].code, "open": "all"})
        self.form.resize(theme.px(BOX_PX) - 48, self.form.height())
        super().__init__(owner, tr("What is to be printed?"), self.form, name="papers")
        self.setFixedWidth(theme.px(BOX_PX))
        self._error = parts.label(kind="bad", wrap=True, name="unplaced")
        self._error.hide()
        self.layout().addWidget(self._error)  # type: ignore[union-attr]
        go = parts.button(tr("Preview and print"), self.go_on, kind="primary", key=keys.first("save"), name="do")
        self.buttons(parts.button(tr("Cancel"), self.reject, key=tr("Esc"), name="cancel"), go)
        self.form.changed.connect(self._follow)
        self.form.save_requested.connect(self.go_on)
        self._follow()
        self.open()
        self.form.field("paper").setFocus()

    def _follow(self) -> None:
        """Only what the chosen paper needs is asked."""
        asked = _ASKED.get(str(self.form.field("paper").value()), ())
        for key, row in self.form.rows.items():
            if key != "paper":
                row.offer(key in asked)
        self.form.arrange()
        self.adjustSize()

    def go_on(self) -> None:
        values = self.form.values()
        everywhere = values.get("scope") == "all"

        def work(store: Store, _progress: Progress) -> Wanted:
            return wanted(store, "" if everywhere else self._premises, values)

        def done(found: Wanted) -> None:
            self.accept()
            self._then(found)

        def refused(trouble: UserError) -> None:
            problems: list[Problem] = getattr(trouble, "problems", [])
            self.form.set_problems(problems)
            self._error.setText("" if problems else f"{trouble.text()} {trouble.advice()}")
            self._error.setVisible(not problems)

        Operation(self, work, runner=self._runner, reading=True).on_success(done).on_error(refused).start()


def _fields(name: str) -> list[Field]:
    def choices(words: Mapping[str, str]) -> tuple[Choice, ...]:
        return tuple(
            Choice(code=code, label=register_form.shown(word), key=str(number))
            for number, (code, word) in enumerate(words.items(), 1)
        )

    papers = {ROUND: tr("Sheet for a round"), LABELS: tr("Labels with QR"), LEDGER: tr("Ledger of extinguishers|paper")}
    scopes = {"place": name, "all": tr("All premises|ledger")}
    sizes = {sheet.code: sheet.words() for sheet in labels.sheets()}
    kept = {"all": tr("Every extinguisher"), "open": tr("Only what has to go")}
    return [
        Field(key="paper", kind="choice", label=register_form.shown(tr("Paper|equipment")), choices=choices(papers)),
        Field(key="scope", kind="choice", label=register_form.shown(tr("Of which premises")), choices=choices(scopes)),
        Field(key="open", kind="choice", label=register_form.shown(tr("Which extinguishers")), choices=choices(kept)),
        register_form.field("floors", tr("Floors|papers"), hint=tr("Empty: all; several with commas between them")),
        Field(key="size", kind="choice", label=register_form.shown(tr("Label sheet")), choices=choices(sizes)),
        register_form.field(
            "start", tr("First free label"), kind="count", hint=tr("Counted row by row; empty: where the last print ended")
        ),
    ]


def wanted(store: Store, premises: str, values: Mapping[str, Any]) -> Wanted:
    """What the page of paper is told; `premises` empty: all. Raises Refused, NoEquipment, NoSuchFloor."""
    from checkpoint_app.printing import gather_equipment
    from checkpoint_app.store import equipment, errors, round_sheets

    form = str(values.get("paper") or ROUND)
    floors = rounds.floors_of(str(values.get("floors") or ""))
    subject = premises or store.unit.id
    if form == LEDGER:
        parameters: dict[str, Any] = {"today": equipment.today(store).isoformat(), "open": values.get("open") == "open"}
    elif form == LABELS:
        sheet = labels.sheet(str(values.get("size") or ""))
        start = values.get("start")
        if start is not None and not (isinstance(start, int) and 1 <= start <= sheet.count):
            raise errors.Refused([error("LABEL_START", "start", n=sheet.count)])
        parameters = gather_equipment.label_parameters(store, premises, sheet=sheet.code, start=start, floors=floors)
    else:
        parameters = round_sheets.parameters(store, premises, floors)
    return Wanted(form=form, subject=subject, parameters=parameters)
