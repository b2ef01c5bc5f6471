"""Numbers as people write them in Kazakh, Russian and English."""

NO_BREAK = "\u00a0"


def written_number(value: float, language: str) -> str:
    """61,891.5 in English, 61 891,5 in Kazakh and Russian; a fraction to a tenth, a whole number without one."""
    text = f"{value:,.1f}" if isinstance(value, float) else f"{value:,}"
    if language == "en":
        return text
    return text.replace(",", NO_BREAK).replace(".", ",")
