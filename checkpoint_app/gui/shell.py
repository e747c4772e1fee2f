"""What is around every page: navigation at the left, the shift and the account above, saved time and battery below."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import partial
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy, QStackedWidget, QWidget

from checkpoint_app.gui import battery, keys, parts, theme
from checkpoint_app.gui.delivery_watch import DeliveryWatch
from checkpoint_app.gui.runner import Runner
from checkpoint_app.i18n import tr

NAV_PX = 168
NAV_ROW_PX, LEAST_NAV_PX, NAV_GAP_PX, NAV_TOP_PX = 46, 34, 2, 12
UNDO_SHOWN_MS = 60_000


class Bar(QFrame):
    """A line across the window."""

    def __init__(self, name: str, height: int) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setFixedHeight(max(height, theme.px(height)))


class FactsLine(QLabel):
    """What holds on every page, in one line that gives way where there is no room."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("kind", "soft")
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setObjectName("facts")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._whole = ""

    def show_line(self, text: str) -> None:
        self._whole = text
        self.setToolTip(text)
        self.setAccessibleName(text)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        self.setText(self.fontMetrics().elidedText(self._whole, Qt.TextElideMode.ElideRight, self.width()))


class Shell(QWidget):
    """`show_page` puts a page into the middle; `choose` is called with the key of a navigation button."""

    def __init__(self, entries: Sequence[tuple[str, str]], choose: Callable[[str], object]) -> None:
        super().__init__()
        self.setObjectName("page")
        self._buttons: dict[str, QWidget] = {}
        self.stack = QStackedWidget()
        self.top = Bar("top", 56)
        self.facts = FactsLine()
        self.account = parts.label(name="account")
        self.theme_button = parts.button("", name="theme")
        self.lock_button = parts.button(tr("Lock"), key=keys.first("lock"), name="lock")
        title = parts.label(tr("Duty Log"), "title")
        title.setFixedWidth(theme.px(NAV_PX) - 4)
        line = parts.row(title, 16, self.facts, 16, self.account, self.theme_button, self.lock_button, margins=(20, 0, 16, 0))
        line.setStretchFactor(self.facts, 1)
        self.top.setLayout(line)
        self.status = StatusBar()
        nav = self._navigation(entries, choose)
        middle = parts.row(nav, self.stack, gap=0)
        middle.setStretch(1, 1)
        layout = parts.column(self.top, middle, self.status, gap=0)
        layout.setStretch(1, 1)
        self.setLayout(layout)

    def _navigation(self, entries: Sequence[tuple[str, str]], choose: Callable[[str], object]) -> QFrame:
        nav = QFrame()
        nav.setObjectName("nav")
        nav.setFixedWidth(theme.px(NAV_PX))
        layout = parts.column(NAV_TOP_PX - NAV_GAP_PX, gap=NAV_GAP_PX)
        for key, title in entries:
            button = parts.button(title, partial(choose, key), kind="nav", name=f"nav:{key}")
            button.setCheckable(True)
            button.setAutoExclusive(True)
            self._buttons[key] = button
            layout.addWidget(button)
        layout.addStretch(1)
        nav.setLayout(layout)
        return nav

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit_navigation()

    def _fit_navigation(self) -> None:
        """Every page stays in sight: with large text on a low screen the buttons come closer together."""
        room = self.height() - self.top.height() - self.status.height() - NAV_TOP_PX
        each = room // max(1, len(self._buttons)) - NAV_GAP_PX
        for button in self._buttons.values():
            button.setFixedHeight(max(LEAST_NAV_PX, min(theme.px(NAV_ROW_PX), each)))

    def mark(self, key: str) -> None:
        """The navigation button of the page that is shown."""
        for name, button in self._buttons.items():
            button.setChecked(name == key)  # type: ignore[attr-defined]

    def show_page(self, page: QWidget) -> None:
        if self.stack.indexOf(page) < 0:
            self.stack.addWidget(page)
        self.stack.setCurrentWidget(page)


