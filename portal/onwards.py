"""Where a form may lead: the address of a page it carries along, when that is a page of this site."""

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme


def own_page(request: HttpRequest, wanted: str) -> str:
    """Return ``wanted`` if it is a path of this site, else an empty text.

    Only a path is taken: a bare word could be read as the name of a view, which need not exist.
    """
    is_ours = wanted.startswith("/") and url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if is_ours else ""
