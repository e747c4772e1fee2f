"""A durable save beside its floor: one raw 4 KiB write + fsync in the same directory, in the same run.

    python tests/bench/bench_save.py [--saves 400]

Prints medians and their ratio, and the number of fsyncs of one save as the kernel saw them (strace, where it is installed). Saves and
raw writes take turns, so that a busy disk slows both.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import timedelta
from pathlib import Path

from checkpoint_app.store import entries, keys, officers, opening, shifts, sites
from checkpoint_app.store.session import Store

CHEAP = keys.Cost(time=1, memory_kib=8, lanes=1)


def make_store(folder: Path) -> tuple[Store, str]:
    store, _ = opening.create(
        folder, unit_name="沙北派出所", officer_number="101234", officer_name="王小明", password="bench-2026", cost=CHEAP
    )
    officers.save(store, {"number": "101235", "name": "李强"})
    sites.save(store, {"name": "黄河路卡点", "kind": "checkpoint"})
    draft = shifts.ShiftDraft(
        duty="checkpoint", site="黄河路卡点", crew=("101234", "101235"), planned_to=store.now() + timedelta(hours=8)
    )
    return store, shifts.open_shift(store, draft).value.id


def raw_write(descriptor: int, block: bytes) -> float:
    started = time.perf_counter()
    os.write(descriptor, block)
    os.fsync(descriptor)
    return time.perf_counter() - started


def save(store: Store, shift: str, number: int) -> float:
    values = {"plate": f"豫L{number % 100000:05d}", "vehicle_type": "CAR", "people": 2}
    started = time.perf_counter()
    entries.record(store, "checkpoint-check", values, shift=shift)
    return time.perf_counter() - started


def fsyncs_of_one_save(folder: Path) -> str:
    """How often one save waits for the disk, counted outside the process."""
    if shutil.which("strace") is None:
        return "not counted (no strace)"
    script = (
        "import sys; sys.path.insert(0, sys.argv[2]); from pathlib import Path; import bench_save as b\n"
        "store, shift = b.make_store(Path(sys.argv[1])); b.save(store, shift, 1)\n"
        "import os; os.write(2, b'@@start\\n'); [b.save(store, shift, n) for n in range(2, 12)]; os.write(2, b'@@end\\n'); store.close()"
    )
    command = ["strace", "-f", "-e", "trace=fsync,fdatasync,write", "-o", str(folder / "trace")]
    subprocess.run(
        [*command, sys.executable, "-c", script, str(folder / "traced"), str(Path(__file__).parent)],
        check=True,
        capture_output=True,
    )
    trace = (folder / "trace").read_text(errors="replace")
    between = trace.split("@@start", 1)[1].split("@@end", 1)[0]
    return f"{(between.count('fsync(') + between.count('fdatasync(')) / 10:g}"


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--saves", type=int, default=400)
    parser.add_argument("--directory", type=Path, default=Path(__file__).parent)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=options.directory) as name:
        folder = Path(name)
        store, shift = make_store(folder / "store")
        descriptor = os.open(folder / "raw", os.O_WRONLY | os.O_CREAT, 0o600)
        block = os.urandom(4096)
        for number in range(30):
            save(store, shift, number)
            raw_write(descriptor, block)
        saves, floor = [], []
        for number in range(options.saves):
            saves.append(save(store, shift, number))
            floor.append(raw_write(descriptor, block))
        os.close(descriptor)
        store.close()
        print(f"raw 4 KiB write + fsync   median {statistics.median(floor) * 1e3:.3f} ms")
        print(f"durable save of an entry  median {statistics.median(saves) * 1e3:.3f} ms")
        print(f"ratio {statistics.median(saves) / statistics.median(floor):.2f} (target ≤ 4, stretch 3)")
        print(f"fsyncs in one save        {fsyncs_of_one_save(folder)} (target 1)")


if __name__ == "__main__":
    main()
