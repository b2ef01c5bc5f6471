"""Vocabulary of profiles: parts of the day, modes and levels."""

from enum import IntFlag

from django.db.models import IntegerChoices, TextChoices
from django.utils.translation import gettext_lazy as _


class DayPart(IntegerChoices):
    """Thirds of a waking day; the number is the bit within the day."""

    MORNING = 0, _("Morning")
    DAY = 1, _("Day")
    EVENING = 2, _("Evening")


# First and last hour of each part, local time; the last is not included. See docs/sources.md, "Parts of the day".
DAY_PART_HOURS: dict[DayPart, tuple[int, int]] = {
    DayPart.MORNING: (8, 12),
    DayPart.DAY: (12, 17),
    DayPart.EVENING: (17, 21),
}
DAYS_IN_WEEK = 7
PARTS_IN_DAY = 3
ALL_FREE_PARTS = 2 ** (DAYS_IN_WEEK * PARTS_IN_DAY) - 1


class SkillLevel(IntegerChoices):
    """How well somebody does something."""

    BEGINNER = 1, _("I am learning")
    SKILLED = 2, _("I can do it alone")
    EXPERT = 3, _("I can teach it")


class ExceptionKind(TextChoices):
    """What a date does to the weekly pattern."""

    BLOCKED = "blocked", _("not free that day")
    FREE = "free", _("free the whole day")


class Sex(TextChoices):
    """Only for reports, never for matching; leaving it out is an answer."""

    NOT_STATED = "", _("not stated")
    FEMALE = "f", _("female")
    MALE = "m", _("male")


class SkillGroup(TextChoices):
    """Shelves of the skill catalogue."""

    NATURE = "nature", _("Nature and land")
    PEOPLE = "people", _("People and care")
    TEACHING = "teaching", _("Teaching and play")
    HEALTH = "health", _("Health and safety")
    DIGITAL = "digital", _("Digital and media")
    ORGANISING = "organising", _("Organising and hands")


class ClearanceKind(TextChoices):
    """What a person may have to show before working with children; the order is that of the engine's bits."""

    OFFENCE_CERTIFICATE = "offences", _("certificate of no offences")
    SAFEGUARDING_TRAINING = "training", _("safeguarding training")
    CODE_OF_ETHICS = "ethics", _("code of ethics, signed")
    MEDICAL_BOOK = "medical", _("medical book")
    NARCOLOGY = "narcology", _("narcology certificate")
    PSYCHIATRY = "psychiatry", _("psychiatry certificate")
    FIRST_AID = "first_aid", _("first aid course")


class AccessNeed(IntFlag):
    """What a person needs to take part, by function and never by diagnosis; the first five can be asked of a place."""

    STEP_FREE = 1
    ACCESSIBLE_TOILET = 2
    SIGN_LANGUAGE = 4
    QUIET_PLACE = 8
    TRANSPORT = 16
    COMPANION = 32
    SCREEN_READER = 64
    BREAKS = 128
    SEATED_WORK = 256


ALL_ACCESS_NEEDS = 511
PLACE_NEEDS = 31  # those a place provides or lacks
NEED_LABELS = {
    AccessNeed.STEP_FREE: _("A way without steps"),
    AccessNeed.ACCESSIBLE_TOILET: _("An accessible toilet"),
    AccessNeed.SIGN_LANGUAGE: _("Somebody who signs"),
    AccessNeed.QUIET_PLACE: _("A quiet place to rest"),
    AccessNeed.TRANSPORT: _("Transport to the place and back"),
    AccessNeed.COMPANION: _("A companion who comes along"),
    AccessNeed.SCREEN_READER: _("Texts that a screen reader can read"),
    AccessNeed.BREAKS: _("Breaks when I need them"),
    AccessNeed.SEATED_WORK: _("Work I can do sitting"),
}


def needs_of(mask: int) -> list[AccessNeed]:
    """Return the needs of a mask, in their order."""
    return [need for need in AccessNeed if mask & need]
