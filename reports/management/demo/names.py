"""Invented names of people and organisations, and BINs that nobody can hold."""

from dataclasses import dataclass

from accounts.enums import InterfaceLanguage
from core.enums import Cause
from ngos.validators import check_digit
from reports.management.demo.dice import Dice

KAZAKH_SHARE = 0.72

KAZAKH_WOMEN = (
    "Айгерім Аружан Айжан Ақмарал Ақнұр Алтынай Анель Асель Ботагөз Гүлнұр Дана Дариға Динара Еркежан Жания Жансая "
    "Жұлдыз Зарина Инжу Кәмила Қарлығаш Лаура Мәдина Меруерт Мөлдір Назерке Нұрай Перизат Салтанат Сымбат Тоғжан "
    "Томирис Ұлжан Шолпан Шұғыла Іңкәр"
).split()
KAZAKH_MEN = (
    "Абай Айдос Алдияр Алихан Арман Асхат Бауыржан Бекзат Бекарыс Дамир Данияр Дәурен Дінмұхамед Еламан Ерасыл Ерлан "
    "Жандос Жәнібек Ислам Қайрат Қуаныш Мадияр Мирас Нұрислам Нұрлан Олжас Рүстем Санжар Самат Сұлтан Темірлан Тимур "
    "Шыңғыс Ілияс Әділет Ғалым"
).split()
KAZAKH_FAMILIES = (
    "Абдрахман Абен Айтбай Ақжол Алпыс Асқар Ахмет Әлібек Байбол Бақыт Бекмұхан Болат Дәулет Дүйсен Ермек Есен Жақып "
    "Жұмабай Жүніс Искак Қанат Қасым Қожа Мұрат Нұртай Оразбай Оспан Рахым Сапар Сәрсен Серік Сматай Сұлтан Тілеуберген "
    "Төлеген Хамит Шәріп Ыбырай"
).split()
RUSSIAN_WOMEN = (
    "Алина Анастасия Анна Валерия Вероника Виктория Дарья Екатерина Елена Кира Ксения Мария Ольга Полина София Юлия"
).split()
RUSSIAN_MEN = (
    "Александр Алексей Андрей Артём Богдан Владислав Даниил Денис Дмитрий Егор Илья Кирилл Максим Никита Роман Сергей"
).split()
RUSSIAN_FAMILIES = (
    "Волков Гордеев Данилов Ершов Журавлёв Зимин Крылов Лаптев Мельников Никитин Орлов Поляков Рыбаков Савельев "
    "Тарасов Ушаков Фролов Черкасов Шилов Яковлев"
).split()
WOVEN_ENDINGS = {"f": "ова", "m": "ов"}
SOFT_ENDINGS = {"f": "ева", "m": "ев"}


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
        given = dice.choice(KAZAKH_WOMEN if sex == "f" else KAZAKH_MEN)
        family = dice.choice(KAZAKH_FAMILIES)
        endings = SOFT_ENDINGS if family[-1] in "йеіькғ" else WOVEN_ENDINGS
        stem = family[:-1] if family[-1] in "йа" else family
        return PersonName(f"{given} {stem}{endings[sex]}", sex, InterfaceLanguage.KAZAKH)
    given = dice.choice(RUSSIAN_WOMEN if sex == "f" else RUSSIAN_MEN)
    family = dice.choice(RUSSIAN_FAMILIES) + ("а" if sex == "f" else "")
    return PersonName(f"{given} {family}", sex, InterfaceLanguage.RUSSIAN)


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
    OrganisationWords("Естимін", "Слышу тебя", "I Hear You", (I_,)),
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


def organisation_bin(number: int) -> str:
    """Return the n-th invented BIN, n from 0: months of 2070 to 2089 and serial 00001 to 00099, so nobody holds it."""
    found = -1
    for serial in range(1, 100):
        for month in range(12 * 20):
            first_eleven = f"{70 + month // 12}{month % 12 + 1:02}40{serial:05}"
            digit = check_digit(first_eleven)
            found += digit is not None
            if found == number:
                return f"{first_eleven}{digit}"
    raise ValueError(f"there is no invented BIN number {number}")
