"""Volunteers out of a spreadsheet: one row is one person with an account and a profile."""

from collections.abc import Mapping
from datetime import datetime

from accounts.enums import InterfaceLanguage
from accounts.models import User
from accounts.services import register
from core.cells import CellEmpty, read_choice, read_date, read_email, read_flag, read_text, read_whole_number
from core.enums import Cause
from core.management.imports import CREATED, UNCHANGED, read_cell, read_cell_or
from core.tables import Column, RowRepeated, TableRow
from core.text import KAZAKH_ONLY_LETTERS
from places.models import Territory
from volunteers.enums import SkillLevel
from volunteers.management.cells import PlaceReader, SkillReader, read_causes, read_free_times, read_languages
from volunteers.models import Skill, Volunteer
from volunteers.services import ProfileChange, create_profile, replace_skills, update_profile

COLUMNS = (
    Column("email", ("e-mail", "почта", "эл. почта", "электронная почта", "электрондық пошта", "пошта"), True),
    Column("full_name", ("name", "имя", "фио", "имя и фамилия", "аты-жөні", "аты жөні"), True),
    Column("birth_date", ("date of birth", "birthday", "дата рождения", "туған күні"), True),
    Column("place", ("home", "city", "место", "город", "населённый пункт", "елді мекен", "қала", "мекені"), True),
    Column("language", ("page language", "язык страниц", "сайт тілі")),
    Column("languages", ("spoken languages", "языки", "тілдер", "тілдері")),
    Column("skills", ("навыки", "умения", "дағдылар", "дағдылары")),
    Column("free_times", ("free times", "свободное время", "когда свободен", "бос уақыты")),
    Column("causes", ("направления", "бағыттар", "бағыты")),
    Column("max_km", ("km", "distance", "расстояние", "расстояние, км", "км", "қашықтық", "қашықтық, км")),
    Column("remote", ("online", "онлайн", "қашықтан")),
    Column("max_hours_week", ("hours a week", "часов в неделю", "аптасына сағат")),
    Column("max_shifts_week", ("shifts a week", "смен в неделю", "аптасына ауысым")),
)
# The names by which the domain calls what these columns hold.
COLUMN_OF = {
    "email": "email",
    "birth_date": "birth_date",
    "home": "place",
    "place": "place",
    "skills": "skills",
    "free_times": "free_times",
}
_LONGEST_NAME = 150
# The first cause named weighs most; those not named weigh nothing.
_CAUSE_WEIGHTS = (3, 2, 1)


class VolunteerLanding:
    """Lands rows; people are known by their e-mail address, and nobody who has an account is touched."""

    def __init__(self, *, language: str, now: datetime) -> None:
        self._now = now
        self._places = PlaceReader(language)
        self._skills = SkillReader()
        self._lines: dict[str, int] = {}

    def land(self, row: TableRow) -> str:
        """Create the person of a row, or leave the account with that address as it is.

        The account has no password: the person signs in with a code sent to the address. Guardians' consent is not
        imported, so minors wait for it. Raises CellRefused, RowRepeated or what the services raise.
        """
        email = read_cell(row, "email", read_email)
        full_name = read_cell(row, "full_name", lambda text: read_text(text, longest=_LONGEST_NAME))
        birth_date = read_cell(row, "birth_date", read_date)
        home = read_cell(row, "place", self._read_home)
        levels = read_cell(row, "skills", lambda text: self._skills.read(text, usual_level=SkillLevel.SKILLED))
        change = self._change(row)
        language = read_cell_or(row, "language", _read_page_language, guess_language(full_name))
        if email in self._lines:
            raise RowRepeated(line=self._lines[email])
        self._lines[email] = row.line
        if User.objects.filter(email=email).exists():
            return UNCHANGED
        user = register(email=email, full_name=full_name, language=language, now=self._now)
        volunteer = create_profile(user=user, birth_date=birth_date, home=home, actor=None, now=self._now)
        self._fill(volunteer, change, levels)
        return CREATED

    def _read_home(self, text: str) -> Territory:
        if not text:
            raise CellEmpty
        return self._places.read(text)

    def _change(self, row: TableRow) -> ProfileChange:
        hours = read_cell_or(row, "max_hours_week", lambda text: read_whole_number(text, low=1, high=168), None)
        return ProfileChange(
            max_km=read_cell_or(row, "max_km", lambda text: read_whole_number(text, low=1, high=500), None),
            accepts_remote=read_cell_or(row, "remote", read_flag, None),
            languages=read_cell_or(row, "languages", read_languages, None),
            cause_weights=read_cell_or(row, "causes", lambda text: _weights(read_causes(text)), None),
            free_times=read_cell_or(row, "free_times", read_free_times, None),
            max_minutes_week=hours and hours * 60,
            max_shifts_week=read_cell_or(
                row, "max_shifts_week", lambda text: read_whole_number(text, low=1, high=7), None
            ),
        )

    def _fill(self, volunteer: Volunteer, change: ProfileChange, levels: Mapping[Skill, int]) -> None:
        update_profile(volunteer=volunteer, change=change, actor=None, now=self._now)
        if levels:
            by_code = {skill.code: level for skill, level in levels.items()}
            replace_skills(volunteer=volunteer, levels=by_code, actor=None, now=self._now)


def _read_page_language(text: str) -> InterfaceLanguage:
    choices = {code: InterfaceLanguage(code) for code in InterfaceLanguage.values}
    return read_choice(text, choices, shown=", ".join(choices))


def _weights(causes: list[Cause]) -> dict[str, int]:
    named = dict(zip(dict.fromkeys(causes), _CAUSE_WEIGHTS, strict=False))
    return {cause.value: named.get(cause, 0) for cause in Cause}


def guess_language(text: str) -> InterfaceLanguage:
    """Tell Kazakh by its own letters, Russian by Cyrillic ones, English by neither."""
    letters = text.casefold()
    if KAZAKH_ONLY_LETTERS.intersection(letters):
        return InterfaceLanguage.KAZAKH
    if any("а" <= letter <= "я" for letter in letters):
        return InterfaceLanguage.RUSSIAN
    return InterfaceLanguage.ENGLISH
