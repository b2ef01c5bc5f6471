"""Nothing a host can open, call or read in a log holds a need before it is shared; afterwards, one sentence."""

import json
import logging

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import translation

from core.models import AuditLine, Look, OutboxMessage
from events.queries import host_sentences
from events.services.needs import share_needs
from matching.services import propose_filling
from tests.factories.accounts import make_user
from tests.factories.events import make_attendance, make_role, make_shift, make_signup
from tests.factories.volunteers import make_volunteer
from volunteers.enums import ALL_ACCESS_NEEDS, NEED_LABELS, AccessNeed
from volunteers.schemas import need_codes
from volunteers.services import ProfileChange, update_profile

SHARED = AccessNeed.STEP_FREE | AccessNeed.BREAKS
SAID = ("A ramp or level way is needed.", "Please plan short breaks.")
LANGUAGES = ("kk", "ru", "en")


def canaries():
    """Everything that would give a need away: codes and labels of all, and every sentence, in three languages."""
    found = set(need_codes(ALL_ACCESS_NEEDS)) - {"breaks", "transport", "companion"} | {"access_needs", "shared_needs"}
    for language in LANGUAGES:
        with translation.override(language):
            found |= {str(label) for label in NEED_LABELS.values()} | set(sentences())
    return found


def sentences():
    return host_sentences(ALL_ACCESS_NEEDS)


@pytest.fixture
def person(event):
    """Madina, who needs everything there is, and whom nothing keeps out of the list of candidates."""
    volunteer = make_volunteer(user=make_user(full_name="Мадина Төлегенова"), filters_by_needs=False)
    change = ProfileChange(access_needs=ALL_ACCESS_NEEDS)
    return update_profile(volunteer=volunteer, change=change, actor=volunteer.user, now=volunteer.created_at)


@pytest.fixture
def signup(role, person):
    return make_signup(role, person)


def pages(event, role, run):
    """Every page of the desk on which people are named."""
    slug, address = event.organisation.slug, [event.organisation.slug, event.public_id]
    return [
        reverse("ngo:today", args=[slug]),
        reverse("ngo:events", args=[slug]),
        reverse("ngo:event", args=address),
        reverse("ngo:event", args=address) + "?past=1",
        f"{reverse('ngo:candidates', args=address)}?role={role.public_id}",
        reverse("ngo:door", args=address),
        f"{reverse('ngo:door', args=address)}?shift={role.shift.public_id}",
        reverse("ngo:hours", args=[slug]),
        reverse("ngo:volunteers", args=[slug]),
        reverse("ngo:organisation", args=[slug]),
        reverse("ngo:review", args=[*address, run.public_id]),
        f"{reverse('ngo:insist', args=[slug, run.public_id])}?role={role.public_id}",
        f"/api/v1/shifts/{role.shift.public_id}/signups",
        f"/api/v1/roles/{role.public_id}/candidates",
    ]


def everything(desk, event, role, run):
    """Open all of it in three languages; return the text by address and language."""
    found = {}
    for address in pages(event, role, run):
        for language in LANGUAGES:
            path = address.replace("/en/", f"/{language}/", 1)
            answer = desk.get(path, headers={"Accept-Language": language})
            assert answer.status_code == 200, path
            text = answer.content.decode()
            if path.startswith("/api/"):
                text = json.dumps(json.loads(text), ensure_ascii=False)
            found[address, language] = text
    return found


def leaks(texts, words):
    return {(where, word) for where, text in texts.items() for word in words if word in text}


@pytest.fixture
def run(dana, event, role, past_role, person, now):
    make_attendance(make_signup(past_role, person))
    make_signup(make_role(make_shift(event, days_ahead=-2)), person)
    run = propose_filling(opportunity=event, actor=dana, now=now)
    run.refresh_from_db()
    return run


def test_canaries_would_be_found(aliya, client, now):
    """The check can fail: her own pages hold them."""
    aliya.volunteer.access_needs = ALL_ACCESS_NEEDS
    aliya.volunteer.save()
    client.force_login(aliya)
    own = client.get(reverse("volunteer:profile")).content.decode()

    assert len(leaks({"own": own}, canaries())) >= 8


def test_before_sharing_a_host_sees_nothing_anywhere(desk, event, role, run, signup, caplog):
    free = make_role(make_shift(event, days_ahead=9))
    with caplog.at_level(logging.DEBUG):
        texts = everything(desk, event, role, run) | everything(desk, event, free, run)

    assert any("Мадина" in text for text in texts.values())
    assert leaks(texts, canaries()) == set()
    assert leaks({"log": caplog.text}, set(sentences()) | {str(label) for label in NEED_LABELS.values()}) == set()
    assert not Look.objects.filter(what="needs").exists()


