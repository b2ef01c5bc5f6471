"""Cells about people: languages, skills, free times, places, as they are written in spreadsheets."""

import re
from collections.abc import Iterable

from accounts.enums import SPOKEN_LANGUAGE_LABELS, SpokenLanguage
from core.cells import read_choice, read_point, split_list
from core.enums import Cause
from core.text import fold
from places.distance import GeoPoint
from places.errors import UnknownPlace
from places.models import Territory
from places.queries import get_place_by_name, nearest_settlement
from volunteers import errors
from volunteers.enums import DAYS_IN_WEEK, DayPart, SkillLevel
from volunteers.models import Skill

FARTHEST_SETTLEMENT_KM = 100
_LEVEL = re.compile(r"(.+?)\s*[:=(]\s*(\d)\s*\)?")


_LANGUAGES: dict[str, SpokenLanguage] = {
    fold(word): language
    for language, words in {
        SpokenLanguage.KAZAKH: "kk|kz|kaz|kazakh|қазақ|қазақша|қазақ тілі|казахский|каз",
        SpokenLanguage.RUSSIAN: "ru|rus|russian|орыс|орысша|орыс тілі|русский|рус",
        SpokenLanguage.ENGLISH: "en|eng|english|ағылшын|ағылшынша|ағылшын тілі|английский|анг|англ",
        SpokenLanguage.SIGN: "sign|sign language|ымдау|ымдау тілі|жестовый|жестовый язык",
    }.items()
    for word in words.split("|")
}
_CAUSES: dict[str, Cause] = {
    fold(word): cause
    for cause, words in {
        Cause.ECOLOGY: "ecology|экология|табиғат|природа|nature|environment",
        Cause.CHILD_PROTECTION: "child_protection|child protection|children|защита детей|дети|балаларды қорғау",
        Cause.INCLUSION: "inclusion|инклюзия|инклюзивность|қолжетімділік",
    }.items()
    for word in words.split("|")
}
_WEEKDAYS: dict[str, frozenset[int]] = {
    fold(word): frozenset(days)
    for words, days in (
        ("mon|monday|пн|понедельник|дс|дүйсенбі", (0,)),
        ("tue|tuesday|вт|вторник|сс|сейсенбі", (1,)),
        ("wed|wednesday|ср|среда|сәрсенбі", (2,)),
        ("thu|thursday|чт|четверг|бс|бейсенбі", (3,)),
        ("fri|friday|пт|пятница|жм|жұма", (4,)),
        ("sat|saturday|сб|суббота|сенбі", (5,)),
        ("sun|sunday|вс|воскресенье|жс|жексенбі", (6,)),
        ("weekdays|weekday|будни|жұмыс күні|жұмыс күндері", range(5)),
        ("weekend|weekends|выходные|демалыс|демалыс күндері", (5, 6)),
        ("daily|every day|ежедневно|каждый день|күн сайын|күнде", range(DAYS_IN_WEEK)),
    )
    for word in words.split("|")
}
_PARTS: dict[str, DayPart] = {
    fold(word): part
    for part, words in {
        DayPart.MORNING: "morning|mornings|утро|утром|таң|таңертең",
        DayPart.DAY: "day|afternoon|afternoons|день|днем|днём|күндіз|түстен кейін",
        DayPart.EVENING: "evening|evenings|вечер|вечером|кеш|кешке",
    }.items()
    for word in words.split("|")
}


def read_languages(text: str) -> int:
    """Read languages by code or name in any language into a mask. Raises CellEmpty or ChoiceUnknown."""
    shown = ", ".join(str(label) for label in SPOKEN_LANGUAGE_LABELS.values())
    return int(sum({read_choice(word, _LANGUAGES, shown=shown) for word in split_list(text)}))


def read_cause(text: str) -> Cause:
    """Read one cause by code or name in any language. Raises CellEmpty or ChoiceUnknown."""
    return read_choice(text, _CAUSES, shown=", ".join(str(label) for label in Cause.labels))


def read_causes(text: str) -> list[Cause]:
    """Read causes, the dearest first. Raises as read_cause."""
    return [read_cause(word) for word in split_list(text)]


def read_free_times(text: str) -> frozenset[tuple[int, int]]:
    """Read free times such as ``Сб утро, вс`` or ``weekdays evening`` into (weekday, part) pairs, Monday 0.

    A day without a part means the whole day. Raises FreeTimeUnknown.
    """
    return frozenset(slot for entry in split_list(text) for slot in _slots_of(fold(entry)))


def _slots_of(entry: str) -> Iterable[tuple[int, int]]:
    days: frozenset[int] | None = None
    parts: set[int] = set()
    rest = entry
    for spelling in sorted(_WEEKDAYS, key=len, reverse=True):
        if rest == spelling or rest.startswith(f"{spelling} "):
            days, rest = _WEEKDAYS[spelling], rest[len(spelling) :].strip()
            break
    while rest:
        part = next(
            (name for name in sorted(_PARTS, key=len, reverse=True) if f"{rest} ".startswith(f"{name} ")), None
        )
        if part is None:
            raise errors.FreeTimeUnknown
        parts.add(_PARTS[part])
        rest = rest[len(part) :].strip()
    if days is None and not parts:
        raise errors.FreeTimeUnknown
    return [(day, part) for day in days or range(DAYS_IN_WEEK) for part in parts or DayPart.values]


class SkillReader:
    """Finds skills by code or by name in any language."""

    def __init__(self) -> None:
        self._skills: dict[str, Skill] = {}
        for skill in Skill.objects.order_by("pk"):
            for name in (skill.code, skill.name_kk, skill.name_ru, skill.name_en):
                self._skills[fold(name)] = skill

    def read(self, text: str, *, usual_level: SkillLevel) -> dict[Skill, int]:
        """Read ``First aid: 2, driving`` into skills with levels. Raises SkillUnknown or SkillLevelUnknown."""
        found: dict[Skill, int] = {}
        for entry in split_list(text):
            named = _LEVEL.fullmatch(entry)
            name, level = (named[1], int(named[2])) if named else (entry, usual_level.value)
            skill = self._skills.get(fold(name))
            if skill is None:
                raise errors.SkillUnknown(skill=name)
            if level not in SkillLevel.values:
                raise errors.SkillLevelUnknown
            found[skill] = level
        return found


class PlaceReader:
    """Finds places by name or coordinates, asking once for each spelling."""

    def __init__(self, language: str) -> None:
        self._language = language
        self._known: dict[str, Territory] = {}

    def read(self, text: str) -> Territory:
        """Return the place of a name, or the settlement nearest to ``49.80, 73.10``.

        Raises UnknownPlace, MisspeltPlace or AmbiguousPlace.
        """
        if text not in self._known:
            self._known[text] = self._find(text)
        return self._known[text]

    def _find(self, text: str) -> Territory:
        point = read_point(text)
        if point is None:
            return get_place_by_name(text, language=self._language)
        try:
            near = nearest_settlement(GeoPoint(*point))
        except ValueError as nowhere:
            raise UnknownPlace(place=text) from nowhere
        if near is None or near.distance_km > FARTHEST_SETTLEMENT_KM:
            raise UnknownPlace(place=text)
        return near.territory
