"""补录巡查单: which sheet it is, when it was walked and by whom; then its rows are keyed in by the round itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from PySide6.QtWidgets import QWidget

from checkpoint_app.gui import dialogs, keys, parts, theme
from checkpoint_app.gui.fields.field import FieldContext
from checkpoint_app.gui.form import Form
from checkpoint_app.gui.lines import LineEdit
from checkpoint_app.gui.pages import register_form
from checkpoint_app.gui.pages.late import shift_words
from checkpoint_app.gui.pick import Option, PickBox
from checkpoint_app.gui.runner import Progress
from checkpoint_app.i18n import tr
from checkpoint_app.model.records import Shift, ShiftState
from checkpoint_app.model.registers import Premises
from checkpoint_app.store.round_sheets import Sheet
from checkpoint_app.store.session import Store

FORM = "round"
"""The drafts of rounds."""
SHIFTS = 60
_DAY, _TIME = "%Y-%m-%d", "%H:%M"
BOX_PX = 840
"""Two columns: day beside time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FromPaper:
    """A walked sheet: its number (empty for one written by hand), when it was walked (unit time), by whom, in which duty, and why it is
    recorded late."""

    number: str
    at: str
    officers: tuple[str, ...]
    shift: str
    reason: str

    def to_draft(self) -> dict[str, Any]:
        return {**asdict(self), "officers": list(self.officers)}

    def words(self) -> str:
        """261126-A1  2026-11-20 09:30"""
        return f"{self.number or tr('Sheet written by hand')}  {self.at}"


def from_draft(body: Mapping[str, Any]) -> FromPaper:
    return FromPaper(**{**body, "officers": tuple(body["officers"])})


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """The sheets that were printed, those not keyed in first; the places, for sheets that were not; the fire duties, newest first; what
    is begun, by the number of the sheet or the id of the place."""

    sheets: Sequence[Sheet]
    places: Sequence[Premises]
    shifts: Sequence[tuple[Shift, str]]
    begun: Mapping[str, FromPaper]


def load(store: Store, _progress: Progress) -> Content:
    from checkpoint_app.store import drafts, premises, round_sheets, shifts

    papers = [
        (from_draft(draft.body["paper"]), str(draft.body["premises"]))
        for draft in drafts.every(store, form=FORM)
        if draft.body.get("paper")
    ]
    found = [(shift, shift_words(store, shift)) for shift in shifts.every(store, duty="fire", limit=SHIFTS)]
    return Content(
        sheets=round_sheets.every(store),
        places=premises.every(store),
        shifts=found,
        begun={paper.number or site: paper for paper, site in papers},
    )