def test_after_sharing_a_host_reads_the_sentence_and_only_that(desk, event, role, run, signup, person, now):
    share_needs(signup=signup, needs=SHARED, actor=person.user, now=now)

    texts = everything(desk, event, role, run)

    english = {where: text for (where, language), text in texts.items() if language == "en"}
    telling = {where for where, text in english.items() if any(said in text for said in SAID)}
    address = [event.organisation.slug, event.public_id]
    assert telling == {
        reverse("ngo:event", args=address),
        reverse("ngo:event", args=address) + "?past=1",
        reverse("ngo:door", args=address),
        f"{reverse('ngo:door', args=address)}?shift={role.shift.public_id}",
        f"/api/v1/shifts/{role.shift.public_id}/signups",
    }
    allowed = set()
    for language in LANGUAGES:
        with translation.override(language):
            allowed |= set(host_sentences(SHARED))
    assert leaks(texts, canaries() - allowed) == set()


def test_audit_lines_jobs_and_letters_hold_no_need(desk, event, role, run, signup, person, now):
    share_needs(signup=signup, needs=SHARED, actor=person.user, now=now)
    everything(desk, event, role, run)

    shared = AuditLine.objects.get(action="signup.needs_shared")
    written = {
        "audit": json.dumps([line.details for line in AuditLine.objects.exclude(action="volunteer.updated")]),
        "looks": json.dumps([[look.what, look.purpose, look.about_id] for look in Look.objects.all()]),
        "outbox": json.dumps([message.payload for message in OutboxMessage.objects.all()]),
        "mail": "".join(f"{letter.subject}{letter.body}" for letter in mail.outbox),
    }
    assert shared.details == {}
    assert AuditLine.objects.get(action="volunteer.updated").details == {"fields": ["access_needs"]}
    assert leaks(written, canaries()) == set()


def test_each_page_and_each_call_that_shows_it_is_written_down(desk, event, role, signup, person, dana, now):
    share_needs(signup=signup, needs=SHARED, actor=person.user, now=now)
    address = [event.organisation.slug, event.public_id]

    for count, path in enumerate(
        [
            reverse("ngo:event", args=address),
            reverse("ngo:door", args=address),
            f"/api/v1/shifts/{role.shift.public_id}/signups",
        ],
        start=1,
    ):
        desk.get(path)
        assert Look.objects.filter(what="needs", viewer=dana.public_id, person=person.user.public_id).count() == count
    desk.get(f"{reverse('ngo:door', args=address)}?q=Nobody")
    desk.get(reverse("ngo:today", args=[address[0]]))
    assert Look.objects.filter(what="needs").count() == 3


def test_what_somebody_needs_is_neither_counted_nor_named_among_who_else_could(desk, event, role):
    for _number in range(7):
        make_volunteer(access_needs=AccessNeed.STEP_FREE)
    address = reverse("ngo:candidates", args=[event.organisation.slug, event.public_id])

    page = desk.get(f"{address}?role={role.public_id}").content.decode()
    answer = desk.get(f"/api/v1/roles/{role.public_id}/candidates").json()

    assert "Nobody fits all the needs of this role at that time." in page
    assert "all fits but" not in page
    assert (answer["fitting_count"], answer["lacking"]) == (0, [])


def test_the_roster_says_who_may_not_take_the_shift_and_never_why_when_it_is_a_paper(desk, event, role):
    event.has_child_contact = True
    event.save()
    make_signup(role, make_volunteer())
    address = [event.organisation.slug, event.public_id]

    for page in ("ngo:event", "ngo:door"):
        shown = desk.get(reverse(page, args=address)).content.decode().partition("<footer")[0]
        assert "May not take this shift yet." in shown
        assert "certificate" not in shown
        assert "training" not in shown
    (row,) = desk.get(f"/api/v1/shifts/{role.shift.public_id}/signups").json()["items"]
    assert (row["is_allowed"], row["standing"], row["asks"]) == (False, "May not take this shift yet.", [])


def test_candidates_may_take_the_shift(desk, event, role):
    make_volunteer()
    address = reverse("ngo:candidates", args=[event.organisation.slug, event.public_id])

    assert "May take this shift." in desk.get(f"{address}?role={role.public_id}").content.decode()
    (row,) = desk.get(f"/api/v1/roles/{role.public_id}/candidates").json()["items"]
    assert (row["is_allowed"], row["standing"]) == (True, "May take this shift.")
