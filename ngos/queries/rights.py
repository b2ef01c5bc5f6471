"""Which rights an organisation's disclosure level opens, and which step opens the others."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from ngos import disclosure
from ngos.enums import DisclosureLevel, Right
from ngos.models import Organisation
from ngos.queries.levels import level_of
from ngos.queries.materials import evidence_of


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether a right is open on a day; ``missing`` are kinds of material, those of the lowest level first."""

    right: Right
    is_open: bool
    level: DisclosureLevel
    needed: DisclosureLevel
    missing: tuple[str, ...]
    is_verified: bool


def may(organisation: Organisation, right: Right, *, on: date) -> Standing:
    """Say whether an organisation has a right on a day. Two queries at most."""
    rule, level = disclosure.rights()[right], level_of(organisation, on=on)
    is_level = level >= rule.level
    if organisation.is_verified and is_level and not rule.needs:
        return Standing(right, True, level, rule.level, (), True)
    missing = _missing(organisation, rule, has_level=is_level, on=on)
    has_papers = not set(rule.needs) & set(missing)
    is_open = organisation.is_verified and is_level and has_papers
    return Standing(right, is_open, level, rule.level, tuple(missing), organisation.is_verified)


def standings(organisation: Organisation, *, on: date) -> list[Standing]:
    """Return how it stands with every right, in their order."""
    return [may(organisation, right, on=on) for right in Right]


def _missing(organisation: Organisation, rule: disclosure.RightRule, *, has_level: bool, on: date) -> Collection[str]:
    evidence = evidence_of(organisation)
    have = disclosure.counted(evidence, on=on)
    wanted = [] if has_level else disclosure.missing_for(rule.level, evidence, on=on)
    wanted += [kind for kind in rule.needs if kind not in have]
    return list(dict.fromkeys(wanted))