class FromPaperBox(dialogs.Box):
    """`then(FromPaper, Sheet | None, Premises id)`. `chosen`: the number of a sheet or the id of a place to begin with."""

    def __init__(
        self,
        owner: QWidget,
        content: Content,
        then: Callable[[FromPaper, Sheet | None, str], object],
        *,
        context: FieldContext,
        chosen: str = "",
    ) -> None:
        self._content, self._then, self._context = content, then, context
        self._sheets = {sheet.number: sheet for sheet in content.sheets}
        self.sheet, self.shift = PickBox(), PickBox()
        self.sheet.setObjectName("paper_sheet")
        self.sheet.setAccessibleName(tr("Sheet|round"))
        self.shift.setObjectName("paper_shift")
        self.shift.setAccessibleName(tr("Shift of the sheet"))
        self.shift.setPlaceholderText(tr("No fire duty of that day: pick one, or open it first"))
        self.form = Form(context)
        self.form.add(register_form.field("day", tr("Walked on|round sheet"), kind="date", required=True))
        self.form.add(register_form.field("time", tr("Begun at|round"), kind="time", required=True))
        self.form.add(register_form.field("officers", tr("Walked by|round sheet"), kind="crew", required=True))
        hint = tr("Needed when the shift has ended")
        self.form.add(register_form.field("reason", tr("Reason"), hint=hint))
        self.form.resize(theme.px(BOX_PX) - 48, self.form.height())
        self.form.arrange()
        self._error = parts.label(kind="bad", wrap=True, name="unplaced")
        self._error.hide()
        things = (
            parts.label(tr("Sheet|round"), "soft"),
            self.sheet,
            self.form,
            parts.label(tr("Shift of the sheet"), "soft"),
            self.shift,
            self._error,
        )
        super().__init__(owner, tr("Key in a round sheet"), parts.column(*things, gap=6), name="from_paper")
        self.setFixedWidth(theme.px(BOX_PX))
        go = parts.button(tr("To its rows"), self.go_on, kind="primary", key=keys.first("save"), name="do")
        self.buttons(parts.button(tr("Cancel"), self.reject, key=tr("Esc"), name="cancel"), go)
        self._offer()
        self.form.save_requested.connect(self.go_on)
        for box in (self.sheet, self.shift):  # the form has the key already
            keys.bind(box, "save", self.go_on, everywhere=False)
        self.form.changed.connect(self._propose)
        self.shift.picked.connect(lambda _: self._own_shift())
        self.sheet.picked.connect(lambda _: self._sheet_chosen())
        self._picked, self._asked = False, ("", "")
        self._begin(chosen)

    def _offer(self) -> None:
        options = [Option(id=sheet.number, label=_sheet_words(sheet)) for sheet in self._content.sheets]
        options += [
            Option(id=place.id, label=tr("{premises}: a sheet written by hand", premises=place.name))
            for place in self._content.places
        ]
        self.sheet.set_options(options)
        self.shift.set_options([Option(id=shift.id, label=words) for shift, words in self._content.shifts])

    def _begin(self, chosen: str) -> None:
        """A sheet that waits to be keyed in, of the place that is asked for."""
        of_place = any(place.id == chosen for place in self._content.places)
        waiting = [sheet for sheet in self._content.sheets if not sheet.keyed and (not of_place or sheet.premises == chosen)]
        first = waiting[0].number if waiting else ""
        self.sheet.choose((first or chosen) if of_place else (chosen or first))
        self._sheet_chosen()
        self.open()
        time = self.form.field("time")
        (time if self.sheet.chosen else self.sheet).setFocus()
        for line in time.inputs():
            if isinstance(line, LineEdit):
                line.selectAll()

    def _sheet_chosen(self) -> None:
        sheet = self._sheets.get(self.sheet.chosen or "")
        day = (sheet.printed_at if sheet else self._context.now()).astimezone(self._context.zone)
        reason = tr("Round sheet {number} keyed in", number=sheet.number) if sheet else tr("Round sheet written by hand keyed in")
        begun = self._content.begun.get(self.sheet.chosen or "")
        if begun is not None:
            walked, _, time = begun.at.partition(" ")
            self.form.fill({"day": walked, "time": time, "officers": list(begun.officers), "reason": begun.reason})
            self.shift.choose(begun.shift)
            self._picked = True
            return
        self.form.fill({"day": f"{day:%Y-%m-%d}", "reason": reason, **_known(self.form, "time")})
        self._picked, self._asked = False, ("", "")
        self._propose()

    def _own_shift(self) -> None:
        self._picked = True
        self._crew()

    def _propose(self) -> None:
        """The duty in which the sheet was walked, unless somebody picked one: by its time, else by its day, else one that is open now."""
        day, time = (str(self.form.typed().get(key) or "") for key in ("day", "time"))
        if self._picked or self._asked == (day, time):
            return
        self._asked = (day, time)
        zone, shifts = self._context.zone, [shift for shift, _ in self._content.shifts]
        same = [shift for shift in shifts if f"{shift.planned_from.astimezone(zone):%Y-%m-%d}" == day]
        held = [shift for shift in same if _covers(shift, f"{day} {time}", zone)]
        now = [shift for shift in shifts if shift.state is ShiftState.OPEN]
        found = next(iter((*held, *same, *now)), None)
        self.shift.choose(found.id if found is not None else None)
        self._crew()

    def _crew(self) -> None:
        """Who was on that duty walked it, where nobody says otherwise."""
        shift = next((shift for shift, _ in self._content.shifts if shift.id == self.shift.chosen), None)
        field = self.form.field("officers")
        if shift is not None and not field.value():
            field.set_value(list(dict.fromkeys(filter(None, (shift.lead, *shift.crew)))))

    def go_on(self) -> None:
        """To the rows, when everything that is needed is there."""
        self.sheet.settle()
        self.shift.settle()
        typed = self.form.values()
        sheet = self._sheets.get(self.sheet.chosen or "")
        place = sheet.premises if sheet else self.sheet.chosen or ""
        at = f"{typed.get('day', '')} {typed.get('time', '')}"
        missing = [
            words
            for words, given in (
                (tr("Sheet|round"), place),
                (tr("Walked on|round sheet"), _is(str(typed.get("day") or ""), _DAY)),
                (tr("Begun at|round"), _is(str(typed.get("time") or ""), _TIME)),
                (tr("Walked by|round sheet"), typed.get("officers")),
                (tr("Shift of the sheet"), self.shift.chosen),
            )
            if not given
        ]
        if missing:
            self._error.setText(tr("Missing or not right: {names}.", names=tr(", |list").join(missing)))
            self._error.show()
            return
        paper = FromPaper(
            number=sheet.number if sheet else "",
            at=at,
            officers=tuple(typed["officers"]),
            shift=self.shift.chosen or "",
            reason=str(typed.get("reason") or ""),
        )
        self.accept()
        self._then(paper, sheet, place)


def _sheet_words(sheet: Sheet) -> str:
    floors = tr(", |list").join(sheet.floors)
    state = tr("keyed in already") if sheet.keyed else ""
    return "  ".join(filter(None, (sheet.number, sheet.name, floors, tr("{n} {n:piece/pieces}", n=len(sheet.pieces)), state)))


def _known(form: Form, key: str) -> dict[str, Any]:
    value = form.field(key).value()
    return {key: value} if value is not None else {}


def _covers(shift: Shift, at: str, zone: ZoneInfo) -> bool:
    if not _is(at, f"{_DAY} {_TIME}"):
        return False
    moment = datetime.strptime(at, f"{_DAY} {_TIME}").replace(tzinfo=zone)
    end = shift.ended_at or shift.planned_to
    return shift.planned_from <= moment and (end is None or moment <= end)


def _is(text: str, form: str) -> bool:
    """Whether a text is a day or time of this form."""
    try:
        datetime.strptime(text, form)  # noqa: DTZ007  whether it is one at all
    except ValueError:
        return False
    return True