class StatusBar(Bar):
    """When something was saved last, what was just done and how to take it back, what the station does not have yet, the battery."""

    def __init__(self) -> None:
        super().__init__("status", 28)
        self._saved = parts.label(kind="small", name="saved")
        self._said = parts.label(kind="small", name="said")
        self._undo_button = parts.button(tr("Take back"), self._take_back, kind="line", key=keys.first("undo"), name="undo")
        self._trouble = parts.label(kind="small", name="trouble")
        self.delivery_button = parts.button("", kind="line", name="delivery")
        self._battery = parts.label(kind="small", name="battery")
        help_button = parts.button(tr("Keys"), kind="line", key=keys.first("keys"), name="help")
        self.help_button = help_button
        self.setLayout(
            parts.row(
                self._saved,
                self._said,
                self._undo_button,
                None,
                self._trouble,
                self.delivery_button,
                self._battery,
                help_button,
                gap=16,
                margins=(20, 0, 12, 0),
            )
        )
        self._runner: Runner | None = None
        self._undo: Callable[[], object] | None = None
        self._forget = QTimer(self, singleShot=True, interval=UNDO_SHOWN_MS)
        self._forget.timeout.connect(lambda: self.say(""))
        self._watch = QTimer(self, interval=battery.PERIOD_MS)
        self._watch.timeout.connect(self._show_battery)
        self._watch.start()
        self.say("")
        self.delivery_button.hide()
        self._show_battery()

    def listen(self, runner: Runner, deliveries: DeliveryWatch) -> None:
        """Tells of every write, of trouble behind the work, and of what the station lacks."""
        self._runner = runner
        runner.saved.connect(self._show_saved)
        runner.failed_behind.connect(self.trouble)
        deliveries.counted.connect(self._show_delivery)

    def _show_delivery(self, number: int, since: datetime | None) -> None:
        """How many records the station does not have yet; hidden while it has all."""
        zone = self._zone
        if zone is None:
            return
        local, today = (moment.astimezone(zone) for moment in (since or datetime.now(UTC), datetime.now(UTC)))
        time = f"{local:%H:%M}" if local.date() == today.date() else f"{local:%m-%d %H:%M}"
        text = tr("Not at the station: {n}, since {time}", n=number, time=time)
        self.delivery_button.setText(parts.escape(text))
        self.delivery_button.setAccessibleName(text)
        self.delivery_button.setVisible(number > 0)

    def _show_saved(self) -> None:
        zone = self._zone
        if zone is not None:
            self._saved.setText(tr("Saved {time}", time=f"{datetime.now(UTC).astimezone(zone):%H:%M:%S}"))

    @property
    def _zone(self) -> ZoneInfo | None:
        """The unit's; None when the store was closed meanwhile."""
        session = self._runner.session if self._runner is not None else None
        return session.unit.tz() if session is not None else None

    def say(self, text: str, undo: Callable[[], object] | None = None) -> None:
        """What was just done, for a minute; `undo` takes it back."""
        self._said.setText(text)
        self._undo = undo
        self._undo_button.setVisible(undo is not None)
        if text:
            self._forget.start()

    def trouble(self, text: str, details: str) -> None:
        """Something in the background did not work."""
        self._trouble.setText(text)
        self._trouble.setToolTip(details)
        parts.restyle(self._trouble, "kind", "warn")

    def _take_back(self) -> None:
        undo, self._undo = self._undo, None
        self.say("")
        if undo is not None:
            undo()

    def _show_battery(self) -> None:
        state = battery.read()
        if state is None:
            self._battery.setText("")
            return
        text = tr("Battery {percent} %", percent=state.percent)
        self._battery.setText(tr("{battery}: plug in the charger", battery=text) if state.low else text)
        parts.restyle(self._battery, "kind", "bad" if state.low else "small")
