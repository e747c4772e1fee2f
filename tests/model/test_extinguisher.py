"""Every vector of domain §7.3 and its appendix A."""

from __future__ import annotations

from datetime import date

import pytest

from checkpoint_app import lists
from checkpoint_app.model import extinguisher


def day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


@pytest.mark.parametrize(
    ("kind", "made", "serviced", "service", "scrap"),
    [
        ("POWDER", "2021-05-01", "", "2026-05-01", "2031-05-01"),
        ("POWDER", "2021-05-01", "2026-04-20", "2028-04-20", "2031-05-01"),
        ("POWDER", "2016-03-01", "2025-03-01", "", "2026-03-01"),
        ("CO2", "2020-02-29", "", "2025-02-28", "2032-02-29"),
        ("CO2", "2014-02-01", "2025-09-01", "", "2026-02-01"),
        ("WATER", "2022-01-15", "", "2025-01-15", "2028-01-15"),
        ("WATER", "2020-01-15", "2025-02-01", "", "2026-01-15"),
        ("CLEAN", "2021-05-01", "", "2026-05-01", "2031-05-01"),
        ("HALON", "2021-05-01", "", "2026-05-01", "2031-05-01"),
        ("WATER", "1999-06-01", "", "2002-06-01", "2005-06-01"),
        ("CHEMICAL_FOAM", "2021-05-01", "", "", "2021-05-01"),
    ],
)
def test_vectors(kind: str, made: str, serviced: str, service: str, scrap: str) -> None:
    found = extinguisher.due(kind, date.fromisoformat(made), day(serviced))
    assert (found.next_service, found.scrap) == (day(service), day(scrap))


def test_the_service_on_the_day_of_scrapping_is_none() -> None:
    assert extinguisher.due("WATER", date(2020, 1, 15), date(2025, 1, 15)).next_service is None


def test_what_is_wrong_is_named() -> None:
    made = date(2021, 5, 1)
    assert [problem.code for problem in extinguisher.check("SOAP", made)] == ["EXTINGUISHER_KIND"]
    assert [problem.code for problem in extinguisher.check("CO2", made, date(2020, 1, 1))] == ["EXTINGUISHER_SERVICED_EARLY"]
    assert extinguisher.check("CO2", made, made) == []
    with pytest.raises(KeyError):
        extinguisher.due("SOAP", made)


def test_the_kinds_of_the_register_have_rules() -> None:
    registered = {choice.code for choice in lists.choices()["equipment_kinds"] if choice.extra.get("extinguisher")}
    assert registered <= set(extinguisher.kinds())


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        ("2026-03-31", "OK"),
        ("2026-04-01", "SERVICE"),
        ("2026-05-01", "SERVICE"),
        ("2026-05-02", "OVERDUE"),
        ("2031-05-01", "SCRAP"),
    ],
)
def test_where_a_piece_stands(on: str, expected: str) -> None:
    assert extinguisher.state(extinguisher.due("POWDER", date(2021, 5, 1)), date.fromisoformat(on)) == expected
