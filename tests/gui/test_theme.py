"""The tokens of each theme can be read: contrasts as WCAG 2.2 computes them, on every ground a text or a border stands on."""

from __future__ import annotations

import pytest

from checkpoint_app.gui import theme

TEXT, BORDER = 4.5, 3.0
GROUNDS = ("page", "surface", "zebra", "selected", "hover")


@pytest.mark.parametrize("name", theme.THEMES)
@pytest.mark.parametrize("ink", ["text", "soft", "bad", "warn", "ok"])
def test_text_on_every_ground(name: str, ink: str) -> None:
    tokens = theme.THEMES[name]
    weak = {
        ground: round(theme.contrast(getattr(tokens, ink), getattr(tokens, ground)), 2)
        for ground in GROUNDS
        if theme.contrast(getattr(tokens, ink), getattr(tokens, ground)) < TEXT
    }
    assert not weak


@pytest.mark.parametrize("name", theme.THEMES)
@pytest.mark.parametrize(
    ("ink", "ground"),
    [
        ("on_primary", "primary"),
        ("on_primary", "primary_hover"),
        ("warn", "warn_fill"),
        ("text", "warn_fill"),
        ("bad", "bad_fill"),
        ("text", "bad_fill"),
        ("nav_text", "nav"),
        ("on_nav_selected", "nav_selected"),
        ("primary", "surface"),
        ("disabled", "surface"),
    ],
)
def test_text_on_its_own_fill(name: str, ink: str, ground: str) -> None:
    tokens = theme.THEMES[name]
    assert theme.contrast(getattr(tokens, ink), getattr(tokens, ground)) >= TEXT


@pytest.mark.parametrize("name", theme.THEMES)
@pytest.mark.parametrize("ground", ["page", "surface"])
def test_borders_of_controls(name: str, ground: str) -> None:
    tokens = theme.THEMES[name]
    assert theme.contrast(tokens.border, getattr(tokens, ground)) >= BORDER


def test_contrast_as_the_standard_computes_it() -> None:
    assert theme.contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert theme.contrast("#FFFFFF", "#FFFFFF") == pytest.approx(1)
    assert theme.contrast("#777777", "#FFFFFF") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("scale", [100, 125, 200])
def test_controls_and_rows_hold_their_text(qapp: object, scale: int) -> None:
    theme.apply(theme.Look(scale=scale))
    assert theme.control_height() >= max(40, theme.px(theme.INPUT_PX) * theme.LINE_HEIGHT)
    assert theme.row_height() >= max(36, theme.px(theme.PLATE_PX) * theme.LINE_HEIGHT)
