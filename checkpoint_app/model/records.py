"""The nouns of the duty as plain values: what the store hands out and takes. Pure, frozen; times are aware UTC."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from checkpoint_app.i18n import noop, tr


class OfficerKind(StrEnum):
    """Kinds of person on duty (domain §4)."""

    OFFICER = "OFFICER"
    AUX = "AUX"
    TRAFFIC = "TRAFFIC"
    SWAT = "SWAT"
    GUARD = "GUARD"
    TEACHER = "TEACHER"
    PARENT = "PARENT"
    PATROL = "PATROL"
    FIRE = "FIRE"


OFFICER_KIND_LABELS: Mapping[str, str] = {
    "OFFICER": noop("Officer"),
    "AUX": noop("Auxiliary"),
    "TRAFFIC": noop("Traffic police"),
    "SWAT": noop("Special police"),
    "GUARD": noop("Security guard"),
    "TEACHER": noop("School staff"),
    "PARENT": noop("Parent volunteer"),
    "PATROL": noop("Neighbourhood patrol"),
    "FIRE": noop("Fire service"),
}

POLICE = frozenset({OfficerKind.OFFICER, OfficerKind.TRAFFIC, OfficerKind.SWAT})
"""民警: who may decide and is responsible. Everybody else assists (河南省警务辅助人员条例 2020 arts 15, 17)."""

COMMUNITY = frozenset({OfficerKind.GUARD, OfficerKind.TEACHER, OfficerKind.PARENT, OfficerKind.PATROL})
"""群防群治力量."""


class SiteKind(StrEnum):
    CHECKPOINT = "checkpoint"
    SCHOOL = "school"
    PREMISES = "premises"
    AREA = "area"
    POST = "post"


SITE_KIND_LABELS: Mapping[str, str] = {
    "checkpoint": noop("Checkpoint"),
    "school": noop("School"),
    "premises": noop("Premises"),
    "area": noop("Patrol area"),
    "post": noop("Post"),
}


class Duty(StrEnum):
    """Kinds of shift. Stations may add their own codes through templates; these are the shipped ones."""

    CHECKPOINT = "checkpoint"
    SCHOOL = "school"
    FIRE = "fire"
    PATROL = "patrol"
    SWEEP = "sweep"


DUTY_LABELS: Mapping[str, str] = {
    "checkpoint": noop("Checkpoint duty"),
    "school": noop("School guard"),
    "fire": noop("Fire inspection"),
    "patrol": noop("Patrol"),
    "sweep": noop("Sweep"),
}

SITE_OF_DUTY: Mapping[str, str] = {
    "checkpoint": "checkpoint",
    "school": "school",
    "fire": "premises",
    "patrol": "area",
    "sweep": "area",
}
"""The kind of site that fits a duty: it wins when a name is ambiguous."""


class ShiftState(StrEnum):
    OPEN = "open"
    HANDING_OVER = "handing_over"
    HANDED_OVER = "handed_over"
    FILED = "filed"
    WITHDRAWN = "withdrawn"
    WAITING = "waiting"
    MERGED = "merged"


SHIFT_STATE_LABELS: Mapping[str, str] = {
    "open": noop("On duty"),
    "handing_over": noop("Waiting for the successor"),
    "handed_over": noop("Handed over"),
    "filed": noop("Filed"),
    "withdrawn": noop("Checkpoint withdrawn"),
    "waiting": noop("To be handed over at the station"),
    "merged": noop("Joined to its twin"),
}


class EntryState(StrEnum):
    PROPOSED = "proposed"
    FINAL = "final"
    VOID = "void"


ENTRY_STATE_LABELS: Mapping[str, str] = {
    "proposed": noop("To be confirmed"),
    "final": noop("Recorded"),
    "void": noop("Void"),
}


class Role(StrEnum):
    """What an account may do beyond recording. They guide honest users; the key protects (SECURITY.md)."""

    LEADER = "leader"
    CLERK = "clerk"
    ADMIN = "admin"


ROLE_LABELS: Mapping[str, str] = {"leader": noop("Duty leader"), "clerk": noop("Clerk"), "admin": noop("Administrator")}


RESPONSE_MINUTES: Mapping[str, float] = {"1": 1, "3": 3, "5": 5}
"""1-3-5 快速响应 as it is meant; a unit may set others (domain §8)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """The station. `day_start` is the hour (0–23) at which its business day starts; `short` leads paper numbers (沙北);
    `response_minutes` level → minutes within which somebody has to be there (1-3-5)."""

    id: str
    name: str
    bureau: str = ""
    short: str = ""
    code: str = ""
    zone: str = "Asia/Shanghai"
    day_start: int = 0
    home_plate: str = "豫L"
    response_minutes: Mapping[str, float] = field(default_factory=lambda: dict(RESPONSE_MINUTES))

    def tz(self) -> ZoneInfo:
        return ZoneInfo(self.zone)


