"""What the register knows of an organisation that wishes to apply."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from core.clock import local_day
from funding.eligibility import Applicant, Asked, Failed, failures, next_step, rules_named, sentence, source_of
from funding.enums import CallKind, CallStatus
from funding.models import Call, Result
from funding.scoring import Outcome
from ngos.enums import OrganisationStatus
from ngos.models import Organisation
from ngos.queries.levels import current_rating, exclusions_of, level_of
from ngos.queries.listing import family_of


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether an organisation may apply to a call, and every rule in its way."""

    failed: tuple[Failed, ...]

    @property
    def may_apply(self) -> bool:
        """Whether nothing stands in the way."""
        return not self.failed

    def told(self, language: str) -> list[dict[str, str]]:
        """Return every rule in words: its code, sentence, source and next step."""
        return [
            {
                "code": failed.rule.value,
                "sentence": sentence(failed, language),
                "source": source_of(failed.rule),
                "next": next_step(failed, language),
            }
            for failed in self.failed
        ]


def asked_of(call: Call) -> Asked:
    """Return what a published call asks of applicants."""
    kind = rules_named(call.rules_version).kinds[call.kind]
    return Asked(kind, call.required_level, call.closes_at, call.min_rating_tenths)


def applicant(organisation: Organisation, *, at: datetime) -> Applicant:
    """Gather what the register knows; four queries."""
    today = local_day(at)
    rating = current_rating(organisation)
    return Applicant(
        is_verified=organisation.is_verified,
        is_suspended=organisation.status == OrganisationStatus.SUSPENDED,
        level=int(level_of(organisation, on=today)),
        rating_tenths=rating.tenths if rating else None,
        exclusions=tuple(flag.kind for flag in exclusions_of(organisation, on=today)),
        gates=tuple(str(gate) for gate in rating.gates) if rating else (),
        prize_on=_last_prize(organisation),
    )


def standing_for(call: Call, organisation: Organisation, *, at: datetime) -> Standing:
    """Judge an organisation for a call at a moment; four queries."""
    [(_, standing)] = standings_for([call], organisation, at=at)
    return standing


def standings_for(calls: Iterable[Call], organisation: Organisation, *, at: datetime) -> list[tuple[Call, Standing]]:
    """Judge an organisation for each of some calls; four queries, however many there are."""
    known = applicant(organisation, at=at)
    return [(call, Standing(failures(known, asked_of(call), at=at))) for call in calls]


def _last_prize(organisation: Organisation) -> date | None:
    prizes = Result.objects.filter(
        application__organisation__in=family_of(organisation),
        outcome=Outcome.AWARDED,
        protocol__call__kind=CallKind.PRIZE,
        protocol__call__status=CallStatus.DECIDED,
    )
    last = prizes.order_by("-protocol__call__decided_at").values_list("protocol__call__decided_at", flat=True).first()
    return local_day(last) if last else None
