"""Passwords: Argon2id with the numbers we chose, and old ones renewed at the next sign-in."""

import re

import pytest
from django.contrib.auth.hashers import identify_hasher, make_password

from config import settings as real
from tests.factories.accounts import make_user

PASSWORD = "steppe-wind-77"


@pytest.fixture(autouse=True)
def _hash_as_in_production(settings):
    settings.PASSWORD_HASHERS = real.PASSWORD_HASHERS


def test_password_is_kept_with_argon2id_at_19_mib_two_passes_one_lane():
    kept = make_password(PASSWORD)

    assert re.fullmatch(r"argon2\$argon2id\$v=19\$m=19456,t=2,p=1\$[^$]{22,}\$[^$]{43}", kept)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "kept",
    [
        lambda: make_password(PASSWORD, hasher="pbkdf2_sha256"),
        lambda: "argon2" + _ARGON_OF_DJANGO,
    ],
    ids=["pbkdf2", "argon2 with other numbers"],
)
def test_old_password_still_opens_and_is_kept_anew(kept):
    user = make_user(password=kept())

    assert not user.check_password("steppe-wind-78")
    assert user.check_password(PASSWORD)
    user.refresh_from_db()
    assert "$m=19456,t=2,p=1$" in user.password
    assert not identify_hasher(user.password).must_update(user.password)


# The same password as Django's own hasher keeps it: 100 MiB, two passes, eight lanes.
_ARGON_OF_DJANGO = (
    "$argon2id$v=19$m=102400,t=2,p=8$YWJjZGVmZ2hpamtsbW5vcHFyc3R1dg$cpEbJHLoiFPvgYUeRmrh25FWasbuufoIK+JNdh7hr+o"
)
