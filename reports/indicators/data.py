"""Dated tables of the app, read once."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parents[1] / "data"


@cache
def rows_of(name: str) -> tuple[dict[str, Any], ...]:
    """Return the rows of ``name.toml``, which holds one list."""
    (rows,) = tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8")).values()
    return tuple(rows)
