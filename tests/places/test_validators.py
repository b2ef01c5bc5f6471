import pytest

from places.enums import TerritoryKind as Kind
from places.validators import ClassifierName, is_kato_code, read_kazakh_name, read_russian_name


@pytest.mark.parametrize(
    ("written", "parent_kind", "kind", "name"),
    [
        ("область Абай", None, Kind.REGION, "область Абай"),
        ("г.Астана", None, Kind.MAJOR_CITY, "Астана"),
        ("Семей Г.А.", Kind.REGION, Kind.CITY_AREA, "Семей"),
        ("Абайский район", Kind.REGION, Kind.DISTRICT, "Абайский район"),
        ("район Есиль", Kind.MAJOR_CITY, Kind.CITY_DISTRICT, "район Есиль"),
        ("Әлихан Бөкейхан р.а.", Kind.CITY_AREA, Kind.CITY_DISTRICT, "район Әлихан Бөкейхан"),
        ("р.а. им.Казыбек би", Kind.CITY_AREA, Kind.CITY_DISTRICT, "район им.Казыбек би"),
        ("Абралинский с.о.", Kind.CITY_AREA, Kind.RURAL_DISTRICT, "Абралинский сельский округ"),
        ("Шаменова с.о", Kind.DISTRICT, Kind.RURAL_DISTRICT, "Шаменова сельский округ"),
        ("Чаганская п.а.", Kind.CITY_AREA, Kind.RURAL_DISTRICT, "Чаганская поселковая администрация"),
        ("Аягоз г.а.", Kind.DISTRICT, Kind.RURAL_DISTRICT, "Аягоз городская администрация"),
        ("г.Семей", Kind.CITY_AREA, Kind.CITY, "Семей"),
        ("п. Чаган", Kind.RURAL_DISTRICT, Kind.TOWN, "Чаган"),
        ("с.Абралы", Kind.RURAL_DISTRICT, Kind.VILLAGE, "Абралы"),
        ("Заречное с.", Kind.RURAL_DISTRICT, Kind.VILLAGE, "Заречное"),
        ("зимовка  Жанабаз", Kind.VILLAGE, Kind.LOCALITY, "зимовка Жанабаз"),
        ("Aршалынский район", Kind.REGION, Kind.DISTRICT, "Аршалынский район"),
    ],
)
def test_russian_name_gives_up_its_kind(written, parent_kind, kind, name):
    assert read_russian_name(written, parent_kind=parent_kind) == ClassifierName(kind, name)


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Семей қ.ә.", "Семей"),
        ("Абыралы а.о.", "Абыралы ауылдық округі"),
        ("Абыралы а.", "Абыралы"),
        ("Көкшетау қ.", "Көкшетау"),
        ("Солтүстiк", "Солтүстік"),
        ("", ""),
    ],
)
def test_kazakh_name_is_written_out(written, name):
    assert read_kazakh_name(written) == name


@pytest.mark.parametrize(
    ("code", "verdict"),
    [("750000000", True), ("75000000", False), ("7500000000", False), ("75000000x", False), ("٧٥٠٠٠٠٠٠٠", False)],
)
def test_kato_code_is_nine_plain_digits(code, verdict):
    assert is_kato_code(code) is verdict
