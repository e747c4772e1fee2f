"""The figures that the bureau asks for: its columns in its order, what adds up to each, and the bulletin. Pure.

The columns are data (`resources/rules/statistics.toml`; domain §9.3 and §6.6). 人次 and 台次 are times, summed; 个, 所, 家 are
different places, counted once in the period: a column is one or the other, and no column mixes them (domain §8). A value is None
where nothing here knows it (typed in later) or where it has no meaning (a percentage of nothing).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from checkpoint_app import i18n, rules
from checkpoint_app.i18n import tr

Value = int | float | None
OWN = "own"
"""Group and source of the figures of a station's own forms."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """Measures that add to a column: those whose whole name fits `pattern`, times `weight`; only of `template` where it is set."""

    pattern: re.Pattern[str]
    weight: float = 1
    template: str = ""

    def takes(self, measure: str, template: str) -> bool:
        return (not self.template or self.template == template) and self.pattern.fullmatch(measure) is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One figure. `source` is empty for the bureau's figures of the tally, else own, hazards, equipment or typed; `state` which pieces of
    equipment."""

    key: str
    group: str
    words: Mapping[str, str]
    units: Mapping[str, str]
    terms: tuple[Term, ...] = ()
    distinct: bool = False
    rate: tuple[str, str] | None = None
    source: str = ""
    state: str = ""
    main: bool = False
    say: Mapping[str, str] = field(default_factory=dict)

    @property
    def label(self) -> str:
        return self.words[i18n.language()]

    @property
    def unit(self) -> str:
        return self.units[i18n.language()]

    @property
    def typed(self) -> bool:
        return self.source == "typed"


@dataclass(frozen=True, slots=True)
class Counted:
    """What a period or a part of it has in the tally: sums by (measure, template), and sites with a nonzero row by measure."""

    sums: Mapping[tuple[str, str], float]
    sites: Mapping[str, int]


@cache
def columns() -> tuple[Column, ...]:
    """All columns in the order of domain §9.3."""
    found: list[Column] = []
    for row in rules.table("statistics")["column"]:
        if "list" in row:
            choices = rules.table("lists")[row["list"]]
            found += [column_of(row, code=one["code"], words={"zh": one["zh"], "en": one["en"]}) for one in choices]
        else:
            found.append(column_of(row))
    return tuple(found)


@cache
def by_key() -> Mapping[str, Column]:
    return {column.key: column for column in columns()}


@cache
def groups() -> tuple[tuple[str, Mapping[str, str]], ...]:
    """(key, words) of the groups of columns, in order."""
    return tuple((row["key"], {"zh": row["zh"], "en": row["en"]}) for row in rules.table("statistics")["groups"])


def group_label(key: str) -> str:
    if key == OWN:
        return tr("Own forms")
    return next(words[i18n.language()] for own, words in groups() if own == key)


def column_of(row: Mapping[str, Any], *, code: str = "", words: Mapping[str, str] | None = None) -> Column:
    """A row of a table of figures."""
    return Column(
        key=re.sub(r"\{.*\}", code, row["key"]),
        group=row["group"],
        words=words or {"zh": row["zh"], "en": row["en"]},
        units={"zh": row["unit"], "en": row["unit_en"]},
        terms=tuple(_term(term, code) for term in row.get("terms", ())),
        distinct=row.get("distinct", False),
        rate=tuple(row["rate"]) if "rate" in row else None,
        source=row.get("source", ""),
        state=row.get("state", ""),
        main=row.get("main", False),
        say=row.get("say", {}),
    )


def _term(given: str | Mapping[str, Any], code: str) -> Term:
    if isinstance(given, str):
        return Term(pattern=re.compile(re.escape(given.replace("{code}", code))))
    return Term(pattern=re.compile(given["match"]), weight=given.get("weight", 1), template=given.get("template", ""))


def whole(value: float) -> int | float:
    """A whole number where it is one."""
    rounded = round(value, 6)
    return int(rounded) if rounded == int(rounded) else rounded


def value_of(column: Column, counted: Counted) -> Value:
    """A column of the tally; None for one that is not in it."""
    if column.source not in ("", OWN):
        return None
    if column.rate:
        part, of = (value_of(by_key()[key], counted) or 0 for key in column.rate)
        return percent(part, of)
    if column.distinct:
        return sum(count for measure, count in counted.sites.items() if any(term.takes(measure, "") for term in column.terms))
    total = 0.0
    for (measure, template), value in counted.sums.items():
        for term in column.terms:
            if term.takes(measure, template):
                total += term.weight * value
    return whole(total)


def percent(part: float, of: float) -> float | None:
    """One decimal; None of nothing."""
    return whole(round(100 * part / of, 1)) if of else None


def measures_of(column: Column, known: Iterable[str]) -> tuple[str, ...]:
    """Which of the measures that there are add to a column."""
    terms = (*column.terms, *(term for key in column.rate or () for term in by_key()[key].terms))
    return tuple(sorted({name for name in known if any(term.pattern.fullmatch(name) and term.weight > 0 for term in terms)}))


def change(now: Value, before: Value) -> float | None:
    """By how many percent a figure grew; None without one to compare with."""
    return None if now is None or not before else whole(round(100 * (now - before) / before, 1))


def text(value: Value) -> str:
    """A figure for people: a dash where there is none."""
    return "—" if value is None else f"{value}"


def change_text(percent_: float | None) -> str:
    """+12.5%, −3%; a dash where nothing can be compared."""
    if percent_ is None:
        return "—"
    return f"{'+' if percent_ > 0 else '−' if percent_ < 0 else ''}{abs(percent_)}%"


def bulletin(values: Mapping[str, Value], *, period: str, unit: str) -> str:
    """The paragraph of a bulletin, in newspaper Chinese (or English): figures with their classifiers, what is zero is left out."""
    language = i18n.language()
    comma, and_, stop = ("，", "、", "。") if language == "zh" else ("; ", ", ", ". ")
    sentences: list[str] = []
    clauses: list[str] = []
    for row in rules.table("statistics")["sentence"]:
        told = [
            by_key()[key].say[language].format(n=i18n.Counted(text(values[key]))) for key in row["columns"] if values.get(key)
        ]
        if told:
            clauses.append(row[language] + (and_ if row.get("list") else comma).join(told))
        if row.get("ends") and clauses:
            sentences.append(comma.join(clauses))
            clauses = []
    if clauses:
        sentences.append(comma.join(clauses))
    if not sentences:
        return tr("{period}: nothing to report from {unit}.|bulletin", period=period, unit=unit)
    head = tr("{period}, {unit}: |bulletin", period=period, unit=unit)
    return head + (stop.join(sentences) + stop).strip()
