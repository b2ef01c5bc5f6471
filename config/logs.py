"""Logging: event names with key-value pairs, a request id on every line, and nothing about persons."""

import logging
import re
import time
import uuid
from collections.abc import Callable
from typing import Any

import structlog
from django.http import HttpRequest, HttpResponseBase
from structlog.typing import EventDict

_SAFE_ID = re.compile(r"[A-Za-z0-9-]{8,64}")
# A guardian's page, the page of an answer and a person's calendar: who knows the address may read it.
_SECRET_LINK = re.compile(r"(?<![\w-])([ac]/|feeds/me/)[A-Za-z0-9_-]{20,}")
_QUIET_ROUTES = frozenset({"healthz", "readyz"})

_SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]


def logging_config(*, level: str, as_json: bool) -> dict[str, Any]:
    """Return the LOGGING setting: one line per event on standard error, as JSON or for a person to read."""
    renderer = structlog.processors.JSONRenderer() if as_json else structlog.dev.ConsoleRenderer(colors=False)
    structlog.configure(
        processors=[*_SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "events": {
                "()": structlog.stdlib.ProcessorFormatter,
                "foreign_pre_chain": _SHARED,
                "processors": [
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    structlog.processors.format_exc_info,
                    hide_links,
                    renderer,
                ],
            }
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "events"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            "django.server": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
            "django.request": {"level": "ERROR"},
        },
    }


def hide_links(logger: Any, method: str, event: EventDict) -> EventDict:
    """Blank out the secret part of links that open by themselves, in whatever part of a line it stands."""
    return {name: _SECRET_LINK.sub(r"\1…", text) if isinstance(text, str) else text for name, text in event.items()}


def request_log(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Give every request an id, return it in ``X-Request-ID``, and write one line when the answer is ready.

    The line holds the route pattern, never the path: a path may carry a code that belongs to one person.
    """
    log = structlog.get_logger("requests")

    def middleware(request: HttpRequest) -> HttpResponseBase:
        offered = request.headers.get("X-Request-ID", "")
        request_id = offered if _SAFE_ID.fullmatch(offered) else uuid.uuid4().hex
        started = time.perf_counter()
        with structlog.contextvars.bound_contextvars(request_id=request_id):
            response = get_response(request)
            route = request.resolver_match.route if request.resolver_match else "(none)"
            if route not in _QUIET_ROUTES:
                level = logging.ERROR if response.status_code >= 500 else logging.INFO
                milliseconds = round((time.perf_counter() - started) * 1000)
                log.log(level, "request.finished", method=request.method, route=route, status=response.status_code,
                        duration_ms=milliseconds)  # fmt: skip
        response.headers["X-Request-ID"] = request_id
        return response

    return middleware
