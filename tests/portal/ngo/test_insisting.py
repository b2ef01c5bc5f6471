"""Insisting on a person, and filling all events at once."""

from importlib import import_module

import pytest
from django.urls import reverse

from events.models import SignUp
from matching.models import MatchRun, Suggestion
from matching.queries.region import verify_run
from matching.services import Weighed, propose_filling
from portal.ngo.insisting import price_in_words
from tests.factories.accounts import make_user
from tests.factories.events import make_opportunity, make_role, make_shift
from tests.factories.ngos import make_member, make_organisation
from tests.factories.places import KARAGANDA, settlement
from tests.factories.volunteers import make_volunteer


def named(name, **columns):
    return make_volunteer(user=make_user(full_name=name), **columns)


@pytest.fixture
def one_place(event):
    """One place on a shift next Saturday, for whoever loves ecology."""
    return make_role(make_shift(event, days_ahead=5), capacity=1)


@pytest.fixture
def rivals(one_place):
    """Somebody who fits very well, and somebody who fits less."""
    return named("Мадина Төлегенова", cause_ecology=3), named("Ержан Қасымов", cause_ecology=0)


def insist_page(run, role, person=None):
    chosen = f"&volunteer={person.public_id}" if person else ""
    host = run.host.slug
    return f"{reverse('ngo:insist', args=[host, run.public_id])}?role={role.public_id}{chosen}"


def test_choosing_somebody_else_shows_who_else_fits(desk, dana, event, one_place, rivals, now):
    run = propose_filling(opportunity=event, actor=dana, now=now)

    review = desk.get(reverse("ngo:review", args=[event.organisation.slug, event.public_id, run.public_id]))
    page = desk.get(insist_page(run, one_place)).content.decode()

    assert insist_page(run, one_place) in review.content.decode()
    assert "Ержан Қ." in page
    assert "Мадина Т." not in page
    assert "See what it costs" in page


def test_price_is_shown_with_who_gives_way_and_nothing_changes(desk, dana, event, one_place, rivals, now):
    run = propose_filling(opportunity=event, actor=dana, now=now)

    page = desk.get(insist_page(run, one_place, rivals[1])).content.decode()

    assert "If you insist on Ержан Қ." in page
    assert "Insisting costs 300 points." in page
    assert "Мадина Т. gives way and is not proposed for: " in page
    assert MatchRun.objects.count() == 1
    assert not SignUp.objects.exists()


def test_person_who_is_kept_is_proposed_and_the_filling_passes_the_check(desk, dana, event, one_place, rivals, now):
    run = propose_filling(opportunity=event, actor=dana, now=now)

    answer = desk.post(
        reverse("ngo:insist", args=[event.organisation.slug, run.public_id]),
        {"role": str(one_place.public_id), "volunteer": str(rivals[1].public_id)},
        follow=True,
    )

    page, kept = answer.content.decode(), MatchRun.objects.exclude(pk=run.pk).get()
    assert "Ержан Қ. is kept in the proposal. Nothing is sent yet." in page
    assert "your choice" in page
    assert "Checked: without your choices a filling could gain at most" in page
    assert [row.volunteer for row in Suggestion.objects.filter(run=kept)] == [rivals[1]]
    assert verify_run(kept).accepted
    assert run.objective - kept.objective == 300


def test_second_wish_keeps_the_first(desk, dana, event, one_place, rivals, now):
    other = make_role(make_shift(event, days_ahead=8), capacity=1)
    run = propose_filling(opportunity=event, actor=dana, now=now)
    address = reverse("ngo:insist", args=[event.organisation.slug, run.public_id])
    desk.post(address, {"role": str(one_place.public_id), "volunteer": str(rivals[1].public_id)})
    second = MatchRun.objects.latest("pk")
    taken = {row.role_id: row.volunteer for row in Suggestion.objects.filter(run=second)}
    wanted = next(person for person in rivals if person != taken[other.pk])

    desk.post(
        reverse("ngo:insist", args=[event.organisation.slug, second.public_id]),
        {"role": str(other.public_id), "volunteer": str(wanted.public_id)},
    )

    pairs = {(row.role_id, row.volunteer_id) for row in Suggestion.objects.filter(run=MatchRun.objects.latest("pk"))}
    assert pairs == {(one_place.pk, rivals[1].pk), (other.pk, wanted.pk)}


def test_insisting_on_somebody_as_good_costs_nothing(desk, dana, event, one_place, now):
    twins = [named("Анна Ли", cause_ecology=2), named("Яна Ли", cause_ecology=2)]
    run = propose_filling(opportunity=event, actor=dana, now=now)
    left_out = next(twin for twin in twins if not Suggestion.objects.filter(run=run, volunteer=twin).exists())

    page = desk.get(insist_page(run, one_place, left_out)).content.decode()

    assert "Insisting costs nothing." in page


