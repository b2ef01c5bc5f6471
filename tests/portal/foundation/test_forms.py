"""The base form: our words, a date in boxes, and rules that come back as errors."""

from datetime import date
from uuid import UUID

import pytest
from django import forms
from django.core.validators import MinValueValidator
from django.test import RequestFactory

from core.errors import Conflict, NotSignedIn
from portal.errors import DomainErrorMiddleware, attempt
from portal.forms import DateBoxesField, PageForm, read_uuid


class SampleForm(PageForm):
    name = forms.CharField(max_length=5)
    email = forms.EmailField(required=False)
    seats = forms.IntegerField(required=False, validators=[MinValueValidator(1)])
    cause = forms.ChoiceField(choices=[("a", "A")], required=False)
    born = DateBoxesField(required=False, autocomplete="bday")


class SeatTaken(Conflict):
    code = "test.seat_taken"
    message = "Somebody was faster."
    field = "seats"


class NobodyHome(Conflict):
    code = "test.nobody_home"
    message = "Nobody is home."


@pytest.mark.parametrize(
    ("given", "field", "words"),
    [
        ({}, "name", "Please fill this in."),
        ({"name": "Aigerim"}, "name", "Please keep it to 5 characters."),
        ({"email": "x"}, "email", "Please enter an e-mail address, for example name@example.kz."),
        ({"seats": "x"}, "seats", "Please enter a whole number."),
        ({"seats": "0"}, "seats", "Please enter 1 or more."),
        ({"cause": "b"}, "cause", "Please choose one of the options."),
        (
            {"born_day": "31", "born_month": "2", "born_year": "2010"},
            "born",
            "Please enter a real date, for example 14 3 2010.",
        ),
        (
            {"born_day": "9" * 40, "born_month": "2", "born_year": "2010"},
            "born",
            "Please enter a real date, for example 14 3 2010.",
        ),
        (
            {"born_day": "3", "born_month": "2", "born_year": "10"},
            "born",
            "Year must have 4 numbers, for example 2010.",
        ),
        ({"born_day": "3"}, "born", "Please fill in the day, the month and the year."),
        (
            {"born_day": "x", "born_month": "2", "born_year": "2010"},
            "born",
            "Please enter a real date, for example 14 3 2010.",
        ),
    ],
)
def test_mistakes_are_told_in_our_words(given, field, words):
    form = SampleForm({"name": "Dana", **given} if field != "name" or given else given)

    assert form.errors[field][0] == words


def test_boxes_become_a_date():
    form = SampleForm({"name": "Dana", "born_day": "14", "born_month": "3", "born_year": "2010"})

    assert form.is_valid()
    assert form.cleaned_data["born"] == date(2010, 3, 14)


def refuse(refusal):
    raise refusal


@pytest.mark.parametrize(("refusal", "field"), [(SeatTaken(), "seats"), (NobodyHome(), "__all__")])
def test_rule_comes_back_on_the_field_it_names(refusal, field):
    form = SampleForm({"name": "Dana"})

    done = attempt(form, lambda: refuse(refusal))

    assert not done
    assert form.errors[field] == [str(refusal)]


def test_attempt_returns_what_the_service_made():
    assert attempt(SampleForm({"name": "Dana"}), lambda: 7).value == 7


def test_sign_in_is_not_an_error_of_the_form():
    with pytest.raises(NotSignedIn):
        attempt(SampleForm({"name": "Dana"}), lambda: refuse(NotSignedIn()))


def test_rule_without_a_form_becomes_a_page_with_its_status(db):
    request = RequestFactory().get("/en/somewhere/")

    response = DomainErrorMiddleware(lambda request: None).process_exception(request, NobodyHome())

    assert response.status_code == 409
    assert "Nobody is home." in response.content.decode()


def test_other_failures_are_left_alone():
    assert (
        DomainErrorMiddleware(lambda request: None).process_exception(RequestFactory().get("/en/"), KeyError()) is None
    )


def test_programs_get_their_own_shape():
    request = RequestFactory().get("/api/v1/opportunities")

    assert DomainErrorMiddleware(lambda request: None).process_exception(request, NobodyHome()) is None


@pytest.mark.parametrize(
    ("text", "is_read"),
    [
        ("6f1c2a5e-4c5b-4f0e-9b62-3a1d5f7e8c90", True),
        ("6F1C2A5E4C5B4F0E9B623A1D5F7E8C90", True),
        ("", False),
        ("6f1c2a5e", False),
        ("٦" * 32, False),
        ("{6f1c2a5e4c5b4f0e9b623a1d5f7e8c90}", False),
        ("x" * 32, False),
    ],
)
def test_public_id_is_read_or_chooses_nothing(text, is_read):
    assert read_uuid(text) == (UUID("6f1c2a5e-4c5b-4f0e-9b62-3a1d5f7e8c90") if is_read else None)
