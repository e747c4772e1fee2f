"""Identity numbers: GB 11643-1999 (18 places), GB 11643-1989 (15), residence permits, permanent residence cards. Pure.

Also the other documents a person may show. Sources: domain §1. Only what a published standard fixes refuses a number; lists of
regions and the shapes of other documents only warn. No message repeats a number: messages reach logs that it must not reach.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from checkpoint_app import rules
from checkpoint_app.i18n import noop
from checkpoint_app.model.problems import Problem, error, info, register, warn
from checkpoint_app.model.text import clean_text, code_form

register(
    {
        "IDENTITY_FORMAT": noop("This is not an identity number: it has {length} places; 17 digits and a digit or X are needed."),
        "IDENTITY_REGION": noop("No document has a number that begins with {code}: compare the first six digits."),
        "IDENTITY_REGION_UNLISTED": noop("The region code {code} is not in the list: compare the first six digits."),
        "IDENTITY_DATE": noop("{born} is no possible date of birth: compare digits 7 to 14."),
        "IDENTITY_CHECK": noop(
            "The last place does not fit: compare the whole number. If the document reads so, confirm it as seen."
        ),
        "IDENTITY_CENTURY": noop("Numbers ending in {sequence} were for people born before 1900: ask for the 18 places."),
        "IDENTITY_OLD_NUMBER": noop("An old number of 15 places, not valid since 2013: kept as historical, with 18 places."),
        "IDENTITY_KIND": noop("This number belongs to another kind of document: compare the kind chosen."),
        "IDENTITY_AGE_OVER_120": noop("The person would be {age} years old: compare the date of birth."),
        "IDENTITY_UNDER_16": noop("Under 16 years of age, born {born}: questioning lasts 4 hours at most."),
        "IDENTITY_UNDER_14": noop("Under 14 years of age: sensitive personal information."),
        "IDENTITY_SEX_MALE": noop("The number says male: compare the sex entered."),
        "IDENTITY_SEX_FEMALE": noop("The number says female: compare the sex entered."),
        "IDENTITY_BORN": noop("The number says born {said}: compare the date entered."),
        "IDENTITY_DOCUMENT_FORMAT": noop("The number does not have the form usual for this document: compare it."),
        "IDENTITY_DOCUMENT_OLD": noop("The number of an old booklet: compare it and its validity."),
        "IDENTITY_DOCUMENT_KIND": noop("There is no kind of document {kind}."),
        "IDENTITY_NATIONALITY": noop("A foreign passport needs the nationality."),
        "IDENTITY_UNVERIFIED": noop("Stated by the person, no document seen: not verified."),
        "IDENTITY_NO_NUMBER": noop("Identity unknown, yet a number: choose the document it was read from."),
    }
)

PROVINCES: Mapping[str, str] = {
    "11": "北京", "12": "天津", "13": "河北", "14": "山西", "15": "内蒙古",
    "21": "辽宁", "22": "吉林", "23": "黑龙江",
    "31": "上海", "32": "江苏", "33": "浙江", "34": "安徽", "35": "福建", "36": "江西", "37": "山东",
    "41": "河南", "42": "湖北", "43": "湖南", "44": "广东", "45": "广西", "46": "海南",
    "50": "重庆", "51": "四川", "52": "贵州", "53": "云南", "54": "西藏",
    "61": "陕西", "62": "甘肃", "63": "青海", "64": "宁夏", "65": "新疆",
    "71": "台湾", "81": "香港", "82": "澳门", "83": "台湾",
}  # fmt: skip
"""GB/T 2260; 83 stands only on 台湾居民居住证."""

MALE: Final = "1"
FEMALE: Final = "2"
"""Codes of GB/T 2261.1."""

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_CHARACTERS = "10X98765432"
"""ISO 7064 MOD 11-2: position → weight, remainder → character."""

_EIGHTEEN = re.compile(r"[1-9][0-9]{16}[0-9X]")
_FIFTEEN = re.compile(r"[1-8][0-9]{14}")
_OLD_RESIDENT = re.compile(r"([A-Z]{3})([0-9]{4})([0-9]{6})([0-9])([0-9])")
_PERMITS = {"81": "HKMO_RES", "82": "HKMO_RES", "83": "TW_RES"}
_PERMIT_REGIONS = frozenset({"810000", "820000", "830000"})
_WITH_ANY_NUMBER = frozenset({"DRIVER", "HOUSEHOLD"})
_SEPARATORS = "-‐‑‒–—―−·"
_LIKE_X = "ХхΧχ×✕✖"
_EARLIEST_YEAR = 1800

_SHAPES: Mapping[str, re.Pattern[str]] = {
    "HKMO_PERMIT": re.compile(r"[HM](?:[0-9]{8}|[0-9]{10})"),
    "TW_PERMIT": re.compile(r"[0-9]{8}"),
    "CN_PASSPORT": re.compile(r"E[0-9]{8}|E[A-HJ-NP-Z][0-9]{7}|G[0-9]{8}|[DSP][0-9]{7,8}|[DSP]E[0-9]{7}"),
    "FOREIGN_PASSPORT": re.compile(r"[A-Z0-9]{5,20}"),
}
_OLD_SHAPES: Mapping[str, re.Pattern[str]] = {"TW_PERMIT": re.compile(r"[0-9]{10}[A-Z]?")}
_FREE_TEXT = frozenset({"MILITARY", "PAP", "POLICE_CERT"})
_BY_NUMBER = frozenset({"PRC_ID", "HKMO_RES", "TW_RES", "FPR"}) | _WITH_ANY_NUMBER
DOCUMENT_KINDS = _BY_NUMBER | _SHAPES.keys() | _FREE_TEXT | {"VERBAL", "UNKNOWN"}
"""The codes of domain §1.6."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """A number in normal form with what it says.

    `kind` is the document's code, `sex` that of GB/T 2261.1, `region` the code of first registration (permanent residence card:
    of its province or city), `upgraded_from` the number of 15 places it was typed as.
    """

    text: str
    kind: str
    born: date | None = None
    sex: str | None = None
    region: str | None = None
    upgraded_from: str | None = None


def normalise(text: str) -> str:
    """ID-1: NFKC, upper-case, without spaces and hyphens; what looks like an X in the last place is one."""
    number = code_form(text, _SEPARATORS)
    return number[:-1] + "X" if number[-1:] and number[-1] in _LIKE_X else number


def check_character(body: str) -> str:
    """The 18th place for 17 digits (GB 11643-1999, ISO 7064 MOD 11-2)."""
    return CHECK_CHARACTERS[sum(int(digit) * weight for digit, weight in zip(body, WEIGHTS, strict=True)) % 11]


def mrz_check(body: str) -> str:
    """The check digit of ICAO 9303 (weights 7-3-1, A = 10) that the older permanent residence card ends with."""
    return str(sum(int(char, 36) * (7, 3, 1)[at % 3] for at, char in enumerate(body)) % 10)


def age_on(born: date, day: date) -> int:
    """周岁: full years of age. A year is full on the day after the birthday (domain §10), so 16 is reached one day after it."""
    return max(0, day.year - born.year - ((day.month, day.day) <= (born.month, born.day)))


def parse(
    text: str,
    *,
    today: date,
    kind: str | None = None,
    as_seen: bool = False,
    regions: Mapping[str, Mapping[str, str]] | None = None,
) -> tuple[Identity | None, list[Problem]]:
    """A number of any document of domain §1.1–1.5, or None and the first reason why not; with warnings.

    `kind` is the document chosen, None to let the number tell. `as_seen`: the officer confirms that the document reads so; then a
    wrong check character only warns (ID-4). `regions` are the known region codes (default: the shipped ones).
    """
    number = normalise(text)
    regions = rules.region_lists() if regions is None else regions
    old_card = _OLD_RESIDENT.fullmatch(number) if kind in (None, "FPR") else None
    if old_card:
        return _old_resident(old_card, today)
    upgraded_from = None
    if _FIFTEEN.fullmatch(number):
        if number[:2] not in PROVINCES or number[:2] in _PERMITS:
            return None, [error("IDENTITY_REGION", code=number[:2])]
        if number[12:] in ("996", "997", "998", "999"):
            return None, [error("IDENTITY_CENTURY", sequence=number[12:])]
        upgraded_from = number
        body = number[:6] + "19" + number[6:]
        number = body + check_character(body)
    elif not _EIGHTEEN.fullmatch(number):
        return None, [error("IDENTITY_FORMAT", length=len(number))]
    return _eighteen(number, today=today, kind=kind, as_seen=as_seen, regions=regions, upgraded_from=upgraded_from)


def compare(identity: Identity, *, sex: str | None = None, born: date | None = None) -> list[Problem]:
    """ID-6: warns when the sex (GB/T 2261.1) or the date of birth entered is another than the number's."""
    found = []
    if identity.sex and sex in (MALE, FEMALE) and sex != identity.sex:
        found.append(warn("IDENTITY_SEX_MALE" if identity.sex == MALE else "IDENTITY_SEX_FEMALE", "sex"))
    if identity.born and born and born != identity.born:
        found.append(warn("IDENTITY_BORN", "born", said=identity.born.isoformat()))
    return found


