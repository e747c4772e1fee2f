"""What every field widget can do, and what it may know of the world. Widgets never ask the store: the page gives them a context.

A widget's `value()` is raw: what was typed where it is not yet right, so that the rules of `model` can say what is wrong, and so that a
draft keeps everything. `set_value` takes stored values and drafts alike.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, ClassVar
from zoneinfo import ZoneInfo

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from checkpoint_app.gui import parts
from checkpoint_app.gui.pick import Finder, Option
from checkpoint_app.model.problems import Problem
from checkpoint_app.model.template import Field, label

if TYPE_CHECKING:
    from checkpoint_app.gui.photo_desk import PhotoDesk

_ID = re.compile(r"[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}")


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldContext:
    """Given by the page. `home_plate` is what the plate box starts with (豫L); without `photos` none can be added or looked at."""

    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("Asia/Shanghai"))
    home_plate: str = ""
    officers: Sequence[Option] = ()
    sites: Sequence[Option] = ()
    equipment: Sequence[Option] = ()
    hazards: Sequence[Option] = ()
    photos: PhotoDesk | None = None
    settings: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    """What the unit has set for the codes of a choice: name → code → value."""
    now: Callable[[], datetime] = _now

    def options(self, noun: str) -> Sequence[Option]:
        """The register behind a noun: officer, site, equipment, hazard."""
        return {"officer": self.officers, "site": self.sites, "equipment": self.equipment, "hazard": self.hazards}.get(noun, ())


class ListedRegisters:
    """`model.template.Registers` over the options of a context, so that a form can be checked while it is typed, without the store."""

    def __init__(self, context: FieldContext) -> None:
        self._context = context

    def find(self, noun: str, name: str, /) -> str | None:
        found = Finder(self._context.options(noun)).exact(name)
        return found.id if found else name if _ID.fullmatch(name) else None  # one that is no longer offered: the store knows it

    def name(self, noun: str, record: str, /) -> str:
        return next((option.label for option in self._context.options(noun) if option.id == record), record)

    def officer_kind(self, record: str, /) -> str:
        return next((option.kind for option in self._context.officers if option.id == record), "")

    def attribute(self, noun: str, record: str, name: str, /) -> object:
        if noun == "choice":
            return self._context.settings.get(name, {}).get(record)
        if name != "kind":
            return None  # the options know no more; the store fills it in when the entry is saved
        return next((option.kind or None for option in self._context.options(noun) if option.id == record), None)


@dataclass(frozen=True, slots=True)
class Remedy:
    """Something a person can do about a problem, beside its sentence: take the suggestion, record as seen."""

    text: str
    do: Callable[[], object]


class FieldWidget(QWidget):
    """One field. `changed` when a person changed the value; `submitted` on Enter, where the value may be saved."""

    changed = Signal()
    submitted = Signal()

    wide: bool = False
    """Takes the whole width of a form."""
    captioned: ClassVar[bool] = True
    """The form writes the label above it."""

    def __init__(self, field: Field, context: FieldContext) -> None:
        super().__init__()
        self.field = field
        self.context = context
        self.setObjectName(field.key)

    @property
    def caption(self) -> str:
        """The field's label in the language of the moment, with its unit."""
        text = label(self.field.label)
        return f"{text} ({label(self.field.unit)})" if self.field.unit else text

    def value(self) -> object | None:
        """What is entered, None for nothing."""
        raise NotImplementedError

    def set_value(self, value: object | None) -> None:
        """Shows a stored value or a draft's; emits nothing."""
        raise NotImplementedError

    def inputs(self) -> Sequence[QWidget]:
        """The widgets that take the keyboard, in order."""
        raise NotImplementedError

    def name_aloud(self, text: str) -> None:
        """What a screen reader calls the inputs."""
        for widget in self.inputs():
            widget.setAccessibleName(text)

    def change(self, field: Field) -> bool:
        """Takes up what was changed in the field while its form is written; False: it has to be made anew."""
        return False

    def show_problem(self, problem: Problem | None) -> None:
        """Marks the inputs; the sentence is written by the row around the field."""
        state = problem.severity.value if problem else ""
        for widget in self.inputs():
            parts.restyle(widget, "state", state)

    def show_inner(self, problems: Sequence[Problem]) -> None:
        """Problems of rows and items inside this field, their paths beginning with its key."""

    def remedies(self, problem: Problem) -> Sequence[Remedy]:
        """What can be done about a problem with one key."""
        return ()

    def set_implied(self, value: object | None) -> None:
        """The value that holds while nothing is entered (`default_from`): shown as a placeholder."""

    def set_outer(self, values: Mapping[str, object]) -> None:
        """The entry's other fields: what columns and points ask of them."""

    def hold(self, *widgets: QWidget) -> None:
        """Puts widgets side by side into this field; the first takes the focus."""
        self.setLayout(parts.row(*widgets))
        self.setFocusProxy(widgets[0])
