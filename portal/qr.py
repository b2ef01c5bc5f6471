"""Pictures that a phone's camera opens: drawn as SVG into the page, without a request and without a style."""

import io

import segno
from django.utils.safestring import SafeString

QUIET_MODULES = 4  # the standard asks for so much white around the picture


def qr_svg(text: str) -> SafeString:
    """Draw a text as a QR code, black on white in every theme: readers expect it so."""
    out = io.BytesIO()
    segno.make(text, error="m", micro=False).save(
        out, kind="svg", border=QUIET_MODULES, xmldecl=False, svgns=False, nl=False, omitsize=True, dark="#000",
        light="#fff", svgclass=None, lineclass=None,
    )  # fmt: skip
    return SafeString(out.getvalue().decode())
