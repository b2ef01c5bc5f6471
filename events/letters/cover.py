"""What letters about cover and teams say."""

from collections.abc import Callable

from django.conf import settings
from django.db.models import QuerySet
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.letters import letter_to
from accounts.validators import clean_contact
from core import clock, outbox
from core.delivery import Letter, MessageKind
from core.outbox import Payload
from core.sealing import unseal
from core.text import localised
from events.enums import SignUpStatus, TeamAnswer, TeamStatus
from events.letters.words import desk_path, moment_words, place_as, shift_words
from events.models import CoverAsk, CoverSearch, ShiftRole, TeamPlace
from events.queries.cover import asks, searches
from events.queries.teams import team_link, team_places, teams


@outbox.handler("cover.ask")
def asked(payload: Payload) -> Letter | None:
    """Ask somebody who fits whether she can come instead of another; why she, and how to be left alone."""
    ask: CoverAsk | None = asks().filter(pk=payload["ask_id"], answer="", search__end="").first()
    if ask is None or ask.search.role.shift.starts_at <= clock.now():
        return None
    role = ask.search.role

    def write() -> str:
        code = get_language() or settings.LANGUAGE_CODE
        page = f"{settings.SITE_URL}/{code}/me/cover/{ask.public_id}/"
        words = role_words(role) | {"page": page}
        return "\n\n".join(
            (
                _("Somebody is missing at “%(title)s” (%(role)s) on %(day)s at %(time)s. Can you come?") % words,
                _("Answer here, the first yes has the place: %(page)s") % words,
                _(
                    "You get this because you fit this work. We ask few people, at most %(most)s times a week. On the "
                    "page you can say that you do not want to be asked."
                )
                % {"most": settings.COVER_ASKS_A_WEEK},
            )
        )

    return letter_to(
        int(payload["user_id"]),
        lambda user: (_("Can you come? %(title)s") % role_words(role), write()),
        kind=MessageKind.COVER,
        path=f"me/cover/{ask.public_id}/",
    )


@outbox.handler("cover.found")
def found(payload: Payload) -> Letter | None:
    """Tell a coordinator who comes instead."""
    signup = place_as(payload, SignUpStatus.CONFIRMED)
    if signup is None:
        return None
    return letter_to(
        int(payload["user_id"]),
        lambda user: (
            _("Cover found: %(title)s") % shift_words(signup.shift),
            _("%(name)s comes to “%(title)s” on %(day)s at %(time)s instead. All rules were checked.")
            % {**shift_words(signup.shift), "name": signup.volunteer.user.short_name},
        ),
        kind=MessageKind.TEAM,
        path=desk_path(signup.shift),
    )


@outbox.handler("cover.exhausted")
def exhausted(payload: Payload) -> Letter | None:
    """Tell a coordinator that everybody suitable was asked and nobody could."""
    search: CoverSearch | None = searches().filter(pk=payload["search_id"]).first()
    if search is None or search.role.free_count <= 0 or search.role.shift.starts_at <= clock.now():
        return None
    role = search.role
    return letter_to(
        int(payload["user_id"]),
        lambda user: (
            _("No cover found: %(title)s") % role_words(role),
            _(
                "We asked everybody who fits “%(title)s” (%(role)s) on %(day)s at %(time)s and may be asked this "
                "week. Nobody could come. Please call somebody you know, or run the shift with fewer people."
            )
            % role_words(role),
        ),
        kind=MessageKind.TEAM,
        path=desk_path(role.shift),
    )


