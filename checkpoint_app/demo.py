"""Make-believe data and the main job on it: what `checkpoint-app demo` shows. Every person is invented, every number impossible.

The year is written through the same functions as real entries, with a clock that walks through it, so that nothing here knows tables.
"""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from checkpoint_app import app
from checkpoint_app.errors import UserError
from checkpoint_app.i18n import noop, tr
from checkpoint_app.model import ids
from checkpoint_app.model.records import Officer, Shift, Site
from checkpoint_app.store import accounts, entries, keys, officers, opening, registers, shifts, sites
from checkpoint_app.store.session import Store

PASSWORD = "demo-2026"  # noqa: S105  a practice password, printed for everybody
MARK = "checkpoint-demo"
FIRST_NUMBER, SECOND_NUMBER = "101234", "101235"
NEXT_SHIFT = timedelta(minutes=20)
"""So long ago the shift of the demonstration ended and the next one began."""
_CHEAP = keys.Cost(time=1, memory_kib=8192)

_SURNAMES = "王李张赵刘陈杨黄周吴孙马朱胡郭何高林罗郑"
_GIVEN = (
    "小明",
    "强",
    "伟",
    "磊",
    "芳",
    "静",
    "勇",
    "军",
    "洋",
    "宇",
    "龘",
    "丽",
    "涛",
    "超",
    "明",
    "霞",
    "平",
    "刚",
    "辉",
    "鹏",
)
_TOWNS = ("沙北", "龙塔", "淞江", "孟庙", "商桥", "裴城", "新店", "龙城", "李集", "黑龙潭")
_SCHOOLS = ("中心幼儿园", "第一小学", "第二小学", "实验小学", "初级中学", "育才幼儿园", "希望小学")
_CHECKPOINTS = (("黄河路卡点", "黄河路与太行山路交叉口"), ("金山路卡点", "金山路北段"), ("龙江路卡点", "龙江路与泰山路交叉口"))
_POSTS = (
    "高铁站",
    "客运站",
    "市民广场",
    "体育馆",
    "商贸城",
    "会展中心",
    "滨河公园",
    "物流园",
    "人才市场",
    "夜市",
    "步行街",
    "文化馆",
)
_PREMISES = ("商务宾馆", "百货商场", "网吧", "饭店", "加油站", "养老院", "超市")
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"


class DemoFolderInUse(UserError):
    code = "DEMO_FOLDER"
    message = noop("{folder} exists and was not made by the demonstration.")
    hint = noop("Name another folder; nothing was changed.")


@dataclass(frozen=True, slots=True)
class Result:
    """Where the demonstration left its things."""

    folder: Path
    store: Path
    shift_log: Path
    usb: Path
    pictures: Path
    entries: int


class WalkingClock:
    """A clock that the demonstration sets; it never runs by itself."""

    def __init__(self, now: datetime) -> None:
        self.moment = now

    def __call__(self) -> datetime:
        return self.moment


def prepare_folder(folder: Path) -> None:
    """An empty folder for the demonstration; one that an earlier demonstration made is replaced. Raises DemoFolderInUse."""
    if folder.exists():
        if not (folder / MARK).exists():
            if not folder.is_dir() or any(folder.iterdir()):
                raise DemoFolderInUse(folder=folder)
        else:
            shutil.rmtree(folder)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / MARK).write_text("made by checkpoint-app demo\n", encoding="ascii")


def make_store(folder: Path, *, records: int, seed: int, until: datetime | None = None) -> tuple[Store, WalkingClock]:
    """A unit with officers, sites and about `records` entries over the year before `until`. Returns the open store and its clock."""
    chance = random.Random(seed)
    until = (until or datetime.now(UTC)).replace(second=0, microsecond=0)
    clock = WalkingClock(until - timedelta(days=365))
    store, _ = opening.create(
        folder,
        unit_name="沙北派出所",
        bureau="漯河市公安局郾城分局",
        officer_number=FIRST_NUMBER,
        officer_name="王小明",
        password=PASSWORD,
        cost=_CHEAP,
        clock=clock,
    )
    crew = _officers(store, chance)
    places = _sites(store)
    _year(store, clock, chance, crew, places, records, until)
    clock.moment = until
    return store, clock


