"""Where a request came from, as far as we can trust it."""

import ipaddress

from django.conf import settings
from django.http import HttpRequest

HOME_NETWORK_BITS = 64  # what one IPv6 customer has; single addresses in it cost nothing


def address_of(request: HttpRequest) -> str:
    """Return the address of the last hop that is not ours; IPv6 addresses of one network are one address.

    Every proxy of ours adds whom it heard from at the right end of ``X-Forwarded-For``, so with ``PROXY_COUNT`` of
    them the visitor is that many places from the right. Whatever stands left of it the visitor may have written.
    """
    direct = request.META.get("REMOTE_ADDR", "")
    hops = [hop.strip() for hop in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if hop.strip()]
    proxies = settings.PROXY_COUNT
    seen = hops[-proxies] if proxies and len(hops) >= proxies else direct
    return _grouped(seen) or _grouped(direct) or "unknown"


def _grouped(text: str) -> str:
    """Write an address without its port, IPv6 as the first of its network; an empty text for what is no address."""
    bare = text[1:].partition("]")[0] if text.startswith("[") else text
    if bare.count(":") == 1:
        bare = bare.partition(":")[0]
    try:
        address = ipaddress.ip_address(bare)
    except ValueError:
        return ""
    if isinstance(address, ipaddress.IPv4Address):
        return str(address)
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return str(ipaddress.ip_network((address.packed, HOME_NETWORK_BITS), strict=False).network_address)
