from collections.abc import Callable
from datetime import datetime, time
from urllib.parse import parse_qs, quote, urlencode, urlsplit

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from core.enums import Cause
from events.enums import OpportunityStatus, ShiftStatus, SignUpOrigin, SignUpStatus
from events.models import Opportunity, ShiftRole, SignUp
from events.services.signups import withdraw
from matching.models import News, Shortlist
from tests.factories.events import make_attendance, make_opportunity, make_role, make_shift, make_signup
from tests.factories.recognition import make_hours
from tests.factories.volunteers import make_volunteer

pytestmark = pytest.mark.django_db

BrowserOf = Callable[[User], Client]


def join_address(role: ShiftRole) -> str:
    return reverse("volunteer:join_shift", args=[role.shift.opportunity.public_id])


def opportunity_page(role: ShiftRole) -> str:
    opportunity = role.shift.opportunity
    page = reverse("guest:opportunity", args=[opportunity.public_id, opportunity.slug])
    return f"{page}?role={role.public_id}"


def summary_page(*roles: ShiftRole) -> str:
    page = reverse("volunteer:joined", args=[roles[0].shift.opportunity.public_id])
    return f"{page}?{urlencode({'role': [role.public_id for role in roles]}, doseq=True)}"


def claim(browser: Client, role: ShiftRole) -> str:
    response = browser.post(join_address(role), {"role": str(role.public_id)})
    assert response.status_code == 302
    return str(response["Location"])


def test_volunteer_takes_a_place_and_reads_that_she_is_in(browser_of: BrowserOf, aliya: User) -> None:
    role = make_role(make_shift(make_opportunity(bring_en="Closed shoes")))
    browser = browser_of(aliya)

    page = browser.get(claim(browser, role)).content.decode()

    signup = SignUp.objects.get()
    assert (signup.role, signup.volunteer, signup.status) == (role, aliya.volunteer, SignUpStatus.CONFIRMED)
    assert "<h1" in page
    for words in ("You are in.", "Abai avenue 10", "Bring: Closed shoes"):
        assert words in page


def test_guest_joins_first_and_comes_back_to_the_chosen_shift(client: Client) -> None:
    role = make_role()

    assert claim(client, role) == f"/en/join/?next={quote(opportunity_page(role), safe='')}"
    assert not SignUp.objects.exists()


def test_account_without_a_profile_is_asked_for_it_first(browser_of: BrowserOf, zhanna: User) -> None:
    role = make_role()

    assert claim(browser_of(zhanna), role).startswith("/en/join/?next=")


def assert_refused(browser: Client, role: ShiftRole, sentence: str) -> None:
    """The person reads on the page that sums up why not, and nothing was taken."""
    held = SignUp.objects.count()
    back = claim(browser, role)

    assert back == summary_page(role)
    assert sentence in browser.get(back).content.decode()
    assert SignUp.objects.count() == held


def test_full_shift_says_so(browser_of: BrowserOf, aliya: User) -> None:
    role = make_role(capacity=1)
    make_signup(role, make_volunteer())

    assert_refused(browser_of(aliya), role, "This shift is full.")


def test_clash_names_the_other_shift(browser_of: BrowserOf, aliya: User) -> None:
    other = make_role(make_shift(make_opportunity(title="Paint a fence")))
    make_signup(other, aliya.volunteer)
    role = make_role(make_shift(start_time=time(12)))

    assert_refused(browser_of(aliya), role, "This clashes with your shift")


def test_minor_without_consent_is_asked_whom_to_write_to(now: datetime, browser_of: BrowserOf) -> None:
    minor = make_volunteer(age=15)
    browser = browser_of(minor.user)

    page = browser.get(claim(browser, make_role())).content.decode()

    assert SignUp.objects.get().status == SignUpStatus.AWAITING
    for words in ("One more step", "Whose phone or e-mail?", "Your place is held until"):
        assert words in page


