"""Ages in completed years: who counts as youth on a day, and the bands of a table."""

from dataclasses import dataclass, field
from datetime import date

from reports.indicators.data import rows_of

BANDS = (("under_14", 0, 13), ("14_17", 14, 17), ("18_22", 18, 22), ("23_28", 23, 28), ("29_34", 29, 34))
OLDER = "35_up"
AGE_BANDS = (*(code for code, _youngest, _oldest in BANDS), OLDER)


@dataclass(frozen=True, slots=True)
class AgeBand:
    """Completed years, both ends included."""

    youngest: int
    oldest: int

    def holds(self, age: int) -> bool:
        """Say whether an age lies in the band."""
        return self.youngest <= age <= self.oldest


def youth_ages(day: date) -> AgeBand:
    """Return who counts as youth on a day: 14 to 28 until the law of 26.12.2022 took effect, 14 to 34 since."""
    row = max((row for row in rows_of("youth") if row["from"] <= day), key=lambda row: row["from"])
    return AgeBand(row["youngest"], row["oldest"])


def band_of(age: int) -> str:
    """Return the code of the band an age lies in; the bands change at the edges of youth, then and now."""
    return next((code for code, youngest, oldest in BANDS if youngest <= age <= oldest), OLDER)


@dataclass(slots=True)
class FirstBands:
    """The band in which each attendance counts, told one after the other in the order of days.

    Young people stand in the band of their first attendance as youth, so that the bands add up to everybody; who is no
    youth stands in the band of each day.
    """

    youth: AgeBand
    _found: dict[int, str] = field(default_factory=dict)

    def band(self, person: int, age: int) -> str:
        """Return the band of the next attendance: of somebody by key, at an age in completed years."""
        if not self.youth.holds(age):
            return band_of(age)
        return self._found.setdefault(person, band_of(age))
