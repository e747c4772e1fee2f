"""Set-up of every test run. Knows nothing of the program but its language; fixtures of a store are in tests/store/conftest.py."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from checkpoint_app import i18n

# Before anything imports Qt: windows are drawn into memory, with and without a screen, so that no window manager decides who has the
# keyboard. QT_QPA_PLATFORM=xcb runs the same tests on a screen.
UNDER_CI = bool(os.environ.get("CI"))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

# No deadline: a loaded machine is no fault of ours. In CI the examples are the same in every run: a red one can be repeated.
settings.register_profile("here", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", settings.get_profile("here"), max_examples=60, derandomize=True, database=None, print_blob=True)
settings.load_profile("ci" if UNDER_CI else "here")


@pytest.fixture(scope="session", autouse=True)
def own_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A home of its own for the run: no test reads or writes the store and settings of the person who runs it."""
    with pytest.MonkeyPatch.context() as patch:
        home = tmp_path_factory.mktemp("home")
        for name in [name for name in os.environ if name.startswith("CHECKPOINT_")]:
            patch.delenv(name)
        for name in ("HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"):
            patch.setenv(name, str(home))
        yield


@pytest.fixture(autouse=True)
def chinese_first() -> Iterator[None]:
    """Each test starts and ends in the default language, whatever it switches to."""
    i18n.set_language("zh")
    yield
    i18n.set_language("zh")
