"""What a file says about the preset it was made with: in three languages in the document, in one on a page."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from reports.indicators import Preset
from reports.queries.figures import word


@dataclass(frozen=True, slots=True)
class Selected:
    """A preset in one language; ``not_measured`` holds names and reasons."""

    code: str
    name: str
    definition: str
    source: str
    not_measured: tuple[tuple[str, str], ...]


def selection_words(preset: Preset) -> dict[str, Any]:
    """Return a preset as plain values in the three languages."""
    return {
        "code": preset.code,
        "name": word(preset.name),
        "definition": word(preset.definition),
        "source": word(preset.source),
        "measures": list(preset.measures),
        "tables": list(preset.dimensions),
        "not_measured": [{"name": word(one.name), "reason": word(one.reason)} for one in preset.not_measured],
    }


def selected_in(words: Mapping[str, Any], language: str) -> Selected:
    """Return one language of what ``selection_words`` wrote."""
    return Selected(
        code=words["code"],
        name=words["name"][language],
        definition=words["definition"][language],
        source=words["source"][language],
        not_measured=tuple((one["name"][language], one["reason"][language]) for one in words["not_measured"]),
    )
