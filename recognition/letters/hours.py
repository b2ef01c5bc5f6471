"""What letters say about hours that changed, were settled, or that nobody confirmed."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext as _

from accounts.letters import letter_to
from accounts.models import User
from core import outbox
from core.delivery import Letter, MessageKind
from core.outbox import Payload
from events.letters.words import shift_words
from events.models import SignUp
from recognition.enums import SuspicionStatus
from recognition.models import Correction, HandCredit, Silence, Suspicion
from recognition.queries.disputes import object_until, standing_of

HOURS_PATH = "me/hours/"


def day_words(moment: datetime) -> str:
    """Return the day of a deadline by the clock of the site."""
    return moment.astimezone(ZoneInfo(settings.TIME_ZONE)).strftime("%d.%m.%Y")


def _until(signup: SignUp) -> str:
    return day_words(object_until(signup, standing_of(signup)))


@outbox.handler("hours.changed")
def changed(payload: Payload) -> Letter | None:
    """Tell a person what her hours are now, why, and until when she can object."""
    found = Correction.objects.select_related("attendance__signup__shift__opportunity")
    correction = found.filter(pk=payload["change_id"]).first()
    if correction is None:
        return None
    signup = correction.attendance.signup
    facts = {"minutes": correction.minutes_after, "reason": correction.reason, "until": _until(signup)}
    return letter_to(
        int(payload["user_id"]),
        lambda user: (
            _("Your hours: %(title)s") % shift_words(signup.shift),
            _(
                "“%(title)s” on %(day)s: the organisation confirmed %(minutes)s minutes. It writes: %(reason)s Not "
                "right? Object until %(until)s; it takes two taps."
            )
            % {**shift_words(signup.shift), **facts},
        ),
        kind=MessageKind.PLACE,
        path=f"me/hours/{signup.public_id}/object/",
    )


@outbox.handler("hours.settled")
def settled(payload: Payload) -> Letter | None:
    """Tell a person that her hours were counted from the gate, because the organisation said nothing."""
    silence = _silence(payload, is_counted=True)
    if silence is None:
        return None
    signup = silence.signup
    return letter_to(
        int(payload["user_id"]),
        lambda user: (
            _("Your hours are counted: %(title)s") % shift_words(signup.shift),
            _(
                "“%(title)s” on %(day)s: the organisation did not confirm your hours in time, so what the gate saw "
                "counts. Not right? Object until %(until)s."
            )
            % {**shift_words(signup.shift), "until": _until(signup)},
        ),
        kind=MessageKind.PLACE,
        path=HOURS_PATH,
    )


@outbox.handler("hours.unanswered")
def unanswered(payload: Payload) -> Letter | None:
    """Tell a person that nobody confirmed her hours and that she can object, while that is so."""
    silence = _silence(payload, is_counted=False)
    if silence is None or hasattr(silence.signup, "attendance"):
        return None
    signup = silence.signup
    return letter_to(
        int(payload["user_id"]),
        lambda user: (
            _("Nobody confirmed your hours: %(title)s") % shift_words(signup.shift),
            _(
                "“%(title)s” on %(day)s: the organisation did not say whether you came, and the gate did not see you. "
                "If you were there, object until %(until)s: the organisation has to answer, or somebody outside "
                "decides."
            )
            % {**shift_words(signup.shift), "until": _until(signup)},
        ),
        kind=MessageKind.PLACE,
        path=f"me/hours/{signup.public_id}/object/",
    )


def _silence(payload: Payload, *, is_counted: bool) -> Silence | None:
    found = Silence.objects.select_related("signup__shift__opportunity", "signup__attendance")
    return found.filter(signup=int(payload["signup_id"]), is_counted=is_counted).first()


@outbox.handler("hours.by_hand_decided")
def by_hand_decided(payload: Payload) -> Letter | None:
    """Tell the organisation what another team decided about hours by hand; the person is named on the page alone."""
    wish = HandCredit.objects.select_related("role__shift__opportunity", "organisation").filter(
        pk=payload["wish_id"], decided_at__isnull=False
    )
    found = wish.first()
    if found is None:
        return None

    def write(user: User) -> tuple[str, str]:
        agreed = _("Your wish to write down hours by hand was granted. The person has to confirm them. The reason: ")
        refused = _("Your wish to write down hours by hand was refused. The reason: ")
        facts = shift_words(found.role.shift)
        said = f"{_('“%(title)s” on %(day)s.') % facts} {agreed if found.is_granted else refused}{found.decision}"
        return _("Hours by hand: %(title)s") % facts, said

    return letter_to(
        int(payload["user_id"]), write, kind=MessageKind.TEAM, path=f"org/{found.organisation.slug}/by-hand/"
    )


@outbox.handler("hours.by_hand_waits")
def by_hand_waits(payload: Payload) -> Letter | None:
    """Ask somebody from another team to decide about hours by hand, while nobody has; the person is not named."""
    found = HandCredit.objects.select_related("role__shift__opportunity").filter(
        pk=payload["wish_id"], decided_at__isnull=True
    )
    wish = found.first()
    if wish is None:
        return None
    return letter_to(
        int(payload["user_id"]),
        lambda user: (
            _("Hours by hand to decide: %(title)s") % shift_words(wish.role.shift),
            _(
                "An organisation wishes to write down %(minutes)s minutes by hand for somebody at “%(title)s” on "
                "%(day)s. Please decide: nothing counts before."
            )
            % {**shift_words(wish.role.shift), "minutes": wish.minutes},
        ),
        kind=MessageKind.TEAM,
        path=f"oversight/by-hand/{wish.public_id}/",
    )


@outbox.handler("hours.question_decided")
def question_decided(payload: Payload) -> Letter | None:
    """Tell a coordinator what a reviewer decided about hours that a rule refuses; the person is not named."""
    found = Suspicion.objects.select_related("organisation").filter(pk=payload["suspicion_id"])
    question = found.exclude(status=SuspicionStatus.OPEN).first()
    place = SignUp.objects.select_related("shift__opportunity").filter(suspected__suspicion=question).first()
    if question is None or place is None:
        return None

    def write(user: User) -> tuple[str, str]:
        facts = shift_words(place.shift)
        let_in = _("A reviewer lets the hours in about which you asked: approve them as usual. The reason: ")
        left_out = _("A reviewer leaves the hours out about which you asked. The reason: ")
        told = let_in if question.status == SuspicionStatus.CLEARED else left_out
        return _("Your question about hours: %(title)s") % facts, (
            f"{_('“%(title)s” on %(day)s.') % facts} {told}{question.reason}"
        )

    return letter_to(
        int(payload["user_id"]), write, kind=MessageKind.TEAM, path=f"org/{question.organisation.slug}/hours/"
    )
