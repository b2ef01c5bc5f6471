"""Staff repair of territories."""

from typing import ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from places.models import Territory


@admin.register(Territory)
class TerritoryAdmin(admin.ModelAdmin[Territory]):
    """Territories, found by any name or by code; versions in force first."""

    list_display = ("name_ru", "name_kk", "kind", "code", "valid_from", "valid_until", "population")
    list_filter = ("code_system", "kind", ("region", admin.RelatedOnlyFieldListFilter))
    list_select_related = ("region",)
    search_fields = ("code", "search_name")
    autocomplete_fields = ("parent", "region", "predecessor")
    ordering: ClassVar = ["-valid_until", "code", "pk"]
    readonly_fields = ("path", "search_name")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Territory], search_term: str
    ) -> tuple[QuerySet[Territory], bool]:
        """Search by folded name, or by code when digits are typed."""
        term = search_term.strip()
        if term.isdecimal():
            return queryset.filter(code__startswith=term), False
        if not term:
            return queryset, False
        return queryset & Territory.objects.matching(term), False
