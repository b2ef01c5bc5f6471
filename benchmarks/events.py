"""Single events on a solved problem: how long each kind takes, what gap stays proven, and whether it all holds."""

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

    def _timed(self, kind: str, act: Callable[[], object]) -> None:
        began = time.perf_counter()
        act()
        self.seconds[kind].append(time.perf_counter() - began)

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

    def _cancel(self) -> None:
        person = int(self.rng.integers(self.people))
        held = self.live.roles_of(person)
        if held:
            role = int(self.rng.choice(held))
            self._timed("cancel", lambda: self.live.cancel(person, role))

    def _leave(self) -> None:
        person = int(self.rng.integers(self.people))
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


def _figures(seconds: dict[str, list[float]]) -> dict[str, dict[str, float]]:
    """Return count, quantiles and the slowest of each kind, milliseconds."""
    return {
        kind: {"count": len(taken)}
        | {name: round(1e3 * float(np.quantile(taken, share)), 4) for name, share in QUANTILES.items()}
        | {"max": round(1e3 * max(taken), 4)}
        for kind, taken in seconds.items()
        if taken
    }


def _kinds(rng: np.random.Generator, events: int) -> Iterator[str]:
    yield from (KINDS[number] for number in rng.choice(len(KINDS), events, p=SHARES).tolist())


def measure_events(
    volunteers: int, shifts: int, family: str, seed: int, *, events: int, pause_seconds: float = 0.0, gap_ppm: int = 0
) -> dict[str, Any]:
    """Let random events happen, first alone, then beside a thread that keeps improving plan and prices.

    Parameters
    ----------
    pause_seconds : between two events of the second half
    """
    _, world = prepare(volunteers, shifts, family, seed, gap_ppm=gap_ppm)
    for kind in KINDS:
        world.happen(kind)  # loads the kernels
    world.seconds = {kind: [] for kind in KINDS}
    start = world.live.gap_ppm
    for kind in _kinds(world.rng, events // 2):
        world.happen(kind)
    alone, world.seconds = _figures(world.seconds), {kind: [] for kind in KINDS}
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
    return _figures(world.seconds), highest, rounds[0]
