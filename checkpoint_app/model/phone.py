"""Telephone numbers of the mainland: mobile (`1[3-9]` and nine digits) and landline (area code and 7 or 8 digits). Pure.

Source: 电信网编号计划 in the shape of design §9 (`check phone`). Area codes have three places (010, 02x) or four (03xx–09xx).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from checkpoint_app.i18n import noop
from checkpoint_app.model.problems import Problem, error, register
from checkpoint_app.model.text import code_form

register({"PHONE_FORMAT": noop("Not a telephone number: a mobile has 11 digits, a landline its area code and 7 or 8 digits.")})

_SEPARATORS = "-‐‑‒–—―−_().,·/"
_MOBILE = re.compile(r"0?(1[3-9][0-9]{9})")
_LANDLINE = re.compile(r"(010|02[0-9]|0[3-9][0-9]{2})([0-9]{7,8})")
_COUNTRY = re.compile(r"\+86|0086")


class PhoneKind(StrEnum):
    MOBILE = "MOBILE"
    LANDLINE = "LANDLINE"


@dataclass(frozen=True, slots=True, kw_only=True)
class Phone:
    """A number in normal form: 13812341234 or 0395-1234567."""

    text: str
    kind: PhoneKind


def parse(text: str) -> tuple[Phone | None, list[Problem]]:
    """The number with separators, full width and +86 taken away, or what is wrong with it."""
    digits = code_form(text, _SEPARATORS)
    country = _COUNTRY.match(digits)
    if country:
        digits = digits[country.end() :]
    elif len(digits) == 13 and digits.startswith("86"):
        digits = digits[2:]
    mobile = _MOBILE.fullmatch(digits)
    if mobile:
        return Phone(text=mobile[1], kind=PhoneKind.MOBILE), []
    if country and not digits.startswith("0"):
        digits = "0" + digits
    landline = _LANDLINE.fullmatch(digits)
    if landline:
        return Phone(text=f"{landline[1]}-{landline[2]}", kind=PhoneKind.LANDLINE), []
    return None, [error("PHONE_FORMAT")]
