"""The two set-up commands, on a small copy of the repository's frame with a stub for the program."""

from __future__ import annotations

import ast
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]
SCRIPTS = [ROOT / "packaging" / name for name in ("bootstrap.py", "machine.py")]
PROGRAM = "import os, sys\nprint(sys.argv[1:])\nsys.exit(int(os.environ.get('STUB_EXIT', '0')))\n"


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout whose path has a space and Chinese characters, without `.venv`."""
    folder = tmp_path / "检查 站"
    (folder / "packaging").mkdir(parents=True)
    for script in SCRIPTS:
        shutil.copy(script, folder / "packaging")
    shutil.copy(ROOT / "packaging" / "constraints.txt", folder / "packaging")
    shutil.copy(ROOT / "pyproject.toml", folder)
    (folder / "checkpoint_app").mkdir()
    (folder / "checkpoint_app" / "__main__.py").write_text(PROGRAM, encoding="utf-8")
    return folder


@pytest.fixture
def bootstrap(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    """The module `bootstrap` of that checkout."""
    monkeypatch.syspath_prepend(str(checkout / "packaging"))
    for name in ("bootstrap", "machine"):
        monkeypatch.delitem(sys.modules, name, raising=False)
    import bootstrap

    yield bootstrap
    for name in ("bootstrap", "machine"):
        sys.modules.pop(name, None)


@pytest.fixture
def ready(bootstrap: ModuleType) -> ModuleType:
    """The same after a finished set-up; the `.venv` is only a link to this Python."""
    bootstrap.PYTHON.parent.mkdir(parents=True)
    bootstrap.PYTHON.symlink_to(sys.executable)
    bootstrap.STAMP.write_text(
        json.dumps({"environment": bootstrap.environment(), "requirements": bootstrap.requirements()}), encoding="utf-8"
    )
    return bootstrap


def call(checkout: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Runs the command as a person does, in a bare environment: no home, no screen."""
    environment = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", **variables}
    command = [sys.executable, str(checkout / "packaging" / "bootstrap.py"), *arguments]
    return subprocess.run(command, cwd=checkout, env=environment, capture_output=True, encoding="utf-8", check=False)


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_an_old_python_gets_far_enough_to_be_turned_away(script: Path) -> None:
    tree = ast.parse(script.read_text(encoding="utf-8"), feature_version=(3, 8))
    imported = {
        name.split(".")[0]
        for node in tree.body
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in ([node.module] if isinstance(node, ast.ImportFrom) else [alias.name for alias in node.names])
    }
    assert imported <= {"__future__", "machine", "collections", "contextlib", "ctypes", "hashlib", "importlib", "json", "os",
                        "pathlib", "platform", "re", "shutil", "subprocess", "sys", "time"}  # fmt: skip


def test_a_python_that_is_too_old_is_named(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.setattr(bootstrap.machine, "OLDEST_PYTHON", (3, 99))
    assert bootstrap.main(["run"]) == 4
    assert "install Python 3.99 or newer" in capfd.readouterr().err


@pytest.mark.parametrize(("arguments", "code"), [([], 2), (["start"], 2), (["--help"], 0)])
def test_without_a_command_it_says_how_it_is_used(checkout: Path, arguments: list[str], code: int) -> None:
    told = call(checkout, *arguments)
    assert told.returncode == code
    assert "packaging/bootstrap.py run" in told.stderr
    assert not (checkout / ".venv").exists()


def test_a_ready_set_up_starts_the_program_at_once_and_passes_its_exit_code(checkout: Path, ready: ModuleType) -> None:
    started = call(checkout, "run", "verify", "--json", STUB_EXIT="3")
    assert (started.returncode, started.stdout) == (3, "['verify', '--json']\n")
    assert not ready.LOG.exists(), "nothing was installed or asked for"


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="other systems always have a display")
def test_without_a_display_the_main_job_runs_headless(checkout: Path, ready: ModuleType) -> None:
    started = call(checkout, "run", "--seed", "7", LANG="zh_CN.UTF-8")
    assert started.stdout == "['demo', 'demo', '--seed', '7']\n"
    assert "没有显示器" in started.stderr
    assert str(checkout / "demo") in started.stderr


@pytest.mark.parametrize(
    ("name", "value", "shown"), [("DISPLAY", ":0", True), ("WAYLAND_DISPLAY", "wayland-0", True), ("DISPLAY", "", False)]
)
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="other systems always have a display")
def test_a_display_is_seen(bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch, name: str, value: str, shown: bool) -> None:
    for each in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(each, raising=False)
    monkeypatch.setenv(name, value)
    assert bootstrap.machine.has_display() is shown


