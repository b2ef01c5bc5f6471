"""What the register holds about invented organisations: form, status, directions, founders, bodies, branches."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime

from core.enums import Cause
from ngos.enums import BodyKind, ChangeKind, LegalForm, LegalStatus, OrganisationStatus, Source
from ngos.models import (
    Body,
    LegalStatusEntry,
    Organisation,
    OrganisationChange,
    OrganisationDirection,
    refresh_names,
)
from ngos.validators import check_digit
from places.models import Territory
from reports.management.demo.dice import Dice
from reports.management.demo.people import World

SOURCE = "Ашық тізілім · Открытый реестр · Open register"
BRANCHES = 2
DIRECTIONS = {
    Cause.ECOLOGY: ("ecology", "animals"),
    Cause.CHILD_PROTECTION: ("youth_children", "orphans_large_families"),
    Cause.INCLUSION: ("vulnerable", "rights"),
}
# Legal form by turns, with what stands around the name in Kazakh and in Russian; the first one is most common.
FORMS = (
    (LegalForm.PUBLIC_FUND, "«{}» қоғамдық қоры", "Общественный фонд «{}»"),
    (LegalForm.PUBLIC_FUND, "«{}» қоғамдық қоры", "Общественный фонд «{}»"),
    (LegalForm.PUBLIC_ASSOCIATION, "«{}» қоғамдық бірлестігі", "Общественное объединение «{}»"),
    (LegalForm.PUBLIC_FUND, "«{}» қоғамдық қоры", "Общественный фонд «{}»"),
    (LegalForm.PRIVATE_INSTITUTION, "«{}» жеке мекемесі", "Частное учреждение «{}»"),
)


class Entries:
    """Writes entries of organisations that are saved already; throws dice of its own, so nothing else changes."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._branch_bins = _branch_bins()

    def write(self, organisations: Sequence[Organisation], *, since: datetime) -> None:
        """Write directions, bodies, the legal status and the first line of the history."""
        store = self._world.store
        day = since.date()
        store.save([row for one in organisations for row in self._directions(one, day)], "code", "since")
        store.save([row for one in organisations for row in self._bodies(one)], "kind", "member_count")
        statuses = [
            LegalStatusEntry(organisation=one, status=one.legal_status, since=day, source=SOURCE, noted_at=since)
            for one in organisations
            if one.legal_status
        ]
        store.save(statuses, "status", "since")
        entered = [
            OrganisationChange(
                organisation=one, kind=ChangeKind.ENTERED, after=one.bin, source=Source.ORGANISATION, changed_at=since
            )
            for one in organisations
        ]
        store.save(entered, "kind", "after")

    def branches_of(self, head: Organisation, places: Sequence[Territory], *, since: datetime) -> None:
        """Give an organisation branches in some places."""
        made = []
        for place in places[:BRANCHES]:
            number = next(self._branch_bins)
            branch = Organisation(
                public_id=Dice(self._world.seed, "branches", number).uuid(),
                bin=number,
                slug=f"{head.slug}-{number}",
                name_kk=f"{head.name_kk}, {place.name_kk} филиалы",
                name_ru=f"{head.name_ru}, филиал: {place.name_ru}",
                name_en=f"{head.name_en}, branch in {place.name_en}",
                region=place.region or place,
                works_in_ecology=head.works_in_ecology,
                legal_form=head.legal_form,
                legal_status=LegalStatus.ACTIVE,
                legal_status_since=since.date(),
                parent=head,
                is_listed=True,
                status=OrganisationStatus.UNVERIFIED,
            )
            refresh_names(branch)
            made.append(branch)
        self._world.store.save(made, "public_id", "bin")
        self.write(made, since=since)

    def _directions(self, organisation: Organisation, day: date) -> list[OrganisationDirection]:
        codes = [code for cause in Cause if getattr(organisation, f"works_in_{cause}") for code in DIRECTIONS[cause]]
        return [
            OrganisationDirection(organisation=organisation, code=code, since=day) for code in (*codes, "volunteering")
        ]

    def _bodies(self, organisation: Organisation) -> list[Body]:
        dice = Dice(self._world.seed, "bodies", organisation.slug)
        return [
            Body(organisation=organisation, kind=BodyKind.TOP, name="Жалпы жиналыс", member_count=dice.randint(5, 40)),
            Body(organisation=organisation, kind=BodyKind.EXECUTIVE, name="Басқарма", member_count=dice.randint(1, 5)),
        ]


def _branch_bins() -> Iterator[str]:
    """Yield BINs of branches registered in 2070: well formed, and held by nobody."""
    for serial in range(1, 100_000):
        first_eleven = f"700141{serial:05}"
        digit = check_digit(first_eleven)
        if digit is not None:
            yield f"{first_eleven}{digit}"
