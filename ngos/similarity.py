"""How alike two names of organisations are, as plain arithmetic on folded text."""

from collections import Counter
from collections.abc import Iterable

from core.text import fold

# Words that say in which form an organisation is registered and nothing about which one it is.
FORM_WORDS = frozenset(
    fold(
        "қоғам қоғамдық қор қоры корпоративтік жеке мекеме мекемесі бірлестік бірлестігі заңды тұлғалар тұлғалардың "
        "тұлғалары коммерциялық емес акционерлік филиалы өкілдігі еріктілер тобы ҚБ ҚҚ КҚ ЖМ ЗТБ КЕАҚ "
        "общественный общественное общество объединение фонд корпоративный частный частное учреждение юридических лиц "
        "ассоциация союз некоммерческое акционерное филиал представительство группа ОО ОФ КФ ЧУ ЧФ ОЮЛ НАО "
        "public association fund foundation private corporate institution legal entities branch office group ngo "
        "of the and для и в по мен және үшін"
    ).split()
)


def telling_words(folded: str) -> list[str]:
    """Return the words of a folded name that tell one organisation from another; all where none does."""
    words = folded.split()
    return [word for word in words if word not in FORM_WORDS] or words


def name_key(names: Iterable[str]) -> str:
    """Return what two spellings of one name share: the telling words in one order, each once; of the first name."""
    for folded in names:
        if folded:
            return " ".join(sorted(set(telling_words(folded))))
    return ""


def likeness(one: str, other: str) -> float:
    """Return the share of common letter triples of two folded names without their form words.

    Dice's coefficient over padded trigrams of the telling words, each word by itself: in [0, 1], 1 for the same words
    in any order, symmetric; 0 where one of them is empty.
    """
    left, right = _triples(one), _triples(other)
    total = left.total() + right.total()
    return 2 * (left & right).total() / total if left and right else 0.0


def _triples(folded: str) -> Counter[str]:
    found: Counter[str] = Counter()
    for word in telling_words(folded):
        padded = f"  {word} "
        found.update(padded[place : place + 3] for place in range(len(padded) - 2))
    return found
