"""Migrations are linear, named by hand, reversible, and none is missing."""

import re
from io import StringIO

import pytest
from django.core.management import call_command
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import RunPython, RunSQL

from tests.architecture.test_staircase import FLOOR_OF


@pytest.fixture(scope="module")
def graph():
    return MigrationLoader(None)


def ours(graph):
    return {key: migration for key, migration in graph.disk_migrations.items() if key[0] in FLOOR_OF}


@pytest.mark.django_db
def test_no_migration_is_missing():
    out = StringIO()

    call_command("makemigrations", check=True, dry_run=True, stdout=out)

    assert "No changes detected" in out.getvalue()


def test_history_is_linear(graph):
    apps = {app for app, _ in ours(graph)}

    assert {app: len(graph.graph.leaf_nodes(app)) for app in apps} == dict.fromkeys(apps, 1)
    assert [key for key, migration in ours(graph).items() if migration.replaces] == []


def test_names_are_numbered_and_made_by_hand(graph):
    wrong = []
    for app in {app for app, _ in ours(graph)}:
        names = sorted(name for found, name in ours(graph) if found == app)
        expected = [f"{number:04d}" for number in range(1, len(names) + 1)]
        if [name[:4] for name in names] != expected:
            wrong.append((app, names))
        wrong += [(app, name) for name in names if re.search(r"_(auto|initial)(_|$)|_alter_.*_and_more", name)]

    assert wrong == []


def test_every_step_can_be_taken_back(graph):
    wrong = [
        (*key, type(step).__name__)
        for key, migration in ours(graph).items()
        for step in migration.operations
        if isinstance(step, RunPython | RunSQL) and not step.reversible
    ]

    assert wrong == []
