"""The Qt style sheet, made from the tokens of `theme`. Selectors by class, and by the dynamic properties that the kit sets:

`kind` on buttons: primary, plain (default), quiet, danger, nav, todo, chip, choice; on labels: soft, title, figure, small, error, warn,
info, ok; `card` and other areas by object name; `state` on inputs: error, warn.
"""

from __future__ import annotations

from checkpoint_app import paths
from checkpoint_app.gui import theme
from checkpoint_app.gui.theme import Tokens, px


def sheet(c: Tokens) -> str:
    """The whole style sheet for these colours, at the text scale of the moment."""
    return _areas(c) + _texts(c) + _inputs(c) + _buttons(c) + _lists(c)


def _areas(c: Tokens) -> str:
    return f"""
QMainWindow, QDialog, #page, #scrolled {{ background: {c.page}; }}
#top, #status {{ background: {c.surface}; }}
#top {{ border: none; border-bottom: 1px solid {c.line}; }}
#status {{ border: none; border-top: 1px solid {c.line}; }}
#nav {{ background: {c.nav}; border: none; }}
#card {{ background: {c.surface}; border: 1px solid {c.line}; border-radius: 8px; }}
#card[tone="warn"] {{ background: {c.warn_fill}; border-color: {c.warn_fill}; }}
#card[tone="bad"] {{ background: {c.bad_fill}; border-color: {c.bad}; }}
#row_card {{ background: transparent; border: none; border-bottom: 1px solid {c.line}; }}
#row_card[focused="true"] {{ background: {c.selected}; }}
#separator {{ background: {c.line}; border: none; }}
QScrollArea {{ background: transparent; border: none; }}
QScrollBar:vertical {{ background: transparent; width: 10px; margin: 0; }}
QScrollBar::handle:vertical {{ background: {c.line}; border-radius: 4px; min-height: 32px; margin: 1px; }}
QScrollBar::handle:vertical:hover {{ background: {c.border}; }}
QScrollBar:horizontal {{ background: transparent; height: 10px; margin: 0; }}
QScrollBar::handle:horizontal {{ background: {c.line}; border-radius: 4px; min-width: 32px; margin: 1px; }}
QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
QToolTip {{ background: {c.surface}; color: {c.text}; border: 1px solid {c.border}; padding: 4px 8px; }}
QProgressBar {{ background: {c.line}; border: none; border-radius: 4px; max-height: 8px; min-height: 8px; }}
QProgressBar::chunk {{ background: {c.primary}; border-radius: 4px; }}
"""


def _texts(c: Tokens) -> str:
    return f"""
QLabel {{ color: {c.text}; background: transparent; }}
QLabel:disabled {{ color: {c.disabled}; }}
QLabel[kind="soft"] {{ color: {c.soft}; }}
QLabel[kind="small"] {{ color: {c.soft}; font-size: {px(theme.SMALL_PX)}px; }}
QLabel[kind="strong"] {{ font-weight: bold; }}
QLabel[kind="title"] {{ font-size: {px(theme.TITLE_PX)}px; font-weight: bold; }}
QLabel[kind="figure"] {{ font-size: {px(theme.FIGURE_PX)}px; font-weight: bold; }}
QLabel[kind="code"] {{ font-size: {px(theme.FIGURE_PX)}px; font-weight: bold; letter-spacing: 2px; }}
QLabel[kind="ok"] {{ color: {c.ok}; }}
QLabel[kind="warn"] {{ color: {c.warn}; }}
QLabel[kind="bad"] {{ color: {c.bad}; }}
QLabel[verdict="ok"] {{ color: {c.ok}; }}
QLabel[verdict="bad"] {{ color: {c.bad}; }}
QLabel[message="error"] {{ color: {c.bad}; font-size: {px(theme.SMALL_PX)}px; }}
QLabel[message="warn"] {{ color: {c.warn}; font-size: {px(theme.SMALL_PX)}px; }}
QLabel[message="info"] {{ color: {c.soft}; font-size: {px(theme.SMALL_PX)}px; }}
"""


