"""Pages about ratings: the method, an organisation's parts, the owner's next steps, the reviewer's overview."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.enums import Role
from ngos.enums import MembershipRole
from ngos.models import RatingAppeal
from ngos.queries.ratings import explained
from ngos.rating import Count, Inputs, method_of, rate
from ngos.services.ratings import run_ratings
from tests.factories.accounts import make_grant, make_user
from tests.factories.events import make_opportunity, make_role, make_shift, make_signup
from tests.factories.ngos import make_member, make_organisation, make_papers
from tests.factories.recognition import make_hours
from tests.factories.volunteers import make_volunteer

METHOD_PAGE = "/en/ratings/"


def run(now):
    run_ratings(as_of=now.date(), now=now)


@pytest.fixture
def rated(now, taza_su):
    make_papers(taza_su, on=now.date() - timedelta(days=33))
    event = make_opportunity(organisation=taza_su)
    for days in range(3):
        role = make_role(make_shift(event, days_ahead=-40 + days))
        make_hours(make_signup(role, make_volunteer()), minutes=400 if days < 2 else 500)
    run(now)
    return taza_su


@pytest.fixture
def owner(client, taza_su):
    user = make_member(taza_su, role=MembershipRole.OWNER)
    client.force_login(user)
    return user


@pytest.fixture
def reviewer(client):
    user = make_user(full_name="Рая Тестова")
    make_grant(user, Role.REVIEWER)
    return user


def test_the_example_of_the_method_page_is_what_the_code_gives(now, db, client):
    page = client.get(METHOD_PAGE)

    assert f"{page.context['result'].tenths / 10:g}" in page.content.decode()
    assert page.context["result"].tenths == rate(page.context["form"].inputs, method_of("2026-1")).tenths


def test_the_calculator_works_out_what_is_typed_and_says_what_cannot_be(now, db, client):
    typed = {"shifts_held": "3", "shifts_held_of": "4", "confirmed_hours": "200", "conflicts_declared": "1"}

    page = client.get(METHOD_PAGE, typed)
    wrong = client.get(METHOD_PAGE, {"shifts_held": "5", "shifts_held_of": "4", "conflicts_declared": "many"})

    counts = {"shifts_held": Count(3, 4), "confirmed_hours": Count(12_000), "conflicts_declared": Count(1)}
    assert page.context["result"].tenths == rate(Inputs("", counts), method_of("2026-1")).tenths
    assert "This cannot be more than the number it is out of." in wrong.content.decode()
    assert "Please enter a whole number." in wrong.content.decode()
    assert wrong.context["result"] is None


def test_the_organisation_shows_parts_with_what_stands_behind_them(rated, client):
    page = client.get(reverse("guest:organisation", args=[rated.bin])).content.decode()

    rating = explained(rated).rating
    assert f"{rating.tenths / 10:g}" in page
    assert "charter" in page
    assert "3 of 3" in page
    assert f"/api/v1/organisations/{rated.bin}/rating" in page


def test_a_newcomer_is_not_rated_yet_and_reads_what_is_missing(now, taza_su, client):
    run(now)

    page = client.get(reverse("guest:organisation", args=[taza_su.bin])).content.decode()

    assert "Not rated yet" in page
    assert "Shifts took place: 0 so far, 3 needed" in page
    assert "the annual filing is overdue" in page


@pytest.mark.parametrize("changes", [1, 3])
def test_the_box_takes_one_query_whatever_the_history(rated, now, changes, django_assert_num_queries):
    for number in range(changes):
        rated.materials.filter(pk=rated.materials.order_by("pk")[number].pk).update(state="withdrawn")
        run(now)

    with django_assert_num_queries(1):
        assert explained(rated).rating.is_current


def test_the_owner_reads_what_would_raise_it_and_objects(rated, owner, client):
    page = client.get(reverse("ngo:rating", args=[rated.slug])).content.decode()
    empty = client.post(reverse("ngo:rating", args=[rated.slug]), {"indicator": "shifts_held", "words": ""})
    sent = client.post(
        reverse("ngo:rating", args=[rated.slug]), {"indicator": "shifts_held", "words": "A fourth took place."}
    )

    assert "Confirmed hours: 100 hours more" in page
    assert empty.status_code == 422
    assert sent.status_code == 302
    assert RatingAppeal.objects.get().words == "A fourth took place."


def test_an_objection_is_decided_by_somebody_else_and_then_public(
    rated, owner, reviewer, client, django_capture_on_commit_callbacks
):
    client.post(
        reverse("ngo:rating", args=[rated.slug]), {"indicator": "shifts_held", "words": "A fourth took place."}
    )
    door = reverse("moderator:rating_appeal", args=[RatingAppeal.objects.get().public_id])
    client.force_login(reviewer)
    said = {"verdict": "upheld", "successes": "4", "cases": "4", "reason": "The list was lost and is found."}

    impossible = client.post(door, said | {"cases": "3"})
    with django_capture_on_commit_callbacks(execute=True):
        decided = client.post(door, said)
    client.logout()
    log = client.get(reverse("guest:rating_appeals")).content.decode()

    assert (impossible.status_code, decided.status_code) == (422, 302)
    assert "The list was lost and is found." in log
    assert "A fourth took place." not in log
    assert explained(rated).inputs.count("shifts_held") == Count(4, 4)


def test_the_overview_counts_and_previews_what_tonight_would_say(rated, reviewer, client, now):
    make_organisation()
    make_role(make_shift(rated.opportunities.get(), days_ahead=-3))
    client.force_login(reviewer)

    page = client.get(reverse("moderator:ratings"), {"bin": rated.bin})

    assert page.context["overview"].rated == 1
    assert ("Shifts took place", "3 of 3", "4 of 4") in page.context["changes"]
    assert client.get(reverse("moderator:ratings"), {"bin": "1"}).status_code == 404
