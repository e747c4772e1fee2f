"""A unit whose laptop has met its station over HTTPS."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from checkpoint_app.store.session import Store
from tests.hub.station.serving import serve, sync
from tests.store.conftest import Clock
from tests.sync import units


@pytest.fixture
def fleet(tmp_path: Path, clock: Clock) -> Iterator[units.Fleet]:
    made = units.Fleet(tmp_path, clock)
    yield made
    made.close()


@pytest.fixture
def laptop(fleet: units.Fleet) -> Store:
    """Enrolled and level with the station."""
    made = fleet.laptop()
    with serve(fleet.station) as url:
        sync(made, url)
    return made
