"""Opportunities out of a spreadsheet: one row is one opportunity with one shift and one role."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time

from core.cells import (
    read_date,
    read_flag,
    read_optional_text,
    read_point,
    read_time,
    read_whole_number,
)
from core.enums import Cause
from core.management.imports import CREATED, UNCHANGED, CellRefused, read_cell, read_cell_or
from core.tables import Column, RowRepeated, TableRow
from core.text import LANGUAGES, fold, localised
from events.errors import PlaceMissing, TitleMissing
from events.management.declaring import read_declaration
from events.models import Opportunity
from events.services.publishing import (
    AccessFacts,
    OpportunityDraft,
    RolePlan,
    ShiftPlan,
    post_opportunity,
    publish_opportunity,
)
from ngos.models import Organisation
from places.models import Territory
from volunteers.enums import SkillLevel
from volunteers.management.cells import PlaceReader, SkillReader, read_cause, read_languages
from volunteers.management.importing import guess_language
from volunteers.models import Skill

_WORDS = {
    "title": ("title", "название", "атауы"),
    "description": ("description", "описание", "сипаттамасы"),
    "bring": ("bring", "взять с собой", "өзімен алып келу"),
    "costs": ("costs", "расходы", "шығындар"),
}
_IN_LANGUAGE = {
    "kk": ("kazakh", "на казахском", "каз", "қазақша"),
    "ru": ("russian", "на русском", "рус", "орысша"),
    "en": ("english", "на английском", "англ", "ағылшынша"),
}
LONGEST = {"title": 140, "description": 5000, "bring": 300, "costs": 300}


def _text_columns() -> list[Column]:
    columns = [Column(name, headers) for name, headers in _WORDS.items()]
    for name, headers in _WORDS.items():
        for language, suffixes in _IN_LANGUAGE.items():
            spellings = tuple(f"{header} {suffix}" for header in headers for suffix in suffixes)
            columns.append(Column(f"{name}_{language}", spellings))
    return columns


COLUMNS = (
    Column("key", ("number", "id", "номер", "№", "код", "нөмірі")),
    *_text_columns(),
    Column("cause", ("направление", "бағыты")),
    Column("date", ("day", "дата", "день", "күні"), True),
    Column("start", ("starts", "начало", "время начала", "басталуы"), True),
    Column("end", ("ends", "конец", "окончание", "время окончания", "аяқталуы"), True),
    Column("end_date", ("end day", "дата окончания", "аяқталу күні")),
    Column("place", ("city", "место", "город", "населённый пункт", "елді мекен", "қала", "орны")),
    Column("address", ("адрес", "мекенжайы")),
    Column("point", ("coordinates", "координаты", "координаттары")),
    Column("online", ("remote", "онлайн", "дистанционно", "қашықтан")),
    Column("role", ("роль", "рөлі")),
    Column(
        "capacity", ("places", "seats", "people", "мест", "количество мест", "человек", "орын саны", "адам саны"), True
    ),
    Column("minimum", ("smallest team", "минимум", "не меньше", "ең азы")),
    Column("needed_skills", ("needs", "required skills", "нужные навыки", "қажетті дағдылар")),
    Column("wanted_skills", ("skills", "welcome skills", "желательные навыки", "навыки", "дағдылар")),
    Column("languages", ("языки", "тілдер")),
    Column("min_age", ("age", "возраст", "возраст от", "жасы", "ең кіші жасы")),
    Column("with_children", ("children", "работа с детьми", "балалармен жұмыс")),
    Column("hazards", ("danger", "опасности", "опасная работа", "қауіптер")),
    Column("safeguarding_lead", ("child safety", "безопасность детей", "балалар қауіпсіздігі")),
    Column("host", ("host kind", "принимающее учреждение", "қабылдайтын мекеме")),
    Column("host_approval", ("agreed by host", "согласие учреждения", "мекеменің келісімі")),
    Column("step_free", ("без ступеней", "баспалдақсыз")),
    Column("contact_name", ("contact", "контакт", "контактное лицо", "байланыс", "жауапты")),
    Column("contact_phone", ("phone", "телефон", "телефоны")),
)
# The names by which the domain calls what these columns hold.
COLUMN_OF = {
    "title": "title",
    "place": "place",
    "starts_on": "date",
    "start_time": "start",
    "end_time": "end",
    "capacity": "capacity",
    "min_age": "min_age",
    "skills": "needed_skills",
    "wanted_skills": "wanted_skills",
}
USUAL_ROLE = {"kk": "Волонтер", "ru": "Волонтёр", "en": "Volunteer"}


@dataclass(frozen=True, slots=True)
class _Spot:
    """Where it takes place: nowhere when online."""

    venue: Territory | None = None
    latitude: float | None = None
    longitude: float | None = None


class OpportunityLanding:
    """Lands rows for one organisation; an opportunity is known by its key, or else by title and start."""

    def __init__(self, *, organisation: Organisation, language: str, publishes: bool, now: datetime) -> None:
        self._organisation = organisation
        self._language = language
        self._publishes = publishes
        self._now = now
        self._places = PlaceReader(language)
        self._skills = SkillReader()
        self._lines: dict[str, int] = {}

    def land(self, row: TableRow) -> str:
        """Create the opportunity of a row as a draft, or leave the one that came in before as it is now.

        Raises CellRefused, RowRepeated or what the services raise.
        """
        texts = self._texts(row)
        shift = _shift(row)
        key = self._key(row, texts, shift)
        draft = self._draft(row, texts, key)
        role = self._role(row)
        if key in self._lines:
            raise RowRepeated(line=self._lines[key])
        self._lines[key] = row.line
        if Opportunity.objects.filter(organisation=self._organisation, external_key=key).exists():
            return UNCHANGED
        opportunity = post_opportunity(
            organisation=self._organisation, draft=draft, plan=shift, roles=[role], actor=None, now=self._now
        )
        if self._publishes:
            publish_opportunity(opportunity=opportunity, actor=None, now=self._now)
        return CREATED

    def _texts(self, row: TableRow) -> dict[str, str]:
        texts: dict[str, str] = {}
        for name, longest in LONGEST.items():
            read = _up_to(longest)
            for column in (name, *(f"{name}_{language}" for language in LANGUAGES)):
                words = read_cell(row, column, read)
                if words:
                    texts[column if column != name else f"{name}_{guess_language(words).value}"] = words
        if not any(key.startswith("title_") for key in texts):
            raise CellRefused("title", TitleMissing())
        return texts

    def _key(self, row: TableRow, texts: dict[str, str], shift: ShiftPlan) -> str:
        given = read_cell(row, "key", _up_to(80))
        if given:
            return given
        titles = "|".join(fold(texts.get(f"title_{language}", "")) for language in LANGUAGES)
        start = f"{shift.starts_on.isoformat()}T{shift.start_time.isoformat()}"
        return f"sheet-{hashlib.sha256(f'{titles}|{start}'.encode()).hexdigest()[:24]}"

    def _draft(self, row: TableRow, texts: dict[str, str], key: str) -> OpportunityDraft:
        is_online = read_cell(row, "online", read_flag)
        spot = _Spot() if is_online else read_cell(row, "place", lambda text: self._spot(text, row.text("point")))
        contact = localised(self._organisation, "name", self._language).text[:100]
        return OpportunityDraft(
            cause=read_cell(row, "cause", self._cause),
            texts=texts,
            contact_name=read_cell(row, "contact_name", _up_to(100)) or contact,
            contact_phone=read_cell(row, "contact_phone", _up_to(30)),
            is_remote=is_online,
            venue=spot.venue,
            address=read_cell(row, "address", _up_to(200)),
            latitude=spot.latitude,
            longitude=spot.longitude,
            min_age=read_cell_or(row, "min_age", _number(14, 99), 14),
            declaration=read_declaration(row),
            languages=read_cell_or(row, "languages", read_languages, self._spoken(texts)),
            access=AccessFacts(is_step_free=read_cell(row, "step_free", read_flag)),
            external_key=key,
        )

    def _cause(self, text: str) -> Cause:
        own = [cause for cause in Cause if getattr(self._organisation, f"works_in_{cause}")]
        return own[0] if not text and len(own) == 1 else read_cause(text)

    def _spot(self, text: str, coordinates: str) -> _Spot:
        """Find the venue by name, by coordinates in its place, or by both; coordinates alone name no settlement."""
        if not text and not coordinates:
            raise PlaceMissing
        point = read_point(coordinates) or read_point(text)
        venue = self._places.read(text or coordinates)
        return _Spot(venue, *point) if point else _Spot(venue, venue.latitude, venue.longitude)

    def _spoken(self, texts: dict[str, str]) -> int:
        written = {key.rpartition("_")[2] for key in texts if key.startswith("title_")}
        return int(sum(read_languages(language) for language in written))

    def _role(self, row: TableRow) -> RolePlan:
        name = read_cell(row, "role", _up_to(80))
        capacity = read_cell(row, "capacity", _number(1, 9999))
        return RolePlan(
            names={guess_language(name).value: name} if name else USUAL_ROLE,
            capacity=capacity,
            minimum=read_cell_or(row, "minimum", _number(0, 9999), 0),
            required_skills=read_cell(row, "needed_skills", self._read_skills),
            wanted_skills=read_cell(row, "wanted_skills", self._read_skills),
        )

    def _read_skills(self, text: str) -> dict[Skill, int]:
        return self._skills.read(text, usual_level=SkillLevel.BEGINNER)


def _up_to(longest: int) -> Callable[[str], str]:
    return lambda text: read_optional_text(text, longest=longest)


def _number(low: int, high: int) -> Callable[[str], int]:
    return lambda text: read_whole_number(text, low=low, high=high)


def _shift(row: TableRow) -> ShiftPlan:
    starts_on: date = read_cell(row, "date", read_date)
    start: time = read_cell(row, "start", read_time)
    end: time = read_cell(row, "end", read_time)
    ends_on = read_cell_or(row, "end_date", read_date, starts_on)
    return ShiftPlan(starts_on=starts_on, start_time=start, ends_on=ends_on, end_time=end)
