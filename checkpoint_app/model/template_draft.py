"""A form of the station's own, begun: a copy of one that is there, or the smallest one that works. Pure text.

A copy of a shipped form gets the station's prefix and version 1, so that it never stands in the way of the form it was made from; a copy of
an own form is its next version.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

_ID: Final = re.compile(r'^(id[ \t]*=[ \t]*)"([^"\n]*)"', re.MULTILINE)
_VERSION: Final = re.compile(r"^(version[ \t]*=[ \t]*)\d+", re.MULTILINE)
_UNFIT: Final = re.compile(r"[^a-z0-9]")

EMPTY: Final = """\
id = "campaign"
version = 1
title = { zh = "专项行动", en = "Campaign" }
duty = ["any"]

[[field]]
key = "place"
kind = "text"
label = { zh = "地点", en = "Place" }
required = true

[[field]]
key = "found"
kind = "count"
label = { zh = "发现问题", en = "Problems found" }
unit = { zh = "处", en = "" }

[[field]]
key = "note"
kind = "note"
label = { zh = "备注", en = "Note" }

[list]
columns = ["at", "place", "found", "note", "checked_by", "state"]

[[measure]]
name = "campaign"

[[measure]]
name = "campaign.found"
add = "found"

[print]
columns = [{ key = "at", mm = 13 }, { key = "place", mm = 60 }, { key = "found", mm = 20 }, "note"]
"""


def is_own(form: str) -> bool:
    """Whether an id carries a prefix: it is a station's, no shipped one."""
    return "." in form


def prefix(short: str) -> str:
    """What the ids of a station begin with: its short name in pinyin (沙北 → shabei)."""
    from checkpoint_app.model import pinyin

    found = _UNFIT.sub("", pinyin.full(short).lower())
    return found if found[:1].isalpha() else "own"


def begin(source: str, own_prefix: str, versions: Mapping[str, int]) -> str:
    """A copy to work on; the rest of the text stays as it is. `versions`: the newest version of each form by id."""
    found = _ID.search(source)
    known = found[2] if found else "campaign"
    form = known if is_own(known) else f"{own_prefix}.{known}"
    version = versions.get(form, 0) + 1
    text = _ID.sub(lambda match: f'{match[1]}"{form}"', source, count=1)
    return _VERSION.sub(lambda match: f"{match[1]}{version}", text, count=1)
