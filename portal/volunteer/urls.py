"""Addresses of volunteers' pages."""

from django.urls import path

from portal.volunteer.views import (
    arriving,
    birth_date,
    finding,
    guardian,
    hours,
    joining,
    needs,
    passes,
    privacy,
    profile,
    shifts,
    sign_in,
    start,
    ways,
)

app_name = "volunteer"

urlpatterns = [
    path("join/", joining.join, name="join"),
    path("join/code/", sign_in.CodeView.as_view(), name="join_code"),
    path("sign-in/", sign_in.sign_in, name="sign_in"),
    path("start/", start.causes, name="start"),
    path("start/causes/", start.causes, name="start_causes"),
    path("start/times/", start.times, name="start_times"),
    path("start/skills/", start.skills, name="start_skills"),
    path("find/", finding.find, name="find"),
    path("opportunities/<uuid:public_id>/join/", shifts.join_shift, name="join_shift"),
    path("me/shifts/", shifts.shifts, name="shifts"),
    path("me/shifts/<uuid:public_id>/", shifts.shift, name="shift"),
    path("me/shifts/<uuid:public_id>/leave/", shifts.leave, name="leave"),
    path("me/shifts/<uuid:public_id>/accept/", shifts.accept, name="accept"),
    path("me/shifts/<uuid:public_id>/decline/", shifts.decline, name="decline"),
    path("me/shifts/<uuid:public_id>/own-word/", hours.own_word, name="own_word"),
    path("me/shifts/<uuid:public_id>/needs/", needs.share, name="share_needs"),
    path("me/shifts/<uuid:public_id>/give/", ways.give, name="give"),
    path("me/places/<uuid:public_id>/keep/", ways.keep, name="keep"),
    path("me/places/<uuid:public_id>/take-over/", ways.take_over, name="take_over"),
    path("me/places/<uuid:public_id>/refuse/", ways.refuse, name="refuse"),
    path("opportunities/<uuid:public_id>/wait/", ways.wait, name="wait"),
    path("me/waiting/<uuid:public_id>/leave/", ways.wait_no_longer, name="wait_no_longer"),
    path("me/pass/", passes.my_pass, name="pass"),
    path("me/hours/", hours.hours, name="hours"),
    path("me/profile/", profile.profile, name="profile"),
    path("me/profile/looks/", privacy.looks, name="looks"),
    path("me/profile/data/", privacy.data, name="data"),
    path("me/profile/consent/", privacy.consent, name="consent"),
    path("me/profile/leave/", privacy.leave, name="leave_for_good"),
    path("me/profile/about/", profile.about, name="profile_about"),
    path("me/profile/birth-date/", birth_date.birth_date, name="profile_birth_date"),
    path("me/shifts/<uuid:public_id>/guardian/", guardian.ask, name="guardian"),
    path("me/shifts/<uuid:public_id>/guardian/again/", guardian.again, name="guardian_again"),
    path("me/profile/guardian/", guardian.on_file, name="profile_guardian"),
    path("me/profile/place/", profile.place, name="profile_place"),
    path("me/profile/languages/", profile.languages, name="profile_languages"),
    path("me/profile/causes/", profile.causes, name="profile_causes"),
    path("me/profile/times/", profile.times, name="profile_times"),
    path("me/profile/times/dates/", profile.exceptions, name="profile_exceptions"),
    path("me/profile/skills/", profile.skills, name="profile_skills"),
    path("me/profile/limits/", profile.limits, name="profile_limits"),
    path("me/profile/needs/", needs.needs, name="profile_needs"),
]

plain_patterns = [
    path("g/<str:gate_code>", arriving.by_code, name="gate_code"),
    path("s/<str:poster_token>", arriving.by_poster, name="gate_poster"),
]
