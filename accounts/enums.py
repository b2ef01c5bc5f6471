"""Vocabulary of people: what they may be, and what they speak."""

from enum import IntFlag

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Role(TextChoices):
    """Every role of the permissions table; organisation roles are held through a membership."""

    VOLUNTEER = "volunteer", _("volunteer")
    ORG_OWNER = "org_owner", _("organisation owner")
    ORG_COORDINATOR = "org_coordinator", _("coordinator")
    AKIMAT_OFFICER = "akimat_officer", _("akimat officer")
    REVIEWER = "reviewer", _("register reviewer")
    SAFEGUARDING_OFFICER = "safeguarding", _("safeguarding officer")
    STAFF = "staff", _("staff")


class ContactKind(TextChoices):
    """How a guardian is reached."""

    EMAIL = "email", _("e-mail")
    PHONE = "phone", _("phone")


class GuardianRelation(TextChoices):
    """What the person who agrees is to the minor."""

    MOTHER = "mother", _("mother")
    FATHER = "father", _("father")
    GUARDIAN = "guardian", _("guardian")
    TRUSTEE = "trustee", _("trustee or foster parent")


class ConsentChannel(TextChoices):
    """How a guardian's answer reached us."""

    LINK = "link", _("by the link sent to the guardian")
    PAPER = "paper", _("on paper, recorded by staff")


class AgreementGiver(TextChoices):
    """Who agreed that a person's data is processed."""

    SELF = "self", _("the person")
    GUARDIAN = "guardian", _("a parent or guardian")


class AgreementChannel(TextChoices):
    """Where somebody agreed that data is processed."""

    JOINING = "joining", _("when joining")
    PAGE = "page", _("on the page that asks")
    PAPER = "paper", _("on paper, recorded by staff")


class SpokenLanguage(IntFlag):
    """Languages a person speaks or a task needs, stored together as one bit mask."""

    KAZAKH = 1
    RUSSIAN = 2
    ENGLISH = 4
    SIGN = 8


SPOKEN_LANGUAGE_LABELS = {
    SpokenLanguage.KAZAKH: pgettext_lazy("spoken language", "Kazakh"),
    SpokenLanguage.RUSSIAN: pgettext_lazy("spoken language", "Russian"),
    SpokenLanguage.ENGLISH: pgettext_lazy("spoken language", "English"),
    SpokenLanguage.SIGN: pgettext_lazy("spoken language", "Sign language"),
}
SPOKEN_LANGUAGE_CODES = {
    "kk": SpokenLanguage.KAZAKH,
    "ru": SpokenLanguage.RUSSIAN,
    "en": SpokenLanguage.ENGLISH,
    "sign": SpokenLanguage.SIGN,
}
ALL_LANGUAGES_MASK = 15


class InterfaceLanguage(TextChoices):
    """Languages of pages and messages."""

    KAZAKH = "kk", "Қазақша"
    RUSSIAN = "ru", "Русский"
    ENGLISH = "en", "English"


def languages_of(mask: int) -> list[SpokenLanguage]:
    """Split a mask into its languages, in the order Kazakh, Russian, English, sign."""
    return [language for language in SPOKEN_LANGUAGE_LABELS if mask & language]
