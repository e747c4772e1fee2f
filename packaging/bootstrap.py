"""Sets the program up in `.venv` and starts it, or its tests. Three commands do everything:

    python3 packaging/bootstrap.py run  [arguments for checkpoint-app]
    python3 packaging/bootstrap.py test [arguments for pytest]
    python3 packaging/bootstrap.py soak [arguments for tests.soak.simulation: --from, --seeds, --stores, --cores]

Needs nothing but the standard library, and has to be readable by a Python 3.8 that it then turns away: no newer syntax, no newer
module at the top. Writes only into `.venv`; as root on Debian or Ubuntu it also installs the system libraries that Qt lacks.

A finished set-up leaves a stamp, written last: without it `.venv` is made anew, with it the next start takes no time. Changed
requirements are installed into the `.venv` that is there; another Python or another folder makes a new one (scripts and the
editable install hold absolute paths).

Decision: exact constraints and wheels only. Rejected: building from source where a wheel is missing; on the machines that have
none it fails after minutes of compiler output, and one clear sentence is worth more.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import platform
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import machine
from machine import CannotSetUpError, either, say

EXIT_DONE, EXIT_USAGE, EXIT_CANNOT, EXIT_INTERRUPTED = 0, 2, 4, 130  # 2 and 4 as the program's own commands

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
STAMP = VENV / "set-up.json"
LOG = VENV / "set-up.log"
PYPROJECT = ROOT / "pyproject.toml"
CONSTRAINTS = ROOT / "packaging" / "constraints.txt"

NO_NETWORK = re.compile(r"ConnectionError|[Nn]ame ?[Rr]esolution|[Tt]imed? ?out|unreachable|ProxyError|SSLError|Connection reset")
NO_ROOM = re.compile(r"No space left|not enough space|Errno 28|Disk quota")
NO_WHEEL = re.compile(r"(?:No matching distribution found for|\(constraint\)) ([\w.-]+)")
DOWNLOAD = re.compile(r"\s*Downloading \S*?([^/\s-]+)-[^/\s]+\.whl \((\S+ MB)\)")


def logged(command: list[str]) -> tuple[int, str]:
    """Runs a command, its output into the log; large downloads are shown. Returns the exit code and the output."""
    foreign = ("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "PIP_TARGET", "PIP_PREFIX", "PIP_USER")  # another installation's
    environment = {name: value for name, value in os.environ.items() if name not in foreign}
    environment.update(PYTHONUTF8="1", PYTHONUNBUFFERED="1", DEBIAN_FRONTEND="noninteractive")
    output = []
    with LOG.open("a", encoding="utf-8") as log:
        log.write("$ {}\n".format(" ".join(command)))
        with subprocess.Popen(
            command,
            cwd=str(ROOT),
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
        ) as process:
            for line in process.stdout or ():
                log.write(line)
                output.append(line)
                fetched = DOWNLOAD.match(line)
                if fetched:
                    say("  downloading {}, {}".format(*fetched.groups()), "  正在下载 {}，{}".format(*fetched.groups()))
    return process.returncode, "".join(output)


def pip_install(*arguments: str) -> None:
    """Installs with pip as the constraints say. Raises CannotSetUpError with the reason in a sentence."""
    always = ["--disable-pip-version-check", "--no-input", "--progress-bar=off", "--only-binary=:all:", "-c", str(CONSTRAINTS)]
    code, output = logged([str(PYTHON), "-m", "pip", "install", *always, *arguments])
    if code == 0:
        return
    no_wheel = NO_WHEEL.search(output)
    if NO_ROOM.search(output):
        reason = either("The disk is full: 1 GB is needed.", "磁盘空间不足：需要 1 GB。")
    elif NO_NETWORK.search(output):
        reason = either(
            "The packages cannot be downloaded: no connection. Connect to the network and run the same command again.",
            "无法下载软件包：网络不通。请连接网络后再运行同一命令。",
        )
    elif no_wheel:
        newest = "{}.{}".format(*machine.NEWEST_PYTHON)
        here = f"{platform.system()} {platform.machine()}, Python {platform.python_version()}"
        reason = either(
            f"No ready-made {no_wheel[1]} is to be had for this machine ({here}): use a 64-bit PC and Python {newest} or older.",
            f"本机（{here}）没有现成的 {no_wheel[1]} 软件包：请使用 64 位电脑和 Python {newest} 或更早的版本。",
        )
    else:
        last = re.sub(r"\S+://\S+", "…", (output.strip().splitlines() or [str(code)])[-1]).strip()
        reason = either(f"pip failed: {last}.", f"pip 安装失败：{last}。")
    raise CannotSetUpError(reason + either(f" Details: {LOG}", f"详情见 {LOG}"))


def environment() -> dict[str, str]:
    """What a `.venv` is tied to: the Python that made it, and where it stands."""
    return {"python": platform.python_version(), "prefix": sys.base_prefix, "machine": platform.machine(), "folder": str(VENV)}


def requirements() -> str:
    """Changes when other packages may have to be installed."""
    return hashlib.sha256(PYPROJECT.read_bytes() + CONSTRAINTS.read_bytes()).hexdigest()


def stamp() -> dict[str, object]:
    """What the last finished set-up was made for; empty when there is none."""
    try:
        found = json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) and PYTHON.exists() else {}


def is_ready() -> bool:
    """Whether `.venv` is finished and up to date."""
    return stamp() == {"environment": environment(), "requirements": requirements()}


@contextlib.contextmanager
def one_at_a_time() -> Iterator[None]:
    """Lets a second set-up, started by an impatient hand, wait for the first. (Windows: not guarded.)"""
    if os.name == "nt":
        yield
        return
    import fcntl

    with CONSTRAINTS.open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("Waiting for another set-up to finish.", "另一个安装正在进行，请稍候。")
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def make_editable_path_relative() -> None:
    """Lets the editable install find this folder by `../../..`.

    WORKAROUND: the build writes the absolute path in UTF-8, but before Python 3.13 a .pth file is read in the encoding of the locale:
    with Chinese in the path, Python does not even start under LC_ALL=C, and on Windows does not find the program.
    """
    for file in VENV.glob("**/site-packages/_checkpoint_app.pth"):
        file.write_text(os.path.relpath(ROOT, file.parent), encoding="ascii")


def set_up(window: bool) -> None:
    """Makes or updates `.venv`. The stamp goes first and comes last, so that a set-up broken off is seen."""
    started = time.monotonic()
    reusable = stamp().get("environment") == environment()
    if reusable:
        STAMP.unlink()
    else:
        shutil.rmtree(VENV, ignore_errors=not VENV.exists())
        VENV.mkdir()
    machine.provide(logged, window=window, setting_up=True)
    if not reusable:
        say("Making .venv", "正在建立 .venv")
        # The interpreter itself, not a venv's: that one may be the `.venv` just removed.
        base = getattr(sys, "_base_executable", None) or sys.executable
        code, output = logged([base, "-m", "venv", str(VENV)])
        if code:
            last = output.strip().splitlines()[-1:] or [str(code)]
            raise CannotSetUpError(either(f"No .venv can be made here: {last[0]}", f"无法在此建立 .venv：{last[0]}"))
    say("Installing the program and its packages", "正在安装程序和所需软件包")
    pip_install("hatchling")
    pip_install("--no-build-isolation", "-e", ".[test]")
    make_editable_path_relative()
    STAMP.write_text(json.dumps({"environment": environment(), "requirements": requirements()}), encoding="utf-8")
    seconds = round(time.monotonic() - started)
    say(f"Set up in {seconds} s.", f"安装完成，用时 {seconds} 秒。")


def start(command: list[str]) -> int:
    """Becomes the command; on Windows, which cannot do that, runs it. Its exit code is ours."""
    if os.name == "nt":
        return subprocess.run(command, check=False).returncode
    os.execv(command[0], command)


def run(arguments: list[str]) -> int:
    """Starts the program. Without a display and without a command: the main job, headless, into `./demo`."""
    if not machine.has_display() and (not arguments or arguments[0].startswith("-")):
        folder = Path("demo").absolute()
        say(f"No display: doing the main job without a window, into {folder}", f"没有显示器：不开窗口，在 {folder} 演示主要流程")
        arguments = ["demo", str(Path(".", "demo")), *arguments]
    return start([str(PYTHON), "-m", "checkpoint_app", *arguments])


def test(arguments: list[str]) -> int:
    """Runs the whole suite, or what pytest's arguments say."""
    os.chdir(str(ROOT))
    workers = min(4, os.cpu_count() or 1)
    return start([str(PYTHON), "-m", "pytest", *(arguments or ["-n", str(workers), "--dist", "worksteal"])])


