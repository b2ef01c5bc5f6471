"""Every error a person can meet has one code, one sentence, and a translation."""

import re
from collections import Counter
from importlib import import_module
from importlib.util import find_spec

from django.apps import apps
from django.utils.functional import Promise

from core.errors import DomainError
from tests.architecture.test_staircase import FLOOR_OF

STATUSES = {400, 401, 403, 404, 409, 422, 429, 503}


def kinds() -> list[type[DomainError]]:
    for app in FLOOR_OF:
        if find_spec(f"{app}.errors"):
            import_module(f"{app}.errors")
    found, waiting = [], [DomainError]
    while waiting:
        kind = waiting.pop()
        found.append(kind)
        waiting += kind.__subclasses__()
    return [kind for kind in found if kind.__module__.split(".")[0] in FLOOR_OF]


def test_there_are_errors_beyond_the_kinds():
    assert len(kinds()) > 20


def test_codes_are_unique():
    assert [code for code, count in Counter(kind.code for kind in kinds()).items() if count > 1] == []


def test_code_begins_with_its_app():
    labels = {config.label for config in apps.get_app_configs()}
    wrong = [
        f"{kind.__module__}.{kind.__name__}: {kind.code}"
        for kind in kinds()
        if not re.fullmatch(r"[a-z]+\.[a-z]+(_[a-z]+)*", kind.code)
        or kind.code.split(".")[0] != kind.__module__.split(".")[0]
        or kind.code.split(".")[0] not in labels
    ]

    assert wrong == []


def test_every_sentence_is_translatable_and_ends_like_one():
    """A sentence may end in a reason that brings its own full stop."""
    wrong = [
        kind.code
        for kind in kinds()
        if not isinstance(kind.message, Promise) or not str(kind.message).rstrip().endswith((".", "!", "?", ")s"))
    ]

    assert wrong == []


def test_every_status_is_one_the_api_documents():
    assert {kind.status for kind in kinds()} <= STATUSES
