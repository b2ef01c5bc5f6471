"""Names of months as they stand alone, and a month with its year, in Kazakh, Russian and English. Source: CLDR."""

from datetime import date

MONTHS_ALONE = {
    "kk": [
        "қаңтар", "ақпан", "наурыз", "сәуір", "мамыр", "маусым",
        "шілде", "тамыз", "қыркүйек", "қазан", "қараша", "желтоқсан",
    ],
    "ru": [
        "январь", "февраль", "март", "апрель", "май", "июнь",
        "июль", "август", "сентябрь", "октябрь", "ноябрь", "декабрь",
    ],
    "en": [
        "January", "February", "March", "April", "May", "June",
        "July", "August", "September", "October", "November", "December",
    ],
}  # fmt: skip


def month_words(day: date, language: str) -> str:
    """April 2027 · апрель 2027 · 2027 жылғы сәуір; ``language`` is kk, ru or en."""
    name = MONTHS_ALONE[language][day.month - 1]
    return f"{day.year} жылғы {name}" if language == "kk" else f"{name} {day.year}"
