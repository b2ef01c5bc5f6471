"""From an account and two days to the people concerned, what of them was seen, and a draft."""

import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from core import audit


def test_people_and_data_are_listed_with_a_draft(now, aliya, bekzat, dana):
    for person, what, at in ((aliya, "name", now), (aliya, "contact", now), (bekzat, "guardian", now)):
        audit.record_look(what, viewer=dana, role="org_coordinator", person=person, purpose="shift", at=at)
    audit.record_look(
        "name", viewer=dana, role="org_coordinator", person=bekzat, purpose="shift", at=now + timedelta(days=1)
    )
    out = StringIO()

    call_command(
        "breach", "--actor", str(dana.public_id), "--from=2026-05-04", "--until=2026-05-05", "--json", stdout=out
    )

    answer = json.loads(out.getvalue())
    assert answer["people"] == {str(aliya.public_id): ["contact", "name"], str(bekzat.public_id): ["guardian"]}
    assert "People concerned: 2. Data seen: contact, guardian, name." in answer["draft"]


def test_days_the_wrong_way_round_are_refused(db, dana):
    with pytest.raises(CommandError, match="before"):
        call_command("breach", "--actor", str(dana.public_id), "--from=2026-05-05", "--until=2026-05-05")
