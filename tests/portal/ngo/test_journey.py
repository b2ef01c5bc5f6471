"""From an idea to hours in the ledger: post, publish, invite, accept, hold, confirm."""

from datetime import timedelta

import time_machine
from django.urls import reverse

from core import clock
from events.models import Opportunity, SignUp
from events.services.signups import accept_invitation
from recognition.queries import minutes_of
from tests.factories.accounts import make_user
from tests.factories.volunteers import make_volunteer


def test_coordinator_posts_fills_holds_and_confirms_an_event(now, desk, dana, taza_su, answers):
    madina = make_volunteer(user=make_user(full_name="Мадина Төлегенова"))
    erzhan = make_volunteer(user=make_user(full_name="Ержан Қасымов"))

    posted = desk.post(reverse("ngo:new_event", args=[taza_su.slug]), answers)
    event = Opportunity.objects.get()
    address = [taza_su.slug, event.public_id]
    assert "Look it over" in desk.get(posted["Location"]).content.decode()
    assert "Publish the event to see who fits" in desk.get(reverse("ngo:event", args=address)).content.decode()

    published = desk.post(reverse("ngo:publish", args=address), follow=True).content.decode()
    assert "Published. Volunteers can join now." in published
    assert "Мадина Т." in published
    role = event.shifts.get().roles.get()
    Opportunity.objects.update(is_hazard_declared=True)  # nobody may be invited to work nobody described

    desk.post(reverse("ngo:invite", args=address), {"role": role.public_id, "volunteer": madina.public_id})
    review = desk.post(reverse("ngo:propose", args=address))["Location"]
    keep = [person.suggestion.public_id for person in desk.get(review).context["proposal"].parts[0].roles[0].people]
    desk.post(review, {"keep": keep})
    for signup in SignUp.objects.all():
        accept_invitation(signup=signup, actor=signup.volunteer.user, now=clock.now())
    assert "2 of 28" in desk.get(reverse("ngo:event", args=address)).content.decode()

    with time_machine.travel(now + timedelta(days=6), tick=False):
        desk.force_login(dana)
        hours = reverse("ngo:hours", args=[taza_su.slug])
        assert "Hours to approve (2)" in desk.get(reverse("ngo:today", args=[taza_su.slug])).content.decode()
        late = SignUp.objects.get(volunteer=erzhan)
        desk.post(hours, {"signup": late.public_id, "outcome": "present", "minutes": "180"})
        waiting = [row.signup.public_id for row in desk.get(hours).context["open_rows"]]
        desk.post(hours, {"everyone": waiting})

        assert "All approved." in desk.get(hours).content.decode()
        came = desk.get(reverse("ngo:volunteers", args=[taza_su.slug])).context["page"]
    assert (minutes_of(madina), minutes_of(erzhan)) == (240, 180)
    assert {row.user.short_name for row in came} == {"Мадина Т.", "Ержан Қ."}
