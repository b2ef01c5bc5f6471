"""The style sheet: contrast of every pair of colours in use, and one dark theme however it was chosen."""

import re
from pathlib import Path

import pytest

CSS = (Path(__file__).resolve().parents[3] / "portal/static/portal/css/asar.css").read_text(encoding="utf-8")
TEXT, CONTROL = 4.5, 3.0
PAIRS = [
    ("ink", "bg", TEXT),
    ("ink", "surface", TEXT),
    ("ink", "surface-2", TEXT),
    ("ink-2", "bg", TEXT),
    ("ink-2", "surface", TEXT),
    ("ink-2", "surface-2", TEXT),
    ("primary", "bg", TEXT),
    ("primary", "surface", TEXT),
    ("on-primary", "primary", TEXT),
    ("on-primary", "primary-hover", TEXT),
    ("primary-ink", "primary-soft", TEXT),
    ("on-sun", "sun", TEXT),
    ("sun-ink", "sun-soft", TEXT),
    *((name, f"{name}-soft", TEXT) for name in ("eco", "child", "incl", "ok", "warn", "err")),
    ("err", "surface", TEXT),
    ("on-inv", "inv", TEXT),
    *((f"rt{step}", f"r{step}", TEXT) for step in range(1, 6)),
    ("line-3", "surface", CONTROL),
    ("line-3", "bg", CONTROL),
    ("focus", "surface", CONTROL),
    ("focus", "bg", CONTROL),
]


def tokens(block):
    found = dict(re.findall(r"--([\w-]+):(#[0-9A-Fa-f]{3,6})", block))
    return {
        name: value if len(value) == 7 else "#" + "".join(digit * 2 for digit in value[1:])
        for name, value in found.items()
    }


LIGHT = tokens(re.search(r"^:root\{(.*?)^\}", CSS, re.DOTALL | re.MULTILINE).group(1))
DARK_BLOCKS = [
    re.search(r":root:not\(\[data-theme=light\]\)\{(.*?)\}", CSS, re.DOTALL).group(1),
    re.search(r":root\[data-theme=dark\]\{(.*?)\}", CSS, re.DOTALL).group(1),
]
DARK = LIGHT | tokens(DARK_BLOCKS[0])


def luminance(colour):
    channels = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_contrast_is_measured_as_defined():
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("front", "back", "least"), PAIRS, ids=[f"{pair[0]} on {pair[1]}" for pair in PAIRS])
def test_colours_can_be_told_apart(theme, front, back, least):
    assert contrast(theme[front], theme[back]) >= least


def test_chosen_dark_equals_the_systems_dark():
    assert DARK_BLOCKS[0] == DARK_BLOCKS[1]


def test_fonts_and_pictures_are_our_own():
    assert [address for address in re.findall(r"url\(([^)]*)\)", CSS) if not address.startswith("../fonts/")] == []
