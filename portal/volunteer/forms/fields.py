"""Fields that joining and the profile share: a place by name, and a birth date."""

from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext_lazy as _

from accounts.errors import SmsUnavailable
from accounts.validators import LONGEST_CONTACT, Contact, clean_contact
from core.clock import local_day, now
from core.errors import blaming
from places.queries import find_places, get_place_by_name, offered_places, place_label
from portal.errors import attempt
from portal.forms import DateBoxesField, PageForm
from portal.templatetags.dates import language
from volunteers.validators import check_birth_date

if TYPE_CHECKING:
    from places.models import Territory

PLACE_CHOICES = 5
LISTED_PLACES = 120
PLACE_MAX = 80


def answers(request: HttpRequest) -> QueryDict | None:
    """Return what was sent, also when nothing was ticked; nothing when the page is only read."""
    return request.POST if request.method == "POST" else None


def listed_places() -> list[str]:
    """Name the places with most people, for the list a browser offers while somebody types."""
    code = language()
    largest = offered_places().filter(population__isnull=False).order_by("-population", "pk")[:LISTED_PLACES]
    return list(dict.fromkeys(place_label(place, code) for place in largest))


def read_contact(text: str) -> Contact:
    """Read what a person signs in with; an error names the box. Raises InvalidInput."""
    with blaming("contact"):
        contact = clean_contact(text)
        if contact.phone and not settings.SMS_REACHES_PEOPLE:
            raise SmsUnavailable
        return contact


class ContactForm(PageForm):
    """A form that asks for an address or a phone number in one box; ``found`` is what was read."""

    found: Contact

    contact = forms.CharField(
        label=_("E-mail or phone"),
        max_length=LONGEST_CONTACT,
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false", "inputmode": "email"}
        ),
    )

    def clean_contact(self) -> str:
        """Turn what was typed into an address in lower case or a number in international form."""
        typed: str = self.cleaned_data["contact"]
        read = attempt(self, lambda: read_contact(typed))
        if read.value is not None:
            self.found = read.value
        return typed


class PlaceForm(PageForm):
    """A form that asks for a town; ``home`` is the place found, ``place_choices`` what could be meant instead."""

    place = forms.CharField(
        label=_("Where you live"),
        help_text=_("Town or village. We never show your address."),
        max_length=PLACE_MAX,
        widget=forms.TextInput(attrs={"autocomplete": "address-level2", "list": "places"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.place_choices: list[str] = []

    @property
    def home(self) -> "Territory":
        """The place that was meant; only of a valid form."""
        found: Territory = self.cleaned_data["home"]
        return found

    @property
    def listed_places(self) -> list[str]:
        """Names for the datalist."""
        return listed_places()

    def clean(self) -> dict[str, Any]:
        """Turn the written name into a place, or offer the names that come close."""
        super().clean()
        text = self.cleaned_data.get("place", "")
        if text:
            found = attempt(self, lambda: get_place_by_name(text, language=language()))
            if found:
                self.cleaned_data["home"] = found.value
            else:
                self.place_choices = self._choices(text)
        return self.cleaned_data

    def _choices(self, text: str) -> list[str]:
        search = find_places(text, limit=PLACE_CHOICES)
        return [place_label(place, language()) for place in (search.found or search.close)]


class BirthDateForm(PageForm):
    """A form that asks for a date of birth in three boxes."""

    birth_date = DateBoxesField(label=_("Date of birth"), help_text=_("For example, 14 3 2010"), autocomplete="bday")

    def clean_birth_date(self) -> date:
        """Keep the date when somebody old enough to join can have been born that day."""
        birth_date: date = self.cleaned_data["birth_date"]
        attempt(self, lambda: check_birth_date(birth_date, today=local_day(now())))
        return birth_date
