"""What pyproject.toml asks for, what constraints.txt pins, what a wheel holds."""

from __future__ import annotations

import importlib.metadata
import os
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def pins() -> dict[str, str]:
    lines = (ROOT / "packaging" / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pairs = [line.split("==") for line in lines if line and not line.startswith("#")]
    return {canonicalize_name(name): version for name, version in pairs}


def asked_for() -> list[Requirement]:
    extras = PROJECT["project"]["optional-dependencies"].values()
    lists = [PROJECT["build-system"]["requires"], PROJECT["project"]["dependencies"], *extras]
    return [Requirement(text) for requirements in lists for text in requirements]


def test_every_requirement_is_pinned_within_its_range() -> None:
    pinned = pins()
    for requirement in asked_for():
        assert requirement.specifier.contains(pinned[canonicalize_name(requirement.name)]), str(requirement)


def test_what_the_requirements_need_is_pinned_too() -> None:
    pinned, waiting, seen = pins(), asked_for(), set()
    while waiting:
        name = canonicalize_name(waiting.pop().name)
        if name in seen or name == "pip":
            continue
        seen.add(name)
        try:
            needs = [Requirement(text) for text in importlib.metadata.requires(name) or []]
        except importlib.metadata.PackageNotFoundError:
            continue  # an extra that is not installed here
        waiting += [need for need in needs if need.marker is None or need.marker.evaluate({"extra": ""})]
    assert seen - pinned.keys() == set()


def test_the_qt_that_loses_references_is_refused() -> None:
    """PySide6 6.12.0 on Python < 3.12 drops a reference to None on almost every call and aborts after a few thousand."""
    qt = next(requirement for requirement in asked_for() if requirement.name == "PySide6-Essentials")
    assert not qt.specifier.contains("6.12.0")
    assert qt.specifier.contains("6.11.3")
    assert importlib.metadata.version("PySide6-Essentials") != "6.12.0"


def test_a_wheel_brings_its_resources(tmp_path: Path) -> None:
    wheel_builder = pytest.importorskip("hatchling.builders.wheel", reason="the build backend is part of the set-up").WheelBuilder
    (wheel,) = wheel_builder(str(ROOT)).build(directory=str(tmp_path), versions=["standard"])
    installed = tmp_path / "installed"
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(installed)
    asked = "from checkpoint_app import paths; print(paths.resource('fonts', 'OFL.txt').is_file(), paths.resources())"
    answered = subprocess.run(
        [sys.executable, "-c", asked],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(installed)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert answered.stdout.strip() == f"True {installed / 'checkpoint_app' / 'resources'}"
