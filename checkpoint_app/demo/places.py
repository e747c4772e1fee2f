"""What is on file at the make-believe station: 65 schools, 3 checkpoints and 12 other posts, 40 premises with their fire equipment."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from checkpoint_app.demo import schools as post_schools
from checkpoint_app.demo.world import TOWNS, World, name
from checkpoint_app.store import equipment, premises, registers, schools, sites

CHECKPOINTS = (("黄河路卡点", "黄河路与太行山路交叉口"), ("金山路卡点", "金山路北段"), ("龙江路卡点", "龙江路与泰山路交叉口"))
_POSTS = (
    *("高铁站", "客运站", "市民广场", "体育馆", "商贸城", "会展中心"),
    *("滨河公园", "物流园", "人才市场", "夜市", "步行街", "文化馆"),
)
_SCHOOLS = (
    ("中心幼儿园", "KINDERGARTEN", 240),
    ("第一小学", "PRIMARY", 1450),
    ("第二小学", "PRIMARY", 980),
    ("实验小学", "PRIMARY", 1800),
    ("初级中学", "JUNIOR", 1600),
    ("育才幼儿园", "KINDERGARTEN", 180),
    ("高级中学", "SENIOR", 2400),
)
_PREMISES = (
    ("商务宾馆", "HOTEL", 2600, "6"),
    ("百货商场", "MARKET", 5200, "4"),
    ("网吧", "INTERNET", 380, "2"),
    ("饭店", "RESTAURANT", 450, "2"),
    ("加油站", "FUEL", 900, "1"),
    ("养老院", "ELDERLY", 1800, "3"),
    ("超市", "MARKET", 700, "1"),
)
_HALF_MONTHLY = frozenset({"HOTEL", "MARKET", "INTERNET", "FUEL"})
_KEY = frozenset({"ELDERLY", "FUEL"})
_PIECES = (("POWDER", "MFZ/ABC4"),) * 5 + (
    ("CO2", "MT3"),
    ("WATER", "MSWZ6"),
    ("HYDRANT_IN", "SN65"),
    ("LIGHT", ""),
    ("SIGN", ""),
)
_PLACES = ("大厅东侧", "楼梯口", "走廊中部", "配电室", "厨房门口", "仓库", "消防通道", "电梯前室")


def settle(world: World, today: date) -> None:
    """Writes all registers. `today` is the last day of the year that follows: some equipment is due around it."""
    store = world.store
    with store.transaction() as transaction:
        for row in _sites():
            registers.upsert(transaction, "site", sites.check(row)[0])
        for row in _school_rows(world, today):
            registers.upsert(transaction, "site", schools.check(row)[0])
        for row in _premises_rows(world):
            registers.upsert(transaction, "site", premises.check(row)[0])
    post_schools.holidays(world, today)
    with store.transaction() as transaction:
        for place in premises.every(store):
            for row in _pieces(world, place.id, int(place.floors), today):
                registers.upsert(transaction, "equipment", equipment.check(row)[0])


def _sites() -> Iterator[dict[str, Any]]:
    for title, address in CHECKPOINTS:
        yield {"name": title, "kind": "checkpoint", "address": address}
    for post in _POSTS:
        yield {"name": f"{post}值守点", "kind": "post"}
    for town in TOWNS:
        yield {"name": f"{town}巡区", "kind": "area", "district": town}


def _school_rows(world: World, today: date) -> Iterator[dict[str, Any]]:
    """The 四个100% are nearly reached: a school here and there lacks something."""
    chance = world.chance
    every = [(town, *school) for school in _SCHOOLS for town in TOWNS][:65]
    for number, (town, title, kind, pupils) in enumerate(every, start=1):
        students = pupils + chance.randint(-60, 120)
        guards = 1 if students < 300 else 2 if students < 1000 else 3 + max(students - 1000, 0) // 500
        yield {
            "name": f"{town}{title}",
            "short": f"{town[:2]}{title.replace('中心', '').replace('学', '')}",
            "type": kind,
            "district": town,
            "address": f"{town}镇文化路{number * 3}号",
            "students": students,
            "boarders": students // 2 if kind == "SENIOR" else None,
            "staff": students // 16,
            "principal": name(chance),
            "phone": f"0395-000{number:04d}",
            "security_head": name(chance),
            "security_phone": f"0395-001{number:04d}",
            "officer": world.police[number % len(world.police)].id,
            "deputy_principal": world.police[(number + 3) % len(world.police)].name,
            "gates": ["南门"] if students < 1000 else ["南门", "东门"],
            "guards_required": guards,
            "guards_actual": guards - (number % 22 == 0),
            "has_crossing": number % 3 == 0,
            "on_highway": number % 17 == 0,
            "one_key_alarm": number % 31 != 0,
            "alarm_tested": (today - timedelta(days=chance.randint(3, 60))).isoformat(),
            "video_linked": number % 29 != 0,
            "closed_management": True,
            "post_set": number % 40 != 0,
            "bollards": number % 13 != 0,
            "lights": number % 7 != 0,
            "required": post_schools.required(number - 1),
            "school_buses": 2 if kind == "KINDERGARTEN" and number % 2 else 0,
            "emergency_unit": 5,
            "last_drill": (today - timedelta(days=chance.randint(20, 150))).isoformat(),
            "risk": "HIGH" if number % 17 == 0 else "MEDIUM" if number % 5 == 0 else "LOW",
        }


def _premises_rows(world: World) -> Iterator[dict[str, Any]]:
    chance = world.chance
    every = [(town, *place) for place in _PREMISES for town in TOWNS][:40]
    for number, (town, title, kind, area, floors) in enumerate(every, start=1):
        yield {
            "name": f"{town}{title}",
            "type": kind,
            "nature": "KEY" if kind in _KEY or number % 9 == 0 else "GENERAL",
            "district": town,
            "address": f"{town}镇人民路{number * 7}号",
            "manager": name(chance),
            "phone": f"0395-002{number:04d}",
            "half_monthly": kind in _HALF_MONTHLY,
            "area_m2": area + chance.randint(-80, 300),
            "floors": floors,
            "officer": world.police[number % len(world.police)].id,
        }


def _pieces(world: World, place: str, floors: int, today: date) -> Iterator[dict[str, Any]]:
    """Extinguishers of all ages: most in order, some due for service, a few to be scrapped."""
    chance = world.chance
    position = 0
    for floor in range(1, min(floors, 4) + 1):
        for number in range(1, chance.randint(3, 6) + 1):
            position += 1
            kind, model = chance.choice(_PIECES)
            made = (today - timedelta(days=chance.randint(120, 3500))).replace(day=1)
            serviced = made + timedelta(days=5 * 365 + 20)
            yield {
                "premises": place,
                "label": f"{floor}-{number:02d}",
                "floor": str(floor),
                "place": f"{floor}层{chance.choice(_PLACES)}",
                "kind": kind,
                "model": model,
                "made": made.isoformat(),
                "serviced": serviced.isoformat() if serviced < today and world.often(0.85) else None,
                "position": position,
            }