def test_minor_with_consent_joins(now: datetime, browser_of: BrowserOf, bekzat: User) -> None:
    role = make_role()

    claim(browser_of(bekzat), role)

    assert SignUp.objects.get().volunteer == bekzat.volunteer


def test_minor_is_kept_out_of_work_with_children(browser_of: BrowserOf, bekzat: User) -> None:
    role = make_role(make_shift(make_opportunity(cause=Cause.CHILD_PROTECTION)))

    assert_refused(browser_of(bekzat), role, "Only people aged 18 and over may take this role")


def test_missing_skill_is_named_as_the_reason(browser_of: BrowserOf, aliya: User) -> None:
    assert_refused(browser_of(aliya), make_role(required={"first_aid": 2}), "This role needs a skill")


def test_second_place_on_the_same_shift_is_refused(browser_of: BrowserOf, aliya: User) -> None:
    shift = make_shift()
    make_signup(make_role(shift), aliya.volunteer)

    assert_refused(browser_of(aliya), make_role(shift), "You already have a place on this shift.")


@pytest.mark.parametrize("chosen", ["", "nonsense", "00000000-0000-0000-0000-000000000000"])
def test_no_shift_or_an_unknown_one_leads_back(browser_of: BrowserOf, aliya: User, chosen: str) -> None:
    role = make_role()

    response = browser_of(aliya).post(join_address(role), {"role": chosen})

    assert response.status_code == 302
    assert response["Location"].startswith(opportunity_page(role).partition("?")[0])
    assert not SignUp.objects.exists()


def test_leaving_asks_once_and_frees_the_place(browser_of: BrowserOf, aliya: User) -> None:
    signup = make_signup(make_role(), aliya.volunteer)
    browser, address = browser_of(aliya), reverse("volunteer:leave", args=[signup.public_id])

    asked = browser.get(address)
    left = browser.post(address, follow=True)

    signup.refresh_from_db()
    assert "Leave this shift?" in asked.content.decode()
    assert "You have left the shift." in left.content.decode()
    assert (signup.status, signup.role.free_count) == (SignUpStatus.WITHDRAWN, 5)


def test_leaving_a_shift_that_is_over_is_refused(browser_of: BrowserOf, aliya: User) -> None:
    signup = make_signup(make_role(make_shift(days_ahead=-1)), aliya.volunteer)

    answered = browser_of(aliya).post(reverse("volunteer:leave", args=[signup.public_id]), follow=True)

    signup.refresh_from_db()
    assert "This shift is over." in answered.content.decode()
    assert signup.status == SignUpStatus.CONFIRMED


def invited(user: User) -> SignUp:
    return make_signup(make_role(), user.volunteer, status=SignUpStatus.INVITED, origin=SignUpOrigin.INVITATION)


def test_invitation_is_shown_and_accepted(browser_of: BrowserOf, aliya: User) -> None:
    signup = invited(aliya)
    browser = browser_of(aliya)

    page = browser.get("/en/me/shifts/").content.decode()
    answered = browser.post(reverse("volunteer:accept", args=[signup.public_id]))

    signup.refresh_from_db()
    assert "Please answer" in page
    assert answered["Location"] == f"/en/me/shifts/{signup.public_id}/"
    assert signup.status == SignUpStatus.CONFIRMED


def test_invitation_is_declined_and_the_place_is_free(browser_of: BrowserOf, aliya: User) -> None:
    signup = invited(aliya)

    browser_of(aliya).post(reverse("volunteer:decline", args=[signup.public_id]))

    signup.refresh_from_db()
    assert (signup.status, signup.role.free_count) == (SignUpStatus.DECLINED, 5)


def test_answering_twice_is_explained(browser_of: BrowserOf, aliya: User) -> None:
    signup = invited(aliya)
    browser = browser_of(aliya)
    browser.post(reverse("volunteer:decline", args=[signup.public_id]))

    again = browser.post(reverse("volunteer:accept", args=[signup.public_id]), follow=True)

    assert "This sign-up can no longer be changed." in again.content.decode()


