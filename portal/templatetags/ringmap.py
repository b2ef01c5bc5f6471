"""The ring map: what is around a point, by distance and direction, without a tile server.

Distance grows with the square root, so the near kilometres get the room; north is up. A pin has the number of its
entry in the list, which is the equal alternative.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from django import template

from portal.templatetags.numbers import distance

register = template.Library()

WIDTH, HEIGHT, EDGE = 460, 470, 220
RINGS = ((1, 3, 10), (3, 10, 25), (5, 20, 50), (10, 40, 100), (50, 200, 500), (200, 800, 2500))
PIN_APART = 36
PIN_STEP = 12


@dataclass(frozen=True, slots=True)
class RingPoint:
    """One thing on the map: kilometres away, degrees clockwise from north."""

    number: int
    label: str
    distance_km: float
    bearing: float
    css_class: str
    href: str


@dataclass(frozen=True, slots=True)
class Landmark:
    """A place people know, for orientation."""

    name: str
    distance_km: float
    bearing: float


@dataclass(frozen=True, slots=True)
class Ring:
    """One circle with its label."""

    radius: str
    label: str
    label_y: str
    plate_x: str
    plate_y: str
    plate_width: str


@dataclass(frozen=True, slots=True)
class Pin:
    """One drawn pin; coordinates are texts so that no language puts commas into them."""

    point: RingPoint
    x: str
    y: str
    text_y: str
    name: str


@dataclass(frozen=True, slots=True)
class Mark:
    """One drawn landmark."""

    name: str
    x: str
    y: str
    text_x: str
    text_y: str
    anchor: str


def rings_for(reach_km: float) -> tuple[int, int, int]:
    """Return the three ring distances for what has to fit, in kilometres."""
    return next((rings for rings in RINGS if rings[-1] >= reach_km), RINGS[-1])


def radius_of(distance_km: float, reach_km: float, height: float = HEIGHT) -> float:
    """Return how far from the middle a distance is drawn, in drawing units, never past the edge."""
    edge = min(EDGE, height / 2 - 10)
    return edge * math.sqrt(min(max(distance_km, 0) / reach_km, 1))


def _place(radius: float, turn: float, height: float) -> tuple[float, float]:
    return WIDTH / 2 + radius * math.sin(turn), height / 2 - radius * math.cos(turn)


def _free_spot(radius: float, turn: float, taken: Sequence[tuple[float, float]], height: float) -> tuple[float, float]:
    """Turn a pin around the middle, a little to either side, until it covers no other; then try farther out."""
    for outward in range(6):
        reach = max(radius + outward * PIN_APART, PIN_APART if taken else 0)
        turns = max(1, math.ceil(math.tau * reach / PIN_STEP)) if taken else 1
        for step in range(turns):
            side = 1 if step % 2 else -1
            spot = _place(reach, turn + side * math.ceil(step / 2) * math.tau / turns, height)
            if all(math.dist(spot, other) >= PIN_APART for other in taken):
                return spot
    return _place(radius, turn, height)


def pins_for(points: Sequence[RingPoint], reach_km: float, height: int = HEIGHT) -> list[Pin]:
    """Lay the pins out; the same points always give the same picture."""
    taken: list[tuple[float, float]] = []
    pins = []
    for point in points:
        x, y = _free_spot(radius_of(point.distance_km, reach_km, height), math.radians(point.bearing), taken, height)
        x, y = min(max(x, 20), WIDTH - 20), min(max(y, 48), height - 4)
        taken.append((x, y))
        name = f"{point.number}. {point.label}, {distance(point.distance_km)}"
        pins.append(Pin(point=point, x=f"{x:.0f}", y=f"{y:.0f}", text_y=f"{y - 23:.0f}", name=name))
    return pins


def _marks_for(landmarks: Sequence[Landmark], reach_km: float, height: int) -> list[Mark]:
    marks: list[Mark] = []
    spots: list[tuple[float, float]] = []
    for landmark in landmarks:
        x, y = _place(radius_of(landmark.distance_km, reach_km, height), math.radians(landmark.bearing), height)
        inside = 14 < y < height - 14 and 8 < x < WIDTH - 8
        if not inside or any(abs(y - other_y) < 20 and abs(x - other_x) < 110 for other_x, other_y in spots):
            continue
        spots.append((x, y))
        left = x > WIDTH * 0.62
        marks.append(
            Mark(
                name=landmark.name,
                x=f"{x:.0f}",
                y=f"{y:.0f}",
                text_x=f"{x - 9 if left else x + 9:.0f}",
                text_y=f"{y + 4:.0f}",
                anchor="end" if left else "start",
            )
        )
    return marks


def _ring(ring_km: int, reach_km: float, height: int) -> Ring:
    radius, label = radius_of(ring_km, reach_km, height), distance(ring_km)
    low, width = height / 2 + radius, 8 * len(label) + 10
    return Ring(
        radius=f"{radius:.1f}",
        label=label,
        label_y=f"{low - 5:.0f}",
        plate_x=f"{(WIDTH - width) / 2:.0f}",
        plate_y=f"{low - 19:.0f}",
        plate_width=str(width),
    )


@register.inclusion_tag("portal/parts/_ring_map.html")
def ring_map(
    points: Sequence[RingPoint], reach_km: float, landmarks: Sequence[Landmark] = (), height: int = HEIGHT
) -> dict[str, object]:
    """Draw the map around a point; ``reach_km`` is the distance that must fit."""
    rings = rings_for(max([reach_km, *(point.distance_km for point in points)]))
    reach = rings[-1]
    drawn = [_ring(ring, reach, height) for ring in rings]
    return {
        "rings": list(reversed(drawn)),
        "pins": pins_for(points, reach, height),
        "marks": _marks_for(landmarks, reach, height),
        "width": str(WIDTH),
        "height": str(height),
        "middle_x": str(WIDTH // 2),
        "middle_y": str(height // 2),
    }
