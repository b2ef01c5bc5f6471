"""One letter a day to an officer for whom reports wait: in her language, without people, and none when none wait."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core import mail

from accounts.enums import Role
from accounts.models import MessageSettings
from config.celery import app as celery_app
from core import outbox
from core.models import OutboxMessage
from places.models import Territory
from reports import letters
from reports.indicators import read_period
from reports.queries import selection_of
from reports.services import freeze, sign
from reports.services.digests import write_digests
from reports.tasks import write_to_officers
from tests.factories.accounts import make_grant, make_user
from tests.factories.participation import make_world
from tests.factories.places import region

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 4, 27, 4, 0, tzinfo=UTC)  # Monday, 9:00 in Kazakhstan
DAY = timedelta(days=1)
QUARTER = read_period("2026-Q1")


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def run(django_capture_on_commit_callbacks):
    """The task with what follows it."""

    def run():
        with django_capture_on_commit_callbacks(execute=True):
            write_to_officers()

    return run


@pytest.fixture
def world():
    return make_world()


def make_officer(territory: Territory, **columns):
    user = make_user(**columns)
    make_grant(user, Role.AKIMAT_OFFICER, territory)
    return user


@pytest.fixture
def officer(world):
    return make_officer(world.region, email="gulshat@example.org", full_name="Гүлшат Ахметова")


@pytest.fixture
def draft(world, officer):
    return freeze(selection=selection_of(world.region, QUARTER), actor=None, now=NOW - DAY)


def written():
    return OutboxMessage.objects.filter(topic=letters.WAITS).order_by("pk")


def opened(message):
    return outbox._handlers[letters.WAITS](message.payload)


@pytest.mark.parametrize(
    ("language", "subject", "line"),
    [
        ("en", "1 report waits for you", "Review and sign: Karaganda Region, 01.01.2026 – 31.03.2026"),
        ("ru", "Вас ждёт 1 отчёт", "Проверить и подписать: Карагандинская область, 01.01.2026 – 31.03.2026"),
        ("kk", "Сізді 1 есеп күтіп тұр", "Тексеріп, қол қою: Қарағанды облысы, 01.01.2026 – 31.03.2026"),
    ],
)
def test_the_letter_says_in_her_language_what_waits_and_where(officer, draft, language, subject, line):
    officer.language = language
    officer.save(update_fields=["language"])

    assert write_digests(now=NOW) == 1

    letter = opened(written().get())
    assert letter.subject == subject
    assert letter.text.splitlines()[0] == line
    assert letter.text.splitlines()[1].endswith(f"/{language}/akimat/reports/{draft.public_id}/")
    assert letter.url.endswith(f"/{language}/akimat/350000000/reports/")


def test_one_letter_a_day_however_often_the_task_runs(officer, draft, clock, run):
    for _time in range(2):
        run()
    assert [message.to for message in mail.outbox] == [["gulshat@example.org"]]
    clock.move_to(NOW + DAY)
    run()

    assert len(mail.outbox) == 2
    assert "gulshat" not in str(list(written().values("payload"))).lower()
    assert "Гүлшат" not in mail.outbox[0].body


def test_nothing_is_written_when_nothing_waits(world, officer):
    assert write_digests(now=NOW) == 0
    assert not written().exists()


def test_what_was_done_before_the_letter_left_is_in_none(officer, draft, clock):
    write_digests(now=NOW)
    message = written().get()
    assert opened(message) is not None
    clock.move_to(NOW + DAY)
    assert opened(message) is None  # the letter of another day
    clock.move_to(NOW)
    sign(snapshot=draft, actor=officer, now=NOW)
    assert "Publish: " in opened(message).text
    officer.role_grants.all().delete()

    assert opened(message) is None


def test_officers_of_other_territories_and_people_without_the_role_get_none(world, draft):
    make_officer(region("750000000"))
    make_grant(make_user(), Role.STAFF)
    make_officer(world.region, is_active=False)

    assert write_digests(now=NOW) == 1


def test_quiet_hours_and_a_switched_off_kind_are_respected(officer, draft, run, settings):
    settings.QUIET_HOURS = (21, 8)
    MessageSettings.objects.create(user=officer, quiet_from=7, quiet_until=10)
    run()
    message = written().get()
    assert (mail.outbox, message.last_error) == ([], "quiet hours")
    assert message.due_at >= NOW + timedelta(hours=1)

    MessageSettings.objects.filter(user=officer).update(quiet_from=0, quiet_until=0, choices={"team": []})
    outbox.deliver(message.pk, now=message.due_at)

    assert mail.outbox == []
    assert officer.inbox.count() == 1


def test_a_long_list_names_twenty_and_leads_to_the_page(world, officer):
    for month in range(1, 13):
        for year in (2024, 2025):
            period = read_period(f"{year}-{month:02}")
            freeze(selection=selection_of(world.region, period), actor=None, now=NOW - DAY)
    write_digests(now=NOW)

    letter = opened(written().get())

    assert letter.subject == "24 reports wait for you"
    assert letter.text.count("/akimat/reports/") == letters.NAMED
    assert letter.text.endswith("The page “Reports” lists the others.")


def test_both_tasks_run_by_the_clock_of_astana():
    schedule = celery_app.conf.beat_schedule

    assert [
        (one["task"], str(one["schedule"])) for one in (schedule["report-drafts"], schedule["report-digests"])
    ] == [
        ("reports.prepare_drafts", "<crontab: 0 22 * * * (m/h/dM/MY/d)>"),
        ("reports.write_digests", "<crontab: 0 4 * * * (m/h/dM/MY/d)>"),
    ]
