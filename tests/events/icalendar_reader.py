"""A strict reader of calendar files, written from RFC 5545 for the tests alone: bytes, folds, escapes, zones.

It shares nothing with what writes the files, and refuses whatever the standard does.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone

LINE_OCTETS = 75
LINE = re.compile(r'([A-Z0-9-]+)((?:;[A-Z-]+=(?:"[^"]*"|[^";:,]*)(?:,(?:"[^"]*"|[^";:,]*))*)*):(.*)', re.DOTALL)
PARAMETER = re.compile(r';([A-Z-]+)=("[^"]*"|[^;]*)')
ESCAPES = {"\\\\": "\\", "\\;": ";", "\\,": ",", "\\n": "\n", "\\N": "\n"}
ONCE = ("UID", "DTSTAMP", "DTSTART", "DTEND", "SEQUENCE", "STATUS", "SUMMARY", "LOCATION", "URL", "CLASS", "TRANSP")


@dataclass(frozen=True, slots=True)
class Read:
    """One event as another program would understand it, in UTC."""

    uid: str
    sequence: int
    starts_at: datetime
    ends_at: datetime
    status: str
    summary: str
    location: str
    description: str
    zone: str


def read(content: bytes) -> list[Read]:
    """Return the events of a calendar. Raises ValueError for anything that is not as the standard says."""
    zones: dict[str, list[tuple[datetime, timedelta]]] = {}
    events = []
    for kind, rows in _components(content):
        if kind == "VTIMEZONE":
            zones[_only(rows, "TZID")] = _changes(rows)
        elif kind == "VEVENT":
            events.append(_event(rows, zones))
    return events


def _components(content: bytes) -> list[tuple[str, list]]:
    """Return events, zones and the calendar itself in the order in which they end, with the lines inside them."""
    done, open_ones = [], []
    for name, parameters, value in map(_parts, _unfolded(content)):
        if name == "BEGIN":
            open_ones.append((value, []))
        elif name == "END":
            kind, rows = open_ones.pop()
            if kind != value:
                raise ValueError(f"{kind} ends as {value}")
            if kind in ("STANDARD", "DAYLIGHT"):
                open_ones[-1][1].extend(rows)
            else:
                done.append((kind, rows))
        else:
            open_ones[-1][1].append((name, parameters, value))
    return done


def _unfolded(content: bytes) -> list[str]:
    if not content.endswith(b"\r\n") or re.search(rb"(?<!\r)\n|\r(?!\n)", content):
        raise ValueError("lines end with CR and LF")
    lines = content.removesuffix(b"\r\n").split(b"\r\n")
    if any(len(line) > LINE_OCTETS for line in lines):
        raise ValueError("a line is longer than 75 octets")
    joined: list[bytes] = []
    for line in lines:
        line.decode()  # no fold may cut a letter in two
        if line[:1] in (b" ", b"\t"):
            joined[-1] += line[1:]
        else:
            joined.append(line)
    if joined[0] != b"BEGIN:VCALENDAR" or joined[-1] != b"END:VCALENDAR":
        raise ValueError("no calendar")
    return [line.decode() for line in joined]


def _parts(line: str) -> tuple[str, dict[str, str], str]:
    found = LINE.fullmatch(line)
    if found is None:
        raise ValueError(f"no content line: {line}")
    return found[1], {name: value.strip('"') for name, value in PARAMETER.findall(found[2])}, found[3]


def _only(rows: list, wanted: str) -> str:
    values = [value for name, _, value in rows if name == wanted]
    if len(values) != 1:
        raise ValueError(f"{wanted} stands {len(values)} times")
    return values[0]


def _changes(rows: list) -> list[tuple[datetime, timedelta]]:
    """Return from which local moment which offset holds."""
    starts = [_local(value) for name, _, value in rows if name == "DTSTART"]
    offsets = [_offset(value) for name, _, value in rows if name == "TZOFFSETTO"]
    return sorted(zip(starts, offsets, strict=True))


def _offset(value: str) -> timedelta:
    sign, hours, minutes = re.fullmatch(r"([+-])(\d\d)(\d\d)", value).groups()
    return timedelta(hours=int(hours), minutes=int(minutes)) * (1 if sign == "+" else -1)


def _local(value: str) -> datetime:
    return datetime.strptime(value, "%Y%m%dT%H%M%S")  # noqa: DTZ007  # wall time, on purpose


def _event(rows: list, zones: dict) -> Read:
    for name in ONCE:
        _only(rows, name)
    if not _only(rows, "DTSTAMP").endswith("Z"):
        raise ValueError("DTSTAMP is in UTC")
    return Read(
        uid=_only(rows, "UID"),
        sequence=int(_only(rows, "SEQUENCE")),
        starts_at=_moment(rows, "DTSTART", zones),
        ends_at=_moment(rows, "DTEND", zones),
        status=_only(rows, "STATUS"),
        summary=_text(_only(rows, "SUMMARY")),
        location=_text(_only(rows, "LOCATION")),
        description=_text(_only(rows, "DESCRIPTION")),
        zone=next(parameters["TZID"] for name, parameters, _ in rows if name == "DTSTART"),
    )


def _moment(rows: list, name: str, zones: dict) -> datetime:
    parameters, value = next((given, value) for found, given, value in rows if found == name)
    local = _local(value)
    offset = [offset for since, offset in zones[parameters["TZID"]] if since <= local][-1]
    return local.replace(tzinfo=timezone(offset)).astimezone(UTC)


def _text(value: str) -> str:
    if re.search(r"(?<!\\)(?:\\\\)*[;,]", re.sub(r"\\[\\;,nN]", "", value)):
        raise ValueError(f"not escaped: {value}")
    return re.sub(r"\\[\\;,nN]", lambda found: ESCAPES[found[0]], value)
