"""Celery workers: in this process, as the eager queue of the tests runs them, and for real over Redis."""

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path

import pytest
from django.core.cache import cache
from django.core.management import call_command

from core import jobs
from matching import shards
from matching.engine.generate import generate
from matching.engine.index import build_index
from matching.engine.result import Limits
from tests.factories.accounts import make_user
from tests.factories.events import make_opportunity, make_role, make_shift
from tests.factories.volunteers import make_volunteer

ROOT = Path(__file__).resolve().parents[2]
COORDINATE = """
import django
django.setup()
from matching.engine.generate import generate
from matching.engine.index import build_index
from matching.engine.priced.answer import price_steps
from matching.engine.result import Limits
from matching.shards import QueuedWorkers

problem = generate(3000, 300, "tight", 7)
with QueuedWorkers(3, patience_seconds=8) as workers:
    for step in price_steps(build_index(problem), limits=Limits(rounds=2), seed=0, threads=1, workers=workers):
        print(step.progress.round, flush=True)
print(step.solution().sha256)
"""


@pytest.fixture(scope="module")
def _compiled():
    pytest.importorskip("numba")
    import_module("matching.engine.priced.warm").warm_up()


@pytest.fixture(autouse=True)
def _files_of_its_own(settings, tmp_path):
    settings.DATA_DIR = tmp_path


def solved(problem, workers=None):
    answer = import_module("matching.engine.priced.answer")
    *_, last = answer.price_steps(build_index(problem), limits=Limits(rounds=2), seed=0, threads=1, workers=workers)
    return last.solution()


def left_in_cache(workers):
    places = [shards.Place(workers._run, number) for number in range(workers.count)]
    steps = range(1, workers._step + 1)
    keys = [key for place in places for step in steps for key in (place.question(step), place.answer(step))]
    return cache.get_many([*keys, *(place.part for place in places)])


@pytest.mark.engine
@pytest.mark.usefixtures("_compiled")
def test_queue_answers_with_the_same_bytes_and_leaves_nothing_in_the_cache():
    problem = generate(300, 30, "base", 3)

    with shards.QueuedWorkers(3) as workers:
        found = solved(problem, workers)

    assert found.sha256 == solved(problem).sha256
    assert workers._step > 5
    assert left_in_cache(workers) == {}


@pytest.mark.engine
@pytest.mark.usefixtures("_compiled")
def test_the_same_workers_take_one_problem_after_another():
    problems = [generate(300, 30, "base", seed) for seed in (3, 4)]

    with shards.QueuedWorkers(2) as workers:
        found = [solved(problem, workers).sha256 for problem in problems]

    assert found == [solved(problem).sha256 for problem in problems]


@pytest.mark.engine
@pytest.mark.usefixtures("_compiled")
def test_without_any_worker_the_shards_are_answered_here(monkeypatch, caplog):
    problem, sent = generate(300, 30, "base", 3), []
    monkeypatch.setattr(jobs, "send", lambda name, **about: sent.append((about["shard"], about["step"])))

    with shards.QueuedWorkers(2, patience_seconds=0.02) as workers:
        found = solved(problem, workers)

    assert found.sha256 == solved(problem).sha256
    assert sorted(sent) == [(shard, 1) for shard in (0, 1) for _ in range(shards.MOST_ASKED)]
    assert "nobody answers for shard 1" in caplog.text


def test_a_question_is_answered_only_while_it_waits_and_once():
    place = shards.Place("some", 0)
    cache.set_many({place.question(2): b"question", place.answer(2): b"answer"})

    assert shards.answer_question(run="some", shard=0, step=1) is False
    assert shards.answer_question(run="some", shard=0, step=2) is False
    assert cache.get(place.answer(2)) == b"answer"


