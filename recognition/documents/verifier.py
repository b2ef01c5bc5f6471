"""One HTML file that checks badges without a network: it carries the public keys of the day it was downloaded."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from recognition.documents.credential import issuer_id

TEMPLATE = Path(__file__).resolve().parents[1] / "data" / "verifier.html"
PLACE = '{"issuer": "", "keys": []}'


def verifier_page(keys: Mapping[str, Any]) -> str:
    """Return the page with a JSON Web Key Set in it."""
    held = json.dumps({"issuer": issuer_id(), **keys}, sort_keys=True).replace("<", "\\u003c")
    return TEMPLATE.read_text(encoding="utf-8").replace(PLACE, held)