@pytest.mark.parametrize("name", ["shift", "leave"])
def test_somebody_elses_place_is_not_found(browser_of: BrowserOf, aliya: User, name: str) -> None:
    signup = make_signup(make_role(), make_volunteer())
    address = reverse(f"volunteer:{name}", args=[signup.public_id])

    assert browser_of(aliya).get(address).status_code == 404
    assert browser_of(signup.volunteer.user).get(address).status_code == 200


@pytest.mark.parametrize("name", ["accept", "decline", "leave"])
def test_somebody_elses_place_cannot_be_answered(browser_of: BrowserOf, aliya: User, name: str) -> None:
    signup = invited(make_volunteer().user)

    response = browser_of(aliya).post(reverse(f"volunteer:{name}", args=[signup.public_id]))

    signup.refresh_from_db()
    assert (response.status_code, signup.status) == (404, SignUpStatus.INVITED)


def test_agenda_has_next_later_cancelled_and_past(browser_of: BrowserOf, aliya: User) -> None:
    titles = {"Soonest": 2, "Further": 9, "Called off": 4, "Came": -9, "Unsure": -5, "Absent": -20}
    made = {}
    for title, days_ahead in titles.items():
        status = ShiftStatus.CANCELLED if title == "Called off" else ShiftStatus.PLANNED
        shift = make_shift(make_opportunity(title=title), days_ahead=days_ahead, status=status)
        made[title] = make_signup(make_role(shift), aliya.volunteer)
    make_attendance(made["Came"])
    make_attendance(made["Absent"], minutes=0)

    page = browser_of(aliya).get("/en/me/shifts/").content.decode()

    order = [
        *(
            "Your next shift",
            "Soonest",
            "Cancelled",
            "Called off",
            "Later",
            "Further",
            "How was it?",
            "Past",
            "Unsure",
        ),
        *("Waiting for confirmation", "Came", "4 hours", "Absent", "Not there"),
    ]
    place = page.index("<h1")
    for words in order:  # each after the one before: what is asked about stands below "Past" once more
        place = page.index(words, place)


def test_nobody_has_shifts_at_first(browser_of: BrowserOf, aliya: User) -> None:
    page = browser_of(aliya).get("/en/me/shifts/").content.decode()

    assert "No shifts yet" in page
    assert 'href="/en/find/"' in page


def test_new_opportunities_that_fit_are_counted_until_they_are_seen(
    browser_of: BrowserOf, aliya: User, now: datetime
) -> None:
    shortlist = Shortlist.objects.create(volunteer=aliya.volunteer, visited_at=now, before_at=now)
    places = [make_role(make_shift(days_ahead=3 + number)) for number in range(3)]
    News.objects.bulk_create(News(shortlist=shortlist, opportunity=role.shift.opportunity) for role in places)
    Opportunity.objects.filter(pk=places[0].shift.opportunity_id).update(status=OpportunityStatus.CANCELLED)
    browser = browser_of(aliya)

    assert "2 new opportunities fit you." in browser.get("/en/me/shifts/").content.decode()
    browser.get("/en/find/")
    assert "fit you." not in browser.get("/en/me/shifts/").content.decode()


