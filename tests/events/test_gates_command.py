import json

import pytest
from django.core.management import CommandError, call_command

from events.eligibility import Gate
from events.models import GateOverride
from tests.factories.events import make_opportunity, make_role, make_shift
from tests.factories.volunteers import make_volunteer

pytestmark = pytest.mark.django_db


def explain(volunteer, role, capsys, **options):
    call_command("gates", explain=True, volunteer=str(volunteer), role=str(role), **options)
    return capsys.readouterr().out


def test_every_gate_is_listed_with_verdict_source_and_three_languages(now, bekzat, capsys):
    role = make_role(make_shift(make_opportunity(hazards=8)), required={"first_aid": 1})

    answer = json.loads(explain(bekzat.volunteer.public_id, role.public_id, capsys, json=True))

    assert (answer["volunteer"], answer["role"]) == (str(bekzat.volunteer.public_id), str(role.public_id))
    assert (answer["rules_version"], answer["allowed"]) == ("2016-12", False)
    assert [row["code"] for row in answer["gates"]] == [gate.value for gate in Gate]
    assert {row["code"] for row in answer["gates"] if row["verdict"] == "closed"} == {"hazardous_work", "skill"}
    assert all(row["source"] and row["text"].keys() == {"kk", "ru", "en"} for row in answer["gates"])


def test_a_gate_two_people_opened_is_told_apart_from_an_open_one(now, aliya, dana, capsys):
    role = make_role(make_shift(make_opportunity()), required={"first_aid": 1})
    GateOverride.objects.create(
        role=role, volunteer=aliya.volunteer, gate="skill", reason="She taught it.", asked_by=dana.public_id,
        asked_at=now, decided_by=aliya.public_id, decided_at=now, is_granted=True, decision_reason="Seen.",
    )  # fmt: skip

    answer = json.loads(explain(aliya.volunteer.public_id, role.pk, capsys, json=True))

    assert answer["allowed"]
    assert [row["code"] for row in answer["gates"] if row["verdict"] == "overridden"] == ["skill"]


def test_the_readable_form_says_why(now, bekzat, capsys):
    role = make_role(make_shift(make_opportunity(is_hazard_declared=False)))

    printed = explain("bekzat@example.org", role.public_id, capsys, language="kk")

    assert "may not take" in printed
    assert "closed  hazards_undeclared" in printed
    assert "мәлімдеген жоқ" in printed


def test_a_sample_takes_a_pair_by_itself(now, capsys):
    make_volunteer(age=16)
    make_role(make_shift())

    call_command("gates", sample=True, json=True)

    assert len(json.loads(capsys.readouterr().out)["gates"]) == len(Gate)


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ({"volunteer": "nobody", "role": "1"}, 3),
        ({"volunteer": "aliya@example.org", "role": "nothing"}, 3),
        ({"volunteer": "aliya@example.org", "role": "9" * 30}, 3),
        ({"volunteer": "aliya@example.org", "role": "00000000-0000-0000-0000-000000000000"}, 3),
        ({"volunteer": "aliya@example.org"}, 2),
        ({"sample": True}, 3),
    ],
)
def test_what_is_not_known_is_a_clear_error(now, aliya, options, code):
    with pytest.raises(CommandError) as stopped:
        call_command("gates", **options)

    assert stopped.value.returncode == code
    assert str(stopped.value).endswith((".", "demo."))
