"""Posting an event: nine answers are enough, nothing typed is lost, and the bad answers say what to do."""

import pytest
from django.urls import reverse

from core.text import localised
from events.enums import OpportunityStatus, ShiftStatus, SignUpStatus
from events.models import Opportunity, ShiftRole, SignUp
from ngos.enums import OrganisationStatus
from tests.factories.events import make_opportunity, make_role, make_shift, make_signup
from tests.factories.volunteers import make_skill, make_volunteer

SHIFT = {
    "starts_on": "2026-05-16",
    "start_time": "10:00",
    "end_time": "14:00",
    "role_name": "Helper",
    "capacity": "6",
}


@pytest.fixture
def new_page(now, taza_su):
    return reverse("ngo:new_event", args=[taza_su.slug])


def page_of(event, name="event"):
    return reverse(f"ngo:{name}", args=[event.organisation.slug, event.public_id])


def test_nine_answers_make_a_draft_with_its_shift_and_role(desk, new_page, answers):
    response = desk.post(new_page, answers)

    event = Opportunity.objects.get()
    role = ShiftRole.objects.get()
    assert response["Location"] == page_of(event, "preview")
    assert (event.status, event.title_en, event.title_kk) == (OpportunityStatus.DRAFT, "Plant 400 saplings", "")
    assert localised(event.venue, "name", "en").text == "Almaty"
    assert (role.name_en, role.capacity, role.minimum) == ("Planter", 28, 0)
    assert (str(role.shift.starts_on), role.shift.minutes) == ("2026-05-09", 240)


def test_every_further_answer_is_kept(desk, new_page, answers):
    needed, wanted = make_skill("first_aid"), make_skill("driving")
    more = {
        "text_language": "kk",
        "description": "Ағаш отырғызамыз.",
        "bring": "Қолғап",
        "costs": "Түскі ас тегін",
        "address": "Абай 10",
        "contact_phone": "+7 701 000 00 00",
        "min_age": "16",
        "languages": ["1", "8"],
        "effort": "heavy",
        "is_step_free": "on",
        "provides_transport": "on",
        "has_child_contact": "on",
        "minimum": "10",
        "role_min_age": "18",
        "role_languages": ["1", "2"],
        "skill_1": needed.code,
        "skill_level_1": "2",
        "skill_2": wanted.code,
        "skill_need_2": "wanted",
        "role_count": "2",
        "role_name_2": "Фотограф",
        "capacity_2": "2",
        "end_time": "01:00",
        "ends_next_day": "on",
        "start_time": "22:00",
    }

    desk.post(new_page, answers | more)

    event = Opportunity.objects.get()
    first, second = ShiftRole.objects.order_by("position")
    assert (event.description_kk, event.bring_kk, event.costs_kk) == ("Ағаш отырғызамыз.", "Қолғап", "Түскі ас тегін")
    assert (event.min_age, event.languages, event.effort, event.has_child_contact) == (16, 9, "heavy", True)
    assert (event.is_step_free, event.provides_transport, event.has_quiet_place) == (True, True, False)
    assert first.shift.minutes == 180
    assert (first.minimum, second.name_kk, second.capacity) == (10, "Фотограф", 2)
    assert (first.min_age, first.languages, second.min_age) == (18, 3, None)
    skills = first.skills.values_list("skill__code", "is_required", "level")
    assert sorted(skills) == [("driving", False, 1), ("first_aid", True, 2)]
    assert not second.skills.exists()


def test_online_event_needs_no_place(desk, new_page, answers):
    desk.post(new_page, answers | {"place": "", "is_remote": "on"})

    assert Opportunity.objects.get().is_remote


