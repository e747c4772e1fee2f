"""Pinyin of names, for finding them with a plain keyboard. Pure; `pypinyin` is imported when first used (0.2 s).

It reads many surnames by their commoner sound and 漯河 as tahe: the tables below go first (domain §11). Surnames are overridden
as the first character of a person's name only; places anywhere.
"""

from __future__ import annotations

from functools import lru_cache

from checkpoint_app.model.text import fold

_PLACES = {
    "漯河": ("luo", "he"),
    "郾城": ("yan", "cheng"),
    "召陵": ("shao", "ling"),
    "源汇": ("yuan", "hui"),
    "舞阳": ("wu", "yang"),
    "临颍": ("lin", "ying"),
    "裴城": ("pei", "cheng"),
    "淞江": ("song", "jiang"),
}
_COMPOUND_SURNAMES = {
    "尉迟": ("yu", "chi"),
    "万俟": ("mo", "qi"),
    "单于": ("chan", "yu"),
    "长孙": ("zhang", "sun"),
}
_SURNAMES = {
    "单": "shan",
    "曾": "zeng",
    "仇": "qiu",
    "解": "xie",
    "查": "zha",
    "区": "ou",
    "朴": "piao",
    "盖": "ge",
    "翟": "zhai",
    "覃": "qin",
    "员": "yun",
    "贠": "yun",
    "种": "chong",
    "缪": "miao",
    "乐": "yue",
    "冼": "xian",
    "任": "ren",
    "华": "hua",
    "宁": "ning",
    "纪": "ji",
    "卜": "bu",
}
_OTHER_SURNAMES = {"覃": "tan"}
"""A second sound that bearers of the surname use as well."""


_UNREAD = "\0"  # marks what pypinyin has no sound for


def full(text: str, *, person: bool = False) -> str:
    """The whole pinyin without tones or spaces: 漯河 → luohe. Letters, digits and characters without a known sound stay."""
    return "".join(sound for sound, _ in _read(text, person))


def initials(text: str, *, person: bool = False) -> str:
    """The first letters: 漯河 → lh. Runs of letters and digits stay whole: S220卡点 → s220kd."""
    return "".join(first for _, first in _read(text, person))


def search_words(name: str, *, person: bool) -> list[str]:
    """What a name is found by besides itself: its pinyin and its initials, with a surname's second sound where it has one.

    Kept for the next time: lists ask for the same names at every key, and a register of many thousands when it is read and when it is
    written.
    """
    return list(_search_words(name, person))


@lru_cache(maxsize=1 << 16)
def _search_words(name: str, person: bool) -> tuple[str, ...]:
    sounds = _read(name, person)
    readings = [sounds]
    if person and sounds and name[0] in _OTHER_SURNAMES:
        readings.append([_sounded(_OTHER_SURNAMES[name[0]]), *sounds[1:]])
    words = ["".join(part[column] for part in reading) for reading in readings for column in (0, 1)]
    return tuple(word for word in dict.fromkeys(words) if word and word != fold(name))


def _read(text: str, person: bool) -> list[tuple[str, str]]:
    """(sound, what stands for it among the initials) of each syllable or run of other characters."""
    parts: list[tuple[str, str]] = []
    if person and text[:2] in _COMPOUND_SURNAMES:
        parts += map(_sounded, _COMPOUND_SURNAMES[text[:2]])
        text = text[2:]
    elif person and text[:1] in _SURNAMES:
        parts.append(_sounded(_SURNAMES[text[0]]))
        text = text[1:]
    plain = ""
    while text:
        if text[:2] in _PLACES:
            parts += _by_dictionary(plain) + [_sounded(sound) for sound in _PLACES[text[:2]]]
            plain, text = "", text[2:]
        else:
            plain, text = plain + text[0], text[1:]
    return parts + _by_dictionary(plain)


def _by_dictionary(text: str) -> list[tuple[str, str]]:
    if not text:
        return []
    from pypinyin import lazy_pinyin

    return [
        _kept(sound) if sound.startswith(_UNREAD) else _sounded(sound)
        for sound in lazy_pinyin(text, errors=lambda run: _UNREAD + run)
    ]


def _sounded(sound: str) -> tuple[str, str]:
    return sound, sound[0]


def _kept(run: str) -> tuple[str, str]:
    letters = "".join(char for char in fold(run) if char.isalnum())
    return letters, letters
