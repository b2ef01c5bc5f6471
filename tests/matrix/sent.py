"""What is sent through a door, so that nothing but a right stands in the way: bodies of the API, fields of pages."""

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart

from tests.matrix.doors import Door
from tests.matrix.world import Values

SHIFT = {
    "starts_on": "2026-05-16",
    "start_time": "10:00",
    "ends_on": "2026-05-16",
    "end_time": "14:00",
    "roles": [{"name_i18n": {"en": "Helper"}, "capacity": 3}],
}
REPEAT = {
    "rule": "FREQ=WEEKLY;COUNT=3",
    "first_on": "2026-05-16",
    "start_time": "10:00",
    "end_time": "14:00",
}
OPPORTUNITY = {
    "cause": "ecology",
    "title_i18n": {"en": "Clean the bank"},
    "place": "Алматы",
    "contact_name": "Dana",
    "hazards": [],
    "shift": SHIFT,
}
BODIES: dict[str, Callable[[Values], Any]] = {
    "events_claim_seat": lambda at: {"role_id": at["role_id"]},
    "events_claim_seats": lambda at: {"role_ids": [at["role_id"]]},
    "events_create_opportunity": lambda at: OPPORTUNITY,
    "events_add_shift": lambda at: SHIFT,
    "events_preview_series": lambda at: REPEAT,
    "events_create_series": lambda at: REPEAT | {"roles": SHIFT["roles"]},
    "events_move_shift": lambda at: {name: value for name, value in SHIFT.items() if name != "roles"},
    "events_call_off_shift": lambda at: {"reason": "Storm warning."},
    "recognition_confirm_attendance": lambda at: {"outcome": "present", "minutes": 60},
    "recognition_reverse_hours": lambda at: {"reason": "Wrong person."},
    "recognition_open_objection": lambda at: {"reason": "missing"},
    "recognition_answer_objection": lambda at: {"is_right": False, "words": "Nobody saw her."},
    "recognition_correct_hours": lambda at: {"minutes": 30, "reason": "She left early."},
    "recognition_propose_by_hand": lambda at: {
        "contact": "nobody@example.org",
        "minutes": 60,
        "reason": "Not on the list.",
    },
    "recognition_issue_certificate": lambda at: {
        "first_on": "2026-01-01",
        "last_on": "2026-05-04",
        "language": "en",
    },
    "volunteers_replace_skills": lambda at: {"skills": {}},
    "events_reduce_capacity": lambda at: {"capacity": 1, "reason": "The hall is smaller."},
    "events_report_concern": lambda at: {"kind": "unsafe", "text": "The stairs have no rail."},
    "events_share_needs": lambda at: {"needs": ["breaks"]},
    "events_find_cover": lambda at: {"role_id": at["role_id"]},
    "events_reserve_team": lambda at: {
        "role_id": at["role_id"],
        "people": [{"name": "Ayan", "contact": "ayan.friend@example.org"}],
    },
    "events_join_waitlist": lambda at: {"role_id": at["role_id"]},
    "events_offer_place": lambda at: {"email": "nobody@example.org"},
    "events_add_walk_in": lambda at: {"role_id": at["role_id"], "name": "Жаңа", "contact": "new@example.org"},
    "events_send_scans": lambda at: {"scans": [{"way": "list", "signup_id": at["signup_id"]}]},
    "events_check_myself_in": lambda at: {"key": at["signup_id"], "code": "garbage"},
    "events_decide_scan": lambda at: {"verdict": "stands", "reason": "I saw her."},
    "events_count_heads": lambda at: {"people": 12},
    "events_print_tickets": lambda at: {"blank": 2},
    "events_write_presence": lambda at: {
        "starts_at": "2026-05-03T10:00:00+05:00",
        "ends_at": "2026-05-03T11:00:00+05:00",
        "reason": "The phone was empty.",
    },
    "matching_request_allocation": lambda at: {"territory": "750000000"},
    "ngos_appeal": lambda at: {"words": "The BIN is there."},
    "ngos_decide_case": lambda at: {"verdict": "return", "words": "Cut.", "reasons": ["unreadable"]},
    "ngos_second_case": lambda at: {"agrees": True},
}
# Operations that take a file: the fields of a form beside it.
PARTS: dict[str, Callable[[Values], dict[str, Any]]] = {
    "ngos_post_material": lambda at: {
        "kind": "charter",
        "issued_on": "2026-01-15",
        "statement": "true",
        "file": SimpleUploadedFile("charter.pdf", b"%PDF-1.7 and nothing more"),
    },
}
FIELDS: dict[str, Callable[[Values], dict[str, str]]] = {
    "volunteer:join_shift POST": lambda at: {"role": at["role_id"]},
    "ngo:invite POST": lambda at: {"role": at["role_id"], "volunteer": at["volunteer_id"]},
    "ngo:hours POST": lambda at: {"signup": at["past_signup_id"], "outcome": "present", "minutes": "60"},
    "gate_pass POST": lambda at: {"signup": at["signup_id"]},
    "gate_poster POST": lambda at: {"word": at["word"]},
    "ngo:tickets POST": lambda at: {"blank": "2"},
    "ngo:door POST": lambda at: {"signup": at["past_signup_id"], "outcome": "present", "minutes": "60"},
    "ngo:insist POST": lambda at: {"role": at["role_id"], "volunteer": at["volunteer_id"]},
    "ngo:count_heads POST": lambda at: {"people": "12"},
    "ngo:decide_scan POST": lambda at: {"verdict": "stands", "reason": "I saw her."},
    "ngo:write_presence POST": lambda at: {"starts_at": "10:00", "ends_at": "11:00", "reason": "The phone was empty."},
    "ngo:write_letter POST": lambda at: {"text": "She did well.", "language": "en"},
    "volunteer:new_certificate POST": lambda at: {
        "span": "year",
        "shows": "total",
        "language": "en",
        "valid_for": "year",
    },
    "ngo:ask_about_hours POST": lambda at: {"minutes": "60", "reason": "The gate was open all night."},
    "moderator:doubt POST": lambda at: {"verdict": "no", "reason": "The organiser showed the list."},
    "moderator:claim POST": lambda at: {"verdict": "yes", "reason": "The number of the certificate answered."},
    "moderator:legal_status POST": lambda at: {
        "legal_status": "inactive",
        "since_day": "1",
        "since_month": "3",
        "since_year": "2024",
        "source": "Register 5",
    },
    "ngo:claim POST": lambda at: {"words": "I keep its books."},
    "ngo:entry POST": lambda at: {"name_kk": "Таза Су", "legal_form": "public_fund", "directions": ["ecology"]},
    "moderator:rating_appeal POST": lambda at: {
        "verdict": "rejected",
        "successes": "0",
        "cases": "0",
        "reason": "The list says so.",
    },
    "ngo:rating POST": lambda at: {"indicator": "hours_recorded", "words": "All were written down."},
    "ngo:ask_exception POST": lambda at: {"email": "nobody@example.org", "reason": "She has done it before."},
    "ngo:exception POST": lambda at: {"verdict": "yes", "reason": "She has shown it."},
    "ngo:reply_guardian POST": lambda at: {"reply": "Yes, there is."},
    "ngo:reduce_role POST": lambda at: {"capacity": "1", "reason": "The hall is smaller."},
    "ngo:walk_in POST": lambda at: {"role": at["role_id"], "name": "Жаңа", "contact": "new@example.org"},
    "safeguarding:override POST": lambda at: {"verdict": "yes", "reason": "The school agrees."},
    "safeguarding:birth_date POST": lambda at: {"verdict": "yes", "reason": "Seen on paper."},
    "safeguarding:revoke POST": lambda at: {"reason": "It is not hers."},
    "safeguarding:answer_concern POST": lambda at: {"words": "We are looking."},
    "safeguarding:close_concern POST": lambda at: {"words": "Mended."},
    "guest:concern POST": lambda at: {"kind": "unsafe", "text": "The stairs have no rail."},
    "guest:concern_status POST": lambda at: {"code": at["receipt"]},
    "guardian_link POST": lambda at: {"answer": "refused"},
    "guardian_start POST": lambda at: {"send": "1"},
    "ngo:hooks POST": lambda at: {"url": "https://10.0.0.1/", "topics": "signup.created"},
    "answer_link POST": lambda at: {"answer": "coming"},
    "volunteer:feedback POST": lambda at: {"score": "5"},
    "ngo:correct_hours POST": lambda at: {"minutes": "30", "reason": "She left early."},
    "ngo:feedback POST": lambda at: {"signup": at["past_signup_id"], "words": "came"},
    "volunteer:object POST": lambda at: {"reason": "missing"},
    "ngo:objection POST": lambda at: {"verdict": "no", "reason": "Nobody saw her."},
    "ngo:nominate POST": lambda at: {"category": "education", "reason": "She teaches well."},
    "volunteer:nomination POST": lambda at: {"answer": "no"},
    "ngo:hand_credit POST": lambda at: {
        "contact": "nobody@example.org",
        "minutes": "60",
        "reason": "Not on the list.",
    },
    "ngo:appeal POST": lambda at: {"words": "The BIN is there."},
    "moderator:organisation POST": lambda at: {"ground": "media", "note": "Paper of 3 May."},
    "moderator:second_case POST": lambda at: {"verdict": "yes"},
    "moderator:declare_tie POST": lambda at: {"tie": "founder"},
    "moderator:objection POST": lambda at: {"minutes": "60", "reason": "Seen."},
    "moderator:outside_claim POST": lambda at: {"verdict": "no", "reason": "It shows another name."},
    "moderator:hand_credit POST": lambda at: {"verdict": "no", "reason": "Nobody saw her."},
    "volunteer:cover POST": lambda at: {"answer": "yes"},
    "volunteer:team_place POST": lambda at: {"answer": "yes"},
    "volunteer:team POST": lambda at: {"release": "1"},
    "volunteer:new_team POST": lambda at: {
        "role": at["role_id"],
        "name_1": "Ayan",
        "contact_1": "ayan.friend@example.org",
    },
    "ngo:move_shift POST": lambda at: {"starts_on": "2026-05-16", "start_time": "12:00", "end_time": "15:00"},
    "ngo:cover POST": lambda at: {"role": at["role_id"]},
    "volunteer:wait POST": lambda at: {"role": at["role_id"]},
    "volunteer:give POST": lambda at: {"email": "nobody@example.org"},
    "volunteer:guardian POST": lambda at: {"contact": "mother@example.org", "language": "en"},
    "volunteer:profile_guardian POST": lambda at: {"contact": "mother@example.org", "language": "en"},
}


