"""Who may go through which door: the one table that people review.

A rule says what each role meets in each place (near, minors, far, missing; one word stands for all four). Every door
stands under exactly one rule. A new operation or page without a row fails the matrix with the line to paste here.
Doors that no method opens for anybody need no row.
"""

from tests.matrix.answers import HIDDEN, JOIN, REFUSED, SIGN_IN, THROUGH

ROLES = (
    "guest", "stranger", "adult", "minor", "coordinator", "owner", "akimat", "reviewer", "safeguarding", "staff",
)  # fmt: skip
PROFILED = ("adult", "minor")
MEMBERS = ("coordinator", "owner")

T, S, J, R, H = THROUGH, SIGN_IN, JOIN, REFUSED, HIDDEN
Places = tuple[str, str, str, str]


def everywhere(meaning: str) -> Places:
    """The same in all four places."""
    return (meaning, meaning, meaning, meaning)


EXISTING: Places = (T, T, T, H)  # whatever exists is open, and nothing else is there
OURS: Places = (T, T, H, H)  # what belongs to one's own organisation or territory
MINE: Places = (T, H, H, H)  # what belongs to the adult volunteer
MINORS: Places = (H, T, H, H)  # what belongs to the minor

# Rule -> role -> what is met; "*" is everybody who is not named.
RULES: dict[str, dict[str, Places]] = {
    "public": {"*": everywhere(T)},
    "public thing": {"*": EXISTING},
    "account": {"guest": everywhere(S), "*": everywhere(T)},
    "profile page": {"guest": everywhere(S), "adult": everywhere(T), "minor": everywhere(T), "*": everywhere(J)},
    "profile": {"guest": everywhere(S), "adult": everywhere(T), "minor": everywhere(T), "*": everywhere(H)},
    "own sign-up page": {"guest": everywhere(S), "adult": MINE, "minor": MINORS, "*": everywhere(J)},
    "own sign-up": {"guest": everywhere(S), "adult": MINE, "minor": MINORS, "*": everywhere(H)},
    "seat": {"guest": everywhere(S), "adult": EXISTING, "minor": EXISTING, "*": everywhere(H)},
    "seat page": {"adult": EXISTING, "minor": EXISTING, "*": (J, J, J, H)},
    "leads to joining": {"*": everywhere(J)},
    "leads to signing in": {"*": everywhere(S)},
    "desk": {"guest": everywhere(S), "coordinator": OURS, "owner": OURS, "*": everywhere(H)},
    "owner's desk": {"guest": everywhere(S), "coordinator": (R, R, H, H), "owner": OURS, "*": everywhere(H)},
    "allocation": {"guest": everywhere(S), "akimat": OURS, "staff": EXISTING, "*": everywhere(H)},
    "reports": {"guest": everywhere(S), "akimat": everywhere(T), "staff": everywhere(T), "*": everywhere(R)},
    "territory": {"guest": everywhere(S), "akimat": OURS, "staff": EXISTING, "*": everywhere(R)},
    "allocated territory": {"guest": everywhere(S), "akimat": (T, T, R, H), "staff": EXISTING, "*": (R, R, R, H)},
    "review": {"guest": everywhere(S), "reviewer": EXISTING, "staff": EXISTING, "*": everywhere(R)},
    "review queue": {"guest": everywhere(S), "reviewer": everywhere(T), "staff": everywhere(T), "*": everywhere(R)},
    "nobody": {"*": everywhere(H)},
}
DOORS: dict[str, tuple[str, ...]] = {
    "public thing": (
        "core_get_problem",
        "events_get_opportunity",
        "events_get_shift",
        "guest:opportunity GET",
        "guest:organisation GET",
        "guest:region GET",
        "ngos_get_organisation",
        "short_event GET",
    ),
    "account": (
        "account_change_password GET",
        "account_change_password POST",
        "account_confirm_login_code GET",
        "account_confirm_login_code POST",
        "account_email GET",
        "account_email_verification_sent GET",
        "account_email_verification_sent POST",
        "account_set_password GET",
        "account_set_password POST",
        "accounts_get_me",
        "accounts_update_me",
        "ngo:enrol GET",
        "ngo:enrol POST",
        "ngo:home GET",
        "ngos_list_my_organisations",
        "volunteer:join_code GET",
        "volunteer:join_code POST",
    ),
    "public": (
        "account_complete_password_reset GET",
        "account_complete_password_reset POST",
        "account_inactive GET",
        "account_login GET",
        "account_login POST",
        "account_logout GET",
        "account_logout POST",
        "account_password_login GET",
        "account_password_login POST",
        "account_request_login_code GET",
        "account_request_login_code POST",
        "account_reset_password GET",
        "account_reset_password POST",
        "events_list_opportunities",
        "guest:about GET",
        "guest:accessibility GET",
        "guest:concern GET",
        "guest:for_akimats GET",
        "guest:for_ngos GET",
        "guest:help GET",
        "guest:home GET",
        "guest:matching GET",
        "guest:opportunities GET",
        "guest:organisations GET",
        "guest:privacy GET",
        "guest:regions GET",
        "guest:rules GET",
        "healthz GET",
        "healthz POST",
        "ngos_list_organisations",
        "places_list_territories",
        "places_suggest_places",
        "readyz GET",
        "readyz POST",
        "robots GET",
        "root GET",
        "theme POST",
        "volunteer:join GET",
        "volunteer:join POST",
        "volunteer:sign_in GET",
        "volunteer:sign_in POST",
        "volunteers_list_skills",
    ),
    "profile": (
        "events_list_my_signups",
        "matching_list_changes",
        "matching_list_suggestions",
        "recognition_get_hours",
        "volunteers_get_profile",
        "volunteers_replace_skills",
        "volunteers_update_profile",
    ),
    "seat": ("events_claim_seat",),
    "desk": (
        "events_add_shift",
        "events_create_opportunity",
        "events_list_roster",
        "events_publish_opportunity",
        "matching_list_candidates",
        "ngo:cancel GET",
        "ngo:cancel POST",
        "ngo:candidates GET",
        "ngo:close POST",
        "ngo:door GET",
        "ngo:door POST",
        "ngo:edit_event GET",
        "ngo:edit_event POST",
        "ngo:edit_role GET",
        "ngo:edit_role POST",
        "ngo:event GET",
        "ngo:events GET",
        "ngo:hours GET",
        "ngo:hours POST",
        "ngo:insist GET",
        "ngo:insist POST",
        "ngo:invite POST",
        "ngo:new_event GET",
        "ngo:new_event POST",
        "ngo:new_shift GET",
        "ngo:new_shift POST",
        "ngo:organisation GET",
        "ngo:propose POST",
        "ngo:propose_all POST",
        "ngo:publish POST",
        "ngo:review GET",
        "ngo:review POST",
        "ngo:review_all GET",
        "ngo:review_all POST",
        "ngo:start GET",
        "ngo:take_off GET",
        "ngo:take_off POST",
        "ngo:today GET",
        "ngo:volunteers GET",
        "recognition_confirm_attendance",
        "recognition_reverse_hours",
    ),
    "own sign-up": (
        "events_accept_invitation",
        "events_decline_invitation",
        "events_withdraw_signup",
    ),
    "reports": (
        "akimat:home GET",
        "matching_list_allocations",
        "matching_request_allocation",
    ),
    "allocation": (
        "akimat:again POST",
        "akimat:allocation GET",
        "akimat:certificate GET",
        "akimat:leave_changed POST",
        "akimat:people GET",
        "akimat:people POST",
        "akimat:policy GET",
        "akimat:proposals GET",
        "akimat:send GET",
        "akimat:send POST",
        "akimat:undo GET",
        "akimat:undo POST",
        "matching_commit_allocation",
        "matching_get_allocation",
        "matching_get_certificate",
        "matching_undo_allocation",
    ),
    "nobody": ("demo_sign_in POST",),
    "profile page": (
        "volunteer:find GET",
        "volunteer:hours GET",
        "volunteer:profile GET",
        "volunteer:profile_about GET",
        "volunteer:profile_about POST",
        "volunteer:profile_causes GET",
        "volunteer:profile_causes POST",
        "volunteer:profile_exceptions GET",
        "volunteer:profile_exceptions POST",
        "volunteer:profile_languages GET",
        "volunteer:profile_languages POST",
        "volunteer:profile_limits GET",
        "volunteer:profile_limits POST",
        "volunteer:profile_place GET",
        "volunteer:profile_place POST",
        "volunteer:profile_skills GET",
        "volunteer:profile_skills POST",
        "volunteer:profile_times GET",
        "volunteer:profile_times POST",
        "volunteer:shifts GET",
        "volunteer:start GET",
        "volunteer:start POST",
        "volunteer:start_causes GET",
        "volunteer:start_causes POST",
        "volunteer:start_skills GET",
        "volunteer:start_skills POST",
        "volunteer:start_times GET",
        "volunteer:start_times POST",
    ),
    "own sign-up page": (
        "volunteer:accept POST",
        "volunteer:decline POST",
        "volunteer:leave GET",
        "volunteer:leave POST",
        "volunteer:shift GET",
    ),
    "owner's desk": ("ngo:organisation POST",),
    "allocated territory": (
        "akimat:allocations GET",
        "akimat:allocations POST",
        "akimat:policies GET",
        "akimat:policies POST",
    ),
    "territory": (
        "akimat:csv GET",
        "akimat:region GET",
        "akimat:xlsx GET",
        "reports_get_participation",
    ),
    "review": (
        "moderator:organisation GET",
        "moderator:organisation POST",
    ),
    "review queue": ("moderator:queue GET",),
    "leads to joining": (
        "account_signup GET",
        "account_signup POST",
    ),
    "leads to signing in": (
        "account_confirm_password_reset_code GET",
        "account_confirm_password_reset_code POST",
    ),
    "seat page": ("volunteer:join_shift POST",),
}


def rule_of(door_name: str) -> str | None:
    """Return the rule a door stands under."""
    return next((rule for rule, names in DOORS.items() if door_name in names), None)


def expected(rule: str, role: str, place: int) -> str:
    """Return what a role meets in a place."""
    return RULES[rule].get(role, RULES[rule].get("*", everywhere(H)))[place]
