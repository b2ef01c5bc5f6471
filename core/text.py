"""Case, letter and language folding: one search and one order for Kazakh, Russian and English text.

Databases disagree here: SQLite compares Cyrillic case-sensitively and sorts Ә, Қ, Ө after Я, PostgreSQL follows the
collation it was created with. So text is folded and ordered in Python and stored folded, where both compare alike.
"""

import re
import unicodedata
from dataclasses import dataclass

LANGUAGES = ("kk", "ru", "en")
# The last four are the full-width twins, which some spreadsheets read as the plain signs.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
KAZAKH_ALPHABET = "аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя"
KAZAKH_ONLY_LETTERS = frozenset("әғқңөұүһі")

# Latin letters that look like a Cyrillic one. Matched before case is folded, because the pairs differ by case:
# capital H looks like Н (n) while small h looks like һ.
_LATIN_TWINS = "ABCEHIKMOPTXYaceiopxyhk"
_CYRILLIC_TWINS = "АВСЕНІКМОРТХУасеіорхуһк"
_TO_CYRILLIC = str.maketrans(_LATIN_TWINS, _CYRILLIC_TWINS)
_TO_LATIN = str.maketrans(_CYRILLIC_TWINS, _LATIN_TWINS)
_TWINS = frozenset(_LATIN_TWINS + _CYRILLIC_TWINS)

_FOLDED_LETTERS = str.maketrans(
    {
        # Kazakh letters go to the key a Russian keyboard offers for them.
        "ә": "а", "ғ": "г", "қ": "к", "ң": "н", "ө": "о", "ұ": "у", "ү": "у", "һ": "х", "і": "и",
        # Екібастұз is also typed Экибастуз. Without its mark й is already и and ё is е; phones drop both marks too.
        "э": "е",
        # Letters of the Latin drafts that are no marked letters.
        "ı": "i", "ŋ": "n",
    }
)  # fmt: skip
_APOSTROPHES = re.compile("['’ʼ]")
_BREAKS = re.compile(r"[\W_]+")
_WORDS = re.compile(r"[^\W\d_]+")
_ORDER = {letter: position for position, letter in enumerate(KAZAKH_ALPHABET)}
_LATIN_LETTERS = str.maketrans(
    {
        "а": "a", "ә": "a", "б": "b", "в": "v", "г": "g", "ғ": "g", "д": "d", "е": "e", "ё": "e", "ж": "zh",
        "з": "z", "и": "i", "й": "i", "к": "k", "қ": "q", "л": "l", "м": "m", "н": "n", "ң": "ng", "о": "o",
        "ө": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ұ": "u", "ү": "u", "ф": "f", "х": "kh",
        "һ": "h", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "", "ы": "y", "і": "i", "ь": "", "э": "e",
        "ю": "yu", "я": "ya",
    }
)  # fmt: skip
_AFTER_LATIN = 0x250  # the first code point past the Latin letters; Cyrillic follows in alphabet order


@dataclass(frozen=True, slots=True)
class Localised:
    """A text and the language it is really in, which a page names when it is not the reader's."""

    text: str
    language: str

    def __str__(self) -> str:
        """Return the text alone."""
        return self.text


def fold(text: str) -> str:
    """Reduce a text to what search compares: no case, no look-alikes, no Kazakh-only letters, no marks.

    ``fold("Қаражат") == fold("каражат")``. Words are separated by one space. Lossy: to compare, never to show.
    """
    plain = unmix_scripts(_without_marks(text)).casefold()
    letters = _without_marks(plain).casefold().translate(_FOLDED_LETTERS)
    return _BREAKS.sub(" ", _APOSTROPHES.sub("", letters)).strip()


def _without_marks(text: str) -> str:
    """Drop accents, breves and dots, so that both ways of encoding a marked letter end alike."""
    apart = unicodedata.normalize("NFD", text)
    return unicodedata.normalize("NFC", "".join(sign for sign in apart if not unicodedata.combining(sign)))


def unmix_scripts(text: str) -> str:
    """Give every word one script: official files hold «Солтүстiк» with a Latin i and «Aршалинский» with a Latin A.

    A letter with no twin decides the word; a word of twins only, such as «Cop», becomes Cyrillic if any letter is.
    """
    return _WORDS.sub(lambda found: _unmix_word(found.group()), text)


def _unmix_word(word: str) -> str:
    if word.isascii():
        return word
    telling = next((letter for letter in word if letter not in _TWINS), "а")
    is_cyrillic = unicodedata.name(telling, "").startswith("CYRILLIC")
    return word.translate(_TO_CYRILLIC if is_cyrillic else _TO_LATIN)


def sort_key(text: str) -> tuple[tuple[int, ...], str]:
    """Order by the Kazakh alphabet (which contains the Russian one): digits, Latin, then а ә б … я.

    Case only breaks ties. Use as ``sorted(names, key=sort_key)``.
    """
    plain = unmix_scripts(unicodedata.normalize("NFC", text))
    ranks = tuple(
        _AFTER_LATIN + _ORDER[letter] if letter in _ORDER else ord(letter) + (0x10000 if ord(letter) > 0x24F else 0)
        for letter in plain.casefold()
    )
    return ranks, plain


def localised(subject: object, field: str, language: str) -> Localised:
    """Return ``field_<language>`` of a row, else the first filled of Kazakh, Russian, English, and say which.

    An all-empty field gives an empty text in the wished language.
    """
    for candidate in (language, *LANGUAGES):
        text = getattr(subject, f"{field}_{candidate}", "")
        if text:
            return Localised(text=text, language=candidate)
    return Localised(text="", language=language)


def transliterate(text: str) -> str:
    """Write Kazakh and Russian letters in Latin, lower case, for addresses; not an official romanisation."""
    return unicodedata.normalize("NFC", text).casefold().translate(_LATIN_LETTERS)


def safe_text(text: str) -> str:
    """Return a text that no spreadsheet reads as a formula: a leading sign gets an apostrophe before it."""
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA_STARTS) else text