# What stands behind the question mark.
QUERIES: dict[str, Callable[[Values], dict[str, str]]] = {
    "matching_list_allocations": lambda at: {"territory": "750000000"},
    "reports_get_participation": lambda at: {"territory": "750000000", "from": "2026-01-01", "to": "2026-03-31"},
    "volunteer:joined GET": lambda at: {"role": at["role_id"]},
    "ngo:door POST": lambda at: {"shift": at["past_shift_id"]},
    "ngo:ask_exception GET": lambda at: {"role": at["role_id"]},
    "ngo:ask_about_hours POST": lambda at: {"minutes": "60", "reason": "The gate was open all night."},
    "moderator:doubt POST": lambda at: {"verdict": "no", "reason": "The organiser showed the list."},
    "ngo:ask_exception POST": lambda at: {"role": at["role_id"]},
    "ngo:insist GET": lambda at: {"role": at["role_id"]},
    "ngo:insist POST": lambda at: {"role": at["role_id"]},
}


def sent_through(door: Door, values: Values) -> dict[str, Any]:
    """Return what the test client sends: the address with its query, and the body."""
    query = urlencode(QUERIES.get(door.name, lambda at: {})(values))
    path = f"{door.at(values)}?{query}" if query else door.at(values)
    if door.method == "GET":
        return {"path": path}
    if door.name in PARTS:
        form = encode_multipart(BOUNDARY, PARTS[door.name](values))
        return {"path": path, "data": form, "content_type": MULTIPART_CONTENT}
    if door.is_api:
        body = BODIES.get(door.name, lambda at: {})(values)
        return {"path": path, "data": json.dumps(body), "content_type": "application/json"}
    fields = FIELDS.get(door.name, lambda at: {})(values)
    return {"path": path, "data": urlencode(fields), "content_type": "application/x-www-form-urlencoded"}