@pytest.mark.engine
@pytest.mark.django_db
@pytest.mark.usefixtures("_compiled")
@pytest.mark.parametrize("arrangement", ["--workers", "--sharded"])
def test_match_command_shares_out_and_finds_the_same(arrangement, now, settings, monkeypatch, capsys):
    settings.HAS_SHARED_CACHE = True
    monkeypatch.setattr(import_module("matching.engine.solve"), "ALL_PAIRS", 0)
    for days in (3, 4):
        make_role(make_shift(make_opportunity(), days_ahead=days), capacity=2)
    for age in (20, 30, 40):
        make_volunteer(user=make_user(), age=age)

    found = []
    for words in ([], [arrangement, "2"]):
        call_command("match", *words, "--json")
        found.append(json.loads(capsys.readouterr().out))

    same = ("problem", "placed", "objective", "bound")
    assert found[0]["placed"] == 4
    assert [found[1][name] for name in same] == [found[0][name] for name in same]


@contextmanager
def celery_worker(env, log):
    """Run a worker as a site does; yield its process, whose group is its own."""
    command = ("celery", "-A", "config", "worker", "--queues", "shards", "--pool", "prefork", "--concurrency", "2")
    with log.open("wb") as lines:
        worker = subprocess.Popen(
            [sys.executable, "-m", *command, "--loglevel", "info"],
            cwd=ROOT, env=env, stdout=lines, stderr=lines, start_new_session=True,
        )  # fmt: skip
        try:
            wait_until(lambda: b"ready." in log.read_bytes())
            yield worker
        finally:
            kill_all(worker)


def kill_all(worker):
    if worker.poll() is None:
        os.killpg(worker.pid, signal.SIGKILL)
        worker.wait()


def wait_until(happened, seconds=60):
    until = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < until
        time.sleep(0.02)


def children(worker):
    return [int(word) for word in Path(f"/proc/{worker.pid}/task/{worker.pid}/children").read_text().split()]


@pytest.fixture
def site(tmp_path):
    """The environment of a site with a folder of its own; several machines have nothing but Redis in common."""
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "REDIS_URL": os.environ["REDIS_URL"],
        "ASAR_DATA_DIR": str(tmp_path / "coordinator"),
    }


def coordinator(site):
    return subprocess.Popen(
        [sys.executable, "-c", COORDINATE], cwd=ROOT, env=site | {"PYTHONPATH": str(ROOT)}, stdout=subprocess.PIPE,
        text=True,
    )  # fmt: skip


def expected():
    answer = import_module("matching.engine.priced.answer")
    problem = generate(3_000, 300, "tight", 7)
    *_, last = answer.price_steps(build_index(problem), limits=Limits(rounds=2), seed=0, threads=2)
    return last.solution().sha256


@pytest.mark.redis
@pytest.mark.usefixtures("_compiled")
def test_pool_processes_killed_on_the_way_change_nothing(site, tmp_path):
    killed = []
    with (
        celery_worker(site | {"ASAR_DATA_DIR": str(tmp_path / "here")}, tmp_path / "log") as worker,
        coordinator(site) as running,
    ):
        while running.poll() is None:
            if len(killed) < 4 and (alive := children(worker)):
                os.kill(alive[0], signal.SIGKILL)
                killed.append(alive[0])
            time.sleep(0.4)
        *rounds, result = running.stdout.read().splitlines()

    assert len(killed) == 4
    assert rounds == ["0", "1", "2"]
    assert result == expected()
    assert (tmp_path / "log").read_text().count("succeeded") >= 3


@pytest.mark.redis
@pytest.mark.usefixtures("_compiled")
def test_a_machine_that_goes_down_changes_nothing(site, tmp_path):
    with (
        celery_worker(site | {"ASAR_DATA_DIR": str(tmp_path / "one")}, tmp_path / "log-one") as one,
        celery_worker(site | {"ASAR_DATA_DIR": str(tmp_path / "other")}, tmp_path / "log-other"),
        coordinator(site) as running,
    ):
        assert running.stdout.readline() == "0\n"
        kill_all(one)
        *rounds, result = running.stdout.read().splitlines()

    assert rounds == ["1", "2"]
    assert result == expected()
    assert (tmp_path / "log-other").read_text().count("succeeded") >= 3
