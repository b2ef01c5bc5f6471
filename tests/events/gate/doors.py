"""What tests of the gate share: a phone at a door, and ways to scan."""

from datetime import timedelta
from uuid import uuid4

from events.queries.gate import keys


def scan(at, *, way="pass", **values):
    """One scan as a phone writes it."""
    return {"key": str(uuid4()), "kind": "in", "way": way, "scanned_at": at.isoformat(), **values}


def pass_scan(signup, at, **values):
    """One scan of a person's pass."""
    return scan(at, token=keys.pass_token(signup.volunteer_id, signup.shift.starts_on), **values)


def send(client, shift, scans, *, at, phone_behind=timedelta(), **values):
    """Send a batch as a phone does whose clock is behind by so much; return the answers."""
    body = {"device": "phone", "sent_at": (at - phone_behind).isoformat(), "scans": scans, **values}
    return client.post(
        f"/api/v1/shifts/{shift.public_id}/checkins:batch",
        body,
        content_type="application/json",
        headers={"accept-language": "en"},
    )
