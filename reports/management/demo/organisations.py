"""Invented organisations with owners, and the reviewer's decisions about them."""

from dataclasses import dataclass

from django.utils.text import slugify

from accounts.models import User
from accounts.queries import DEMO_DOMAIN
from core.text import transliterate
from ngos.enums import LegalForm, LegalStatus, MembershipRole, OrganisationStatus
from ngos.models import Membership, Organisation, StatusDecision, refresh_names
from reports.management.demo.dice import Dice
from reports.management.demo.entries import FORMS, Entries
from reports.management.demo.names import (
    ABOUT,
    ORGANISATIONS,
    OrganisationWords,
    invented_bins,
    organisation_names,
    person_name,
)
from reports.management.demo.people import NO_PASSWORD, World
from reports.management.demo.plan import Area, Size
from reports.management.demo.register import save_levels, save_waiting

VERIFIED_REASON = (
    "Жарғы мен тіркеу куәлігі тексерілді. · Устав и свидетельство проверены. · Charter and certificate checked."
)
SUSPENDED_REASON = (
    "Жылдық есеп мерзімінде тапсырылмады. · Годовой отчёт не сдан в срок. · The yearly report was not filed in time."
)


@dataclass(frozen=True, slots=True)
class Acting:
    """An organisation and the person who acts for it."""

    organisation: Organisation
    owner: User


class Register:
    """Invents organisations one after the other; names and BINs are never used twice."""

    def __init__(self, world: World, reviewer: User) -> None:
        self._world = world
        self._reviewer = reviewer
        self._used_slugs: set[str] = set()
        self._next_number = 0
        self._known: list[Acting] = []
        self._bins = invented_bins()
        self._entries = Entries(world)

    def make_for(self, area: Area, size: Size, owner: User | None = None) -> list[Acting]:
        """Invent and save the verified organisations of an area; the first of the home area is the given owner's."""
        dice = Dice(self._world.seed, "organisations", area.region.code)
        wanted = max(1, round(area.opportunities / size.tasks_per_organisation))
        names = organisation_names(dice, [share.place for share in area.shares], has_plain=area.is_home)
        made = [self._acting(dice, area, next(names), owner if not index else None) for index in range(wanted)]
        self._save(made, OrganisationStatus.VERIFIED, VERIFIED_REASON)
        if area.is_home and made:
            places = [share.place for share in area.shares]
            self._entries.branches_of(made[0].organisation, places, since=self._world.moment(-380))
        save_levels(self._world, [acting.organisation for acting in made])
        self._known.extend(made)
        return made

    def make_unusual(self, area: Area) -> None:
        """Add one that waits for the reviewer, one suspended, a group without a BIN; another has posted something."""
        dice = Dice(self._world.seed, "unusual organisations")
        waiting = OrganisationWords("Жаңа тыныс", "Новое дыхание", "New Breath", ORGANISATIONS[0].causes)
        stopped = OrganisationWords("Кең дала", "Широкая степь", "Wide Steppe", ORGANISATIONS[6].causes)
        neighbours = OrganisationWords("Көршілер тобы", "Группа «Соседи»", "Neighbours", ORGANISATIONS[0].causes)
        newcomer = self._acting(dice, area, waiting, None)
        self._save([newcomer], OrganisationStatus.UNVERIFIED, "")
        save_waiting(self._world, newcomer.organisation, self._known[-1].organisation)
        suspended = self._acting(dice, area, stopped, None)
        suspended.organisation.legal_status = LegalStatus.SUSPENDED
        self._save([suspended], OrganisationStatus.SUSPENDED, SUSPENDED_REASON)
        group = self._acting(dice, area, neighbours, None)
        group.organisation.bin, group.organisation.legal_form = "", LegalForm.VOLUNTEER_GROUP
        group.organisation.legal_status = LegalStatus.UNVERIFIED
        group.organisation.name_kk, group.organisation.name_ru = neighbours.kk, neighbours.ru
        refresh_names(group.organisation)
        self._save([group], OrganisationStatus.VERIFIED, VERIFIED_REASON)

    def _acting(self, dice: Dice, area: Area, words: OrganisationWords, owner: User | None) -> Acting:
        number = self._next_number
        self._next_number += 1
        owner = owner or User(
            public_id=dice.uuid(),
            email=f"owner-{number}@{DEMO_DOMAIN}",
            full_name=person_name(dice).full_name,
            password=NO_PASSWORD,
        )
        form, around_kk, around_ru = FORMS[number % len(FORMS)]
        about = [ABOUT[cause] for cause in words.causes]
        organisation = Organisation(
            public_id=dice.uuid(),
            bin=next(self._bins),
            slug=self._free_slug(words.en, number),
            name_kk=around_kk.format(words.kk),
            name_ru=around_ru.format(words.ru),
            name_en=words.en,
            about_kk=" ".join(text["kk"] for text in about),
            about_ru=" ".join(text["ru"] for text in about),
            about_en=" ".join(text["en"] for text in about),
            region=area.region,
            legal_form=form,
            legal_status=LegalStatus.ACTIVE,
            legal_status_since=self._world.moment(-380).date(),
            founder_people=1 + number % 7,
            **{f"works_in_{cause}": True for cause in words.causes},
        )
        refresh_names(organisation)
        return Acting(organisation, owner)

    def _free_slug(self, name: str, number: int) -> str:
        slug = slugify(transliterate(name))[:48]
        if slug in self._used_slugs:
            slug = f"{slug}-{number}"
        self._used_slugs.add(slug)
        return slug

    def _save(self, made: list[Acting], status: OrganisationStatus, reason: str) -> None:
        store, decided_at = self._world.store, self._world.moment(-380)
        for acting in made:
            acting.organisation.status, acting.organisation.status_reason = status, reason
            acting.organisation.status_changed_at = decided_at if reason else None
        store.save([acting.owner for acting in made if acting.owner.pk is None], "public_id", "full_name")
        store.save([acting.organisation for acting in made], "public_id", "bin", "name_en", "status")
        self._entries.write([acting.organisation for acting in made], since=decided_at)
        owners = [
            Membership(user=acting.owner, organisation=acting.organisation, role=MembershipRole.OWNER)
            for acting in made
        ]
        store.save(owners, "role")
        decisions = [
            StatusDecision(
                organisation=acting.organisation,
                status=status,
                reason=reason,
                reviewer=self._reviewer,
                decided_at=decided_at,
            )
            for acting in made
            if reason
        ]
        store.save(decisions, "status")
