import re
from datetime import timedelta

import pytest
from django.urls import reverse

from events.enums import SignUpOrigin, SignUpStatus
from events.models import ShiftRole, SignUp, SwapOffer, WaitlistEntry
from events.services.signups import withdraw
from tests.factories.accounts import make_user
from tests.factories.events import make_opportunity, make_role, make_shift, make_signup
from tests.factories.volunteers import make_volunteer

pytestmark = pytest.mark.django_db


@pytest.fixture
def full(now, db):
    role = make_role(make_shift(make_opportunity()), capacity=1)
    make_signup(role, make_volunteer(user=make_user(full_name="Сабина Ахметова")))
    return ShiftRole.objects.get(pk=role.pk)


def page_of(role):
    opportunity = role.shift.opportunity
    return reverse("guest:opportunity", args=[opportunity.public_id, opportunity.slug])


def wait(browser, role):
    address = reverse("volunteer:wait", args=[role.shift.opportunity.public_id])
    return browser.post(address, {"role": str(role.public_id)}, follow=True)


def test_a_full_shift_offers_what_else_fits_and_then_the_waiting_list(full, browser_of, aliya):
    other = make_opportunity(title="Plant trees")
    make_role(make_shift(other, days_ahead=6))
    browser = browser_of(aliya)

    page = browser.get(page_of(full)).content.decode()
    assert page.index("Plant trees") < page.index("Join the waiting list")
    told = wait(browser, full).content.decode()

    assert "You are on the waiting list. When a place is free for you, we write to you." in told
    assert "You are number 1 on the waiting list" in told
    assert "You are number 1 on the waiting list" in browser.get(reverse("volunteer:shifts")).content.decode()


def test_an_offer_shows_its_deadline_and_is_accepted(full, browser_of, aliya, now):
    browser = browser_of(aliya)
    wait(browser, full)
    holder = SignUp.objects.select_related("role", "shift__opportunity", "volunteer__user").get()
    withdraw(signup=holder, actor=holder.volunteer.user, now=now)

    page = browser.get(reverse("volunteer:shifts")).content.decode()
    assert "Please answer by 4 May 2026, 21:00" in page
    offer = SignUp.objects.get(origin=SignUpOrigin.WAITLIST)
    browser.post(reverse("volunteer:accept", args=[offer.public_id]))

    assert SignUp.objects.get(pk=offer.pk).status == SignUpStatus.CONFIRMED


def test_she_waits_no_longer(full, browser_of, aliya):
    browser = browser_of(aliya)
    wait(browser, full)
    entry = WaitlistEntry.objects.get()

    browser.post(reverse("volunteer:wait_no_longer", args=[entry.public_id]))

    assert not WaitlistEntry.objects.waiting().exists()


def test_a_guest_who_wants_to_wait_joins_first(full, client):
    address = reverse("volunteer:wait", args=[full.shift.opportunity.public_id])

    response = client.post(address, {"role": str(full.public_id)})

    assert response["Location"].startswith(reverse("volunteer:join"))


def test_foreign_entries_and_offers_are_not_found(full, browser_of, aliya, now):
    stranger = make_volunteer(user=make_user())
    entry = WaitlistEntry.objects.create(role=full, volunteer=stranger, joined_at=now)
    swap = SwapOffer.objects.create(signup=SignUp.objects.get(), volunteer=stranger, made_at=now)
    browser = browser_of(aliya)

    for name in ("take_over", "refuse", "keep"):
        assert browser.post(reverse(f"volunteer:{name}", args=[swap.public_id])).status_code == 404
    assert browser.post(reverse("volunteer:wait_no_longer", args=[entry.public_id])).status_code == 404


def test_a_place_is_given_by_address_and_taken_over(now, browser_of, aliya):
    sabina = make_volunteer(user=make_user(email="sabina@example.org", full_name="Сабина Ахметова"))
    signup = make_signup(make_role(make_shift(make_opportunity()), capacity=1), aliya.volunteer)
    give = reverse("volunteer:give", args=[signup.public_id])
    giver = browser_of(aliya)

    assert giver.post(give, {"email": "nonsense"}).status_code == 422
    known = giver.post(give, {"email": "sabina@example.org"}, follow=True).content.decode()
    assert "Offered to whoever has this address here." in known
    taker = browser_of(sabina.user)
    assert "Әлия С. offers you a place" in taker.get(reverse("volunteer:shifts")).content.decode()
    swap = SwapOffer.objects.get()
    taker.post(reverse("volunteer:take_over", args=[swap.public_id]))

    assert SignUp.objects.confirmed().get().volunteer == sabina


def test_the_answer_to_an_unknown_address_is_letter_for_letter_the_same(now, browser_of, aliya):
    make_volunteer(user=make_user(email="sabina@example.org"))
    signup = make_signup(make_role(make_shift(make_opportunity())), aliya.volunteer)
    give, browser = reverse("volunteer:give", args=[signup.public_id]), browser_of(aliya)

    answers = []
    for email in ("sabina@example.org", "nobody@example.org"):
        told = browser.post(give, {"email": email}, follow=True)
        page = told.content.decode().replace(str(SwapOffer.objects.unanswered().get().public_id), "ID")
        answers.append((told.status_code, re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page)))

    assert answers[0][0] == 200
    assert answers[0] == answers[1]
    assert SwapOffer.objects.count() == 2


def test_keeping_and_refusing_leave_the_place_where_it_is(now, browser_of, aliya):
    sabina = make_volunteer(user=make_user(email="sabina@example.org"))
    signup = make_signup(make_role(make_shift(make_opportunity())), aliya.volunteer)
    for name, user in (("refuse", sabina.user), ("keep", aliya)):
        browser = browser_of(user)
        swap = SwapOffer.objects.create(signup=signup, volunteer=sabina, made_at=now + timedelta(minutes=1))
        browser.post(reverse(f"volunteer:{name}", args=[swap.public_id]))
        assert not SwapOffer.objects.unanswered().exists()

    assert SignUp.objects.confirmed().get().volunteer == aliya.volunteer
