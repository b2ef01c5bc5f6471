"""What a rate per 1,000 young people is divided by on the officer's page, and what is said where it is not known."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from portal.templatetags.numbers import number
from reports.indicators import AgeBand, rate
from reports.queries.compared import youth_by_region
from reports.queries.populations import population_of

if TYPE_CHECKING:
    from reports.queries import Selection


@dataclass(frozen=True, slots=True)
class Youth:
    """Young people of one year: of a unit, of its parts by key, and of the regions by the first digits of their code.

    ``people`` is None and everything else empty where nobody has published how many live in the unit.
    """

    year: int
    ages: AgeBand
    people: int | None = None
    source: str = ""
    parts: Mapping[str, int] = field(default_factory=dict)
    regions: Mapping[str, int] = field(default_factory=dict)

    def rate_of(self, people: int) -> float | None:
        """Return people of the unit per 1,000 of its young people."""
        return rate(people, self.people) if self.people else None

    def rate_in(self, key: str, people: int) -> float | None:
        """Return people of a part per 1,000 of its young people; None for a part without a number."""
        return rate(people, self.parts[key]) if key in self.parts else None

    @property
    def words(self) -> str:
        """Say what rates are divided by, from where; or why there are none and who can change that."""
        facts = {"youngest": self.ages.youngest, "oldest": self.ages.oldest, "year": self.year}
        if not self.people:
            missing = _(
                "There is no rate per 1,000: how many young people aged %(youngest)s–%(oldest)s live here in %(year)s "
                "has not been loaded. The administrator of the site loads the table of the statistics office."
            )
            return missing % facts
        known = _(
            "Rates are per 1,000 of the %(people)s young people aged %(youngest)s–%(oldest)s of %(year)s. "
            "Source: %(source)s."
        )
        return known % (facts | {"people": number(self.people), "source": self.source.rstrip(".")})


def youth_of(selection: "Selection", *, with_regions: bool) -> Youth:
    """Read what rates are divided by. One query where the unit has no number, else two, and one for the regions."""
    year = selection.period.last_day.year
    found = population_of(selection)
    if not found:
        return Youth(year, selection.ages)
    regions = youth_by_region(selection, year) if with_regions else {}
    return Youth(year, selection.ages, found["people"], found["source"], found["rows"], regions)