def _eighteen(
    number: str,
    *,
    today: date,
    kind: str | None,
    as_seen: bool,
    regions: Mapping[str, Mapping[str, str]],
    upgraded_from: str | None,
) -> tuple[Identity | None, list[Problem]]:
    """Rules ID-3 … ID-7 on a number of the right shape."""
    own_kind = "FPR" if number[0] == "9" else _PERMITS.get(number[:2], "PRC_ID")
    region = number[1:3] if own_kind == "FPR" else number[:6]
    if region[:2] not in PROVINCES or (own_kind in ("HKMO_RES", "TW_RES") and region not in _PERMIT_REGIONS):
        return None, [error("IDENTITY_REGION", code=number[:6])]
    if kind in ("HKMO_RES", "TW_RES", "FPR") and kind != own_kind:
        return None, [error("IDENTITY_KIND")]
    born = _date(number[6:14])
    if born is None or born > today or born.year < _EARLIEST_YEAR:
        return None, [error("IDENTITY_DATE", born=f"{number[6:10]}-{number[10:12]}-{number[12:14]}")]
    found = []
    if check_character(number[:17]) != number[17]:
        if not as_seen:
            return None, [error("IDENTITY_CHECK")]
        found.append(warn("IDENTITY_CHECK"))
    if upgraded_from:
        found.append(warn("IDENTITY_OLD_NUMBER"))
    if kind == "PRC_ID" and own_kind != "PRC_ID":
        found.append(warn("IDENTITY_KIND"))
    if own_kind == "PRC_ID":
        found += _unlisted(region, regions)
    identity = Identity(
        text=number,
        kind=kind if kind in _WITH_ANY_NUMBER else own_kind,
        born=born,
        sex=MALE if int(number[16]) % 2 else FEMALE,
        region=region,
        upgraded_from=upgraded_from,
    )
    return identity, found + _about_age(born, today)


