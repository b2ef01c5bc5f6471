"""Money from the call to the public result, with scripts switched off."""

from datetime import timedelta

import time_machine

from core import clock
from funding.models import Application, Call
from ngos.enums import DisclosureLevel, ExclusionKind
from ngos.models import ExclusionFlag, LevelGrant, Organisation
from tests.browser.harness import sign_in, visiting
from tests.factories.accounts import make_user
from tests.factories.funding import make_application, make_eligible
from tests.factories.ngos import make_organisation

HOME_REGION = "350000000"
TITLE = "Clean courtyards of spring"
WORDS = {
    "Name of the project": "Green corner",
    "Aim: what will be better": "Shade in every yard.",
    "Plan: what happens when": "Ten Saturdays with volunteers.",
    "Results: how everybody": "Four hundred trees.",
}


def test_call_refusal_application_scores_protocol_and_result(browser, town):
    """The coordinator is refused by two rules, mends both, applies, and wins."""
    members = [make_user(full_name=f"Member {number} Commission") for number in range(4)]
    chair, secretary = members[0], members[-1]
    with visiting(browser, town, java_script_enabled=False) as visit:
        sign_in(visit, town.person("akimat"))
        call = write_call(visit, members)

        sign_in(visit, town.person("coordinator"))
        organisation = Organisation.objects.get(memberships__user=town.person("coordinator"))
        apply_for(visit, call, organisation)
        rival = make_eligible(make_organisation(name="Rival", region=organisation.region), clock.now())
        make_application(call, clock.now(), organisation=rival)

        with time_machine.travel(call.closes_at + timedelta(hours=1), tick=True):
            own = Application.objects.get(organisation=organisation)
            for member in members[:3]:
                sign_in(visit, member)
                score(visit, call, own, is_cousin=member == members[2])
            sign_in(visit, secretary)
            visit.go(f"/en/commission/{call.public_id}/protocol/")
            visit.page.get_by_role("button", name="Draw up the protocol").click()
            visit.page.get_by_role("button", name="Sign the protocol").click()
            sign_in(visit, chair)
            visit.go(f"/en/commission/{call.public_id}/protocol/")
            visit.page.get_by_role("button", name="Sign the protocol").click()
            visit.page.get_by_role("link", name="The public result").click()

            first = visit.page.get_by_role("region", name="Results").get_by_role("row").nth(1).inner_text()
            assert "supported" in first
            assert f"№ {own.number}" in first
            text = visit.page.inner_text("main")
    assert "I am related to somebody who leads it" in text
    assert "3 of 3 members scored all they might score" in text
    assert chair.short_name in text


def write_call(visit, members) -> Call:
    """Write a call of the officer's region, publish it, and appoint the commission."""
    page = visit.page
    visit.go(f"/en/akimat/{HOME_REGION}/funding/")
    page.get_by_role("link", name="Write a call").click()
    page.get_by_label("Title in English").fill(TITLE)
    page.get_by_label("Last day for applications").fill((clock.now() + timedelta(days=9)).date().isoformat())
    page.get_by_label("Kind").select_option("grant_short")
    page.get_by_label("Area").select_option("ecology")
    page.get_by_label("At most for one application, in MRP").fill("100")
    page.get_by_label("Members who score").fill("3")
    first = page.get_by_role("group", name="Criterion 1")
    first.get_by_label("In English").fill("Need")
    first.get_by_label("Weight").fill("1")
    first.get_by_label("Best points").fill("10")
    page.get_by_role("button", name="Keep as a draft").click()
    page.get_by_role("button", name="Publish").click()
    assert page.get_by_text("This kind of call gives at least 500 MRP.").is_visible()
    page.get_by_role("link", name="Change").click()
    page.get_by_label("At most for one application, in MRP").fill("500")
    page.get_by_role("button", name="Keep as a draft").click()
    page.get_by_role("button", name="Publish").click()
    assert page.get_by_text("Its terms stand from now on.").is_visible()
    for member, role in zip(members, ("chair", "member", "member", "secretary"), strict=True):
        page.get_by_label("E-mail or phone of the person").fill(member.email)
        page.get_by_label("Role").select_option(role)
        page.get_by_role("button", name="Appoint").click()
    return Call.objects.get(title_en=TITLE)


def apply_for(visit, call, organisation) -> None:
    """Read two rules, mend both, write and hand in."""
    today, page = clock.now().date(), visit.page
    flag = ExclusionFlag.objects.create(
        organisation=organisation, kind=ExclusionKind.ENFORCEMENT_DEBT, since=today, source="Register of debts"
    )
    LevelGrant.objects.filter(organisation=organisation).delete()
    visit.go("/en/org/")
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Funding").click()
    page.get_by_role("link", name=TITLE).click()
    rules = page.get_by_role("region", name="May you apply?").inner_text()
    assert "The call asks for the level “reported”" in rules
    assert "Pay the debt and show the register the proof." in rules
    fill(page)
    page.get_by_role("button", name="Hand in").click()
    assert page.get_by_role("alert").get_by_text("The organisation has a debt under enforcement.").is_visible()

    flag.until = today
    flag.save()
    LevelGrant.objects.create(
        organisation=organisation,
        level=DisclosureLevel.REPORTED,
        granted_on=today,
        valid_until=today + timedelta(days=300),
    )
    page.get_by_role("button", name="Hand in").click()
    assert page.get_by_text("The application is handed in.").is_visible()


def fill(page) -> None:
    """Write an application of one line."""
    for label, words in WORDS.items():
        page.get_by_label(label).fill(words)
    page.get_by_label("Months").fill("6")
    line = page.get_by_role("group", name="Line 1")
    line.get_by_label("What for").fill("Saplings")
    line.get_by_label("Sum").fill("900000")


def score(visit, call, own, *, is_cousin: bool) -> None:
    """Answer what ties the member, and score what is left; a cousin of the rival leaves the rival to others."""
    page = visit.page
    visit.go(f"/en/commission/{call.public_id}/ties/")
    for box in page.get_by_role("combobox").all():
        name = page.locator(f"label[for={box.get_attribute('id')}]").inner_text()
        box.select_option("relative" if is_cousin and "Rival" in name else "none")
    page.get_by_role("button", name="Keep my answers").click()
    for _ in range(1 if is_cousin else 2):
        page.get_by_role("link", name="№").first.click()
        number = page.get_by_role("heading", level=1).inner_text()
        assert "Rival" not in page.inner_text("main")
        page.get_by_label("Need").fill("11")
        page.get_by_role("button", name="Give these points").click()
        assert page.get_by_role("alert").get_by_text("Give 0 to 10 whole points").is_visible()
        page.get_by_label("Need").fill("9" if number.endswith(str(own.number)) else "5")
        page.get_by_role("button", name="Give these points").click()
    assert page.get_by_text("scored", exact=True).first.is_visible()