@outbox.handler("teams.invited")
def invited(payload: Payload) -> Letter | None:
    """Invite somebody a leader named, at the address that was written, whether or not anybody here has it."""
    place = _waiting(payload)
    address = unseal(place.contact) if place and place.contact else None
    if place is None or address is None:
        return None
    contact = clean_contact(address)
    with translation.override(place.language):
        role = place.team.role
        words = role_words(role) | {
            "who": place.team.leader.user.short_name,
            "until": moment_words(place.team.answer_by, role.shift),
            "page": team_link(place),
        }
        subject = _("%(who)s wants you in a team") % words
        text = _(
            "%(who)s holds a place for you in a team: “%(title)s” (%(role)s) on %(day)s at %(time)s. Answer by "
            "%(until)s, signed in with this address or number: %(page)s All come, or none: the places are free again "
            "if somebody does not answer."
        )
        if contact.phone:
            return Letter(text=text % words, phone=contact.phone, kind=MessageKind.INVITATION, language=place.language)
        return Letter(
            subject=subject,
            text=text % words,
            email=contact.email,
            kind=MessageKind.INVITATION,
            language=place.language,
        )


@outbox.handler("teams.confirmed")
def confirmed(payload: Payload) -> Letter | None:
    """Tell everybody in a team that all are in."""
    return _to_team(
        payload,
        TeamStatus.CONFIRMED,
        lambda: _("Your team is in: %(title)s"),
        lambda: _(
            "Everybody has accepted. Your team has its places on “%(title)s” (%(role)s) on %(day)s at %(time)s."
        ),
    )


@outbox.handler("teams.released")
def released(payload: Payload) -> Letter | None:
    """Tell everybody in a team that its places are free again; nothing is anybody's fault."""
    return _to_team(
        payload,
        TeamStatus.RELEASED,
        lambda: _("About your team: %(title)s"),
        lambda: _(
            "The team for “%(title)s” (%(role)s) on %(day)s did not come together, so its places are free again. You "
            "can join alone, or make a new team."
        ),
    )


@outbox.handler("teams.declined")
def declined(payload: Payload) -> Letter | None:
    """Tell a leader that somebody does not come; who goes on is hers to decide."""
    place = team_places().filter(pk=payload["place_id"], answer=TeamAnswer.DECLINED).first()
    if place is None:
        return None
    return letter_to(
        int(payload["user_id"]),
        lambda user: (
            _("About your team: %(title)s") % role_words(place.team.role),
            _("%(name)s does not come with your team to “%(title)s” on %(day)s. The others keep their places.")
            % {**role_words(place.team.role), "name": place.name},
        ),
        kind=MessageKind.PLACE,
        path="me/shifts/",
    )


@outbox.handler("teams.lost")
def lost(payload: Payload) -> Letter | None:
    """Tell a leader and a member that the member may not come any more when the team was complete."""
    place = team_places().filter(pk=payload["place_id"], answer=TeamAnswer.DROPPED).first()
    if place is None:
        return None
    return letter_to(
        int(payload["user_id"]),
        lambda user: (
            _("About your team: %(title)s") % role_words(place.team.role),
            _(
                "Something now stands in the way of the place of %(name)s on “%(title)s” on %(day)s: another shift, "
                "or a rule. The place is free; the others of the team keep theirs."
            )
            % {**role_words(place.team.role), "name": place.name},
        ),
        kind=MessageKind.PLACE,
        path="me/shifts/",
    )


def role_words(role: ShiftRole) -> dict[str, str]:
    """Return the words that letters name a role on a shift by, in the language in force."""
    return shift_words(role.shift) | {"role": localised(role, "name", get_language() or settings.LANGUAGE_CODE).text}


def _waiting(payload: Payload) -> TeamPlace | None:
    gathering: QuerySet[TeamPlace] = team_places().filter(
        pk=payload["place_id"], answer=TeamAnswer.WAITING, team__status=TeamStatus.GATHERING
    )
    return gathering.first()


def _to_team(
    payload: Payload, status: TeamStatus, subject: Callable[[], str], text: Callable[[], str]
) -> Letter | None:
    team = teams().filter(pk=payload["team_id"], status=status).first()
    if team is None:
        return None
    return letter_to(
        int(payload["user_id"]),
        lambda user: (subject() % role_words(team.role), text() % role_words(team.role)),
        kind=MessageKind.PLACE,
        path="me/shifts/",
    )