def test_somebody_who_does_not_fit_cannot_be_insisted_on(desk, dana, event, one_place, rivals, now):
    stranger = named("Алыс Адам", home=settlement(KARAGANDA))
    run = propose_filling(opportunity=event, actor=dana, now=now)

    page = desk.get(insist_page(run, one_place, stranger)).content.decode()
    desk.post(
        reverse("ngo:insist", args=[event.organisation.slug, run.public_id]),
        {"role": str(one_place.public_id), "volunteer": str(stranger.public_id)},
    )

    assert "Insisting costs" not in page
    assert MatchRun.objects.count() == 1


def test_insisting_is_for_coordinators_of_this_organisation(client, dana, event, one_place, rivals, now):
    run = propose_filling(opportunity=event, actor=dana, now=now)
    client.force_login(make_member(make_organisation()))

    assert client.get(insist_page(run, one_place)).status_code == 404


def test_all_events_are_filled_together_and_a_person_is_proposed_once_for_a_time(desk, event, taza_su, rivals):
    make_role(make_shift(make_opportunity(organisation=taza_su, title="Read aloud"), days_ahead=5), capacity=1)
    listed = desk.get(reverse("ngo:events", args=[taza_su.slug])).content.decode()

    answer = desk.post(reverse("ngo:propose_all", args=[taza_su.slug]), follow=True)

    page, run = answer.content.decode(), MatchRun.objects.get()
    assert "2 places are empty on the shifts ahead." in listed
    assert (run.organisation, run.opportunity) == (taza_su, None)
    assert "2 people proposed for 2 empty places." in page
    assert "Clean the river bank" in page
    assert "Read aloud" in page
    assert "Back to the events" not in page


def test_proposal_for_all_events_is_sent_after_a_look(desk, event, taza_su, rivals):
    answer = desk.post(reverse("ngo:propose_all", args=[taza_su.slug]))

    desk.post(answer["Location"], {"keep": [str(row.public_id) for row in Suggestion.objects.all()]})

    assert SignUp.objects.count() == 1
    assert "Back to the events" in desk.get(answer["Location"]).content.decode()


def test_filling_of_one_event_has_one_page(desk, dana, event, one_place, rivals, now):
    run = propose_filling(opportunity=event, actor=dana, now=now)

    answer = desk.get(reverse("ngo:review_all", args=[event.organisation.slug, run.public_id]))

    assert answer["Location"] == reverse("ngo:review", args=[event.organisation.slug, event.public_id, run.public_id])


def test_filling_too_large_to_wait_for_is_not_weighed(desk, dana, event, one_place, rivals, now, monkeypatch):
    run = propose_filling(opportunity=event, actor=dana, now=now)
    monkeypatch.setattr(import_module("matching.engine.solve"), "QUICK_EDGES", 1)

    page = desk.get(insist_page(run, one_place, rivals[1]), follow=True).content.decode()

    assert "too large to weigh" in page
    assert "Insisting costs" not in page


def test_large_filling_of_all_events_is_left_to_a_worker(
    desk, taza_su, rivals, monkeypatch, django_capture_on_commit_callbacks
):
    monkeypatch.setattr(import_module("matching.engine.solve"), "QUICK_EDGES", 0)

    with django_capture_on_commit_callbacks() as waiting:
        review = desk.post(reverse("ngo:propose_all", args=[taza_su.slug]))["Location"]
    before = desk.get(review).content.decode()
    for job in waiting:
        job()

    assert "The proposal is being worked out" in before
    assert "1 person proposed for 1 empty places." in desk.get(review).content.decode()


@pytest.mark.parametrize(
    ("least", "most", "places", "words"),
    [
        (0, 0, 0, ("Insisting costs nothing.", "The filling stays as good as it was.")),
        (
            20,
            20,
            0,
            ("Insisting costs 20 points.", "That is little: one place of this filling is worth about 500 points."),
        ),
        (1, 100, 0, ("Insisting costs at most 100 points.", "One place of this filling is worth about 500 points.")),
        (
            300,
            300,
            0,
            ("Insisting costs 300 points.", "That is much: one place of this filling is worth about 500 points."),
        ),
        (500, 500, -1, ("Insisting costs 500 points.", "1 place fewer is filled.")),
    ],
)
def test_price_in_points_and_words(least, most, places, words):
    price = price_in_words(weighed_at(least, most, places))

    assert (price.points, price.meaning) == words


def weighed_at(least, most, places):

    return Weighed(least=least, most=most, typical=500, places=places, gone=(), new=())