def _officers(store: Store, chance: random.Random) -> list[Officer]:
    rows: list[dict[str, object]] = [{"number": SECOND_NUMBER, "name": "李强", "kind": "OFFICER"}]
    rows += [{"number": f"{101236 + n}", "name": _name(chance), "kind": "OFFICER"} for n in range(10)]
    rows += [{"number": f"FJ{1001 + n}", "name": _name(chance), "kind": "AUX"} for n in range(20)]
    with store.transaction() as transaction:
        for row in rows:
            registers.upsert(transaction, "officer", officers.check(row)[0])
    key_file = keys.KeyFile.read(store.folder)
    key_file.set_password(SECOND_NUMBER, PASSWORD, store.key, _CHEAP)
    key_file.save()
    return officers.every(store)


def _name(chance: random.Random) -> str:
    return chance.choice(_SURNAMES) + chance.choice(_GIVEN)


def _sites(store: Store) -> list[Site]:
    rows = [{"name": name, "kind": "checkpoint", "address": address} for name, address in _CHECKPOINTS]
    rows += [{"name": f"{name}值守点", "kind": "post"} for name in _POSTS]
    schools = [f"{town}{school}" for school in _SCHOOLS for town in _TOWNS][:65]
    rows += [{"name": name, "kind": "school", "district": name[:2]} for name in schools]
    rows += [{"name": f"{town}{kind}", "kind": "premises"} for town in _TOWNS for kind in _PREMISES][:40]
    rows += [{"name": f"{town}巡区", "kind": "area"} for town in _TOWNS]
    with store.transaction() as transaction:
        for row in rows:
            registers.upsert(transaction, "site", sites.check(row)[0])
    return sites.every(store, kind="checkpoint")


