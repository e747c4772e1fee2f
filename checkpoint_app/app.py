"""Starts the desktop program. The only module besides the tests that imports the window; heavy imports wait until here."""

from __future__ import annotations

from pathlib import Path

from checkpoint_app import paths


def main(*, store: Path | None = None, quit_when_usable: bool = False) -> int:
    """Runs the window until it is closed and returns the exit code. `store` defaults to the user's own folder."""
    from checkpoint_app.gui import application

    return application.run(store or paths.default_store(), quit_when_usable=quit_when_usable)
