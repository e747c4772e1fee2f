"""What belongs to the machine and not to the unit: language, theme, text scale, idle lock, home plate prefix. Bottom layer, no Qt.

One small JSON file in the user's configuration folder, outside the store, because language and theme are needed before anybody has
unlocked it. So it never holds personal data or anything secret. A missing or damaged file, or one value nobody understands, means the
default: settings must never keep an officer from starting the program.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from checkpoint_app.errors import UserError
from checkpoint_app.i18n import LANGUAGES, noop

FILE = "settings.json"
THEMES = ("day", "night", "dim")
TEXT_SCALES = (100, 110, 125, 150, 175, 200)
LOCK_MINUTES = (0, 2, 5, 10, 15, 30)
"""0: never by itself."""


class SettingsNotSaved(UserError):
    code = "SETTINGS_NOT_SAVED"
    message = noop("The settings could not be kept in {folder}.")
    hint = noop("They hold until the program ends. Check the disk and its permissions; records are not concerned.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """`home_plate` is what the plate box starts with; empty means the unit's own (`Unit.home_plate`)."""

    language: str = "zh"
    theme: str = "day"
    text_scale: int = 100
    lock_minutes: int = 10
    home_plate: str = ""


def folder() -> Path:
    """The user's configuration folder of this program."""
    import platformdirs

    return Path(platformdirs.user_config_dir("checkpoint-app", appauthor=False))


def load(where: Path | None = None) -> Settings:
    """The settings of this machine; a value that is missing or not understood is its default."""
    try:
        kept = json.loads(((where or folder()) / FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return Settings()
    if not isinstance(kept, dict):
        return Settings()
    known = {field.name for field in fields(Settings)}
    return Settings(**{key: value for key, value in kept.items() if key in known and _understood(key, value)})


def save(settings: Settings, where: Path | None = None) -> None:
    """Writes aside and renames: the file is the old or the new one, never half. Raises SettingsNotSaved."""
    place = where or folder()
    aside = place / f"{FILE}.new"
    try:
        place.mkdir(parents=True, exist_ok=True)
        aside.write_text(json.dumps(asdict(settings), ensure_ascii=False, indent=1), encoding="utf-8")
        os.replace(aside, place / FILE)  # noqa: PTH105  the rename of the platform, over an existing file on Windows too
    except OSError as trouble:
        raise SettingsNotSaved(folder=place) from trouble


def _understood(key: str, value: object) -> bool:
    match key:
        case "language":
            return value in LANGUAGES
        case "theme":
            return value in THEMES
        case "text_scale":
            return value in TEXT_SCALES and not isinstance(value, bool)
        case "lock_minutes":
            return value in LOCK_MINUTES and not isinstance(value, bool)
        case _:
            return isinstance(value, str)
