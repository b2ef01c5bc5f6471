"""Staff repair of accounts, grants and consents given on paper."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse

from accounts.enums import Role
from accounts.errors import ConsentWithdrawn
from accounts.models import GuardianConsent, RoleGrant, User
from accounts.services import grant_role, record_guardian_consent, take_role, withdraw_guardian_consent
from core import audit
from core.clock import now
from core.errors import NotSignedIn


class LookedAt(admin.ModelAdmin[Any]):
    """Pages of staff that show people: every person shown is written down as looked at, before the page is sent.

    ``path_to_person`` leads from a row to the account.
    """

    path_to_person = ""

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Show the list, and note everybody on it."""
        response = super().changelist_view(request, extra_context)
        if isinstance(response, TemplateResponse) and response.context_data and "cl" in response.context_data:
            self._note(request, "name", response.context_data["cl"].result_list)
        return response

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """Note whose record is opened, then show it."""
        opened = self.get_object(request, unquote(object_id)) if object_id else None
        if opened is not None:
            self._note(request, "record", [opened])
        return super().changeform_view(request, object_id, form_url, extra_context)

    @transaction.atomic
    def _note(self, request: HttpRequest, what: str, rows: Iterable[Any]) -> None:
        people = {person.pk: person for person in map(self._person, rows)}
        audit.record_looks(
            what, viewer=_staff(request), role="staff", people=[*people.values()], purpose="repair", at=now()
        )

    def _person(self, row: Any) -> User:
        found: User = getattr(row, self.path_to_person) if self.path_to_person else row
        return found


@admin.register(User)
class UserAdmin(LookedAt):
    """People, found by address, number or name."""

    list_display = ("email", "phone", "full_name", "language", "is_active")
    search_fields = ("email", "phone", "full_name")
    readonly_fields = ("password", "last_login", "public_id")

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Send whoever should go through `manage erase`, which keeps the hours and cleans everything else."""
        return False


@admin.register(RoleGrant)
class RoleGrantAdmin(LookedAt):
    """Who holds which role where; a grant is given or taken away, never rewritten."""

    path_to_person = "user"
    list_display = ("user", "role", "territory")
    list_select_related = ("user", "territory")
    autocomplete_fields = ("user",)
    raw_id_fields = ("territory",)

    def has_change_permission(self, request: HttpRequest, obj: RoleGrant | None = None) -> bool:
        """Let grants be read, and not changed in place."""
        return False

    def save_model(self, request: HttpRequest, obj: RoleGrant, form: forms.ModelForm[RoleGrant], change: bool) -> None:
        """Give the role by the service, which leaves an audit line."""
        obj.pk = grant_role(
            user=obj.user, role=Role(obj.role), territory=obj.territory, actor=_staff(request), now=now()
        ).pk

    def delete_model(self, request: HttpRequest, obj: RoleGrant) -> None:
        """Take the role away by the service, which leaves an audit line."""
        take_role(grant=obj, actor=_staff(request), now=now())

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[RoleGrant]) -> None:
        """Take the chosen roles away, one by one."""
        for grant in queryset:
            self.delete_model(request, grant)


@admin.register(GuardianConsent)
class GuardianConsentAdmin(LookedAt):
    """Consents: one given on paper is recorded here; one that ends is withdrawn, and stays readable."""

    path_to_person = "minor"
    list_display = ("minor", "guardian_name", "given_at", "valid_until", "withdrawn_at")
    list_select_related = ("minor",)
    search_fields = ("minor__email", "minor__phone", "minor__full_name", "guardian_name")
    fields = ("minor", "guardian_name", "text_version", "valid_until")
    autocomplete_fields = ("minor",)
    actions = ("withdraw",)

    def has_delete_permission(self, request: HttpRequest, obj: GuardianConsent | None = None) -> bool:
        """Keep what was agreed: a consent is withdrawn, which cancels the shifts that need it."""
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: GuardianConsent | None = None) -> tuple[str, ...]:
        """Keep what a guardian agreed to as it was given."""
        return (*self.fields, "given_at", "withdrawn_at") if obj else ()

    def get_fields(self, request: HttpRequest, obj: GuardianConsent | None = None) -> tuple[str, ...]:
        """Show when it was given and withdrawn once it is recorded."""
        return (*self.fields, "given_at", "withdrawn_at") if obj else self.fields

    def save_model(
        self, request: HttpRequest, obj: GuardianConsent, form: forms.ModelForm[GuardianConsent], change: bool
    ) -> None:
        """Record a new consent by the service, which leaves an audit line; nothing of an old one can change."""
        if change:
            return
        consent = record_guardian_consent(
            minor=obj.minor,
            guardian_name=obj.guardian_name,
            text_version=obj.text_version,
            valid_until=obj.valid_until,
            actor=_staff(request),
            now=now(),
        )
        obj.pk, obj.public_id, obj.given_at = consent.pk, consent.public_id, consent.given_at

    @admin.action(description="Withdraw the chosen consents", permissions=["change"])
    def withdraw(self, request: HttpRequest, queryset: QuerySet[GuardianConsent]) -> None:
        """End consents from now on; those that are withdrawn already are left alone."""
        for consent in queryset.filter(withdrawn_at__isnull=True):
            try:
                withdraw_guardian_consent(consent=consent, actor=_staff(request), now=now())
            except ConsentWithdrawn:
                continue


def _staff(request: HttpRequest) -> User:
    if not request.user.is_authenticated:
        raise NotSignedIn
    return request.user
