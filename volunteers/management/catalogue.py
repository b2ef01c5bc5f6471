"""The skill catalogue that comes with the product; ``volunteers/data/skills.csv`` holds it."""

import csv
from pathlib import Path

from volunteers.models import Skill

CATALOGUE = Path(__file__).resolve().parent.parent / "data" / "skills.csv"


def load_skills(skills: type[Skill] = Skill) -> None:
    """Bring the shipped skills into the table by code; loading again changes nothing, other skills stay.

    A migration passes its own historical class, so only plain columns are used here. The order of the file is the
    order within each group.
    """
    with CATALOGUE.open(encoding="utf-8", newline="") as table:
        for position, row in enumerate(csv.DictReader(table)):
            skills.objects.update_or_create(code=row.pop("code"), defaults=row | {"position": position})
