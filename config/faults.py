"""What a fault becomes: a page, or a problem for programs. A database that is away is 503, which passes by itself."""

import sqlite3
import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import get_template

from config import problems

WAIT_SECONDS = 5


def answer_to(request: HttpRequest, fault: BaseException | None) -> HttpResponse:
    """Return 503 with a time to try again when the database did not answer or gave up, else 500.

    The page is drawn without the database, and says that nothing saved before is lost.
    """
    is_away = isinstance(fault, OperationalError | InterfaceError) and not _is_statement_wrong(fault)
    status = 503 if is_away else 500
    if request.path.startswith(problems.API_PREFIX):
        answer = problems.from_status(request, status)
    else:
        answer = HttpResponse(get_template("500.html").render(), status=status)
    if is_away:
        answer.headers["Retry-After"] = str(WAIT_SECONDS)
    return answer


def _is_statement_wrong(fault: BaseException) -> bool:
    """Say whether SQLite calls a fault of the program, such as a table that is not there, by the name of an outage."""
    return getattr(fault.__cause__, "sqlite_errorcode", None) == sqlite3.SQLITE_ERROR


def handler500(request: HttpRequest) -> HttpResponse:
    """Answer what no view and no middleware caught; Django calls it while the fault is being handled."""
    return answer_to(request, sys.exc_info()[1])
