"""What should happen to places and queues, in plain Python: lists and loops, nothing of the product.

A step either changes the world as people were promised or raises No and changes nothing.
"""

import copy
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

HOUR, DAY, ZONE = timedelta(hours=1), timedelta(days=1), ZoneInfo("Asia/Almaty")
HOLDING = ("invited", "awaiting", "confirmed")


class No(Exception):
    """The step is refused."""


@dataclass
class Person:
    age: int
    is_closed: bool = False
    has_consent: bool = False


@dataclass
class Shift:
    starts: datetime
    ends: datetime


@dataclass
class Role:
    shift: int
    capacity: int


@dataclass
class Place:
    person: int
    role: int
    status: str
    answer_by: datetime | None = None
    held_until: datetime | None = None
    is_here: bool = False
    was_reduced_at: int = -1  # which step of the world took it


@dataclass
class Entry:
    person: int
    role: int
    state: str = "waiting"
    comes_first: bool = False
    step: int = 0


@dataclass
class Oracle:
    """Everything there is. People, shifts and roles are known by their number."""

    now: datetime
    people: list[Person]
    shifts: list[Shift]
    roles: list[Role]
    places: list[Place] = field(default_factory=list)
    queue: list[Entry] = field(default_factory=list)
    step: int = 0

    def does(self, name, *arguments):
        """Take a step; say whether it was allowed."""
        before = copy.deepcopy(self.__dict__)
        self.step += 1
        try:
            getattr(self, name)(*arguments)
        except No:
            self.__dict__.update(before)
            return False
        return True

    def shift_of(self, role):
        return self.shifts[self.roles[role].shift]

    def is_on_shift(self, person, role):
        return any(self.roles[place.role].shift == self.roles[role].shift for place in self.held_by(person))

    def held(self, role):
        return [place for place in self.places if place.role == role and place.status in HOLDING]

    def held_by(self, person):
        return [place for place in self.places if place.person == person and place.status in HOLDING]

    def require_open(self, role):
        if self.shift_of(role).starts <= self.now:
            raise No

    def require_gates(self, person):
        if self.people[person].is_closed:
            raise No

    def needs_guardian(self, person):
        return self.people[person].age < 18 and not self.people[person].has_consent

    def require_no_clash(self, person, role):
        shift = self.shift_of(role)
        for place in self.held_by(person):
            other = self.shift_of(place.role)
            if other.starts < shift.ends and shift.starts < other.ends:
                raise No

    def require_rest(self, person, role):
        """Four hours of a day below sixteen; eight where several shifts come together. No shift here spans a night."""
        shift = self.shift_of(role)
        day = shift.starts.astimezone(ZONE).date()
        said_yes = [self.shift_of(place.role) for place in self.held_by(person) if place.status != "invited"]
        others = [other for other in said_yes if other is not shift and other.starts.astimezone(ZONE).date() == day]
        total = sum((other.ends - other.starts for other in (*others, shift)), timedelta())
        is_young = self.people[person].age < 16
        if total > (4 * HOUR if is_young else 8 * HOUR) and (others or is_young):
            raise No

    def answer_by(self, role):
        """Until when an offer made now stands: twelve hours from its morning, not at night, not in the last two."""
        told = self.now.astimezone(ZONE)
        if not time(8) <= told.time() < time(21):
            told = datetime.combine(told.date() + (DAY if told.time() >= time(21) else 0 * DAY), time(8), ZONE)
        usual, last = told + 12 * HOUR, (self.shift_of(role).starts - 2 * HOUR).astimezone(ZONE)
        if not time(8) <= usual.time() <= time(21):
            usual = datetime.combine(usual.date() + (DAY if usual.time() > time(21) else 0 * DAY), time(9), ZONE)
        if not time(8) <= last.time() <= time(21):
            last = datetime.combine(last.date() - (DAY if last.time() < time(8) else 0 * DAY), time(21), ZONE)
        until = min(usual, last)
        return until if until > told else self.now

    def seat(self, person, role, *, as_invitation=False):
        self.require_gates(person)
        if self.is_on_shift(person, role):
            raise No
        self.require_no_clash(person, role)
        self.require_rest(person, role)
        if len(self.held(role)) >= self.roles[role].capacity:
            raise No
        self.require_open(role)
        place = Place(person, role, "invited")
        if not as_invitation:
            self.say_yes(place)
        self.places.append(place)
        for entry in self.queue:
            if entry.person == person and self.roles[entry.role].shift == self.roles[role].shift:
                entry.state = "left" if entry.state == "waiting" else entry.state
        return place

    def say_yes(self, place):
        if not self.needs_guardian(place.person):
            place.status, place.held_until = "confirmed", None
            return
        starts = self.shift_of(place.role).starts
        until = max(min(self.now + 72 * HOUR, starts - 24 * HOUR), min(self.now + 3 * HOUR, starts - HOUR))
        if until <= self.now:
            raise No
        place.status, place.held_until = "awaiting", until

    def end(self, place, status, *, passes_on=True):
        if place.status not in HOLDING:
            raise No
        place.status = status
        if passes_on:
            self.promote(place.role)

    def promote(self, role):
        """Offer one free seat to the first who waits and may have it; say whether anybody got it."""
        until = self.answer_by(role)
        if until <= self.now or len(self.held(role)) >= self.roles[role].capacity:
            return False
        waiting = [entry for entry in self.queue if entry.role == role and entry.state == "waiting"]
        for entry in sorted(waiting, key=lambda one: not one.comes_first):
            try:
                entry.state = "offered"
                self.seat(entry.person, role, as_invitation=True).answer_by = until
            except No:  # a seat is refused before anything is written
                entry.state = "waiting"
                continue
            return True
        return False

    def free_unanswered(self, role=None):
        for place in sorted(self.places, key=lambda one: one.role):
            is_late = place.status == "awaiting" and place.held_until <= self.now
            if is_late and role in (None, place.role):
                self.end(place, "cancelled")

    def claim(self, person, role):
        self.require_open(role)
        for number, place in enumerate(self.places):
            if (place.person, place.role, place.status) == (person, role, "invited"):
                return self.accept(number)
        self.free_unanswered(role)
        return self.seat(person, role)

    def claim_several(self, person, roles):
        for role in sorted(set(roles), key=lambda one: (self.shift_of(one).starts, one)):
            self.does("claim", person, role)

    def invite(self, person, role):
        self.require_open(role)
        self.free_unanswered(role)
        self.seat(person, role, as_invitation=True)

    def accept(self, number):
        place = self.places[number]
        if place.status != "invited" or (place.answer_by and place.answer_by <= self.now):
            raise No
        self.require_open(place.role)
        self.require_rest(place.person, place.role)
        self.require_gates(place.person)
        self.say_yes(place)

    def decline(self, number):
        if self.places[number].status != "invited":
            raise No
        self.end(self.places[number], "declined")

    def withdraw(self, number):
        place = self.places[number]
        if self.shift_of(place.role).starts <= self.now or place.status not in ("awaiting", "confirmed"):
            raise No
        self.end(place, "withdrawn")

    def cancel(self, number):
        if self.shift_of(self.places[number].role).starts <= self.now:
            raise No
        self.end(self.places[number], "cancelled")

    def swap(self, number, person):
        place = self.places[number]
        if place.status != "confirmed" or place.person == person:
            raise No
        self.require_open(place.role)
        self.end(place, "withdrawn", passes_on=False)
        if self.seat(person, place.role).status != "confirmed":
            raise No

    def wait(self, person, role):
        self.require_open(role)
        self.require_gates(person)
        if self.is_on_shift(person, role):
            raise No
        self.require_no_clash(person, role)
        if len(self.held(role)) < self.roles[role].capacity or self.answer_by(role) <= self.now:
            raise No
        mine = [entry for entry in self.queue if (entry.person, entry.role) == (person, role)]
        if any(entry.state == "waiting" for entry in mine):
            raise No
        had = [place for place in self.places if (place.person, place.role) == (person, role)]
        lost_at = had[-1].was_reduced_at if had else -1
        comes_first = lost_at >= 0 and not any(entry.comes_first and entry.step > lost_at for entry in mine)
        self.queue.append(Entry(person, role, comes_first=comes_first, step=self.step))

    def wait_no_longer(self, number):
        if self.queue[number].state != "waiting":
            raise No
        self.queue[number].state = "left"

    def resize(self, role, capacity):
        if len(self.held(role)) > capacity:
            raise No
        self.roles[role].capacity = capacity
        while self.promote(role):
            pass

    def reduce(self, role, capacity):
        self.require_open(role)
        too_many = len(self.held(role)) - capacity
        if too_many <= 0:
            raise No
        latest_first = self.held(role)[::-1]
        for place in sorted(latest_first, key=lambda place: HOLDING.index(place.status))[:too_many]:
            self.end(place, "cancelled", passes_on=False)
            place.was_reduced_at = self.step
        self.roles[role].capacity = capacity

    def lapse(self):
        late = [one for one in self.places if one.status == "invited" and one.answer_by and one.answer_by <= self.now]
        for place in sorted(late, key=lambda one: one.answer_by):
            self.end(place, "cancelled")

    def fill(self):
        for role in sorted(range(len(self.roles)), key=lambda one: (self.shift_of(one).starts, one)):
            while self.shift_of(role).starts > self.now + 2 * HOUR and self.promote(role):
                pass

    def close_account(self, person, is_closed):
        self.people[person].is_closed = is_closed

    def recheck(self):
        for place in list(self.places):
            is_out = self.people[place.person].is_closed or self.needs_guardian(place.person)
            if place.status == "confirmed" and self.shift_of(place.role).starts > self.now and is_out:
                self.end(place, "cancelled")

    def agree(self, person):
        self.people[person].has_consent = True
        for place in sorted(self.places, key=lambda one: one.role):
            is_mine = place.person == person and place.status == "awaiting"
            is_open = self.shift_of(place.role).starts > self.now and not self.people[person].is_closed
            if is_mine and is_open and place.held_until > self.now:
                place.status = "confirmed"

    def check_in(self, number):
        place = self.places[number]
        shift = self.shift_of(place.role)
        if place.is_here:
            return
        self.require_gates(place.person)
        is_time = shift.starts - 2 * HOUR <= self.now < shift.ends
        if not is_time or place.status != "confirmed" or self.needs_guardian(place.person):
            raise No
        place.is_here = True

    def pass_hours(self, hours):
        self.now += hours * HOUR
