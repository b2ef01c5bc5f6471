from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import TestCase

from core import jobs
from core.clock import now

pytestmark = pytest.mark.django_db


def test_clear_sessions_deletes_only_those_that_ended():
    Session.objects.create(session_key="ended", session_data="", expire_date=now() - timedelta(seconds=1))
    Session.objects.create(session_key="going", session_data="", expire_date=now() + timedelta(hours=1))

    with TestCase.captureOnCommitCallbacks(execute=True):
        jobs.enqueue("accounts.clear_sessions", a_word_of_a_later_version=1)
        assert Session.objects.count() == 2  # nothing runs before the commit

    assert list(Session.objects.values_list("session_key", flat=True)) == ["going"]


def test_a_job_that_is_sent_does_not_wait_for_the_commit():
    Session.objects.create(session_key="ended", session_data="", expire_date=now() - timedelta(seconds=1))

    jobs.send("accounts.clear_sessions")

    assert not Session.objects.exists()


def test_job_that_nobody_knows_is_refused_at_once():
    with pytest.raises(KeyError):
        jobs.enqueue("accounts.no_such_job")
