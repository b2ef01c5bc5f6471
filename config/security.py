"""Response headers that make the browser refuse what our pages never do."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase

CONTENT_SECURITY_POLICY = (
    "default-src 'self'; img-src 'self' data:; worker-src 'self'; manifest-src 'self'; object-src 'none'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
# The bundled API browser writes style attributes while it draws; nothing of ours may.
DOCS_POLICY = CONTENT_SECURITY_POLICY + "; style-src 'self' 'unsafe-inline'"
DOCS_PATH = "/api/v1/docs"
PERMISSIONS_POLICY = "camera=(), geolocation=(self), microphone=(), payment=(), usb=()"
# The one page that reads passes may ask for the camera.
CAMERA_PAGE = "ngo:door"
CAMERA_POLICY = PERMISSIONS_POLICY.replace("camera=()", "camera=(self)")


def security_headers(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Add the policies to every response that did not set its own."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        policy = DOCS_POLICY if request.path.startswith(DOCS_PATH) else CONTENT_SECURITY_POLICY
        response.headers.setdefault("Content-Security-Policy", policy)
        match = request.resolver_match
        is_camera_page = match is not None and match.view_name == CAMERA_PAGE
        permissions = CAMERA_POLICY if is_camera_page else PERMISSIONS_POLICY
        response.headers.setdefault("Permissions-Policy", permissions)
        return response

    return middleware
