"""The four families of problems and what they have in common."""

from dataclasses import dataclass
from datetime import date

ORIGIN_DAY = date(2026, 10, 5).toordinal()  # a Monday
WEEKS = 4
SKILLS = 24
KAZAKH, RUSSIAN, ENGLISH, SIGN = 1, 2, 4, 8
POLICE, FIRST_AID, MEDICAL, DRIVER = range(4)  # kinds of clearance
ECOLOGY, CHILD_PROTECTION, INCLUSION = range(3)


@dataclass(frozen=True, slots=True)
class Family:
    """What distinguishes a family.

    ``seats``: mean of the logarithm of a role's capacity; ``reach_km``: median of how far people go; ``remote``: share
    of remote shifts; ``tight``: more shifts but fewer hours a week, and shifts of odd lengths.
    """

    seats: float
    reach_km: float = 12.0
    remote: float = 0.05
    tight: bool = False


FAMILIES = {
    "base": Family(seats=1.45),  # seats are scarce
    "balanced": Family(seats=2.9),  # about four times the seats
    "slack": Family(seats=4.0),  # about eight times: people are scarce
    "tight": Family(seats=2.3, reach_km=22.0, remote=0.15, tight=True),
}
