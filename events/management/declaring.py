"""What a spreadsheet says about the safety of the work and the people helped."""

from core.cells import read_choice, read_flag, read_optional_text, split_list
from core.management.imports import read_cell
from core.tables import TableRow
from core.text import fold
from events.enums import HAZARD_CODES, Hazard, HostKind
from events.errors import DeclarationContradicts
from events.services.publishing import Declaration

NONE_OF_THEM = 0
_HAZARD_WORDS = {
    NONE_OF_THEM: "none|no|нет|ничего|жоқ|ештеңе",
    Hazard.EMERGENCY: "emergency|disaster|чрезвычайная ситуация|бедствие|төтенше жағдай|апат",
    Hazard.OFFENCE_VICTIMS: "offence victims|victims|пострадавшие от правонарушений|жәбірленушілер",
    Hazard.OFFENDERS: "offenders|судимость|осуждённые|сотталғандар",
    Hazard.HEAVY_OR_HARMFUL: "heavy or harmful|heavy|тяжёлая работа|вредная работа|опасная работа|ауыр жұмыс",
    Hazard.CASH_COLLECTION: "cash collection|сбор денег|ақша жинау",
    Hazard.VULNERABLE_ADULTS: "vulnerable adults|уход за взрослыми|ересектерге күтім",
    Hazard.MEDICAL: "medical|больница|клиника|аурухана|емхана",
}
_HOST_WORDS = {
    HostKind.SCHOOL: "school|kindergarten|школа|детский сад|мектеп|балабақша",
    HostKind.HOSPITAL: "hospital|clinic|больница|клиника|аурухана|емхана",
    HostKind.SOCIAL: "social|social care|социальная организация|әлеуметтік ұйым",
    HostKind.CULTURE: "culture|культура|мәдениет",
    HostKind.SPORT: "sport|спорт",
    HostKind.FOREST: "forest|reserve|лес|заповедник|орман|қорық",
}
_HAZARDS = {fold(word): hazard for hazard, words in _HAZARD_WORDS.items() for word in words.split("|")}
_HAZARDS |= {fold(code): hazard for code, hazard in HAZARD_CODES.items()}
_HOSTS = {fold(word): kind for kind, words in _HOST_WORDS.items() for word in words.split("|")}
LONGEST_NAME, LONGEST_APPROVAL = 100, 200


def read_declaration(row: TableRow) -> Declaration:
    """Read what the organiser declares; an empty cell of hazards leaves it undeclared, so that nobody can join yet.

    Raises CellRefused.
    """
    hazards = read_cell(row, "hazards", _read_hazards)
    return Declaration(
        is_made=hazards is not None,
        hazards=hazards or NONE_OF_THEM,
        has_child_contact=read_cell(row, "with_children", read_flag),
        safeguarding_lead=read_cell(
            row, "safeguarding_lead", lambda text: read_optional_text(text, longest=LONGEST_NAME)
        ),
        host_kind=read_cell(row, "host", _read_host),
        host_approval=read_cell(row, "host_approval", lambda text: read_optional_text(text, longest=LONGEST_APPROVAL)),
    )


def _read_hazards(text: str) -> int | None:
    """Read words between commas as a mask; None for an empty cell."""
    shown = ", ".join(words.partition("|")[0] for words in _HAZARD_WORDS.values())
    chosen = {read_choice(word, _HAZARDS, shown=shown) for word in split_list(text)}
    if NONE_OF_THEM in chosen and len(chosen) > 1:
        raise DeclarationContradicts
    return int(sum(chosen)) if chosen else None


def _read_host(text: str) -> str:
    shown = ", ".join(words.partition("|")[0] for words in _HOST_WORDS.values())
    return read_choice(text, _HOSTS, shown=shown).value if text else ""