def parse_document(
    kind: str, text: str, *, today: date, nationality: str | None = None, as_seen: bool = False
) -> tuple[Identity | None, list[Problem]]:
    """The number of a document of the kind chosen (domain §1.6), or None and why not; with warnings.

    Only numbers built like the 18-place one can be refused. Without a number (自报, 身份不明) the answer is None and no error.
    """
    if kind in _BY_NUMBER:
        return parse(text, today=today, kind=kind, as_seen=as_seen)
    if kind == "VERBAL":
        return _verbal(text, today)
    if kind == "UNKNOWN":
        return None, [warn("IDENTITY_NO_NUMBER")] if text.strip() else []
    if kind in _FREE_TEXT:
        number = clean_text(text, multiline=False).strip()
        found = [] if 4 <= len(number) <= 30 else [warn("IDENTITY_DOCUMENT_FORMAT")]
        return Identity(text=number, kind=kind), found
    if kind not in _SHAPES:
        return None, [error("IDENTITY_DOCUMENT_KIND", kind=kind)]
    number = code_form(text, _SEPARATORS)
    found = []
    if kind in _OLD_SHAPES and _OLD_SHAPES[kind].fullmatch(number):
        found.append(warn("IDENTITY_DOCUMENT_OLD"))
    elif not _SHAPES[kind].fullmatch(number):
        found.append(warn("IDENTITY_DOCUMENT_FORMAT"))
    if kind == "FOREIGN_PASSPORT" and not nationality:
        found.append(warn("IDENTITY_NATIONALITY", "nationality"))
    return Identity(text=number, kind=kind), found


def _verbal(text: str, today: date) -> tuple[Identity | None, list[Problem]]:
    """A stated number is kept whatever it is; what it cannot be only warns."""
    unverified = info("IDENTITY_UNVERIFIED")
    if not text.strip():
        return None, [unverified]
    stated, found = parse(text, today=today)
    if stated is None:
        stated = Identity(text=normalise(text), kind="VERBAL")
        found = [warn(problem.code, problem.field, **problem.details) for problem in found]
    return replace(stated, kind="VERBAL"), [unverified, *found]


def _old_resident(card: re.Match[str], today: date) -> tuple[Identity, list[Problem]]:
    """The permanent residence card before 2023: its inner order is not published, so nothing in it refuses."""
    number, city, birth, check = card[0], card[2], card[3], card[5]
    found = []
    if city[:2] not in PROVINCES:
        found.append(warn("IDENTITY_REGION_UNLISTED", code=city))
    # Two digits of a year: the later century that is not in the future.
    dates = [day for century in ("20", "19") if (day := _date(century + birth)) and day <= today]
    if not dates:
        found.append(warn("IDENTITY_DATE", born=f"{birth[:2]}-{birth[2:4]}-{birth[4:]}"))
    if mrz_check(number[:14]) != check:
        found.append(warn("IDENTITY_CHECK"))
    born = dates[0] if dates else None
    return Identity(text=number, kind="FPR", born=born, region=city), found + (_about_age(born, today) if born else [])


def _date(text: str) -> date | None:
    """YYYYMMDD of the proleptic Gregorian calendar, or None."""
    try:
        return date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        return None


def _unlisted(region: str, regions: Mapping[str, Mapping[str, str]]) -> list[Problem]:
    """ID-5: warns when a complete list of codes is known for the region's first digits and the region is not in it."""
    for above in (2, 4):
        codes = regions.get(region[:above])
        if codes and region[: above + 2] not in codes:
            return [warn("IDENTITY_REGION_UNLISTED", code=region[: above + 2])]
    return []


def _about_age(born: date, today: date) -> list[Problem]:
    """ID-7."""
    age = age_on(born, today)
    found = []
    if age > 120:
        found.append(warn("IDENTITY_AGE_OVER_120", age=age))
    if age < 16:
        found.append(info("IDENTITY_UNDER_16", born=born.isoformat()))
    if age < 14:
        found.append(info("IDENTITY_UNDER_14"))
    return found
