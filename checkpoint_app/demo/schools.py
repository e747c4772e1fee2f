"""Posts at the school gates in the rush hours: reported on the board, most from the roster, here and there an exception."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from checkpoint_app.demo.world import Duty, World
from checkpoint_app.store import entries, school_guard, schools

EVENTS: tuple[Mapping[str, Any], ...] = (
    {"kind": "PARENT_HELP", "people": 1, "measure": "帮助家长挪车", "result": "已解决"},
    {"kind": "MEDICAL", "people": 1, "measure": "联系校医和家长", "result": "已送医"},
    {"kind": "STALL", "people": 2, "measure": "劝离校门前摊点", "result": "已清离"},
    {"kind": "EQUIPMENT_FAULT", "measure": "一键报警按钮失灵，通知学校报修", "result": "当日修复"},
)


def period(world: World, day: date, code: str) -> Duty:
    """All schools report within the first minutes; one is late now and then, one has no post today."""
    store, chance = world.store, world.chance
    begins, _ = school_guard.window(store, day, code)
    yield begins + timedelta(minutes=2)
    every = [school.id for school in schools.every(store)]
    late, none = chance.sample(every, 2) if world.often(0.5) else ("", "")
    on_time = [school for school in every if school not in (late, none)]
    school_guard.report(store, day, code, on_time, source=chance.choice(("PHONE", "RADIO", "WECHAT")))
    if late:
        yield begins + timedelta(minutes=14)
        school_guard.report(store, day, code, [late], post="LATE", source="PHONE")
        school_guard.report(store, day, code, [none], post="NONE", source="PHONE")
    yield begins + timedelta(minutes=65)
    for tile in chance.sample(school_guard.board(store, day, code).tiles, 6):
        if tile.entry is not None and tile.state in school_guard.MANNED:
            crew = world.team(1, 2) if not tile.planned else tile.planned
            seen: dict[str, Any] = {"crew": list(crew), "persuaded": chance.randint(1, 6), "escorted": chance.randint(20, 180)}
            if world.often(0.15):
                seen["events"] = [dict(chance.choice(EVENTS))]
            entries.correct(store, tile.entry.id, seen, "补记岗上情况")
    school_guard.close_past(store)
