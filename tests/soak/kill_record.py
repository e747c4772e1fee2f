"""SIGKILL at random moments while `record` writes: every answered entry must be there and `verify` clean, so many times in a row.

python tests/soak/kill_record.py --kills 300 --seed 1
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

PER_STORE = 20
"""Kills before a fresh store is begun: a verify after each one reads all of it."""
ROOT = Path(__file__).resolve().parents[2]
CAR = json.dumps({"values": {"plate": "豫L12345", "plate_colour": "BLUE", "note": "杀进程"}}).encode() + b"\n"
ENVIRONMENT = {**os.environ, "CHECKPOINT_OFFICER": "101234", "CHECKPOINT_PASSWORD": "soak soak", "PYTHONPATH": str(ROOT)}


def command(store: Path, *arguments: str) -> list[str]:
    return [sys.executable, "-m", "checkpoint_app", "--store", str(store), *arguments]


def run(store: Path, *arguments: str, data: bytes = b"") -> list[dict[str, Any]]:
    done = subprocess.run(command(store, *arguments, "--json"), input=data, env=ENVIRONMENT, capture_output=True, check=False)
    if done.returncode:
        raise SystemExit(f"{arguments}: exit {done.returncode}: {done.stderr.decode()}")
    return [json.loads(line) for line in done.stdout.splitlines()]


def prepare(store: Path) -> str:
    """A unit with a cheap key derivation and an open shift; returns the shift."""
    sys.path.insert(0, str(ROOT))
    from checkpoint_app.store import keys, opening

    opening.create(
        store,
        unit_name="沙北派出所",
        officer_number="101234",
        officer_name="王小明",
        password=ENVIRONMENT["CHECKPOINT_PASSWORD"],
        cost=keys.Cost(time=1, memory_kib=8, lanes=1),
    )[0].close()
    run(store, "import", "site", "-", data='{"name":"黄河路卡点","kind":"checkpoint"}\n'.encode())
    return str(run(store, "shift", "open", "--duty", "checkpoint", "--site", "黄河路卡点")[0]["id"])


def kill_once(store: Path, shift: str, chance: random.Random) -> list[str]:
    """Records until killed; returns the ids that were answered."""
    process = subprocess.Popen(
        command(store, "record", "checkpoint-check", "--shift", shift),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=ENVIRONMENT,
    )
    assert process.stdin is not None
    process.stdin.write(CAR * 400)
    process.stdin.flush()
    time.sleep(chance.uniform(0.15, 0.9))
    process.send_signal(signal.SIGKILL)
    answers, _ = process.communicate()
    return [json.loads(line)["id"] for line in answers.splitlines() if line.endswith(b"}")]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    wanted = parser.parse_args()
    chance = random.Random(wanted.seed)
    answered = kept = empty = killed = 0
    while killed < wanted.kills:
        with tempfile.TemporaryDirectory() as folder:
            store = Path(folder) / "store"
            shift = prepare(store)
            acknowledged: set[str] = set()
            for _ in range(min(PER_STORE, wanted.kills - killed)):
                found = kill_once(store, shift, chance)
                acknowledged.update(found)
                empty += not found
                killed += 1
                run(store, "verify")
            there = {entry["id"] for entry in run(store, "list", "entry")}
            if acknowledged - there:
                print(f"LOST {len(acknowledged - there)} answered entries after {killed} kills, seed {wanted.seed}")
                return 1
            answered, kept = answered + len(acknowledged), kept + len(there)
            print(f"{killed} kills, {answered} answered, {kept} kept, 0 lost", flush=True)
    print(f"seed {wanted.seed}: {wanted.kills} kills ({empty} before the first answer), nothing lost, every verify clean")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
