"""Every task has a name of its own, takes words and not positions, and is what somebody asks for."""

import ast
import inspect
import re
from importlib.util import find_spec
from pathlib import Path

from django.conf import settings

from config.celery import app as celery_app
from config.settings import CELERY_BEAT_SCHEDULE

ROOT = Path(__file__).resolve().parents[2]
OURS = ("core", "places", "accounts", "volunteers", "ngos", "events", "matching", "recognition", "reports", "portal")


def tasks() -> dict:
    """Return what a web process knows: nothing is imported here."""
    return {name: task for name, task in celery_app.tasks.items() if not name.startswith("celery.")}


def test_every_room_of_tasks_is_known_without_a_worker():
    rooms = {f"{name}.tasks" for name in OURS if find_spec(f"{name}.tasks")}

    assert rooms == {task.__module__ for task in tasks().values()}


def test_tasks_are_named_by_app_and_verb():
    wrong = [name for name in tasks() if not re.fullmatch(rf"({'|'.join(OURS)})\.[a-z]+(_[a-z]+)*", name)]

    assert wrong == []


def test_tasks_take_words_only_tolerate_unknown_ones_and_say_what_they_do():
    wrong = []
    for name, task in tasks().items():
        kinds = {parameter.kind for parameter in inspect.signature(task.run).parameters.values()}
        allowed = {inspect.Parameter.KEYWORD_ONLY, inspect.Parameter.VAR_KEYWORD}
        if kinds - allowed or inspect.Parameter.VAR_KEYWORD not in kinds or not inspect.getdoc(task.run):
            wrong.append(name)

    assert wrong == []


def enqueued_names() -> set[str]:
    """Names given to ``jobs.enqueue`` anywhere in our code."""
    found = set()
    for package in OURS:
        for path in (ROOT / package).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                called = isinstance(node, ast.Call) and ast.unparse(node.func) in ("jobs.enqueue", "enqueue")
                if called and node.args and isinstance(node.args[0], ast.Constant):
                    found.add(node.args[0].value)
    return found


def test_every_enqueued_job_exists():
    assert enqueued_names() - set(tasks()) == set()


def test_every_scheduled_job_exists_and_runs_on_a_rhythm():
    scheduled = {row["task"] for row in CELERY_BEAT_SCHEDULE.values()}

    assert scheduled - set(tasks()) == set()
    assert all("schedule" in row for row in CELERY_BEAT_SCHEDULE.values())


def test_tests_run_tasks_at_once_and_still_pass_them_as_text():
    assert settings.CELERY_TASK_ALWAYS_EAGER
    assert settings.CELERY_ACCEPT_CONTENT == ["json"]
