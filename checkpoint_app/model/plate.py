"""Number plates: normal form, kind, findings, how they are shown. Pure. Sources: GA 36-2018 (§5.9: no I, no O), domain §2.

The first form that fits decides the kind. A plate alone does not tell blue from yellow: the colour is a field of its own.
Digits are ASCII digits everywhere (`[0-9]`, never `\\d`, which takes any script's).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from checkpoint_app import rules
from checkpoint_app.i18n import noop, tr
from checkpoint_app.model.problems import Problem, error, register, warn
from checkpoint_app.model.text import code_form

register(
    {
        "PLATE_FORMAT": noop("{text} has the form of no plate. Compare it, or record it as seen."),
        "PLATE_LETTER_IO": noop("{text}: plates have no letter I and no letter O here. Is it {suggestion}?"),
        "PLATE_AUTHORITY": noop("{province}{letter} is not in the list of issuing letters."),
        "PLATE_LETTERS": noop("{text} has more than two letters in its number: compare it once more."),
    }
)

NONE = "NONE"
"""The value of a vehicle without a plate (无牌)."""

PROVINCES = "京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川贵云藏陕甘青宁新"

PROVINCE_INITIALS: Mapping[str, str] = {
    "C": "川",
    "E": "鄂",
    "G": "赣贵桂甘",
    "H": "沪黑",
    "J": "京冀津晋吉",
    "L": "鲁辽",
    "M": "闽蒙",
    "N": "宁",
    "Q": "琼青",
    "S": "苏陕",
    "W": "皖",
    "X": "湘新",
    "Y": "豫粤渝云",
    "Z": "浙藏",
}
"""Pinyin initial → provinces, the nearest or most frequent on a road in Henan first."""


class PlateKind(StrEnum):
    NEV_SMALL = "NEV_SMALL"
    NEV_LARGE = "NEV_LARGE"
    EMERGENCY = "EMERGENCY"
    TRAILER = "TRAILER"
    COACH = "COACH"
    POLICE = "POLICE"
    HK_MACAO = "HK_MACAO"
    CONSULATE = "CONSULATE"
    EMBASSY = "EMBASSY"
    ARMED_POLICE = "ARMED_POLICE"
    TEMPORARY = "TEMPORARY"
    TRACTOR = "TRACTOR"
    ORDINARY = "ORDINARY"
    MILITARY = "MILITARY"
    NONE = "NONE"
    OTHER = "OTHER"


PLATE_KIND_LABELS: Mapping[str, str] = {
    "NEV_SMALL": noop("Small new-energy car|plate"),
    "NEV_LARGE": noop("Large new-energy vehicle|plate"),
    "EMERGENCY": noop("Emergency rescue|plate"),
    "TRAILER": noop("Trailer|plate"),
    "COACH": noop("Driving school|plate"),
    "POLICE": noop("Police car|plate"),
    "HK_MACAO": noop("Hong Kong or Macao|plate"),
    "CONSULATE": noop("Consulate|plate"),
    "EMBASSY": noop("Embassy|plate"),
    "ARMED_POLICE": noop("Armed police|plate"),
    "TEMPORARY": noop("Temporary|plate"),
    "TRACTOR": noop("Tractor|plate"),
    "ORDINARY": noop("Ordinary|plate"),
    "MILITARY": noop("Military|plate"),
    "NONE": noop("No plate"),
    "OTHER": noop("Other|plate"),
}


class PlateColour(StrEnum):
    BLUE = "BLUE"
    YELLOW = "YELLOW"
    GREEN = "GREEN"
    YELLOW_GREEN = "YELLOW_GREEN"
    WHITE = "WHITE"
    BLACK = "BLACK"
    OTHER = "OTHER"


_COLOURS: Mapping[PlateKind, PlateColour] = {
    PlateKind.NEV_SMALL: PlateColour.GREEN,
    PlateKind.NEV_LARGE: PlateColour.YELLOW_GREEN,
    PlateKind.EMERGENCY: PlateColour.WHITE,
    PlateKind.TRAILER: PlateColour.YELLOW,
    PlateKind.COACH: PlateColour.YELLOW,
    PlateKind.POLICE: PlateColour.WHITE,
    PlateKind.HK_MACAO: PlateColour.BLACK,
    PlateKind.CONSULATE: PlateColour.BLACK,
    PlateKind.EMBASSY: PlateColour.BLACK,
    PlateKind.ARMED_POLICE: PlateColour.WHITE,
    PlateKind.TEMPORARY: PlateColour.OTHER,
    PlateKind.MILITARY: PlateColour.WHITE,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Plate:
    """A plate in normal form: without dot or space, upper-case, half width."""

    text: str
    kind: PlateKind


_P = f"[{PROVINCES}]"
_A = "[A-HJ-Z]"  # issuing authority: never I; O belongs to special authorities
_S = "[A-HJ-NP-Z0-9]"  # serial: neither I nor O
_N = "[DABCEFGHJK]"  # new energy: D A B C E pure electric, F G H J K not

_FORMS: tuple[tuple[PlateKind, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(form))
    for kind, form in (
        (PlateKind.NEV_SMALL, rf"{_P}{_A}{_N}{_S}[0-9]{{4}}"),
        (PlateKind.NEV_LARGE, rf"{_P}{_A}[0-9]{{5}}{_N}"),
        (PlateKind.EMERGENCY, rf"{_P}[XS][0-9]{{4}}应急"),
        (PlateKind.TRAILER, rf"{_P}{_A}{_S}{{4}}挂"),
        (PlateKind.COACH, rf"{_P}{_A}{_S}{{4}}学"),
        (PlateKind.POLICE, rf"{_P}{_A}{_S}{{4}}警"),
        (PlateKind.HK_MACAO, rf"粤Z{_S}{{4}}[港澳]"),
        (PlateKind.CONSULATE, rf"{_P}[0-9]{{5}}领|{_P}{_A}[0-9]{{4}}领"),
        (PlateKind.EMBASSY, r"[0-9]{6}使|使[0-9]{6}"),
        (PlateKind.ARMED_POLICE, rf"WJ{_P}?[0-9]{{4}}[0-9A-HJ-NP-Z]"),
        (PlateKind.TEMPORARY, rf"{_P}{_A}{_S}{{4,5}}[临试超]"),
        (PlateKind.TRACTOR, rf"{_P}[0-9]{{2}}{_S}{{5}}"),
        (PlateKind.ORDINARY, rf"{_P}{_A}{_S}{{5}}"),
        (PlateKind.MILITARY, r"(?!WJ)[A-HJ-NP-Z]{2}[0-9]{5}"),
    )
)
_SEPARATORS = "·•・‧∙⋅･.．-—_–‐‑‒―−"
_NONE_WORDS = frozenset({NONE, "NOPLATE", "无牌", "無牌", "无号牌"})
_BARE = re.compile(rf"{_P}{_A}?|WJ{_P}?|")
_WITHOUT_AUTHORITY = frozenset({PlateKind.EMERGENCY, PlateKind.HK_MACAO})
_DIGIT_FOR_LETTER = str.maketrans("IO", "10")
_SHOWN_LENGTH = 20


def normalise(text: str) -> str:
    """NFKC, upper-case, without separators; every word for a missing plate becomes `NONE`."""
    normal = code_form(text, _SEPARATORS)
    return NONE if normal in _NONE_WORDS else normal


def parse(text: str, *, letters: Mapping[str, Mapping[str, str]] | None = None) -> tuple[Plate | None, list[Problem]]:
    """The plate, or None and why not; with warnings. `letters`: the issuing letters by province (default: the shipped list)."""
    normal = normalise(text)
    if normal == NONE:
        return Plate(text=NONE, kind=PlateKind.NONE), []
    kind = _kind(normal)
    if kind is None:
        shown = normal[:_SHOWN_LENGTH]
        suggestion = _with_digits(normal)
        if suggestion:
            return None, [error("PLATE_LETTER_IO", text=shown, suggestion=suggestion)]
        return None, [error("PLATE_FORMAT", text=shown)]
    return Plate(text=normal, kind=kind), _warnings(normal, kind, rules.authority_letters() if letters is None else letters)


def display(text: str) -> str:
    """As on the plate, with its dot: 豫L·12345, 豫·L0123警. What was recorded as seen stays; no plate shows in words."""
    normal = normalise(text)
    if normal == NONE:
        return tr("No plate")
    kind = _kind(normal)
    if kind is None:
        return text
    at = _dot(normal, kind)
    return f"{normal[:at]}·{normal[at:]}" if at else normal


def default_colour(kind: PlateKind) -> PlateColour | None:
    """The colour that GA 36-2018 gives a kind; None where the officer has to look (ordinary: blue or yellow)."""
    return _COLOURS.get(kind)


def province_by_initial(letter: str) -> list[str]:
    """Provinces whose character begins with this pinyin letter, for `/` and a letter in the plate box."""
    return list(PROVINCE_INITIALS.get(letter.upper(), ""))


def is_bare(text: str) -> bool:
    """True for nothing or a mere prefix (豫, 豫L, WJ): the plate box never saves it."""
    return _BARE.fullmatch(normalise(text)) is not None


def complete(typed: str, home: str) -> str:
    """What the plate box means, in normal form: `/` and a pinyin initial give a province; what is no plate by itself gets the
    home prefix (`豫L`) or, where only that fits, its province."""
    typed = typed.strip()
    if typed.startswith("/") and (provinces := province_by_initial(typed[1:2])):
        return normalise(provinces[0] + typed[2:])
    normal, home = normalise(typed), normalise(home)
    if is_bare(normal):
        return normal
    for whole in (normal, home + normal, home[:1] + normal):
        if whole == NONE or _kind(whole):
            return whole
    return normal if normal[0] in PROVINCES else home + normal


def _kind(normal: str) -> PlateKind | None:
    return next((kind for kind, form in _FORMS if form.fullmatch(normal)), None)


def _dot(normal: str, kind: PlateKind) -> int:
    """How many characters stand before the dot; 0 for a plate without one."""
    match kind:
        case PlateKind.ARMED_POLICE:
            return 0
        case PlateKind.POLICE | PlateKind.EMERGENCY:
            return 1
        case PlateKind.EMBASSY:
            return 4 if normal.startswith("使") else 3
        case PlateKind.CONSULATE if normal[1].isdigit():
            return 4
        case PlateKind.TRACTOR:
            return 3
        case _:
            return 2


def _with_digits(normal: str) -> str | None:
    """The plate meant by an I or O that was typed for 1 or 0; an O as issuing letter stays when that is enough."""
    digits = normal.translate(_DIGIT_FOR_LETTER)
    candidates = (normal[:2] + digits[2:], digits)
    return next((candidate for candidate in candidates if _kind(candidate)), None)


def _warnings(normal: str, kind: PlateKind, letters: Mapping[str, Mapping[str, str]]) -> list[Problem]:
    found = []
    province, letter = normal[0], normal[1]
    if province in letters and letter.isalpha() and kind not in _WITHOUT_AUTHORITY and letter not in letters[province]:
        found.append(warn("PLATE_AUTHORITY", province=province, letter=letter))
    if kind is PlateKind.ORDINARY and sum(char.isalpha() for char in normal[2:]) > 2:
        found.append(warn("PLATE_LETTERS", text=normal))
    return found