BAD = {
    "nothing at all": (dict.fromkeys(["title", "starts_on", "capacity", "contact_name"], ""), "Please fill this in."),
    "no place": ({"place": ""}, "Say where it takes place, or mark it as online."),
    "unknown place": ({"place": "Qwxzv"}, "We do not know the place"),
    "ends before it starts": ({"end_time": "09:00"}, "The shift ends before it starts."),
    "between quarters": ({"start_time": "10:07"}, "Shifts start and end on a quarter hour"),
    "in the past": ({"starts_on": "2026-05-01"}, "The date of the shift must lie between today and two years"),
    "no such day": ({"starts_on": "2026-02-31"}, "Please enter a real date."),
    "no places": ({"capacity": "0"}, "A role needs at least one place"),
    "larger team than places": ({"capacity": "3", "minimum": "4"}, "the smallest team cannot be larger"),
    "toddlers": ({"min_age": "3"}, "The minimum age must be between 14 and 99."),
    "half a role": ({"role_count": "2", "role_name_2": "Photo"}, "Say how many places this role has."),
    "a role without a name": ({"role_count": "2", "capacity_2": "2"}, "Give this role a name."),
    "unknown skill": ({"skill_1": "sorcery"}, "Please choose one of the options."),
    "never ends": ({"repeat": "weekly"}, "Say when it ends: choose a last day or a number of times."),
    "ends before it starts to repeat": (
        {"repeat": "weekly", "until": "2026-05-01"},
        "The last day comes before the first one.",
    ),
    "ends in 2999": ({"repeat": "monthly", "until": "2999-01-01"}, "Shifts can be planned two years ahead."),
    "far too often": ({"repeat": "working_days", "times": "4000"}, "This makes more than 200 shifts."),
    "dates nobody can read": (
        {"repeat": "dates", "dates": "31.02.2027"},
        "“31.02.2027” is not a date. Write dates like 09.05.2027, one on each line.",
    ),
    "dates without dates": ({"repeat": "dates"}, "Say how it repeats, or choose the dates."),
    "dates of nothing": ({"preview": "1"}, "Say how it repeats, or choose the dates."),
    "a date in 1970": ({"repeat": "dates", "dates": "01.01.1970"}, "The date of the shift must lie between today"),
    "nothing left": (
        {"repeat": "weekly", "times": "1", "except_on": "09.05.2026"},
        "No day is left: every one is left out.",
    ),
    "the last day of all calendars": ({"starts_on": "9999-12-31", "ends_next_day": "on"}, "must lie between today"),
    "the first day of all calendars": ({"starts_on": "0001-01-01"}, "must lie between today"),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_answer_is_explained_and_keeps_what_was_typed(desk, new_page, answers, case):
    wrong, sentence = BAD[case]
    typed = answers | {"description": "Bring good shoes.", "is_step_free": "on"} | wrong

    response = desk.post(new_page, typed)

    page = response.content.decode()
    assert response.status_code == 422
    assert not Opportunity.objects.exists()
    assert sentence in page
    assert 'class="errsum"' in page
    assert "Bring good shoes." in page
    assert 'name="is_step_free" id="id_is_step_free" checked' in page
    for name in ("title", "place", "role_name", "contact_name"):
        assert f'name="{name}" value="{typed[name]}"' in page or not typed[name]


def test_misspelt_place_offers_the_right_one(desk, new_page, answers):
    page = desk.post(new_page, answers | {"place": "Almatyy"}).content.decode()

    assert "Did you mean: Almaty" in page


def test_draft_of_unverified_organisation_is_safe_but_cannot_be_published(desk, new_page, answers, taza_su):
    taza_su.status = OrganisationStatus.UNVERIFIED
    taza_su.save()
    desk.post(new_page, answers)
    event = Opportunity.objects.get()

    page = desk.post(page_of(event, "publish"), follow=True).content.decode()

    event.refresh_from_db()
    assert event.status == OpportunityStatus.DRAFT
    assert "Only verified organisations can publish." in page


def test_publishing_closing_and_what_no_longer_works(desk, now, taza_su):
    event = make_opportunity(organisation=taza_su, published=False)
    assert "Add at least one shift" in desk.post(page_of(event, "publish"), follow=True).content.decode()
    make_role(make_shift(event))

    statuses = []
    for step in ("publish", "close", "close"):
        answer = desk.post(page_of(event, step), follow=True).content.decode()
        event.refresh_from_db()
        statuses.append(event.status)

    assert statuses == ["published", "closed", "closed"]
    assert "This is no longer possible" in answer


def test_cancelling_asks_first_and_says_what_is_lost(desk, event, role, past_role):
    make_signup(role, make_volunteer())
    asked = desk.get(page_of(event, "cancel")).content.decode()
    event.refresh_from_db()
    assert event.status == OpportunityStatus.PUBLISHED
    assert "1 shift ahead is called off." in asked
    assert "1 person loses the place." in asked

    desk.post(page_of(event, "cancel"))

    event.refresh_from_db()
    role.shift.refresh_from_db()
    past_role.shift.refresh_from_db()
    assert (event.status, role.shift.status, past_role.shift.status) == (
        OpportunityStatus.CANCELLED, ShiftStatus.CANCELLED, ShiftStatus.PLANNED,
    )  # fmt: skip
    assert SignUp.objects.get().status == SignUpStatus.CANCELLED


def test_changing_one_language_leaves_the_others_and_the_exact_place(desk, event):
    event.latitude = 43.2001
    event.save()
    form = desk.get(page_of(event, "edit_event")).context["form"]
    answers = {name: form[name].value() for name in form.fields}
    answers = {name: value for name, value in answers.items() if value not in (None, False)}

    response = desk.post(page_of(event, "edit_event"), answers | {"title": "Clean both banks", "min_age": "18"})

    event.refresh_from_db()
    assert response.status_code == 302
    assert (event.title_en, event.title_ru) == ("Clean both banks", "Clean the river bank (ru)")
    assert (event.min_age, event.latitude, event.languages) == (18, 43.2001, 7)


def test_changing_to_nonsense_keeps_the_event(desk, event):
    response = desk.post(page_of(event, "edit_event"), {"text_language": "en", "title": "", "cause": "war"})

    event.refresh_from_db()
    assert (response.status_code, event.title_en) == (422, "Clean the river bank")


def test_further_shift_copies_hours_and_roles_with_their_other_names(desk, event, role):
    form = desk.get(page_of(event, "new_shift")).context["form"]
    assert (form["role_name"].value(), form["capacity"].value(), form["starts_on"].value()) == ("Helper", 5, None)

    desk.post(
        page_of(event, "new_shift"),
        {
            "starts_on": "2026-05-16",
            "start_time": "10:00",
            "end_time": "14:00",
            "role_name": "Helper",
            "capacity": "6",
        },
    )

    added = ShiftRole.objects.latest("pk")
    assert (added.capacity, added.name_kk, str(added.shift.starts_on)) == (6, "Көмекші", "2026-05-16")


def test_further_shift_with_a_wrong_hour_is_explained(desk, event):
    wrong = {
        "starts_on": "2026-05-16",
        "start_time": "14:00",
        "end_time": "10:00",
        "role_name": "Helper",
        "capacity": "6",
    }

    response = desk.post(page_of(event, "new_shift"), wrong)

    assert (response.status_code, event.shifts.count()) == (422, 0)
    assert 'value="2026-05-16"' in response.content.decode()


def test_places_may_grow_but_not_below_the_people_who_have_one(desk, event, role):
    make_signup(role, make_volunteer())
    make_signup(role, make_volunteer())
    page = reverse("ngo:edit_role", args=[event.organisation.slug, event.public_id, role.public_id])

    refused = desk.post(page, {"role_name": "Helper", "capacity": "1"})
    grown = desk.post(page, {"role_name": "Helper", "capacity": "9"})

    role.refresh_from_db()
    assert (refused.status_code, grown.status_code, role.capacity) == (422, 302, 9)
    assert "2 places are already taken" in refused.content.decode()
    assert 'value="1"' in refused.content.decode()


def test_role_of_another_event_is_not_found(desk, event, taza_su):
    other = make_role(make_shift(make_opportunity(organisation=taza_su)))

    response = desk.get(reverse("ngo:edit_role", args=[taza_su.slug, event.public_id, other.public_id]))

    assert response.status_code == 404


def test_form_asks_for_at_most_nine_things(desk, new_page):
    form = desk.get(new_page).context["form"]

    asked = [name for name, field in form.fields.items() if field.required and not form[name].value()]
    assert asked == [
        "title", "cause", "place", "starts_on", "start_time", "end_time", "role_name", "capacity", "contact_name",
    ]  # fmt: skip


def test_the_declaration_comes_back_into_the_form_as_it_was_given(now, desk, new_page, answers, taza_su):
    said = {"hazards": ["medical"], "host_kind": "hospital", "host_approval": "Chief doctor, 01.04.2026"}
    desk.post(new_page, answers | said)
    event = Opportunity.objects.get()

    form = desk.get(page_of(event, "edit_event")).context["form"]

    assert {name: form.initial[name] for name in said} == said
    assert event.is_hazard_declared


def test_none_cannot_stand_beside_a_hazard(now, desk, new_page, answers):
    response = desk.post(new_page, answers | {"hazards": ["none", "medical"]})

    assert response.status_code == 422
    assert "cannot stand beside another answer" in response.content.decode()


def test_a_draft_without_a_declaration_says_what_to_do(now, desk, new_page, answers):
    desk.post(new_page, {**answers, "hazards": []})
    event = Opportunity.objects.get()

    page = desk.get(page_of(event, "event")).content.decode()

    assert "Nobody can join yet: declare what is true of the work." in page
    assert f"{page_of(event, 'edit_event')}#declaration" in page
    assert "has not yet declared" in desk.post(page_of(event, "publish"), follow=True).content.decode()


def test_a_shift_with_children_and_one_adult_is_named_on_the_roster(now, desk, taza_su):
    event = make_opportunity(organisation=taza_su, has_child_contact=True)
    shift = make_shift(event)
    make_role(shift)

    alone = desk.get(page_of(event, "event")).content.decode()
    shift.has_two_adults = True
    shift.save()

    assert "needs two cleared adults" in alone
    assert "needs two cleared adults" not in desk.get(page_of(event, "event")).content.decode()


FORTNIGHTLY = {"repeat": "fortnightly", "times": "4", "skips_holidays": "on", "except_on": "06.06.2026"}


def test_the_dates_are_shown_first_with_what_is_left_out_and_nothing_is_saved(desk, new_page, answers):
    response = desk.post(new_page, answers | FORTNIGHTLY | {"preview": "1"})

    page = response.content.decode()
    assert response.status_code == 200
    assert "2 shifts, nothing is saved yet:" in page
    assert [f"{day:%d.%m}" for day in response.context["days"].days] == ["23.05", "20.06"]
    assert "<s>9 May 2026, Sat</s>" in page
    assert "Victory Day" in page
    assert "your exception" in page
    assert 'value="Plant 400 saplings"' in page
    assert not Opportunity.objects.exists()


def test_every_second_saturday_but_holidays_is_saved_as_a_series(desk, new_page, answers):
    desk.post(new_page, answers | FORTNIGHTLY)

    event = Opportunity.objects.get()
    days = event.shifts.order_by("starts_at").values_list("starts_on", flat=True)
    assert [f"{day:%d.%m}" for day in days] == ["23.05", "20.06"]
    assert event.series.get().rule == "FREQ=WEEKLY;INTERVAL=2;BYDAY=SA;COUNT=4"
    assert ShiftRole.objects.filter(name_en="Planter", capacity=28).count() == 2


def test_another_role_is_asked_for_without_losing_a_word_or_scolding(desk, new_page, answers):
    typed = answers | {"title": "", "description": "Bring good shoes.", "add_role": "1"}

    response = desk.post(new_page, typed)

    page = response.content.decode()
    assert response.status_code == 200
    assert 'name="role_name_2"' in page
    assert "Bring good shoes." in page
    assert 'class="errsum"' not in page
    assert not Opportunity.objects.exists()


def test_a_role_never_loses_a_skill_however_many_it_has(desk, event, role):
    codes = ["first_aid", "driving", "photo", "cooking"]
    role = make_role(role.shift, required=dict.fromkeys(codes, 2), name_en="Medic", position=1)
    page = reverse("ngo:edit_role", args=[event.organisation.slug, event.public_id, role.public_id])
    form = desk.get(page).context["form"]
    kept = {name: form[name].value() for name in form.fields if form[name].value()} | {"skill_rows": "5"}

    desk.post(page, kept | {"capacity": "9"})

    assert sorted(role.skills.values_list("skill__code", "level")) == [(code, 2) for code in sorted(codes)]


def test_last_times_event_is_posted_again_four_weeks_later(desk, event, past_role):
    page = page_of(event, "duplicate")
    form = desk.get(page).context["form"]
    again = {name: form[name].value() for name in form.fields if form[name].value()}

    response = desk.post(page, again)

    old, new = Opportunity.objects.order_by("pk")
    assert response["Location"] == page_of(new, "preview")
    assert (new.title_en, new.title_kk, new.status) == (old.title_en, old.title_kk, OpportunityStatus.DRAFT)
    assert (new.hazards, new.is_hazard_declared, new.external_key) == (old.hazards, True, "")
    shift = new.shifts.get()
    assert (shift.starts_on - past_role.shift.starts_on).days == 28
    assert [(role.name_kk, role.capacity) for role in shift.roles.all()] == [("Көмекші", 5)]


def test_an_event_of_last_year_is_posted_on_the_next_such_weekday(desk, event):
    make_role(make_shift(event, days_ahead=-380))

    day = desk.get(page_of(event, "duplicate")).context["form"]["starts_on"].value()

    assert (day.weekday(), 0 < (day - event.shifts.get().starts_on).days - 380 <= 7) == (
        event.shifts.get().starts_on.weekday(), True,
    )  # fmt: skip


def test_the_same_title_on_the_same_day_is_a_warning_and_no_block(desk, event, role, answers, new_page):
    desk.post(new_page, answers | {"title": "CLEAN the river  bank"})
    other = Opportunity.objects.latest("pk")

    page = desk.get(page_of(other, "preview")).content.decode()
    desk.post(page_of(other, "publish"))

    other.refresh_from_db()
    assert "You have already published an event with this title on the same day." in page
    assert other.status == OpportunityStatus.PUBLISHED


def test_another_day_or_another_organisation_is_no_twin(desk, event, role, answers, new_page):
    make_role(make_shift(make_opportunity(title="Plant 400 saplings"), days_ahead=5))
    desk.post(new_page, answers | {"title": "Clean the river bank", "starts_on": "2026-05-10"})
    desk.post(new_page, answers)

    twins = [desk.get(page_of(event, "preview")).context["twins"] for event in Opportunity.objects.order_by("-pk")[:2]]

    assert twins == [[], []]


LONG = "We pick up litter along the river and carry it to the bridge where a lorry waits for us until two at noon."


def test_long_sentences_are_underlined_and_short_ones_are_not(desk, new_page, answers):
    desk.post(new_page, answers | {"description": f"Come early. {LONG} Bring gloves."})

    page = desk.get(page_of(Opportunity.objects.get(), "preview")).content.decode()

    assert page.count('<u class="toolong">') == 1
    assert "1 sentence has more than 20 words and is underlined." in page


EVIL = '<script>alert(1)</script><img src="https://tracker.example/x.gif" onerror="alert(2)">'
SHOWN = "&lt;script&gt;alert(1)&lt;/script&gt;&lt;img src="


def test_scripts_and_tracking_pictures_are_shown_as_text_everywhere(desk, client, new_page, answers):
    texts = ("title", "address", "contact_name", "description", "bring", "costs", "role_name")
    limits = {"role_name": 80, "contact_name": 100}
    desk.post(new_page, answers | {name: EVIL[: limits.get(name, 120)] for name in texts})
    event = Opportunity.objects.get()
    desk.post(page_of(event, "publish"))
    public = reverse("guest:opportunity", args=[event.public_id, event.slug])

    for address in (public, page_of(event), page_of(event, "preview"), page_of(event, "edit_event")):
        page = client.get(address).content.decode()
        assert "<script>alert" not in page
        assert "<img src" not in page
        assert SHOWN in page
        assert "tracker.example" not in client.get(address).headers["Content-Security-Policy"]
