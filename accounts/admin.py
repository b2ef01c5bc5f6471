"""Staff repair of accounts, grants and consents given on paper."""

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from accounts.enums import Role
from accounts.errors import ConsentWithdrawn
from accounts.models import GuardianConsent, RoleGrant, User
from accounts.services import grant_role, record_guardian_consent, withdraw_guardian_consent
from core.clock import now
from core.errors import NotSignedIn


@admin.register(User)
class UserAdmin(admin.ModelAdmin[User]):
    """People, found by address, number or name."""

    list_display = ("email", "phone", "full_name", "language", "is_active")
    search_fields = ("email", "phone", "full_name")
    readonly_fields = ("password", "last_login", "public_id")


@admin.register(RoleGrant)
class RoleGrantAdmin(admin.ModelAdmin[RoleGrant]):
    """Who holds which role where; a grant is given or taken away, never rewritten."""

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


@admin.register(GuardianConsent)
class GuardianConsentAdmin(admin.ModelAdmin[GuardianConsent]):
    """Consents: one given on paper is recorded here; one that ends is withdrawn, and stays readable."""

    list_display = ("minor", "guardian_name", "given_at", "valid_until", "withdrawn_at")
    list_select_related = ("minor",)
    search_fields = ("minor__email", "minor__phone", "minor__full_name", "guardian_name")
    fields = ("minor", "guardian_name", "text_version", "valid_until")
    autocomplete_fields = ("minor",)
    actions = ("withdraw",)

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
