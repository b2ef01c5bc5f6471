"""Problems shared out among workers: the same bytes in every arrangement, and after every loss."""

import os
import signal
from dataclasses import replace
from importlib import import_module

import pytest
from hypothesis import given, settings

from matching.engine.gates import read_gates
from matching.engine.generate import generate
from matching.engine.index import build_index
from matching.engine.result import Limits
from matching.engine.solve import solve
from tests.matching.engine.strategies import problems
from tests.matching.engine.worlds import world

pytestmark = [pytest.mark.engine, pytest.mark.usefixtures("_compiled_solver")]
pytest.importorskip("numba")
answer = import_module("matching.engine.priced.answer")
packing = import_module("matching.engine.shards.packing")
parts = import_module("matching.engine.shards.parts")
processes = import_module("matching.engine.shards.processes")
protocol = import_module("matching.engine.shards.protocol")
shard = import_module("matching.engine.priced.shard")
sharded = import_module("matching.engine.shards.sharded")
threads = import_module("matching.engine.priced.threads")


class Here:
    """Workers of this very process, who still see nothing but bytes."""

    def __init__(self, count, crew):
        self.count, self.crew, self.sizes = count, crew, []

    def give(self, parts_):
        packed = [bytearray(packing.pack(part)) for part in parts_]
        found = [packing.unpack(part, parts.Part) for part in packed]
        self.shards = [shard.Shard.found(part.scene, part.market, self.crew) for part in found]

    def ask(self, messages):
        replies = [protocol.reply(kept, message) for kept, message in zip(self.shards, messages, strict=True)]
        self.sizes.append(sum(map(len, replies)))
        return replies


def solved(problem, *, workers=None, crew_size=1, rounds=3):
    steps = answer.price_steps(
        build_index(problem), limits=Limits(rounds=rounds), seed=0, threads=crew_size, workers=workers
    )
    *_, last = steps
    return last.solution()


@settings(max_examples=60, deadline=None)
@given(problem=problems(most_people=7, most_shifts=5, most_roles=8))
def test_any_small_problem_has_the_same_bytes_in_three_shards(problem):
    with threads.crew_of(1) as crew:
        assert solved(problem, workers=Here(3, crew)).sha256 == solved(problem).sha256


@settings(max_examples=40, deadline=None)
@given(problem=problems(most_people=7, most_shifts=4, most_roles=8, together=True))
def test_wishes_buddies_and_conditions_have_the_same_bytes_in_three_shards(problem):
    with threads.crew_of(1) as crew:
        assert solved(problem, workers=Here(3, crew)).sha256 == solved(problem).sha256


@pytest.mark.parametrize("count", [2, 3])
def test_shifts_that_open_on_a_condition_have_the_same_bytes(count):
    problem = generate(1_200, 120, "base", 2, conditions=True)

    with threads.crew_of(2) as crew:
        found = solved(problem, workers=Here(count, crew))

    assert read_gates(build_index(problem)).shift.sum() > 20
    assert found.sha256 == solved(problem).sha256


@pytest.mark.parametrize("count", [1, 2, 5])
@pytest.mark.parametrize("family", ["base", "tight"])
def test_shards_that_see_only_bytes_find_the_same_solution(family, count):
    problem = generate(1_500, 150, family, 4)

    with threads.crew_of(2) as crew:
        workers = Here(count, crew)
        found = solved(problem, workers=workers)

    assert found.sha256 == solved(problem).sha256
    assert len(found.role) > 300


def test_more_workers_than_people_leave_some_without_work():
    problem = world(people=[{}, {}], shifts=[{}], roles=[{"shift": 0, "capacity": 2}])

    with threads.crew_of(1) as crew:
        found = solved(problem, workers=Here(5, crew))

    assert found.sha256 == solved(problem).sha256
    assert found.volunteer.tolist() == [0, 1]


def test_coordinator_sees_a_small_part_of_the_pairs():
    problem = generate(6_000, 600, "base", 1)

    with threads.crew_of(1) as crew:
        workers = Here(2, crew)
        solved(problem, workers=workers, rounds=1)
        pairs = sum(len(kept.edges.role) for kept in workers.shards)

    counted_bytes = 4 * 64 * len(workers.shards[0]._market.free) * 2
    assert max(workers.sizes) < max(counted_bytes + 1_000, 3 * pairs)  # 6 bytes a pair; half of it would be 3


@pytest.mark.parametrize(("family", "counts"), [("tight", (1, 2, 4)), ("base", (2,)), ("balanced", (2,))])
def test_threads_and_processes_give_the_same_bytes(family, counts):
    problem = generate(3_000, 300, family, 7)
    hashes = {solved(problem, crew_size=size).sha256 for size in (1, 2)}

    for count in counts:
        with processes.Processes(count) as workers:
            hashes.add(solved(problem, workers=workers).sha256)

    assert len(hashes) == 1


def test_earlier_prices_start_shards_like_threads(monkeypatch):
    monkeypatch.setattr(import_module("matching.engine.solve"), "ALL_PAIRS", 0)
    problem, limits = generate(600, 60, "tight", 3, conditions=True), Limits(rounds=2)
    before = solve(problem, limits=limits)
    fewer = replace(problem, volunteers=replace(problem.volunteers, max_shifts=problem.volunteers.max_shifts // 2))

    with threads.crew_of(1) as crew:
        found = solve(fewer, limits=limits, warm=before, workers=Here(3, crew))

    assert found.sha256 == solve(fewer, limits=limits, warm=before).sha256


class Struck(processes.Processes):
    """Lets some workers be killed right after they were asked, in the middle of their answer."""

    def __init__(self, count, when):
        super().__init__(count)
        self.when, self.asked, self.killed = when, 0, []

    def _send(self, worker, message):
        super()._send(worker, message)
        self.asked += 1
        if self.when(self.asked):
            os.kill(worker.process.pid, signal.SIGKILL)
            self.killed.append(worker.process.pid)


def test_a_worker_killed_in_the_middle_of_an_answer_costs_a_retry_and_changes_nothing(caplog):
    problem = generate(3_000, 300, "base", 7)

    with Struck(2, when=lambda asked: asked in {1, 4, 8}) as workers:  # in finding, in counting, in a round
        found = solved(problem, workers=workers)

    assert len(set(workers.killed)) == 3
    assert caplog.text.count("lost, exit code -9") == 3
    assert found.sha256 == solved(problem).sha256


def test_a_shard_that_loses_every_worker_ends_the_run_and_says_so():
    with (
        Struck(1, when=lambda asked: True) as workers,
        pytest.raises(sharded.WorkersLost, match="shard 0 lost 4 workers over one question"),
    ):
        solved(generate(200, 20, "base", 1), workers=workers)

    assert workers.process_ids == []
