"""Doors to calls: found and permitted, or an error that does not leak which."""

from uuid import UUID

from django.contrib.auth.models import AnonymousUser

from accounts.models import User
from accounts.permissions import Action, allows
from accounts.queries import grants_of, roles_in
from core.errors import NotAllowed, NotSignedIn
from funding import errors
from funding.enums import ApplicationState
from funding.models import Application, Call, Complaint, Contract, Seat
from funding.queries import own_seats
from funding.queries.commission import submitted
from funding.queries.desk import applications_to
from ngos.access import organisation_for
from ngos.models import Organisation
from ngos.queries.listing import family_of
from places.models import Territory

Person = User | AnonymousUser


def public_call(public_id: UUID) -> Call:
    """Return a published call, which anybody may look at. Raises CallNotFound."""
    found = Call.objects.public().select_related("territory").filter(public_id=public_id).first()
    if found is None:
        raise errors.CallNotFound
    return found


def territory_of_calls(user: Person, code: str) -> Territory:
    """Return the territory in force with a code if the person runs calls there.

    Raises NotSignedIn, NotAllowed for people without any such role, TerritoryNotYours otherwise.
    """
    if not user.is_authenticated:
        raise NotSignedIn
    grants = [grant for grant in grants_of(user) if allows([grant.role], Action.FUNDING_RUN)]
    if not grants:
        raise NotAllowed
    named = Territory.objects.current().select_related("region").filter(code=code).order_by("-code_system")
    for territory in named:
        if any(grant.territory is None or grant.territory.contains(territory) for grant in grants):
            return territory
    raise errors.TerritoryNotYours


def call_to_run(user: Person, public_id: UUID) -> Call:
    """Return a call of a territory the person runs calls for; others do not find it.

    Raises NotSignedIn or CallNotFound.
    """
    if not user.is_authenticated:
        raise NotSignedIn
    found = Call.objects.select_related("territory").filter(public_id=public_id).first()
    if found is None or not allows(roles_in(user, found.territory), Action.FUNDING_RUN):
        raise errors.CallNotFound
    return found


def seat_in(user: Person, public_id: UUID) -> Seat:
    """Return the person's own seat in the commission of a call. Raises NotSignedIn or CallNotFound."""
    if not user.is_authenticated:
        raise NotSignedIn
    found = own_seats(user).filter(call__public_id=public_id).first()
    if found is None:
        raise errors.CallNotFound
    return found


def application_in(call: Call, public_id: UUID) -> Application:
    """Return an application that was handed in for a call. Raises ApplicationNotFound."""
    found = Application.objects.filter(call=call, public_id=public_id, state=ApplicationState.SUBMITTED)
    application = found.select_related("organisation", "call", "call__territory").first()
    if application is None:
        raise errors.ApplicationNotFound
    return application


def application_numbered(call: Call, number: int) -> Application:
    """Return an application by the number scorers know it by, which says nothing of who applied.

    Raises ApplicationNotFound.
    """
    application = submitted(call).filter(number=number).first()
    if application is None:
        raise errors.ApplicationNotFound
    return application


def complaint_in(call: Call, public_id: UUID) -> Complaint:
    """Return a complaint about a call. Raises ComplaintNotFound."""
    found = Complaint.objects.filter(call=call, public_id=public_id).first()
    if found is None:
        raise errors.ComplaintNotFound
    return found


def applicant_for(user: Person, slug: str) -> Organisation:
    """Return an organisation the person may apply for. Raises as ngos.access.organisation_for."""
    return organisation_for(user, slug, Action.FUNDING_APPLY)


def own_application(organisation: Organisation, call: Call) -> Application | None:
    """Return the application of an organisation, or of a duplicate joined with it, that was not withdrawn, if any."""
    return applications_to(call, organisation).select_related("organisation", "call", "call__territory").first()


def own_contract(organisation: Organisation, public_id: UUID) -> Contract:
    """Return a contract of the organisation, or of a duplicate joined with it, by the public id of its call.

    Raises ContractNotFound.
    """
    family = family_of(organisation)
    of_call = Contract.objects.filter(application__organisation__in=family, application__call__public_id=public_id)
    whole = of_call.select_related("application", "application__call", "application__organisation")
    found = whole.order_by("pk").first()
    if found is None:
        raise errors.ContractNotFound
    return found
