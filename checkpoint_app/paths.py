"""Where things are. The only module that knows: a checkout, an installed wheel and a frozen program keep `resources` differently."""

from __future__ import annotations

from functools import cache
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


@cache
def resources() -> Path:
    """The folder `resources`: inside the package (wheel, frozen program) or beside it (checkout)."""
    for folder in (_PACKAGE / "resources", _PACKAGE.parent / "resources"):
        if folder.is_dir():
            return folder
    raise FileNotFoundError("resources")


def resource(*parts: str) -> Path:
    """A file or folder under `resources`."""
    return resources().joinpath(*parts)


def default_store() -> Path:
    """The user's own store folder where `--store` is not given."""
    return _user_data() / "store"


def default_archive() -> Path:
    """Where the bureau's archive keeps its certificate and its readers where no folder is given."""
    return _user_data() / "archive"


def _user_data() -> Path:
    import platformdirs

    return Path(platformdirs.user_data_dir("checkpoint-app", appauthor=False))
