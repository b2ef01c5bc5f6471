"""The words by which official lists call legal forms, statuses and directions, folded."""

from core.enums import Cause
from core.text import fold
from ngos.directions import DIRECTIONS
from ngos.enums import BarredForm, LegalForm, LegalStatus

_FORMS = {
    LegalForm.PRIVATE_INSTITUTION: (
        "частное учреждение",
        "ЧУ",
        "жеке мекеме",
        "ЖМ",
        "private institution",
        "учреждение",
    ),
    LegalForm.PUBLIC_ASSOCIATION: (
        *("общественное объединение", "ОО", "РОО", "МОО", "қоғамдық бірлестік", "ҚБ", "РҚБ", "public association"),
        "қоғамдық бірлестігі",
    ),
    LegalForm.NONPROFIT_JSC: (
        *("некоммерческое акционерное общество", "НАО", "коммерциялық емес акционерлік қоғам", "КЕАҚ"),
        *("non-profit joint-stock company", "nonprofit jsc"),
    ),
    LegalForm.PUBLIC_FUND: ("общественный фонд", "ОФ", "қоғамдық қор", "ҚҚ", "public fund", "public foundation"),
    LegalForm.CORPORATE_FUND: ("корпоративный фонд", "КФ", "корпоративтік қор", "corporate fund"),
    LegalForm.PRIVATE_FUND: ("частный фонд", "ЧФ", "жеке қор", "private fund"),
    LegalForm.ASSOCIATION: (
        *("объединение юридических лиц", "ОЮЛ", "ассоциация", "союз", "заңды тұлғалар бірлестігі", "ЗТБ"),
        *("association of legal entities", "ОЮЛ в форме ассоциации", "ОЮЛ в форме союза"),
    ),
    LegalForm.FOREIGN_BRANCH: (
        *("филиал иностранной некоммерческой организации", "филиал иностранной организации", "представительство"),
        *("шетелдік ұйымның филиалы", "шетелдік коммерциялық емес ұйымның филиалы", "foreign branch", "филиал"),
        "branch of a foreign non-profit organisation",
    ),
    LegalForm.VOLUNTEER_GROUP: (
        *("инициативная группа", "группа волонтеров", "еріктілер тобы", "volunteer group", "волонтерская группа"),
        "volunteer group without a BIN",
    ),
    BarredForm.POLITICAL_PARTY: ("политическая партия", "партия", "саяси партия", "political party"),
    BarredForm.TRADE_UNION: ("профсоюз", "профессиональный союз", "кәсіподақ", "trade union"),
    BarredForm.RELIGIOUS: ("религиозное объединение", "діни бірлестік", "religious association"),
}
_STATUSES = {
    LegalStatus.ACTIVE: ("действующая", "действует", "активная", "активный", "әрекет етуші", "белсенді", "active"),
    LegalStatus.INACTIVE: ("недействующая", "не действует", "неактивная", "бездействует", "белсенді емес", "inactive"),
    LegalStatus.SUSPENDED: ("приостановлена", "деятельность приостановлена", "тоқтатыла тұрған", "suspended"),
    LegalStatus.IN_LIQUIDATION: ("в стадии ликвидации", "ликвидируется", "таратылуда", "in liquidation"),
    LegalStatus.BANKRUPT: ("банкрот", "банкротство", "банкрот деп танылған", "bankrupt"),
    LegalStatus.STRUCK_OFF: ("ликвидирована", "снята с учета", "исключена", "таратылған", "есептен шығарылған"),
    LegalStatus.UNVERIFIED: ("без бин", "бсн жоқ", "no bin", "unverified", "не проверена"),
}  # fmt: skip
FORM_WORDS = {fold(word): str(form.value) for form, words in _FORMS.items() for word in (*words, form.value)}
STATUS_WORDS = {
    fold(word): str(status.value) for status, words in _STATUSES.items() for word in (*words, status.value)
}
DIRECTION_WORDS = {
    fold(word): direction.code
    for direction in DIRECTIONS.values()
    for word in (direction.code, direction.law_point, direction.name_kk, direction.name_ru, direction.name_en)
}
# What volunteers of this site may be called to, by direction.
CAUSES_OF_DIRECTIONS = {
    "ecology": Cause.ECOLOGY,
    "animals": Cause.ECOLOGY,
    "vulnerable": Cause.INCLUSION,
    "hardship": Cause.INCLUSION,
    "orphans_large_families": Cause.CHILD_PROTECTION,
}
