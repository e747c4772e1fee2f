"""The table of keys: F-keys have twins, no key means two things, the sheet shows all of them."""

from __future__ import annotations

import re
from collections import Counter

from PySide6.QtGui import QKeySequence

from checkpoint_app.gui import keys

F_KEY = re.compile(r"F\d+")


def test_every_f_key_has_a_twin_with_ctrl_or_alt() -> None:
    lonely = [
        action
        for action, binding in keys.BINDINGS.items()
        if any(F_KEY.fullmatch(key) for key in binding.keys)
        and not any(key.startswith(("Ctrl+", "Alt+")) for key in binding.keys)
    ]
    assert not lonely


def test_no_key_means_two_things() -> None:
    used = Counter(key for binding in keys.BINDINGS.values() for key in binding.keys)
    used.update(f"Ctrl+{number}" for number in range(1, 10))
    used.update(f"Alt+{number}" for number in range(1, 6))
    used.update(f"Alt+{letter}" for letter in (*keys.plate_suffixes(), keys.no_plate_letter()))
    assert [key for key, times in used.items() if times > 1] == []


def test_qt_understands_every_key() -> None:
    form = QKeySequence.SequenceFormat.PortableText
    for binding in keys.BINDINGS.values():
        for key in binding.keys:
            assert QKeySequence(key, form).toString(form), key


def test_the_sheet_has_every_binding_once() -> None:
    shown = [binding for group in keys.GROUPS for binding in keys.sheet(group)]
    for binding in (*keys.BINDINGS.values(), *keys.SHOWN_ONLY):
        assert shown.count(binding) == 1
