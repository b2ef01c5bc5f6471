import json

import pytest
from django.core.management import CommandError, call_command

from ngos.models import Organisation
from reports.management.demo.plan import SIZES, Size
from tests.factories.ngos import make_organisation
from volunteers.models import Volunteer


@pytest.fixture
def small_town(db, monkeypatch):
    monkeypatch.setitem(SIZES, "town", Size(60, 24, 0.85, 0.25, 2.0, 3, 1.6))


def test_the_answer_is_one_json_object(small_town, capsys):
    call_command("demo", size="town", seed=3, json=True)

    said = json.loads(capsys.readouterr().out)
    assert (said["size"], said["seed"], said["volunteers"], said["opportunities"]) == ("town", 3, 62, 24)
    assert said["organisations"] == Organisation.objects.count()


def test_quiet_says_nothing(small_town, capsys):
    call_command("demo", quiet=True)

    assert capsys.readouterr() == ("", "")
    assert Volunteer.objects.count() == 62


def test_a_database_in_use_is_refused(small_town):
    make_organisation()

    with pytest.raises(CommandError, match="already holds organisations") as stopped:
        call_command("demo")

    assert stopped.value.returncode == 1
    assert not Volunteer.objects.exists()


def test_a_database_in_use_is_passed_over_if_asked(small_town, capsys):
    make_organisation()

    call_command("demo", if_empty=True)

    assert capsys.readouterr() == ("", "")
    assert not Volunteer.objects.exists()
