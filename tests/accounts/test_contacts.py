"""What people sign in with: +7 alone does not make a number one of Kazakhstan."""

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from accounts.errors import ContactUnreadable, EmailTaken, PhoneForeign, PhoneInvalid, PhoneTaken
from accounts.models import User
from accounts.queries import account_known_as
from accounts.services import register
from accounts.validators import Contact, clean_contact, clean_phone, mailbox
from core.errors import DomainError
from tests.factories.accounts import make_user


@pytest.mark.parametrize(
    "typed",
    [
        "+77011234567",
        "87011234567",
        "8 701 123 45 67",
        "8 (701) 123-45-67",
        "+7 701 123-45-67",
        " 701 1234567 ",
        "\u0668\u0667\u0660\u0661\u0661\u0662\u0663\u0664\u0665\u0666\u0667",
    ],
)
def test_mobile_number_is_read_however_it_is_written(typed):
    assert clean_phone(typed) == "+77011234567"


def test_landline_counts():
    assert clean_phone("8 (7172) 70-11-11") == "+77172701111"


@pytest.mark.parametrize(
    "typed", ["+7 921 123 45 67", "8 921 123 45 67", "+7 495 123 45 67", "+998901234567", "+1 202 555 0100"]
)
def test_number_of_another_country_is_refused_with_the_reason(typed):
    with pytest.raises(PhoneForeign, match="another country"):
        clean_phone(typed)


@pytest.mark.parametrize("typed", ["112", "+7", "00000000000", "+7701123456", "701 123 45 67 ext. 5", "", "+" * 4000])
def test_what_is_no_number_is_refused(typed):
    with pytest.raises(PhoneInvalid):
        clean_phone(typed)


@given(st.text(max_size=80))
def test_no_text_breaks_the_reader(typed):
    try:
        read = clean_contact(typed)
    except DomainError:
        return
    assert bool(read.email) != bool(read.phone)
    assert clean_contact(str(read)) == read


def test_one_box_reads_both_kinds():
    assert clean_contact(" Madina@Example.KZ ") == Contact(email="madina@example.kz")
    assert clean_contact("8 701 123 45 67") == Contact(phone="+77011234567")
    for typed in ("madina", "madina@", "@", "name 8 701 123 45 67", "-", f"{'a' * 64}@{'b' * 190}.kz"):
        with pytest.raises(ContactUnreadable):
            clean_contact(typed)


@pytest.mark.django_db
def test_account_needs_no_address_when_it_has_a_number(now):
    user = register(phone="+77011234567", full_name="Мадина", language="kk", now=now)

    assert (user.email, user.phone, user.contact) == (None, "+77011234567", "+77011234567")
    assert account_known_as("8 701 123-45-67") == user
    assert account_known_as("8 701 123-45-68") is None
    assert account_known_as("nonsense") is None


@pytest.mark.django_db
def test_name_to_sign_in_with_belongs_to_one_account(now):
    register(phone="+77011234567", email="madina@example.org", full_name="Мадина", language="kk", now=now)

    with pytest.raises(PhoneTaken):
        register(phone="+77011234567", full_name="Other", language="kk", now=now)
    with pytest.raises(EmailTaken):
        register(email=" Madina@example.org", full_name="Other", language="kk", now=now)
    assert User.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("columns", [{"email": None}, {"email": ""}, {"email": None, "phone": ""}])
def test_open_account_that_nobody_can_reach_is_refused_by_the_database(columns):
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create(full_name="Nobody", **columns)


@pytest.mark.django_db
def test_closed_account_needs_neither():
    make_user(email="a@example.org")
    assert User.objects.filter(email="a@example.org").update(is_active=False, email=None) == 1


@pytest.mark.parametrize(
    ("contact", "reaches"),
    [
        ("bekzat+mother@example.org", "bekzat@example.org"),
        ("b.ekzat+x@gmail.com", "bekzat@gmail.com"),
        ("b.ekzat@example.org", "b.ekzat@example.org"),
        ("+77011234567", "+77011234567"),
    ],
)
def test_what_follows_a_plus_reaches_the_same_mailbox(contact, reaches):
    assert mailbox(contact) == reaches
