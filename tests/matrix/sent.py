"""What is sent through a door, so that nothing but a right stands in the way: bodies of the API, fields of pages."""

import json
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from tests.matrix.doors import Door
from tests.matrix.world import Values

SHIFT = {
    "starts_on": "2026-05-16",
    "start_time": "10:00",
    "ends_on": "2026-05-16",
    "end_time": "14:00",
    "roles": [{"name_i18n": {"en": "Helper"}, "capacity": 3}],
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
    "events_create_opportunity": lambda at: OPPORTUNITY,
    "events_add_shift": lambda at: SHIFT,
    "recognition_confirm_attendance": lambda at: {"outcome": "present", "minutes": 60},
    "recognition_reverse_hours": lambda at: {"reason": "Wrong person."},
    "volunteers_replace_skills": lambda at: {"skills": {}},
    "matching_request_allocation": lambda at: {"territory": "750000000"},
}
FIELDS: dict[str, Callable[[Values], dict[str, str]]] = {
    "volunteer:join_shift POST": lambda at: {"role": at["role_id"]},
    "ngo:invite POST": lambda at: {"role": at["role_id"], "volunteer": at["volunteer_id"]},
    "ngo:hours POST": lambda at: {"signup": at["past_signup_id"], "outcome": "present", "minutes": "60"},
    "ngo:door POST": lambda at: {"signup": at["past_signup_id"], "outcome": "present", "minutes": "60"},
    "ngo:insist POST": lambda at: {"role": at["role_id"], "volunteer": at["volunteer_id"]},
}


# What stands behind the question mark.
QUERIES: dict[str, Callable[[Values], dict[str, str]]] = {
    "matching_list_allocations": lambda at: {"territory": "750000000"},
    "reports_get_participation": lambda at: {"territory": "750000000", "from": "2026-01-01", "to": "2026-03-31"},
    "ngo:door POST": lambda at: {"shift": at["past_shift_id"]},
    "ngo:insist GET": lambda at: {"role": at["role_id"]},
    "ngo:insist POST": lambda at: {"role": at["role_id"]},
}


def sent_through(door: Door, values: Values) -> dict[str, Any]:
    """Return what the test client sends: the address with its query, and the body."""
    query = urlencode(QUERIES.get(door.name, lambda at: {})(values))
    path = f"{door.at(values)}?{query}" if query else door.at(values)
    if door.method == "GET":
        return {"path": path}
    if door.is_api:
        body = BODIES.get(door.name, lambda at: {})(values)
        return {"path": path, "data": json.dumps(body), "content_type": "application/json"}
    fields = FIELDS.get(door.name, lambda at: {})(values)
    return {"path": path, "data": urlencode(fields), "content_type": "application/x-www-form-urlencoded"}
