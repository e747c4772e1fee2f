"""Makes tests/data/golden/bundle-1, once: `python -m tests.sync.golden_bundle FOLDER`. A later format gets a folder of its own."""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

from checkpoint_app.store import attachments, entries, keys
from checkpoint_app.sync import bundle, ckb, enrolment
from tests.store.conftest import CHEAP, Clock
from tests.sync import units
from tests.sync.conformance import CHECK, PERSON


def make(folder: Path) -> None:
    """A laptop's first bundle for the station, with what is needed to read it."""
    keys.COST = CHEAP
    clock = Clock()
    with tempfile.TemporaryDirectory() as place:
        fleet = units.Fleet(Path(place), clock)
        laptop, station = fleet.laptop(), fleet.station
        shift = units.open_shift(laptop, clock)
        photo = attachments.add(laptop, b"\xff\xd8 not a real photo \xff\xd9", "image/jpeg")
        entries.record(laptop, CHECK, {"plate": "豫L12345", "photos": [photo]}, shift=shift.id)
        values = {
            "plate": "豫L77777",
            "identity_reason": "SUSPECT",
            "persons": [PERSON],
            "findings": ["KNIFE"],
            "disposition": "SEIZE",
        }
        entries.record(laptop, CHECK, values, shift=shift.id)
        folder.mkdir(parents=True)
        written = bundle.write(laptop, folder, ckb.STATION)
        written.files[0].rename(folder / "bundle.ckb")
        (folder / "card").write_bytes(enrolment.card_bytes(laptop))
        found = {
            "age": station.keys.age,
            "plates": ["豫L12345", "豫L77777"],
            "photo": photo,
            "fingerprint": enrolment.own_card(laptop).words(),
            "unit_fingerprint": enrolment.unit_words(station),
        }
        (folder / "reader.json").write_text(json.dumps(found, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        fleet.close()


if __name__ == "__main__":
    make(Path(sys.argv[1]))
