"""The published weights of scores and bonuses, one frozen row per version; a past run names the version it used."""

from dataclasses import asdict, dataclass

MOST_POINTS = 32_767  # scores are stored in 16 bits


@dataclass(frozen=True, slots=True)
class Weights:
    """Points (integers) behind scores and bonuses; docs/matching/format.md gives each formula.

    Pair score: ``distance`` 0..300 falling to 0 at the person's own limit, ``remote`` in its place for remote shifts,
    ``cause`` 0..300, ``skills`` 0..200 by share of wanted skills (``skills_unasked`` where none are wanted),
    ``language`` all or nothing, ``priority`` per level (0, 1 or 2). Bonuses: ``seat`` + ``seat_priority`` x level for
    each seat up to a role's minimum head-count; ``first_new`` or ``first_known`` once for a person who is given a
    first place.
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

    def __post_init__(self) -> None:
        """Refuse weights below zero and weights whose scores would not fit 16 bits."""
        points = [value for name, value in asdict(self).items() if name != "version"]
        if min(points) < 0 or sum(points) + self.priority > MOST_POINTS:
            raise ValueError(f"weights {self.version}: each must be 0 or more and all together at most {MOST_POINTS}")


CURRENT = "2026-1"
VERSIONS: dict[str, Weights] = {CURRENT: Weights(version=CURRENT)}
