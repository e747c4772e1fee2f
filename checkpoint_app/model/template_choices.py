"""Choices and checklist points as a form writes them: inline, or by the name of a list of `resources/rules`. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from checkpoint_app.i18n import tr
from checkpoint_app.model.template import Choice, Field, Item, Text
from checkpoint_app.model.template_source import Node

Lists = Mapping[str, tuple[Choice, ...]]

CODE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")
RESULTS: Final = "checklist_results"
"""The list that a checklist's points take their results from unless they have options of their own."""

_RESULT: Final[Text] = {"zh": "结果", "en": "Result"}


def read_choices(node: Node, key: str, lists: Lists, *, required: bool = False) -> tuple[Choice, ...]:
    """`choices = "list id"` or an array of `{ code, zh, en, short, hint, key, retired, flags }`."""
    if isinstance(node.table.get(key), str):
        return _list(node, key, lists)
    choices = [_choice(choice) for choice in node.nodes(key, required=required)]
    _refuse_twice(node, key, [choice.code for choice in choices])
    _refuse_twice(node, key, [choice.key for choice in choices if choice.key])
    return tuple(choices)


def read_items(node: Node, lists: Lists) -> tuple[Item, ...]:
    """`items = "list id"`, or an array of `{ key, zh, en, options, section, asked, hazard }`; `shown_if` is read with the fields."""
    if isinstance(node.table.get("items"), str):
        listed = _list(node, "items", lists)
        return tuple(_item(choice.code, choice.label, lists.get(RESULTS, ())) for choice in listed)
    items: list[Item] = []
    for item in node.nodes("items", required=True):
        key = item.text("key", required=True, pattern=CODE, wanted=tr("letters, digits and _")) or ""
        options = read_choices(item, "options", lists) if "options" in item.table else lists.get(RESULTS, ())
        section, asked, hazard = item.words("section"), item.flag("asked"), item.text("hazard", pattern=CODE) or ""
        words = item.as_words(also=("key", "options", "shown_if", "section", "asked", "hazard"))
        items.append(replace(_item(key, words, options), section=section, asked=asked, hazard=hazard))
        item.close()
    _refuse_twice(node, "items", [item.key for item in items])
    return tuple(items)


def _item(key: str, words: Text, options: tuple[Choice, ...]) -> Item:
    return Item(key=key, label=words, result=Field(key="result", kind="choice", label=_RESULT, choices=options))


def _list(node: Node, key: str, lists: Lists) -> tuple[Choice, ...]:
    name = node.text(key) or ""
    if name not in lists:
        node.fault("TEMPLATE_LIST_UNKNOWN", key, list=name, known=", ".join(lists))
    return lists.get(name, ())


def _choice(node: Node) -> Choice:
    code = node.text("code", required=True, pattern=CODE, wanted=tr("letters, digits and _"))
    found = Choice(
        code=code or "",
        short=node.words("short"),
        hint=node.words("hint"),
        key=node.text("key"),
        retired=node.flag("retired"),
        extra=dict.fromkeys(node.texts("flags"), True),
        label=node.as_words(also=("code", "short", "hint", "key", "retired", "flags")),
    )
    node.close()
    return found


def _refuse_twice(node: Node, key: str, names: list[str]) -> None:
    seen: set[str] = set()
    for at, name in enumerate(names):
        if name in seen:
            node.sheet.note((*node.path, key, at), "TEMPLATE_TWICE", text=name)
        seen.add(name)
