from __future__ import annotations

from checkpoint_app.hub.pace import Pace


def test_an_address_that_asks_too_often_waits_and_the_others_do_not() -> None:
    now = [0.0]
    pace = Pace(60, lambda: now[0])
    assert all(pace.allows("a") for _ in range(60))
    assert not pace.allows("a")
    assert pace.allows("b")
    now[0] = 1.0
    assert pace.allows("a")
    assert not pace.allows("a")
    now[0] = 3600.0
    assert sum(pace.allows("a") for _ in range(100)) == 60, "an hour of silence is no more than a minute's requests"
