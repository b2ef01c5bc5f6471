"""Staff repair of accounts and grants."""

from django.contrib import admin

from accounts.models import RoleGrant, User


@admin.register(User)
class UserAdmin(admin.ModelAdmin[User]):
    """People, found by address."""

    list_display = ("email", "full_name", "language", "is_active")
    search_fields = ("email", "full_name")
    readonly_fields = ("password", "last_login", "public_id")


@admin.register(RoleGrant)
class RoleGrantAdmin(admin.ModelAdmin[RoleGrant]):
    """Who holds which role where."""

    list_display = ("user", "role", "territory")
    autocomplete_fields = ("user",)
    raw_id_fields = ("territory",)