def soak(arguments: list[str]) -> int:
    """Simulates units whose machines exchange, crash, are restored and cloned: thousands of seeds, each failing one with its command."""
    os.chdir(str(ROOT))
    return start([str(PYTHON), "-m", "tests.soak.simulation", *arguments])


def bootstrap(command: str, arguments: list[str]) -> int:
    """Sees that everything is there, then starts. Raises CannotSetUpError, OSError."""
    if not machine.python_is_new_enough():
        newer = machine.newer_python()
        version, wanted = platform.python_version(), "{}.{}".format(*machine.OLDEST_PYTHON)
        if newer is None:
            raise CannotSetUpError(
                either(
                    f"Python {version} is too old: install Python {wanted} or newer and run the command with that one.",
                    f"Python {version} 太旧：请安装 Python {wanted} 或更新的版本，再用它运行此命令。",
                )
            )
        say(f"Python {version} is too old, using {newer}", f"Python {version} 太旧，改用 {newer}")
        return start([newer, __file__, command, *arguments])
    machine.check_c_library()
    window = command == "run" and machine.has_display()
    if is_ready():
        machine.provide(logged, window=window, setting_up=False)
    else:
        with one_at_a_time():
            if not is_ready():
                set_up(window)
    if command == "test":
        machine.provide_browser(logged)
    return {"run": run, "test": test, "soak": soak}[command](arguments)


def main(arguments: list[str]) -> int:
    """The command line: `run`, `test` or `soak`, then what is passed on."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a console that has no Chinese characters
    if arguments[:1] not in (["run"], ["test"], ["soak"]):
        say(str(__doc__), str(__doc__))
        return EXIT_DONE if arguments[:1] in (["-h"], ["--help"]) else EXIT_USAGE
    try:
        return bootstrap(arguments[0], arguments[1:])
    except CannotSetUpError as error:
        say(str(error), str(error))
    except OSError as error:
        say(
            f"Cannot set up: {error.strerror}: {error.filename}. This folder must be writable, and the disk not full.",
            f"无法安装：{error.filename}（{error.strerror}）。请确认此文件夹可以写入、磁盘未满。",
        )
    except KeyboardInterrupt:
        say("Stopped; the next start goes on from here.", "已中断；下次启动会继续。")
        return EXIT_INTERRUPTED
    return EXIT_CANNOT


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