@pytest.mark.parametrize("count", [1, 3])
def test_shifts_cost_the_same_for_one_and_three(
    browser_of: BrowserOf, aliya: User, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    for number in range(count):
        make_signup(make_role(make_shift(days_ahead=2 + number)), aliya.volunteer)
        make_signup(make_role(make_shift(days_ahead=-2 - number)), aliya.volunteer)
        make_signup(make_role(make_shift(days_ahead=20 + number)), aliya.volunteer, status=SignUpStatus.INVITED)
    browser = browser_of(aliya)

    with django_assert_num_queries(14):
        browser.get("/en/me/shifts/")


def test_hours_are_summed_and_listed(browser_of: BrowserOf, aliya: User) -> None:
    for days_ago, minutes in ((3, 240), (40, 90)):
        role = make_role(make_shift(make_opportunity(title=f"Held {days_ago} days ago"), days_ahead=-days_ago))
        make_hours(make_signup(role, aliya.volunteer), minutes=minutes)
    make_signup(make_role(make_shift(days_ahead=-1)), aliya.volunteer)

    page = browser_of(aliya).get("/en/me/hours/").content.decode()

    for words in ("5 h 30 min", "4 hours more wait for confirmation.", "In 2 different months.", "Held 3 days ago",
                  "Таза Су", "Almaty", "1 h 30 min"):  # fmt: skip
        assert words in page


def test_hours_are_honest_when_there_are_none(browser_of: BrowserOf, aliya: User) -> None:
    page = browser_of(aliya).get("/en/me/hours/").content.decode()

    assert "0 hours" in page
    assert "Your first confirmed hours will appear here after your first shift." in page


@pytest.mark.parametrize("count", [1, 3])
def test_hours_cost_the_same_for_one_and_three(
    browser_of: BrowserOf, aliya: User, django_assert_num_queries: DjangoAssertNumQueries, count: int
) -> None:
    for number in range(count):
        make_hours(make_signup(make_role(make_shift(days_ahead=-2 - number)), aliya.volunteer))
    browser = browser_of(aliya)

    with django_assert_num_queries(15):
        browser.get("/en/me/hours/")


def test_three_shifts_are_joined_with_one_button_and_one_page_sums_up(browser_of: BrowserOf, aliya: User) -> None:
    opportunity = make_opportunity()
    roles = [make_role(make_shift(opportunity, days_ahead=day), capacity=1) for day in (5, 6, 7)]
    other = make_role(make_shift(opportunity, days_ahead=8))
    make_signup(roles[2], make_volunteer())
    browser = browser_of(aliya)

    answer = browser.post(join_address(roles[0]), {"role": [str(role.public_id) for role in roles]})
    page = browser.get(answer["Location"]).content.decode()

    assert answer["Location"] == summary_page(*roles)
    assert list(SignUp.objects.filter(volunteer=aliya.volunteer).order_by("shift__starts_at")) == [
        role.signups.get() for role in roles[:2]
    ]
    for words in ("2 shifts are yours", "This shift is full.", "These fit you", "Or wait", "Join the waiting list"):
        assert words in page
    assert page.index(str(other.public_id)) < page.index("Or wait")


def test_the_page_that_sums_up_changes_nothing_and_tells_how_things_stand(browser_of: BrowserOf, aliya: User) -> None:
    role = make_role(capacity=1)
    holder = make_signup(role, make_volunteer())
    browser = browser_of(aliya)
    assert "This shift is full." in browser.get(summary_page(role)).content.decode()

    withdraw(signup=holder, actor=holder.volunteer.user, now=holder.made_at)

    assert "Free now" in browser.get(summary_page(role)).content.decode()
    assert not SignUp.objects.filter(volunteer=aliya.volunteer).exists()


def test_guest_with_several_ticked_comes_back_with_all_of_them(client: Client) -> None:
    opportunity = make_opportunity()
    roles = [make_role(make_shift(opportunity, days_ahead=day)) for day in (5, 6, 7)]

    answer = client.post(join_address(roles[0]), {"role": [str(role.public_id) for role in roles[:2]]})
    back = parse_qs(urlsplit(answer["Location"]).query)["next"][0]

    page = client.get(back).content.decode()
    assert page.count('" checked') == 2


@pytest.mark.parametrize("count", [1, 3])
def test_summing_up_asks_as_often_for_one_refusal_as_for_three(
    count: int, browser_of: BrowserOf, aliya: User, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    opportunity = make_opportunity()
    roles = [make_role(make_shift(opportunity, days_ahead=day), capacity=1) for day in range(5, 5 + count)]
    for role in roles:
        make_signup(role, make_volunteer())
    browser = browser_of(aliya)

    with django_assert_max_num_queries(40 + 15 * count):
        browser.get(summary_page(*roles))
