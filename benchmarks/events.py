"""Single events on a solved problem: how long each kind takes, what gap stays proven, and whether it all holds.

python -m benchmarks.events [--volunteers 100000] [--shifts 10000] [--events 4000] [--pause 0.02]
"""

import argparse
import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from threading import Thread
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.machine import peak_mib
from matching.engine.generate import generate
from matching.engine.index import build_index
from matching.engine.priced.live import Live
from matching.engine.priced.presence import set_aside
from matching.engine.problem import Problem
from matching.engine.result import Limits
from matching.engine.solve import solve
from matching.engine.verify import verify

LATER = 0.02  # share of people who come, and of roles that open, during the run
KINDS = ("cancel", "leave", "come", "open", "withdraw")
SHARES = (0.4, 0.15, 0.2, 0.1, 0.15)
TRIES = 50
GAP_PPM = 10  # to which the problem is solved first
QUANTILES = {"p50": 0.5, "p99": 0.99}


@dataclass(slots=True)
class World:
    """What may happen next: who is away, which roles wait, and the live plan."""

    live: Live
    rng: np.random.Generator
    away: list[int]
    closed: list[int]
    people: int
    roles: NDArray[np.int64]  # rows of roles with a seat left
    seconds: dict[str, list[float]] = field(default_factory=lambda: {kind: [] for kind in KINDS})
    cpu_seconds: dict[str, list[float]] = field(default_factory=lambda: {kind: [] for kind in KINDS})

    def _timed(self, kind: str, act: Callable[[], object]) -> None:
        cpu, wall = time.thread_time(), time.perf_counter()
        act()
        self.seconds[kind].append(time.perf_counter() - wall)
        self.cpu_seconds[kind].append(time.thread_time() - cpu)

    def figures(self) -> dict[str, dict[str, float]]:
        """Return count, quantiles and the slowest of each kind, milliseconds, and forget them."""
        found = {
            kind: {"count": len(taken)}
            | {name: round(1e3 * float(np.quantile(taken, share)), 4) for name, share in QUANTILES.items()}
            | {"max": round(1e3 * max(taken), 4), "cpu_p99": _p99_ms(self.cpu_seconds[kind])}
            for kind, taken in self.seconds.items()
            if taken
        }
        self.seconds, self.cpu_seconds = {kind: [] for kind in KINDS}, {kind: [] for kind in KINDS}
        return found

    def happen(self, kind: str) -> None:
        """Let one event of a kind happen, if there is anything for it to happen to."""
        match kind:
            case "cancel":
                self._cancel()
            case "leave":
                self._leave()
            case "come" if self.away:
                person = self.away.pop(int(self.rng.integers(len(self.away))))
                self._timed(kind, lambda: self.live.come(person))
            case "open" if self.closed:
                role = self.closed.pop()
                self._timed(kind, lambda: self.live.open(role))
            case "withdraw":
                role = int(self.rng.choice(self.roles))
                if self.live.seats_of(role):
                    self._timed(kind, lambda: self.live.withdraw(role))

    def _somebody(self) -> int:
        """Draw somebody who has a place, or anybody if that is hard."""
        drawn: list[int] = self.rng.integers(self.people, size=TRIES).tolist()
        return next((person for person in drawn if self.live.roles_of(person)), drawn[0])

    def _cancel(self) -> None:
        person = self._somebody()
        held = self.live.roles_of(person)
        if held:
            role = int(self.rng.choice(held))
            self._timed("cancel", lambda: self.live.cancel(person, role))

    def _leave(self) -> None:
        person = self._somebody()
        if self.live.roles_of(person):
            self._timed("leave", lambda: self.live.leave(person))
            self.away.append(person)


def prepare(volunteers: int, shifts: int, family: str, seed: int, *, gap_ppm: int = 0) -> tuple[Problem, World]:
    """Solve a problem in which some are not here yet, and keep it live."""
    problem, rng = generate(volunteers, shifts, family, seed), np.random.default_rng(seed)
    index = build_index(problem)
    away = rng.random(volunteers) < LATER
    closed = (rng.random(index.role_count) < LATER) & (index.seats_left > 0)
    seats = np.where(closed, index.fixed, problem.roles.capacity)
    solution = solve(set_aside(problem, away=away, seats=seats), limits=Limits(gap_ppm=gap_ppm))
    people, roles = np.flatnonzero(away).tolist(), np.flatnonzero(closed).tolist()
    live = Live(index, solution, away=people, closed=roles)
    return problem, World(live, rng, people, roles, volunteers, np.flatnonzero((index.seats_left > 0) & ~closed))


def _p99_ms(seconds: list[float]) -> float:
    return round(1e3 * float(np.quantile(seconds, QUANTILES["p99"])), 4)


def _kinds(rng: np.random.Generator, events: int) -> Iterator[str]:
    yield from (KINDS[number] for number in rng.choice(len(KINDS), events, p=SHARES).tolist())


def measure_events(
    volunteers: int, shifts: int, family: str, seed: int, *, events: int, pause_seconds: float = 0.0
) -> dict[str, Any]:
    """Let random events happen, first alone, then beside a thread that keeps improving plan and prices.

    Parameters
    ----------
    pause_seconds : between two events of the second half
    """
    _, world = prepare(volunteers, shifts, family, seed, gap_ppm=GAP_PPM)
    for kind in KINDS:
        world.happen(kind)  # loads the kernels
    world.figures()
    start = world.live.gap_ppm
    for kind in _kinds(world.rng, events // 2):
        world.happen(kind)
    alone = world.figures()
    gaps = {"at the start": start, "after the first half": world.live.gap_ppm}
    beside, gaps["highest beside rounds"], rounds = _beside_rounds(world, events // 2, pause_seconds)
    gaps["at the end"] = world.live.gap_ppm
    began = time.perf_counter()
    gaps["after one more round"] = world.live.refresh()
    round_seconds = time.perf_counter() - began
    verdict = verify(*world.live.snapshot())
    return {
        "family": family, "seed": seed, "events": events, "alone_ms": alone, "beside_rounds_ms": beside,
        "gap_ppm": gaps, "rounds_meanwhile": rounds, "round_seconds": round(round_seconds, 3),
        "accepted": verdict.accepted, "faults": [str(reason) for reason in verdict.reasons[:5]],
        "peak_mib": peak_mib(),
    }  # fmt: skip


def _beside_rounds(world: World, events: int, pause_seconds: float) -> tuple[dict[str, dict[str, float]], int, int]:
    """Go on while rounds run in the background; return the figures, the highest gap and the number of rounds."""
    going, rounds, highest = [True], [0], 0

    def improve() -> None:
        while going:
            world.live.refresh()
            rounds[0] += 1

    background = Thread(target=improve)
    background.start()
    try:
        for kind in _kinds(world.rng, events):
            world.happen(kind)
            highest = max(highest, world.live.gap_ppm)
            time.sleep(pause_seconds)
    finally:
        going.clear()
        background.join()
    return world.figures(), highest, rounds[0]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--volunteers", type=int, default=100_000)
    parser.add_argument("--shifts", type=int, default=10_000)
    parser.add_argument("--family", default="base")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--events", type=int, default=4_000)
    parser.add_argument("--pause", type=float, default=0.02, help="seconds between two events beside rounds")
    given = parser.parse_args()
    found = measure_events(
        given.volunteers, given.shifts, given.family, given.seed, events=given.events, pause_seconds=given.pause
    )
    print(json.dumps(found))


if __name__ == "__main__":
    main()
