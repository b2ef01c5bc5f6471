"""Every door of the site: each operation of the OpenAPI document, and each page with each method.

Read from the program itself, so that a new operation or page is a new door without anybody writing it down.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import URLPattern, URLResolver, get_resolver

from config.api import api

# Django's own site for staff; what it asks is tested beside it. The two that only list the API are public files.
NOT_OURS = ("admin/", "i18n/", "api/v1/")
PARAMETER = re.compile(r"[<{](?:\w+:)?(\w+)[>}]")


@dataclass(frozen=True, slots=True)
class Door:
    """One address with one method; ``name`` is how the policy knows it, ``path`` still has its parameters."""

    name: str
    method: str
    path: str
    is_api: bool

    @property
    def parameters(self) -> tuple[str, ...]:
        """The names of what stands in the path."""
        return tuple(PARAMETER.findall(self.path))

    def at(self, values: dict[str, str]) -> str:
        """Return the address with its parameters filled in."""
        return PARAMETER.sub(lambda found: values[found[1]], self.path)


def operations() -> Iterator[Door]:
    """Yield every operation of the OpenAPI document."""
    for path, verbs in json.loads(json.dumps(api.get_openapi_schema(), default=str))["paths"].items():
        for verb, operation in verbs.items():
            yield Door(operation["operationId"], verb.upper(), path, is_api=True)


def pages() -> Iterator[Door]:
    """Yield every page under its name, to read and to send."""
    for name, path in _patterns(get_resolver()):
        for method in ("GET", "POST"):
            yield Door(f"{name} {method}", method, path, is_api=False)


def all_doors() -> list[Door]:
    """Return every door once, by name."""
    return list({door.name: door for door in (*operations(), *pages())}.values())


def _patterns(resolver: URLResolver, before: str = "/", space: str = "") -> Iterator[tuple[str, str]]:
    for pattern in resolver.url_patterns:
        path = before + str(pattern.pattern)
        if path.lstrip("/").startswith(NOT_OURS):
            continue
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from _patterns(pattern, path, inner)
        elif isinstance(pattern, URLPattern):
            yield f"{space}{pattern.name}", path
