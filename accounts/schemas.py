"""Shapes of accounts and of what people speak."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from ninja import Schema
from pydantic import Field

from accounts.enums import SPOKEN_LANGUAGE_CODES, InterfaceLanguage, Role
from accounts.models import RoleGrant, User
from core.schemas import Input, PlainText

SpokenCode = Literal["kk", "ru", "en", "sign"]


def language_codes(mask: int) -> list[SpokenCode]:
    """Return the codes of a mask of spoken languages."""
    codes: tuple[SpokenCode, ...] = ("kk", "ru", "en", "sign")
    return [code for code in codes if mask & SPOKEN_LANGUAGE_CODES[code]]


def language_mask(codes: list[SpokenCode]) -> int:
    """Return the mask of codes of spoken languages."""
    return sum(SPOKEN_LANGUAGE_CODES[code] for code in set(codes))


class GrantOut(Schema):
    """A role and the territory it holds for; null is the country."""

    role: Role
    territory: str | None = Field(examples=["kato:750000000"])

    @classmethod
    def of(cls, grant: RoleGrant) -> "GrantOut":
        """Shape a grant loaded with its territory."""
        return cls(role=Role(grant.role), territory=grant.territory.key if grant.territory else None)


class AccountOut(Schema):
    """The person who is signed in; at least one of ``email`` and ``phone`` is there."""

    id: UUID
    email: str | None
    phone: str | None = Field(examples=["+77011234567"])
    full_name: str
    language: InterfaceLanguage
    grants: list[GrantOut]

    @classmethod
    def of(cls, user: User, grants: list[RoleGrant]) -> "AccountOut":
        """Shape a person with the roles held outside organisations."""
        return cls(
            id=user.public_id,
            email=user.email,
            phone=user.phone,
            full_name=user.full_name,
            language=InterfaceLanguage(user.language),
            grants=[GrantOut.of(grant) for grant in grants],
        )


class AccountPatch(Input):
    """What a person changes about the account; what is left out stays."""

    full_name: PlainText | None = Field(None, min_length=1, max_length=150)
    language: InterfaceLanguage | None = None


class CopyOut(Schema):
    """Everything kept about a person: what each column is, and the rows of every table."""

    made_at: datetime
    person: UUID
    columns: dict[str, dict[str, str]]
    tables: dict[str, list[dict[str, Any]]]
