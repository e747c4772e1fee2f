"""The sticks that are plugged in, and folders somebody chose: one of them is where the export goes. Looks again by itself while shown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QRadioButton, QVBoxLayout, QWidget

from checkpoint_app.gui import parts
from checkpoint_app.gui.runner import Runner
from checkpoint_app.gui.stick_watch import StickWatch
from checkpoint_app.i18n import tr

if TYPE_CHECKING:
    from checkpoint_app.export.removable import Stick

_STEP = 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A place to write to. `free` in bytes, None for a folder nobody measured."""

    path: Path
    label: str
    free: int | None
    writable: bool = True


def size(count: int) -> str:
    """Bytes as people read them: 14.2 GB, of 1024 each, as the file managers show them."""
    number, unit = float(count), "B"
    for unit in ("B", "KB", "MB", "GB", "TB"):
        if number < _STEP or unit == "TB":
            break
        number /= _STEP
    return f"{number:.0f} {unit}" if unit in ("B", "KB") or number >= 100 else f"{number:.1f} {unit}"


class StickList(QWidget):
    """`changed` when another target is chosen, or the chosen one went away."""

    changed = Signal()

    def __init__(self, runner: Runner) -> None:
        super().__init__()
        self._sticks: tuple[Target, ...] = ()
        self._folders: tuple[Target, ...] = ()
        self._chosen: Path | None = None
        self._seen: tuple[Target, ...] | None = None
        self._group = QButtonGroup(self)
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(4)
        self._watch = StickWatch(self, runner)
        self._watch.looked.connect(self._found)

    def watch(self) -> None:
        """Looks every two seconds from now on."""
        self._watch.watch()

    def rest(self) -> None:
        self._watch.rest()

    def look(self) -> None:
        """Now, without waiting for the next time."""
        self._watch.look()

    def target(self) -> Target | None:
        """What is chosen, while it is there and can be written to."""
        found = next((target for target in self._targets() if target.path == self._chosen), None)
        return found if found is not None and found.writable else None

    def add_folder(self, folder: Path) -> None:
        """Another place, and chooses it."""
        if all(target.path != folder for target in self._targets()):
            self._folders = (*self._folders, Target(path=folder, label=str(folder), free=None))
        self._chosen = folder
        self._show()

    def _found(self, sticks: Sequence[Stick]) -> None:
        self._sticks = tuple(_target(stick) for stick in sticks)
        if self._chosen is None and len(usable := [target for target in self._sticks if target.writable]) == 1:
            self._chosen = usable[0].path
        self._show()

    def _targets(self) -> tuple[Target, ...]:
        return (*self._sticks, *self._folders)

    def _show(self) -> None:
        """Draws the rows anew only when something is different, so that the keyboard stays where it is."""
        targets = self._targets()
        if targets != self._seen:
            self._seen = targets
            self._draw(targets)
        for made in self._group.buttons():
            made.setChecked(made.property("path") == str(self._chosen))
        self.changed.emit()

    def _draw(self, targets: Sequence[Target]) -> None:
        focused = self.isAncestorOf(self.focusWidget()) if self.focusWidget() is not None else False
        while (item := self._rows.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for target in targets:
            self._rows.addWidget(self._row(target))
        if not self._sticks:
            self._rows.addWidget(
                parts.label(tr("No USB stick is plugged in. It appears here by itself."), "soft", name="no_stick")
            )
        first = next(iter(self._group.buttons()), None)
        if first is not None:
            self.setFocusProxy(first)
            if focused:
                first.setFocus()

    def _row(self, target: Target) -> QWidget:
        button = QRadioButton(target.label)
        button.setObjectName("target")
        button.setProperty("path", str(target.path))
        button.setEnabled(target.writable)
        button.toggled.connect(lambda on, path=target.path: self._choose(path) if on else None)
        self._group.addButton(button)
        facts = _facts(target)
        button.setAccessibleName(f"{target.label} {facts}")
        made = QWidget()
        made.setLayout(parts.row(button, None, parts.label(facts, "soft" if target.writable else "warn")))
        return made

    def _choose(self, path: Path) -> None:
        if path != self._chosen:
            self._chosen = path
            self.changed.emit()


def _target(stick: Stick) -> Target:
    path = Path(stick.path)
    label = f"{stick.label}  {path}" if stick.label else str(path)
    return Target(path=path, label=label, free=stick.free, writable=not stick.read_only)


def _facts(target: Target) -> str:
    if not target.writable:
        return tr("Read-only: slide the lock on the stick, or take another one")
    return tr("{size} free", size=size(target.free)) if target.free is not None else ""