def _year(
    store: Store,
    clock: WalkingClock,
    chance: random.Random,
    crew: list[Officer],
    places: list[Site],
    records: int,
    until: datetime,
) -> None:
    """Evening and morning shifts in turn, filed, until the number of entries is reached; their density fits the number."""
    per_shift = 24
    wanted = max(records // per_shift, 1)
    step = timedelta(days=360) / wanted
    start = (until - timedelta(days=362)).astimezone(store.unit.tz()).replace(hour=0, minute=0)
    left = records
    for number in range(wanted):
        hour = (7, 19, 21)[number % 3]
        begins = (start + step * number).replace(hour=hour, minute=30)
        count = left if number == wanted - 1 else min(per_shift, left)
        left -= count
        _past_shift(store, clock, chance, crew, places[number % len(places)], begins, count)


def _past_shift(
    store: Store, clock: WalkingClock, chance: random.Random, crew: list[Officer], site: Site, begins: datetime, count: int
) -> None:
    clock.moment = begins.astimezone(UTC)
    shift = open_demo_shift(store, chance, crew, site, hours=4)
    minutes = sorted(chance.sample(range(5, 235), min(count, 230)))
    prepared = []
    for minute in minutes:
        clock.moment = (begins + timedelta(minutes=minute)).astimezone(UTC)
        prepared.append(entries.prepare(store, *vehicle(chance), shift=shift.id, checked_by=_pair(chance, crew)))
    entries.record_all(store, prepared)
    clock.moment = (begins + timedelta(hours=4)).astimezone(UTC)
    shifts.close(store, shift.id, to=SECOND_NUMBER, items=["反光锥筒 1 个破损待换"])
    successor = registers.need(store.db, "officer", SECOND_NUMBER)
    shifts.take(store, shift.id, by=officers.get(store, successor))
    shifts.file(store, shift.id)


def open_demo_shift(store: Store, chance: random.Random, crew: list[Officer], site: Site, *, hours: int) -> Shift:
    """A checkpoint shift that begins now."""
    police = [officer for officer in crew if officer.police]
    others = [officer for officer in crew if not officer.police]
    team = [police[0], *chance.sample(police[1:], 1), *chance.sample(others, 3)]
    draft = shifts.ShiftDraft(
        duty="checkpoint",
        site=site.id,
        planned_from=store.now(),
        planned_to=store.now() + timedelta(hours=hours),
        lead=police[0].id,
        crew=tuple(officer.id for officer in team),
        vehicles=({"plate": "豫L0123警", "kind": "巡逻车"},),
        kit={"bodycam": 4, "alcohol_tester": 2, "cone": 12},
        weather=chance.choice(["SUNNY", "CLOUDY", "OVERCAST", "LIGHT_RAIN"]),
        temperature=f"{chance.randint(-2, 8)}–{chance.randint(9, 28)} ℃",
        basis="PL15",
        basis_document="漯郾公（治）批〔2026〕18号",
    )
    return shifts.open_shift(store, draft).value


def _pair(chance: random.Random, crew: list[Officer]) -> list[str]:
    police = [officer for officer in crew if officer.police][:2]
    return [officer.id for officer in (police if chance.random() < 0.3 else [chance.choice(police)])]


def vehicle(chance: random.Random) -> tuple[str, Mapping[str, Any]]:
    """One make-believe check: template id and values."""
    roll = chance.random()
    if roll < 0.12:
        return "checkpoint-count", {"vehicles": chance.randint(3, 25), "people": chance.randint(5, 40)}
    values: dict[str, Any] = {
        "plate": plate(chance),
        "plate_colour": "BLUE",
        "vehicle_type": chance.choices(["CAR", "TRUCK_LIGHT", "BUS", "TAXI"], [80, 10, 4, 6])[0],
        "people": chance.choices([1, 2, 3, 4], [55, 25, 13, 7])[0],
    }
    if roll > 0.965:
        mg = chance.randint(21, 140)
        values |= {
            "findings": ["DRUNK"],
            "alcohol_mg": mg,
            "alcohol_method": "BREATH",
            "disposition": "HANDOVER",
            "receiver": "交警大队",
        }
        values |= {"further_dispositions": [{"code": "HOLD_LICENSE", "document": f"凭证{chance.randint(100, 999)}号"}]}
    elif roll > 0.94:
        values |= {"findings": ["OVERLOAD"], "disposition": "WARN_RELEASE", "note": "货厢载人，下车后放行"}
    elif roll > 0.93:
        values |= {"findings": ["KNIFE"], "items": [{"name": "管制刀具", "quantity": 1, "unit": "把"}], "disposition": "SEIZE"}
    return "checkpoint-check", values


def plate(chance: random.Random) -> str:
    if chance.random() < 0.12:
        return f"豫L{chance.choice('DF')}{chance.randint(0, 99999):05d}"
    return f"{chance.choice(['豫L'] * 6 + ['豫A', '豫K', '鲁B', '京A'])}{chance.choice(_LETTERS)}{chance.randint(0, 9999):04d}"


def tonight(store: Store, clock: WalkingClock, seed: int) -> Shift:
    """The main job: a shift opened, sixty vehicles, a drunk driver with three dispositions, a correction, a void; closed and taken."""
    chance = random.Random(seed + 1)
    crew = officers.every(store)
    site = sites.need(store, _CHECKPOINTS[0][0], duty="checkpoint")
    end = clock.moment
    clock.moment = end - timedelta(hours=4)
    shift = open_demo_shift(store, chance, crew, site, hours=4)
    saved = []
    for number in range(57):
        clock.moment += timedelta(minutes=3, seconds=chance.randint(0, 50))
        name, values = vehicle(chance)
        saved.append(entries.record(store, name, values, shift=shift.id, checked_by=_pair(chance, crew)).value)
        if number == 20:
            clock.moment += timedelta(minutes=1)
            entries.record(store, "checkpoint-check", drunk_driver(), shift=shift.id, checked_by=[FIRST_NUMBER, SECOND_NUMBER])
    entries.correct(store, saved[3].id, {"note": "后备厢已查"}, tr("Note added"))
    entries.void(store, saved[9].id, tr("Typed twice"))
    clock.moment = end
    items = ["酒驾驾驶人已送检，等血检结果（李强跟进）", "反光锥筒 2 个破损待换；记录仪 03 号电量低"]
    shifts.close(store, shift.id, to=SECOND_NUMBER, items=items)
    successor = officers.need(store, SECOND_NUMBER)
    if not accounts.verify(store, SECOND_NUMBER, PASSWORD):
        raise RuntimeError("the successor's password does not open")
    return shifts.take(store, shift.id, by=successor).value


def drunk_driver() -> dict[str, Any]:
    """A check with a finding, a person (a synthetic number of a person born in 1890) and three dispositions."""
    return {
        "plate": "豫AD12345",
        "plate_colour": "GREEN",
        "vehicle_type": "CAR",
        "people": 3,
        "checked": 3,
        "identity_reason": "TRAFFIC_LAW",
        "persons": [
            {"role": "DRIVER", "document_kind": "PRC_ID", "document_number": "411103189001010010", "name": "张三", "sex": "1"}
        ],
        "findings": ["DRUNK"],
        "alcohol_mg": 46,
        "alcohol_method": "BREATH",
        "disposition": "HANDOVER",
        "receiver": "交警大队",
        "further_dispositions": [
            {"_row": ids.uuid7(), "code": "HOLD_VEHICLE", "document": "漯公交强制〔2026〕0231号"},
            {"_row": ids.uuid7(), "code": "HOLD_LICENSE", "document": "漯公交强制〔2026〕0232号"},
        ],
        "note": "驾驶人已送检",
    }


def run(folder: Path, *, records: int, seed: int, say: Callable[[str], None]) -> Result:
    """The whole demonstration; `say` gets one line for each step. Raises UserError."""
    from checkpoint_app.store import verify

    prepare_folder(folder)
    say(tr("Making a year of practice data ({records} entries) …", records=records))
    store, clock = make_store(folder / "store", records=records, seed=seed, until=datetime.now(UTC) - NEXT_SHIFT)
    try:
        say(tr("Recording tonight's shift …"))
        shift = tonight(store, clock, seed)
        result = _outputs(store, folder, shift, say)
        say(tr("Checking everything …"))
        faults = list(verify.verify(store))
        if faults:
            raise RuntimeError("; ".join(fault.text() for fault in faults[:5]))
        _open_next(store, clock, seed)
    finally:
        store.close()
    say(tr("Taking pictures of the window …"))
    app.pictures(result.pictures, result.store, officer=FIRST_NUMBER, password=PASSWORD)
    return result


def _open_next(store: Store, clock: WalkingClock, seed: int) -> None:
    """The shift that follows stays open, so that whoever looks around finds the window as it is on duty."""
    chance = random.Random(seed + 2)
    crew = officers.every(store)
    clock.moment += timedelta(minutes=1)
    site = sites.need(store, _CHECKPOINTS[0][0], duty="checkpoint")
    shift = open_demo_shift(store, chance, crew, site, hours=4)
    for _ in range(12):
        clock.moment += timedelta(seconds=chance.randint(20, 70))
        name, values = vehicle(chance)
        entries.record(store, name, values, shift=shift.id, checked_by=_pair(chance, crew))


def _outputs(store: Store, folder: Path, shift: Shift, say: Callable[[str], None]) -> Result:
    from checkpoint_app.export import folder as usb
    from checkpoint_app.printing import collect
    from checkpoint_app.store import entries_list

    say(tr("Printing the shift log …"))
    log = folder / "shift-log.pdf"
    log.write_bytes(collect.print_shift_log(store, shift.id))
    say(tr("Writing the USB folder …"))
    (folder / "usb").mkdir()
    day = shift.day.isoformat()
    report = usb.export(store, folder / "usb", papers=collect.print_shift_log, first=day, last=day)
    return Result(
        folder=folder,
        store=store.folder,
        shift_log=log,
        usb=report.folder,
        pictures=folder / "pictures",
        entries=entries_list.count(store, entries_list.EntryFilter(void=True)),
    )