def test_the_stamp_is_believed_only_for_what_it_was_made_for(ready: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    assert ready.is_ready()
    made = ready.STAMP.read_text(encoding="utf-8")
    ready.STAMP.write_text(made[:20], encoding="utf-8")
    assert not ready.is_ready(), "torn"
    ready.STAMP.write_text(made, encoding="utf-8")
    with ready.CONSTRAINTS.open("a", encoding="utf-8") as file:
        file.write("# another pin\n")
    assert not ready.is_ready(), "other requirements"
    assert ready.stamp()["environment"] == ready.environment(), "into the same .venv"
    monkeypatch.setattr(ready.platform, "python_version", lambda: "3.99.0")
    assert ready.stamp()["environment"] != ready.environment(), "another Python makes a new .venv"
    ready.PYTHON.unlink()
    assert ready.stamp() == {}, "its Python is gone"


def test_the_editable_install_needs_no_characters_of_the_path(checkout: Path, ready: ModuleType) -> None:
    """Python before 3.13 does not start under LC_ALL=C when a .pth file holds Chinese."""
    folder = checkout / ".venv" / "lib" / "python3.11" / "site-packages"
    folder.mkdir(parents=True)
    (folder / "_checkpoint_app.pth").write_text(str(checkout), encoding="utf-8")
    ready.make_editable_path_relative()
    written = (folder / "_checkpoint_app.pth").read_text(encoding="ascii")
    assert (folder / written).resolve() == checkout.resolve()


def test_a_set_up_that_fails_says_so_and_leaves_no_stamp(checkout: Path) -> None:
    told = call(checkout, "test", PIP_NO_INDEX="1", PIP_CONFIG_FILE=os.devnull)
    assert told.returncode == 4
    assert "Traceback" not in told.stderr
    assert "No ready-made hatchling is to be had for this machine" in told.stderr
    assert not (checkout / ".venv" / "set-up.json").exists()


@pytest.mark.parametrize(
    ("output", "sentence"),
    [
        ("WARNING: Retrying … NameResolutionError …\nERROR: No matching distribution found for hatchling", "no connection"),
        ("ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device", "The disk is full"),
        ("ERROR: No matching distribution found for sqlcipher3>=0.6.4", "No ready-made sqlcipher3"),
        ("ERROR: Cannot install checkpoint-app …\n    The user requested (constraint) pyrage==1.4.0", "No ready-made pyrage"),
        ("ERROR: fetched from https://index.example/simple something odd", "pip failed: ERROR: fetched from … something odd."),
    ],
)
def test_the_reason_of_a_failed_install_is_one_sentence(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch, output: str, sentence: str
) -> None:
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.setattr(bootstrap, "logged", lambda _command: (1, output))
    with pytest.raises(bootstrap.CannotSetUpError, match=sentence):
        bootstrap.pip_install("anything")


def test_a_place_that_cannot_be_written_is_named(checkout: Path) -> None:
    (checkout / ".venv").write_text("in the way", encoding="utf-8")
    told = call(checkout, "run")
    assert told.returncode == 4
    assert "This folder must be writable" in told.stderr
    assert "Traceback" not in told.stderr


def test_a_missing_library_is_found_and_its_package_named(bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    machine = bootstrap.machine
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.setattr(machine, "FOR_QT", {"libnotthere.so.9": "libnotthere9"})
    monkeypatch.setitem(machine.PACKAGES, "libnotthere.so.9", "libnotthere9")
    monkeypatch.setattr(os, "geteuid", lambda: 1000, raising=False)
    monkeypatch.setattr(sys, "platform", "linux")
    with pytest.raises(bootstrap.CannotSetUpError, match=r"lacks libnotthere\.so\.9\. Install with: .*libnotthere"):
        machine.provide(lambda _command: None, window=False, setting_up=False)


def test_one_of_two_display_systems_is_enough(bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    machine = bootstrap.machine
    monkeypatch.setenv("DISPLAY", ":0")
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    monkeypatch.setattr(machine, "FOR_QT", {})
    monkeypatch.setattr(machine, "FOR_X11", {"libnotthere.so.9": "libnotthere9"})
    monkeypatch.setattr(machine, "FOR_WAYLAND", {})
    assert machine.survey(window=True, setting_up=False) == ([], [])
    monkeypatch.delenv("WAYLAND_DISPLAY")
    assert machine.survey(window=True, setting_up=False)[0] == ["libnotthere.so.9"]
    needed, wanted = machine.survey(window=False, setting_up=True)
    assert "libnotthere.so.9" not in needed, "without a window the set-up goes on"
    assert "libnotthere.so.9" in wanted


def test_the_browser_of_the_page_tests_is_installed_where_it_may(bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    machine = bootstrap.machine
    run: list[list[str]] = []
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(Path, "exists", lambda _path: True)
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    monkeypatch.setattr(os, "geteuid", lambda: 1000, raising=False)
    machine.provide_browser(run.append)
    assert run == [], "not root: it is said, not done"
    monkeypatch.setattr(os, "geteuid", lambda: 0, raising=False)
    machine.provide_browser(run.append)
    assert [command[:2] for command in run] == [["apt-get", "update"], ["apt-get", "install"]]
    assert run[1][-1] == "chromium"
    run.clear()
    monkeypatch.setattr(shutil, "which", lambda name: f"/usr/bin/{name}")
    machine.provide_browser(run.append)
    assert run == [], "it is there"
