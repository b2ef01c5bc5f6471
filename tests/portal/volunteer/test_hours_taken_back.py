"""Hours that were taken back are shown with their reason."""

import pytest

from recognition.models import LedgerEntry
from recognition.services import reverse
from tests.factories.events import make_opportunity, make_role, make_shift, make_signup
from tests.factories.recognition import make_hours

pytestmark = pytest.mark.django_db


def test_the_page_shows_the_reason_and_the_sum_without_them(client, now, aliya, dana, taza_su):
    shift = make_shift(make_opportunity(organisation=taza_su), days_ahead=-3)
    make_hours(make_signup(make_role(shift), aliya.volunteer), minutes=120)
    reverse(entry=LedgerEntry.objects.get(), reason="Wrong <person>.", actor=dana, now=now)
    client.force_login(aliya)

    page = client.get("/en/me/hours/").content.decode()

    assert "Taken back: Wrong &lt;person&gt;." in page
    assert "−2 hours" in page
    assert "0 min" in page or "0 hours" in page
