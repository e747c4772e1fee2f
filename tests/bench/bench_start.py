"""From process start to a usable window, beside a process that shows a bare QMainWindow, in the same run.

    python tests/bench/bench_start.py [--runs 7]

Both run offscreen and end themselves once the first event loop turn after showing has passed. "Usable" is the unlock page with the cursor
in its first box. The two take turns; medians and their ratio are printed.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

BARE = """
from PySide6.QtWidgets import QApplication, QMainWindow
from PySide6.QtCore import QTimer
app = QApplication([])
window = QMainWindow()
window.show()
QTimer.singleShot(0, app.quit)
app.exec()
"""
OURS = """
import sys
from pathlib import Path
from checkpoint_app import app
sys.exit(app.main(store=Path(sys.argv[1]), quit_when_usable=True))
"""


def timed(script: str, *arguments: str) -> float:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    started = time.perf_counter()
    subprocess.run([sys.executable, "-c", script, *arguments], check=True, env=environment, capture_output=True)
    return time.perf_counter() - started


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=7)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        store = Path(name) / "store"
        environment = {**os.environ, "CHECKPOINT_PASSWORD": "bench-2026"}
        command = [sys.executable, "-m", "checkpoint_app", "--store", str(store), "init", "--unit", "沙北派出所"]
        subprocess.run([*command, "--officer", "101234", "--name", "王小明"], check=True, env=environment, capture_output=True)
        timed(BARE), timed(OURS, str(store))
        bare, ours = [], []
        for _ in range(options.runs):
            bare.append(timed(BARE))
            ours.append(timed(OURS, str(store)))
    print(f"bare QMainWindow process  median {statistics.median(bare):.3f} s")
    print(f"start to usable window    median {statistics.median(ours):.3f} s")
    print(f"ratio {statistics.median(ours) / statistics.median(bare):.2f} (target ≤ 2.5)")


if __name__ == "__main__":
    main()
