"""The hours ledger as anybody may check it: the public keys of the issuer."""

from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from recognition.queries import public_keys

KEYS_SECONDS = 5 * 60  # a new key is known everywhere soon after it signs


@require_safe
@cache_control(public=True, max_age=KEYS_SECONDS)
def keys(request: HttpRequest) -> JsonResponse:
    """Hand out every public key this site has signed with (RFC 7517)."""
    answer = JsonResponse(public_keys(), content_type="application/jwk-set+json")
    answer["Access-Control-Allow-Origin"] = "*"  # checked by pages of other sites
    return answer
