"""The published weights of scores and bonuses, one frozen row per version; a past run names the version it used."""

from dataclasses import asdict, dataclass
from datetime import date

MOST_POINTS = 32_767  # scores are stored in 16 bits
MOST_LIFT = 100  # points a lift may add at most: a tenth of the highest score


@dataclass(frozen=True, slots=True)
class Weights:
    """Points (integers) behind scores and bonuses; docs/matching/format.md gives each formula.

    Pair score: ``distance`` 0..300 falling to 0 at the person's own limit, ``remote`` in its place for remote shifts,
    ``cause`` 0..300, ``skills`` 0..200 by share of wanted skills (``skills_unasked`` where none are wanted),
    ``language`` all or nothing, ``priority`` per level (0, 1 or 2). Bonuses: ``seat`` + ``seat_priority`` x level for
    each seat up to a role's minimum head-count; ``first_new`` or ``first_known`` once for a person who is given a
    first place. On top, where a problem says so: ``wish`` for a role the person asked for, ``earlier`` for a place of
    an earlier answer, ``buddy`` for two buddies on one shift. 0 switches a weight off.
    """

    version: str
    distance: int = 300
    remote: int = 200
    cause: int = 300
    skills: int = 200
    skills_unasked: int = 100
    language: int = 50
    priority: int = 50
    seat: int = 300
    seat_priority: int = 100
    first_new: int = 200
    first_known: int = 80
    wish: int = 0
    earlier: int = 0
    buddy: int = 0

    def __post_init__(self) -> None:
        """Refuse weights below zero and weights whose scores would not fit 16 bits."""
        points = [value for name, value in asdict(self).items() if name != "version"]
        if min(points) < 0 or sum(points) + self.priority > MOST_POINTS:
            raise ValueError(f"weights {self.version}: each must be 0 or more and all together at most {MOST_POINTS}")


@dataclass(frozen=True, slots=True)
class Lifts:
    """Points that move somebody up a ranked list and change no score; an allocation knows nothing of them.

    ``first_shift``: for people who never held a shift and have none ahead, when people are ranked for a role.
    ``unseen``: for roles nobody has taken a seat of yet, when roles are ranked for a person. Who looked at a page is
    not recorded, so a seat taken stands for having been seen. Each is at most ``MOST_LIFT``: whoever is further
    ahead than that stays ahead. 0 switches a lift off.
    """

    first_shift: int = 0
    unseen: int = 0

    def __post_init__(self) -> None:
        """Refuse lifts outside 0..MOST_LIFT."""
        if not all(0 <= points <= MOST_LIFT for points in (self.first_shift, self.unseen)):
            raise ValueError(f"{self}: a lift is 0 to {MOST_LIFT} points")


NO_LIFTS = Lifts()


@dataclass(frozen=True, slots=True)
class Version:
    """Weights and lifts that came into force together."""

    in_force_from: date
    weights: Weights
    lifts: Lifts


HISTORY: tuple[Version, ...] = (  # in order of date; a version is never changed, the next one is added below
    Version(date(2026, 1, 1), Weights(version="2026-1"), Lifts(first_shift=60, unseen=40)),
    Version(
        date(2026, 11, 1),
        Weights(version="2026-2", wish=100, earlier=5, buddy=40),
        Lifts(first_shift=60, unseen=40),
    ),
)
CURRENT = HISTORY[-1].weights.version
VERSIONS: dict[str, Weights] = {version.weights.version: version.weights for version in HISTORY}


def version_on(day: date) -> Version:
    """Return the version in force on a day; the first one on days before it."""
    return next((version for version in reversed(HISTORY) if version.in_force_from <= day), HISTORY[0])
