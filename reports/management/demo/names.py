"""Invented names of people and organisations, and BINs that nobody can hold."""

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import count

from accounts.enums import InterfaceLanguage
from core.enums import Cause
from ngos.validators import check_digit
from places.models import Territory
from reports.management.demo.dice import Dice
from reports.management.demo.words import FOLDER

KAZAKH_SHARE = 0.72


@dataclass(frozen=True, slots=True)
class PersonName:
    """A name with what goes along with it: sex code and the language of the interface."""

    full_name: str
    sex: str
    language: InterfaceLanguage


def person_name(dice: Dice) -> PersonName:
    """Invent a person: given name first, family name after it."""
    sex = "f" if dice.happens(0.58) else "m"
    if dice.happens(KAZAKH_SHARE):
        given = dice.choice(_words("kazakh_women") if sex == "f" else _words("kazakh_men"))
        family = dice.choice(_words("kazakh_families"))
        return PersonName(f"{given} {_family_of(family, sex)}", sex, InterfaceLanguage.KAZAKH)
    given = dice.choice(_words("russian_women") if sex == "f" else _words("russian_men"))
    family = dice.choice(_words("russian_families")) + ("а" if sex == "f" else "")
    return PersonName(f"{given} {family}", sex, InterfaceLanguage.RUSSIAN)


@cache
def _words(kind: str) -> tuple[str, ...]:
    text = (FOLDER / "names.toml").read_text(encoding="utf-8")
    return tuple(tomllib.loads(text)[kind].split())


def _family_of(ancestor: str, sex: str) -> str:
    ending = "ев" if ancestor.endswith("й") else "ов"
    return ancestor.removesuffix("й") + ending + ("а" if sex == "f" else "")


@dataclass(frozen=True, slots=True)
class OrganisationWords:
    """A name in three languages, what the organisation does, and its causes."""

    kk: str
    ru: str
    en: str
    causes: tuple[Cause, ...]


E_, C_, I_ = Cause.ECOLOGY, Cause.CHILD_PROTECTION, Cause.INCLUSION
ORGANISATIONS = (
    OrganisationWords("Жасыл қала", "Зелёный город", "Zhasyl Qala", (E_,)),
    OrganisationWords("Қамқор жүрек", "Заботливое сердце", "Kind Heart", (C_, I_)),
    OrganisationWords("Ашық есік", "Открытая дверь", "Open Door", (I_,)),
    OrganisationWords("Балаларға қанат", "Крылья детям", "Wings for Children", (C_,)),
    OrganisationWords("Таза өзен", "Чистая река", "Clean River", (E_,)),
    OrganisationWords("Тең мүмкіндік", "Равные возможности", "Equal Chances", (I_, C_)),
    OrganisationWords("Дала тынысы", "Дыхание степи", "Breath of the Steppe", (E_, C_)),
    OrganisationWords("Жылы ұя", "Тёплое гнездо", "Warm Nest", (C_,)),
    OrganisationWords("Бірге қадам", "Шаг вместе", "Step Together", (I_,)),
    OrganisationWords("Көк аспан", "Голубое небо", "Blue Sky", (E_,)),
    OrganisationWords("Білім шамы", "Свет знаний", "Lamp of Learning", (C_,)),
    OrganisationWords("Қолғабыс", "Рука помощи", "Helping Hand", (I_, C_)),
    OrganisationWords("Табиғат достары", "Друзья природы", "Friends of Nature", (E_,)),
    OrganisationWords("Үміт көпірі", "Мост надежды", "Bridge of Hope", (I_,)),
    OrganisationWords("Бақытты балалық", "Счастливое детство", "Happy Childhood", (C_,)),
    OrganisationWords("Жас орман", "Молодой лес", "Young Forest", (E_,)),
    OrganisationWords("Тыныш әлем", "Тихий мир", "Quiet World", (I_,)),
    OrganisationWords("Сенімді дос", "Надёжный друг", "True Friend", (C_,)),
    OrganisationWords("Мөлдір бұлақ", "Чистый родник", "Clear Spring", (E_,)),
    OrganisationWords("Кедергісіз қала", "Город без барьеров", "Barrier-Free City", (I_,)),
    OrganisationWords("Шуақ", "Солнечный свет", "Sunlight", (C_, I_)),
    OrganisationWords("Тірі дала", "Живая степь", "Living Steppe", (E_,)),
    OrganisationWords("Асар жастары", "Молодёжь асара", "Asar Youth", (E_, C_, I_)),
    OrganisationWords("Мейірім", "Милосердие", "Mercy", (I_, C_)),
)
ABOUT = {
    E_: {
        "kk": "Қала мен даланың табиғатын жастармен бірге қорғаймыз.",
        "ru": "Вместе с молодёжью бережём природу города и степи.",
        "en": "With young people we look after the nature of town and steppe.",
    },
    C_: {
        "kk": "Қиын жағдайдағы балалар мен отбасыларға көмектесеміз.",
        "ru": "Помогаем детям и семьям в трудной ситуации.",
        "en": "We help children and families in hard times.",
    },
    I_: {
        "kk": "Мүгедектігі бар адамдар мен қарттарға қоғам есігін ашамыз.",
        "ru": "Открываем двери общества людям с инвалидностью и пожилым.",
        "en": "We open society’s doors to people with disabilities and older people.",
    },
}


def organisation_names(dice: Dice, places: Sequence[Territory], *, has_plain: bool) -> Iterator[OrganisationWords]:
    """Yield names without end, none twice: plain ones first where asked, then with a town, then with a number too.

    The first plain name is always that of the coordinator's organisation.
    """
    first, *rest = ORGANISATIONS
    dice.shuffle(rest)
    if has_plain:
        yield from (first, *rest)
    for number in count(1):
        for place in places:
            for words in rest:
                yield _with_place(words, place, f" № {number}" if number > 1 else "")


def _with_place(words: OrganisationWords, place: Territory, suffix: str) -> OrganisationWords:
    return OrganisationWords(
        f"{words.kk} – {place.name_kk}{suffix}",
        f"{words.ru} – {place.name_ru}{suffix}",
        f"{words.en} {place.name_en}{suffix.replace('№ ', '')}",
        words.causes,
    )


def invented_bins() -> Iterator[str]:
    """Yield BINs registered from 2070 to 2089 with serials from 00001 up: well formed, and held by nobody."""
    for serial in range(1, 100):
        for month in range(12 * 20):
            first_eleven = f"{70 + month // 12}{month % 12 + 1:02}40{serial:05}"
            digit = check_digit(first_eleven)
            if digit is not None:
                yield f"{first_eleven}{digit}"
