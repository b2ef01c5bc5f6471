"""What is measured by default at each size, and how long a peer may take."""

from dataclasses import dataclass

from matching.engine.generate import FAMILIES

CHEAP = ("first_come", "greedy", "by_shift", "restarts", "flow")
SEARCHES = ("highs", "cpsat", "timefold")
AT_MOST = {"timefold": 40.0}  # seconds for peers that stop at their limit and nowhere before


@dataclass(frozen=True, slots=True)
class Size:
    """One row of the plan.

    ``peers`` run on every problem, ``once`` only on the first one (they take minutes); ``seconds`` is what a peer may
    search for; ``gap_ppm`` is where our own solver may stop; ``events``: how many
    single events to measure.
    """

    volunteers: int
    shifts: int
    families: tuple[str, ...] = tuple(FAMILIES)
    seeds: tuple[int, ...] = (1, 2, 3)
    peers: tuple[str, ...] = CHEAP
    once: tuple[str, ...] = ()
    seconds: float = 60.0
    gap_ppm: int = 0
    events: int = 0


SIZES = {
    "1k": Size(1_000, 100, peers=(*CHEAP, "highs"), once=("cpsat", "timefold"), seconds=20.0),
    "10k": Size(10_000, 1_000, once=SEARCHES, seconds=120.0, events=4_000),
    "100k": Size(100_000, 10_000, seeds=(1,), seconds=300.0, gap_ppm=10, events=4_000),
    "1M": Size(1_000_000, 20_000, families=("base",), seeds=(1,), peers=("first_come",), seconds=600.0),
}
