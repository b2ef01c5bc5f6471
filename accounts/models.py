"""People who sign in, the roles they hold, and the consent of guardians."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.enums import InterfaceLanguage, Role
from core.models import PublicId, Timestamped
from places.models import Territory


class UserManager(BaseUserManager["User"]):
    """Creates users by e-mail address."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Create a person who can sign in; the address is stored in lower case."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password) if password else user.set_unusable_password()
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Create a person with every right in the staff admin."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)


class User(PublicId, Timestamped, AbstractBaseUser, PermissionsMixin):
    """A person with an account; what they are beyond that lives in other tables."""

    email = models.EmailField(_("e-mail"), unique=True)
    full_name = models.CharField(_("name"), max_length=150)
    language = models.CharField(
        _("language"), max_length=2, choices=InterfaceLanguage.choices, default=InterfaceLanguage.KAZAKH
    )
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["full_name"]

    class Meta:
        verbose_name = _("user")
        constraints: ClassVar = [
            models.CheckConstraint(
                name="accounts_user_language_known", condition=Q(language__in=InterfaceLanguage.values)
            )
        ]

    def __str__(self) -> str:
        return f"user {self.pk}"

    @property
    def short_name(self) -> str:
        """First name and the initial of the next word: what others see."""
        words = self.full_name.split()
        return " ".join([*words[:1], *(f"{word[0]}." for word in words[1:2])])


class RoleGrant(Timestamped):
    """A role outside organisations, for one territory or, without one, for the country."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="role_grants")
    role = models.CharField(max_length=20, choices=Role.choices)
    territory = models.ForeignKey(Territory, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("role grant")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "role", "territory"], name="accounts_rolegrant_once"),
            models.UniqueConstraint(
                fields=["user", "role"],
                condition=Q(territory__isnull=True),
                name="accounts_rolegrant_once_for_the_country",
            ),
            models.CheckConstraint(
                name="accounts_rolegrant_role_known",
                condition=Q(role__in=[Role.AKIMAT_OFFICER, Role.REVIEWER, Role.STAFF]),
            ),
        ]

    def __str__(self) -> str:
        return f"grant {self.pk} {self.role}"


class GuardianConsent(PublicId, Timestamped):
    """A parent's or guardian's recorded agreement that a minor may volunteer, for a span of days."""

    minor = models.ForeignKey(User, on_delete=models.CASCADE, related_name="guardian_consents")
    guardian_name = models.CharField(max_length=150)
    text_version = models.CharField(max_length=20)
    given_at = models.DateTimeField()
    valid_until = models.DateField(help_text="First day on which the consent no longer holds.")
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("guardian consent")
        constraints: ClassVar = [
            models.CheckConstraint(
                name="accounts_guardianconsent_withdrawn_after_given",
                condition=Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gte=F("given_at")),
            )
        ]

    def __str__(self) -> str:
        return f"consent {self.pk} for user {self.minor_id}"