def _inputs(c: Tokens) -> str:
    height = theme.control_height() - 4
    tick = paths.resource("icons", "tick-dark.svg" if c.dark else "tick-light.svg").as_posix()
    return f"""
QLineEdit, QPlainTextEdit, QTextEdit, QListView#box {{
  color: {c.text}; background: {c.surface}; border: 1px solid {c.border}; border-radius: 6px; padding: 1px 11px;
  font-size: {px(theme.INPUT_PX)}px; selection-background-color: {c.primary}; selection-color: {c.on_primary};
}}
QLineEdit, QPlainTextEdit {{ placeholder-text-color: {c.disabled}; }}
QLineEdit {{ min-height: {height}px; max-height: {height}px; }}
QPlainTextEdit, QTextEdit {{ padding: 5px 7px; }}
QLineEdit#plate {{ font-size: {px(theme.PLATE_PX)}px; font-weight: bold; }}
QLineEdit[state="warn"], QPlainTextEdit[state="warn"] {{ border-color: {c.warn}; }}
QLineEdit[state="error"], QPlainTextEdit[state="error"] {{ border-color: {c.bad}; background: {c.bad_fill}; }}
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus {{ border: 2px solid {c.primary}; padding: 0 10px; }}
QPlainTextEdit:focus, QTextEdit:focus {{ padding: 4px 6px; }}
QLineEdit[state="error"]:focus, QPlainTextEdit[state="error"]:focus {{ border-color: {c.bad}; }}
QLineEdit:read-only, QPlainTextEdit:read-only {{ background: {c.page}; }}
QLineEdit:disabled, QPlainTextEdit:disabled {{ color: {c.disabled}; background: {c.page}; border-color: {c.line}; }}
QCheckBox, QRadioButton {{
  color: {c.text}; background: transparent; spacing: 8px; padding: 2px 4px; border: 2px solid transparent; border-radius: 6px;
  min-height: {max(28, px(24))}px;
}}
QCheckBox:focus, QRadioButton:focus {{ border-color: {c.primary}; }}
QCheckBox::indicator, QRadioButton::indicator {{
  width: {px(20)}px; height: {px(20)}px; border: 1px solid {c.border}; border-radius: 4px; background: {c.surface};
}}
QRadioButton::indicator {{ border-radius: {px(20) // 2 + 1}px; }}
QCheckBox::indicator:checked {{ background: {c.primary}; border-color: {c.primary}; image: url("{tick}"); }}
QRadioButton::indicator:checked {{
  width: {px(20) - 10}px; height: {px(20) - 10}px; background: {c.surface}; border: 6px solid {c.primary};
}}
QCheckBox:disabled, QRadioButton:disabled {{ color: {c.disabled}; }}
"""


def _buttons(c: Tokens) -> str:
    height = theme.control_height() - 4
    down = paths.resource("icons", "down-dark.svg" if c.dark else "down-light.svg").as_posix()
    return f"""
QPushButton {{
  color: {c.text}; background: {c.surface}; border: 1px solid {c.border}; border-radius: 6px; padding: 1px 14px;
  min-height: {height}px; max-height: {height}px;
}}
QPushButton:hover {{ background: {c.hover}; }}
QPushButton:focus {{ border: 2px solid {c.primary}; padding: 0 13px; }}
QPushButton:pressed {{ background: {c.selected}; }}
QPushButton:disabled {{ color: {c.disabled}; background: {c.page}; border-color: {c.line}; }}
QPushButton::menu-indicator {{
  image: url("{down}"); width: 10px; height: 10px; subcontrol-origin: padding; subcontrol-position: right center; right: 10px;
}}
QPushButton[menu="true"] {{ padding-right: 28px; }}
QPushButton[menu="true"]:focus {{ padding-right: 27px; }}
QPushButton[kind="primary"] {{ color: {c.on_primary}; background: {c.primary};
  border-color: {c.primary}; font-weight: bold; padding: 1px 19px;
}}
QPushButton[kind="primary"]:hover {{ background: {c.primary_hover}; }}
QPushButton[kind="primary"]:focus {{ border: 2px solid {c.text}; padding: 0 18px; }}
QPushButton[kind="primary"]:disabled {{ color: {c.disabled}; background: {c.line}; border-color: {c.line}; }}
QPushButton[large="true"] {{ min-height: {px(48)}px; max-height: {px(48)}px; font-size: {px(theme.TITLE_PX)}px; }}
QPushButton[kind="danger"] {{ color: {c.bad}; border-color: {c.bad}; }}
QPushButton[kind="danger"]:focus {{ border-color: {c.bad}; background: {c.bad_fill}; }}
QPushButton[kind="danger"]:disabled {{ color: {c.disabled}; border-color: {c.line}; }}
QPushButton[kind="quiet"] {{ color: {c.primary}; background: transparent; border: 1px solid transparent; padding: 1px 7px;
  min-width: 20px;
}}
QPushButton[kind="quiet"]:hover {{ background: {c.hover}; }}
QPushButton[kind="quiet"]:focus {{ border: 2px solid {c.primary}; padding: 0 6px; }}
QPushButton[kind="quiet"]:disabled {{ color: {c.disabled}; background: transparent; }}
QPushButton[kind="remedy"] {{
  color: {c.primary}; background: transparent; border: 1px solid transparent; padding: 0 5px; font-size: {px(theme.SMALL_PX)}px;
  min-height: {px(20)}px; max-height: {px(20)}px; text-decoration: underline;
}}
QPushButton[kind="remedy"]:focus {{ border-color: {c.primary}; }}
QPushButton[kind="choice"] {{ padding: 1px 10px; }}
QPushButton[kind="choice"]:checked, QPushButton[kind="chip"] {{
  color: {c.primary}; background: {c.selected}; border: 2px solid {c.primary}; padding: 0 9px; font-weight: bold;
}}
QPushButton[kind="choice"]:checked[tone="bad"] {{ color: {c.bad}; background: {c.bad_fill}; border-color: {c.bad}; }}
QPushButton[kind="choice"]:checked:focus, QPushButton[kind="chip"]:focus {{ border-color: {c.text}; }}
QPushButton[kind="choice"]:checked:disabled {{ color: {c.disabled}; background: {c.page}; border-color: {c.line}; }}
QPushButton[kind="chip"] {{ font-weight: normal; border-width: 1px; padding: 1px 10px; }}
QPushButton[kind="chip"]:focus {{ border-width: 2px; padding: 0 9px; }}
QPushButton[kind="todo"] {{ color: {c.warn}; background: transparent; border-color: {c.warn}; padding: 0 12px;
  min-height: {px(30)}px; max-height: {px(30)}px;
}}
QPushButton[kind="todo"]:hover {{ background: {c.surface}; }}
QPushButton[kind="todo"]:focus {{ border: 2px solid {c.warn}; padding: 0 11px; }}
QPushButton[kind="nav"] {{
  color: {c.nav_text}; background: transparent; border: none; border-left: 4px solid transparent; border-radius: 0; text-align: left;
  padding: 0 8px 0 14px; font-size: {px(16)}px;
}}
QPushButton[kind="nav"]:hover {{ color: {c.on_nav_selected}; }}
QPushButton[kind="nav"]:checked {{ color: {c.on_nav_selected}; background: {c.nav_selected};
  border-left-color: {c.nav_mark}; font-weight: bold;
}}
QPushButton[kind="nav"]:focus {{ border: 2px solid {c.on_nav_selected}; border-left-width: 4px; padding-right: 6px; }}
QPushButton[kind="photo"] {{
  color: {c.soft}; background: {c.page}; padding: 2px; min-width: {px(72)}px; min-height: {px(76)}px; max-height: {px(76)}px;
  font-size: {px(theme.SMALL_PX)}px;
}}
QPushButton[kind="large_photo"] {{
  color: {c.soft}; background: {c.page}; padding: 2px; min-width: {px(120)}px; min-height: {px(154)}px; max-height: {px(154)}px;
}}
QPushButton[kind="photo"]:focus, QPushButton[kind="large_photo"]:focus {{ border: 2px solid {c.primary}; padding: 1px; }}
QPushButton[kind="line"] {{
  color: {c.soft}; background: transparent; border: 1px solid transparent; font-size: {px(theme.SMALL_PX)}px; padding: 0 5px;
  min-height: {px(22)}px; max-height: {px(22)}px;
}}
QPushButton[kind="line"][tone="bad"] {{ color: {c.bad}; }}
QPushButton[kind="line"]:focus {{ border-color: {c.primary}; }}
"""


