"""The hub's pages in a real browser: by keyboard, in both languages, by day and night, on paper, for a screen reader."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from checkpoint_app.store import entries
from checkpoint_app.store.session import Store
from tests.hub.station.serving import serve
from tests.store.conftest import PASSWORD, Clock
from tests.sync import units

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-features=NetworkTimeServiceQuerying",
]
playwright = pytest.importorskip("playwright.sync_api", reason="playwright has no wheel for this machine")
axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe needs playwright")
pytestmark = pytest.mark.skipif(shutil.which(CHROMIUM) is None, reason="no Chromium here: apt-get install chromium")


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BrowserContext]:
    with playwright.sync_playwright() as driver:
        context = driver.chromium.launch_persistent_context(
            tmp_path_factory.mktemp("profile"),
            executable_path=CHROMIUM,
            args=ARGUMENTS,
            ignore_https_errors=True,
            viewport={"width": 1366, "height": 768},
        )
        yield context
        context.close()


@pytest.fixture
def page(browser: BrowserContext) -> Iterator[Page]:
    browser.clear_cookies()
    made = browser.new_page()
    made.set_default_timeout(20_000)
    yield made
    made.close()


@pytest.fixture
def station(tmp_path: Path, clock: Clock) -> Iterator[Store]:
    """With a laptop among its machines, a shift, and checks at a site whose name is no good HTML."""
    fleet = units.Fleet(tmp_path, clock)
    fleet.laptop()
    shift = units.open_shift(fleet.station, clock)
    for number in range(12):
        entries.record(fleet.station, "checkpoint-check", {"plate": f"豫L1{number:04}", "people": 2}, shift=shift.id)
    yield fleet.station
    fleet.close()


def log_in(page: Page, url: str) -> None:
    """As somebody at the keyboard does it."""
    page.goto(url)
    page.locator("#name:focus").wait_for()
    page.keyboard.type("101234")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_role("heading", level=1).filter(has_text="值班室").wait_for()


def faults(page: Page) -> list[str]:
    """What axe calls serious or critical."""
    found = axe.Axe().run(page).response["violations"]
    return [f"{one['id']}: {one['nodes'][0]['html']}" for one in found if one["impact"] in ("serious", "critical")]


def test_the_duty_room_is_read_switched_and_left_by_keyboard(station: Store, page: Page) -> None:
    problems: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: problems.append(message.text) if message.type in ("error", "warning") else None)
    page.on("request", lambda request: asked.append(request.url))
    with serve(station) as url:
        log_in(page, url)
        assert page.get_by_role("cell", name="黄河路卡点").count() >= 1
        assert page.locator(".figures").first.inner_text().find("检查车辆 12") >= 0
        assert page.get_by_role("img").first.get_attribute("aria-label")
        for link, heading, look in (("夜间", "值班室", "night"), ("English", "Duty room", "night"), ("Day", "Duty room", "day")):
            page.get_by_role("link", name=link).focus()
            page.keyboard.press("Enter")
            page.locator(f'html[data-theme="{look}"]').wait_for()
            assert page.get_by_role("heading", level=1).inner_text() == heading
        page.get_by_role("button", name="Log out").focus()
        page.keyboard.press("Enter")
        page.get_by_label("Badge number").wait_for()
        page.goto(url)
        assert page.url == f"{url}/login", "the session is over"
    assert problems == [], "nothing that the page's own rules forbid"
    assert all(address.startswith(url) for address in asked), "nothing is loaded from elsewhere"


@pytest.mark.parametrize(("width", "looks"), [(1366, (("zh", "day"), ("en", "night"))), (420, (("en", "day"), ("zh", "night")))])
def test_nothing_is_cut_off_and_axe_finds_no_serious_fault(
    station: Store, page: Page, width: int, looks: tuple[tuple[str, str], ...]
) -> None:
    page.set_viewport_size({"width": width, "height": 768})
    with serve(station) as url:
        page.goto(f"{url}/login")
        assert faults(page) == []
        log_in(page, url)
        for language, look in looks:
            page.goto(f"{url}/?language={language}&theme={look}")
            assert page.evaluate("document.documentElement.scrollWidth") <= width, "the page does not scroll sideways"
            assert faults(page) == []


def test_a_wrong_password_is_told_where_it_was_typed(station: Store, page: Page) -> None:
    with serve(station) as url:
        page.goto(url)
        page.get_by_label("警号").fill("101234")
        page.get_by_label("密码").fill("wrong")
        page.keyboard.press("Enter")
        page.get_by_role("alert").wait_for()
        assert page.get_by_label("警号").input_value() == "101234", "what was typed stays"
        assert faults(page) == []


def test_on_paper_it_is_black_and_without_buttons(station: Store, page: Page, tmp_path: Path) -> None:
    import pypdfium2

    with serve(station) as url:
        log_in(page, url)
        page.goto(f"{url}/?theme=night")
        page.emulate_media(media="print")
        assert page.evaluate("getComputedStyle(document.querySelector('.figures b')).color") == "rgb(0, 0, 0)"
        page.pdf(path=str(tmp_path / "room.pdf"), format="A4")
    with pypdfium2.PdfDocument(tmp_path / "room.pdf") as document:
        text = "".join(sheet.get_textpage().get_text_range() for sheet in document)
        assert len(document) <= 2
    assert "值班室" in text
    assert "黄河路卡点" in text
    assert "退出" not in text
