"""Letters to people with an account: one recipient, her language, her way of being reached."""

from collections.abc import Callable

from django.utils import translation

from accounts.models import User
from core.delivery import Letter


def letter_to(user_id: int, write: Callable[[User], tuple[str, str]]) -> Letter | None:
    """Write a letter to a person in the language of her account, or nothing once the account is closed.

    ``write`` returns subject and text and is called with that language in force.
    """
    user = User.objects.filter(pk=user_id, is_active=True).first()
    if user is None:
        return None
    with translation.override(user.language):
        subject, text = write(user)
    if user.email:
        return Letter(subject=subject, text=text, email=user.email)
    return Letter(text=text, phone=user.phone or "")