def _lists(c: Tokens) -> str:
    row = theme.row_height()
    return f"""
QAbstractItemView {{
  color: {c.text}; background: {c.surface}; border: none; outline: none;
  selection-background-color: {c.selected}; selection-color: {c.text};
}}
QAbstractItemView#popup {{ border: 1px solid {c.border}; }}
QAbstractItemView#popup::item {{ min-height: {row}px; padding: 0 11px; }}
QAbstractItemView#popup::item:selected {{ background: {c.selected}; color: {c.text}; }}
QHeaderView {{ background: {c.surface}; border: none; }}
QHeaderView::section {{
  color: {c.soft}; background: {c.surface}; border: none; border-bottom: 1px solid {c.line}; padding: 0 8px 0 8px; font-weight: bold;
}}
RecordTable QHeaderView::section:first, RecordTable QHeaderView::section:only-one {{ padding-left: 12px; }}
QTableCornerButton::section {{ background: {c.surface}; border: none; border-bottom: 1px solid {c.line}; }}
QTableView {{ gridline-color: {c.line}; }}
QTableView#grid {{ border: 1px solid {c.line}; border-radius: 8px; }}
QTabBar::tab {{
  color: {c.soft}; background: transparent; border: none; border-bottom: 3px solid transparent; padding: 8px 14px; min-height: {px(24)}px;
}}
QTabBar::tab:selected {{ color: {c.text}; border-bottom-color: {c.primary}; font-weight: bold; }}
QTabBar::tab:focus {{ color: {c.primary}; }}
QTabWidget::pane {{ border: none; }}
QMenu {{ color: {c.text}; background: {c.surface}; border: 1px solid {c.border}; padding: 4px; }}
QMenu::item {{ padding: 8px 16px; min-height: {px(24)}px; border-radius: 4px; }}
QMenu::item:selected {{ background: {c.selected}; }}
QMenu::item:disabled {{ color: {c.disabled}; }}
"""
