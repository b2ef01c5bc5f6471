"""The public pages: what each shows, to whom, and where its links lead."""

import re

import pytest
from django.urls import reverse

from events.enums import OpportunityStatus
from ngos.enums import OrganisationStatus
from portal.guest.addresses import lengthen, shorten
from tests.factories.events import make_opportunity, make_role, make_shift, make_signup

pytestmark = pytest.mark.django_db


def address(opportunity):
    return reverse("guest:opportunity", args=[opportunity.public_id, opportunity.slug])


def text(response):
    return response.content.decode()


def test_short_address_is_reversible(offer):
    opportunity = offer()

    short = shorten(opportunity.public_id)

    assert len(short) == 22
    assert lengthen(short) == opportunity.public_id
    assert f"/{short}-{opportunity.slug}/" in address(opportunity)


def test_address_of_nothing_is_not_found(client):
    assert client.get(f"/en/opportunities/{'z' * 22}-x/").status_code == 404
    assert client.get(f"/en/opportunities/{'2' * 22}-x/").status_code == 404


def test_old_slug_leads_to_the_present_one(client, offer):
    opportunity = offer()

    response = client.get(address(opportunity).replace(opportunity.slug, "old-name"))

    assert (response.status_code, response.url) == (301, address(opportunity))


def test_guest_sees_shifts_and_no_reasons(client, offer):
    page = text(client.get(address(offer("Plant saplings", capacity=10))))

    assert "10 of 10 places left" in page
    assert "Why this fits you" not in page


def test_volunteer_sees_the_reasons(client, aliya):
    near_home = make_opportunity()
    make_role(make_shift(near_home))
    client.force_login(aliya)

    page = text(client.get(address(near_home)))

    assert "Why this fits you" in page


def test_role_in_the_address_is_chosen_beforehand(client, offer):
    opportunity = offer()
    second = make_role(make_shift(opportunity, days_ahead=9))

    page = text(client.get(address(opportunity), {"role": str(second.public_id)}))

    chosen = re.search(r'value="([0-9a-f-]{36})" checked', page)
    assert chosen.group(1) == str(second.public_id)


@pytest.mark.parametrize("role", ["x", "0" * 31, "zz" * 16, str([1])])
def test_nonsense_role_in_the_address_is_ignored(client, offer, role):
    page = text(client.get(address(offer()), {"role": role}))

    assert page.count(" checked") == 1


def test_full_shift_cannot_be_chosen(client, offer):
    opportunity = offer(capacity=1)
    role = opportunity.shifts.get().roles.get()
    role.taken_count = 1
    role.save(update_fields=["taken_count"])

    page = text(client.get(address(opportunity)))

    assert "disabled" in page
    assert "No other shift is open just now." in page


def test_own_shift_is_shown_as_taken(client, offer, aliya):
    opportunity = offer()
    make_signup(opportunity.shifts.get().roles.get(), aliya.volunteer)
    client.force_login(aliya)

    assert "You are going" in text(client.get(address(opportunity)))


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (OpportunityStatus.CANCELLED, "This opportunity was cancelled."),
        (OpportunityStatus.CLOSED, "There are no more shifts here."),
    ],
)
def test_page_of_what_is_over_stays_and_says_so(client, offer, status, words):
    opportunity = offer(status=status)

    page = text(client.get(address(opportunity)))

    assert words in page
    assert "Join this shift" not in page


def test_draft_is_not_found(client):
    draft = make_opportunity(published=False)

    assert client.get(address(draft)).status_code == 404


def test_text_in_another_language_is_marked(client, offer):
    opportunity = offer("", title_ru="Сад", title_kk="")

    assert '<span lang="ru">Сад</span>' in text(client.get(address(opportunity)))


def test_typed_text_is_escaped(client, offer):
    opportunity = offer("<script>x</script>", description_en="<img src=x>")

    page = text(client.get(address(opportunity)))

    assert "<script>" not in page
    assert "<img" not in page


def test_register_shows_the_standing(client, taza_su):
    taza_su.status = OrganisationStatus.SUSPENDED
    taza_su.status_reason = "No report for a year."
    taza_su.save(update_fields=["status", "status_reason"])

    assert "Suspended" in text(client.get(reverse("guest:organisations")))
    assert "No report for a year." in text(client.get(reverse("guest:organisation", args=[taza_su.bin])))


def test_register_says_when_nothing_fits(client, taza_su):
    assert "No organisation fits this" in text(client.get(reverse("guest:organisations"), {"q": "zzzz"}))


@pytest.mark.parametrize("page", ["x", "0", "99"])
def test_register_survives_strange_page_numbers(client, taza_su, page):
    assert client.get(reverse("guest:organisations"), {"page": page}).status_code == 200


def test_region_shows_what_is_open_there(client, offer):
    offer("Plant saplings")

    assert "Plant saplings" in text(client.get(reverse("guest:region", args=["350000000"])))
    assert "No open places here yet" in text(client.get(reverse("guest:region", args=["470000000"])))


def test_unknown_region_is_not_found(client):
    response = client.get("/en/regions/123/")

    assert response.status_code == 404
    assert "There is no territory with the code" in text(response)


def test_tile_map_has_twenty_links_that_open(client):
    page = text(client.get(reverse("guest:regions")))

    links = re.findall(r'<li class="t-\d\d"><a href="([^"]+)"', page)
    assert len(links) == 20
    assert [client.get(link).status_code for link in links] == [200] * 20


@pytest.mark.parametrize(
    "name", ["about", "help", "privacy", "accessibility", "rules", "matching", "for-ngos", "for-akimats", "concern"]
)
@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_text_pages_have_one_heading(client, name, language):
    page = text(client.get(f"/{language}/{name}/"))

    assert page.count("<h1") == 1


def test_every_link_of_the_first_page_opens(client, offer):
    offer()
    links = set(re.findall(r'href="(/[^"#]*)', text(client.get("/en/"))))

    broken = {
        link: status
        for link in links
        if not link.startswith("/static/") and (status := client.get(link.replace("&amp;", "&")).status_code) != 200
    }

    assert broken == {}


def test_a_get_changes_nothing(client, offer):
    assert client.get(reverse("theme")).status_code == 405
    assert client.get(reverse("demo_sign_in")).status_code == 405


def test_later_shifts_are_folded_away_unless_one_is_chosen(client, offer):
    opportunity = offer()
    later = [make_role(make_shift(opportunity, days_ahead=10 + step)) for step in range(8)]

    folded = text(client.get(address(opportunity)))
    opened = text(client.get(address(opportunity), {"role": str(later[-1].public_id)}))

    assert "3 more shifts" in folded
    assert '<details class="morefilters">' in folded
    assert '<details class="morefilters" open>' in opened


def test_failing_rule_is_named_before_it_is_tried(client, offer, bekzat):
    opportunity = offer(cause="child_protection")
    client.force_login(bekzat)

    page = text(client.get(address(opportunity)))

    assert "Does not fit yet" in page
    assert "How this fits you" in page


def test_volunteer_is_not_led_to_a_shift_beside_her_own(client, offer, aliya):
    own, other = offer("own"), offer("other", north_km=2)
    free_day = make_role(make_shift(other, days_ahead=9))
    make_signup(own.shifts.get().roles.get(), aliya.volunteer)
    client.force_login(aliya)

    answer = client.get(address(other))

    assert answer.context["chosen"].role == free_day
    assert '" checked' not in text(answer)  # several can be joined at once: nobody unticks what she never chose
