"""Two questions a supervisor asks: is the process alive, and can it serve."""

from collections.abc import Callable

from django.core.cache import caches
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache

from core import outbox
from core.clock import now
from core.delivery import health


@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """Answer that the process runs; touches nothing else, so a slow database restarts nobody."""
    return HttpResponse("ok", content_type="text/plain")


@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """Answer 200 when database, migrations and cache are usable, else 503 naming the part that is not.

    ``messages`` says whether they leave; ``manage.py outbox status`` says more.
    """
    parts = {"database": _database_is_current, "cache": _cache_answers}
    state = {name: _works(probe) for name, probe in parts.items()}
    # Told and not counted: a site whose mail server is away still serves its pages.
    told = state | {"messages": _works(_messages_leave)}
    return JsonResponse(told, status=200 if all(state.values()) else 503)


def _works(probe: Callable[[], bool]) -> bool:
    try:
        return probe()
    except Exception:
        return False  # whatever is broken, the answer is the same: not ready


def _database_is_current() -> bool:
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def _messages_leave() -> bool:
    """Say whether no provider is away, nobody pulled the switch, and nothing due has waited for five minutes."""
    is_away = any(standing.is_away or standing.is_stopped for standing in health.standings())
    return not is_away and not outbox.counts(now=now()).is_late


def _cache_answers() -> bool:
    shared = caches["shared"]
    shared.set("readyz", "1", 10)
    return bool(shared.get("readyz") == "1")
