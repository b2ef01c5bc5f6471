"""Places of the built-in tables, and places of our own."""

from itertools import count
from typing import Any

from places.models import Territory
from places.services.builtin import load_builtin

ALMATY, ASTANA, SHYMKENT, KARAGANDA, TALGAR = "1526384", "1526273", "1518980", "609655", "1518518"
ALMATY_REGION_CODE, KARAGANDA_REGION_CODE = "750000000", "350000000"
_codes = count(1)


def settlement(code: str = ALMATY) -> Territory:
    """A built-in settlement by its GeoNames number; loads the tables where a transaction test has flushed them."""
    return _current("geonames", code)


def region(code: str = ALMATY_REGION_CODE) -> Territory:
    """A region in force, by its classifier code."""
    return _current("kato", code)


def make_territory(*, name: str = "Жаңа ауыл", parent: Territory | None = None, **columns: Any) -> Territory:
    """A village below a region (Almaty region by default), near 43.3, 77.0."""
    parent = parent or region("190000000")
    defaults = {
        "code_system": "geonames",
        "code": f"9900{next(_codes):05}",
        "kind": "village",
        "name_kk": name,
        "name_ru": name,
        "name_en": name,
        "latitude": 43.3,
        "longitude": 77.0,
        "time_zone": parent.time_zone,
        "region": parent.region or parent,
        "source": "test",
    }
    return Territory.objects.create(parent=parent, **{**defaults, **columns})


def _current(code_system: str, code: str) -> Territory:
    if not Territory.objects.exists():
        load_builtin()
    return Territory.objects.current().select_related("region").get(code_system=code_system, code=code)


def load_all_regions() -> list[int]:
    """Load the built-in tables where they are missing; keys of all settlements in force."""
    _current("kato", ALMATY_REGION_CODE)
    return list(Territory.objects.current().filter(parent__isnull=False).order_by("pk").values_list("pk", flat=True))
