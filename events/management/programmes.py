"""The youth programmes that come with the product; ``events/data/programmes.csv`` holds them."""

import csv
from datetime import date
from pathlib import Path

from events.models import Programme

PROGRAMMES = Path(__file__).resolve().parent.parent / "data" / "programmes.csv"


def load_programmes(programmes: type[Programme] = Programme) -> None:
    """Bring the shipped programmes into the table by code; loading again changes nothing, other rows stay.

    Periods in the file are half-open. A migration passes its own historical class, so only plain columns are used.
    """
    with PROGRAMMES.open(encoding="utf-8", newline="") as table:
        for row in csv.DictReader(table):
            names = {name: row[name] for name in ("name_kk", "name_ru", "name_en")}
            days = {
                name: date.fromisoformat(row[name]) if row[name] else None for name in ("valid_from", "valid_until")
            }
            programmes.objects.update_or_create(code=row["code"], defaults=names | days)