@dataclass(frozen=True, slots=True, kw_only=True)
class Device:
    """A machine of the unit. `letter` marks its paper numbers so that two laptops never give one number."""

    id: str
    letter: str
    kind: str
    name: str
    epoch: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Officer:
    """A person on duty. `number` is the 警号 (text: leading zeros matter)."""

    id: str
    number: str
    name: str = ""
    kind: str = "OFFICER"
    unit: str = ""
    phone: str = ""
    active: bool = True

    @property
    def police(self) -> bool:
        return self.kind in POLICE

    def label(self) -> str:
        """王小明 101234"""
        return f"{self.name} {self.number}".strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """The officer who is logged in on this machine, with roles."""

    officer: Officer
    roles: frozenset[str]

    @property
    def id(self) -> str:
        return self.officer.id

    def may(self, *roles: str) -> bool:
        return bool(self.roles & set(roles))


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """A place of duty: checkpoint, school, premises, patrol area, other post."""

    id: str
    name: str
    kind: str
    address: str = ""
    district: str = ""
    note: str = ""
    active: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """班次. `planned_*` is the duty order, `started_at`/`ended_at` what really happened.

    `takeover` are the points of the previous handover with the officer's tick: [{"text", "taken"}]; `handover` the points this duty
    leaves, in order; `kit` item code → number; `day` the business day to which all its figures count; `merged_into` the shift
    that has everything of this one (并班). `shared`: opened on a further machine by the short code of a shift that another one opened;
    the station makes one of both. A shift of the school guard is one `period` of a day, for which so many `posts` were planned.
    """

    id: str
    code: str
    number: str
    duty: str
    site: str
    day: date
    planned_from: datetime
    planned_to: datetime | None = None
    started_at: datetime | None = None
    ended_at: datetime | None = None
    lead: str | None = None
    crew: tuple[str, ...] = ()
    vehicles: tuple[Mapping[str, object], ...] = ()
    kit: Mapping[str, int] = field(default_factory=dict)
    weather: str | None = None
    temperature: str | None = None
    basis: str | None = None
    basis_document: str | None = None
    operation: str | None = None
    previous: str | None = None
    takeover: tuple[Mapping[str, object], ...] = ()
    handover: tuple[str, ...] = ()
    note: str | None = None
    state: ShiftState = ShiftState.OPEN
    reason: str | None = None
    successor: str | None = None
    handed_over_by: str | None = None
    handed_over_at: datetime | None = None
    taken_by: str | None = None
    taken_at: datetime | None = None
    filed_by: str | None = None
    filed_at: datetime | None = None
    merged_into: str | None = None
    shared: bool = False
    period: str | None = None
    posts: int | None = None
    conflict: bool = False

    @property
    def signed(self) -> bool:
        """True once the paper is signed or the duty ended: changes are corrections then."""
        return self.state in (ShiftState.HANDED_OVER, ShiftState.FILED)

    @property
    def state_word(self) -> str:
        """勤务中, 已交接 …: only a checkpoint is withdrawn (撤卡); any other duty without a successor ends (收勤)."""
        if self.state is ShiftState.WITHDRAWN and self.duty != Duty.CHECKPOINT:
            return tr("Ended, no successor")
        return label(SHIFT_STATE_LABELS, self.state)

    def window(self, zone: ZoneInfo) -> str:
        """07:30–19:30, or 07:30– while the end is open."""
        start = self.planned_from.astimezone(zone).strftime("%H:%M")
        return f"{start}–{self.planned_to.astimezone(zone).strftime('%H:%M') if self.planned_to else ''}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One filled form.

    `template` is the identity (SHA-256) it was written with; `at` when it happened, `typed_at` when it was typed; `values` the union of
    the payload parts still there, `erased` those purged; `late` marks 补录; `key` orders lists (newest first); `seq` its place in the
    writer's journal.
    """

    id: str
    key: int
    template: str
    template_id: str
    shift: str
    site: str
    at: datetime
    typed_at: datetime
    checked_by: tuple[str, ...]
    account: str
    values: Mapping[str, object]
    state: EntryState
    seq: int
    erased: frozenset[str] = frozenset()
    source: str | None = None
    page: str | None = None
    late: bool = False
    corrected: bool = False
    conflict: bool = False
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One step of a record's history, oldest first. `changes` are (field label, before, after) as shown texts."""

    hash: str
    op: str
    at: datetime
    by: str
    device: str
    reason: str = ""
    changes: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What a write touched: views refresh themselves from it."""

    nouns: frozenset[str] = frozenset()
    records: frozenset[str] = frozenset()


NO_CHANGES = Changes()


def label(labels: Mapping[str, str], code: str) -> str:
    """The word for a code in the language of the moment; an unknown code stands for itself."""
    return tr(labels[code]) if code in labels else code


def state_words(entry: Entry) -> str:
    """待确认 补 更正: what is special about an entry, in the language of the moment; nothing for an ordinary one."""
    found = [label(ENTRY_STATE_LABELS, entry.state)] if entry.state is not EntryState.FINAL else []
    found += [tr("late|mark")] if entry.late else []
    found += [tr("corrected|mark")] if entry.corrected else []
    found += [tr("to compare|mark")] if entry.conflict else []
    return " ".join(found)
