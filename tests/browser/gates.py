"""A shift whose gate is open now, the coordinator's phone before it, and what the server has of it."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

from django.db.models import F
from django.urls import reverse
from django.utils import translation

from core import clock
from core.sealing import seal
from events.enums import SignUpOrigin, SignUpStatus
from events.models import GateScan, Opportunity, Shift, ShiftRole, SignUp
from events.queries.gate.keys import pass_letters, pass_token
from events.services.gate.deciding import count_heads, write_presence
from events.services.gate.presence import settle_presence
from tests.factories.accounts import make_user
from tests.factories.events import make_role, make_scan, make_shift
from tests.factories.ngos import make_member
from volunteers.models import Volunteer

PLANTING = "plant-400-saplings-in-the-botanical-garden"
# The page's policy forbids what Playwright would wait with.
UNTIL_KEPT = """async () => {
    const kept = async () => (await caches.open("asar-pages-1")).keys();
    const isKept = async () => (await kept()).some(({ url }) => url === location.href);
    while (!navigator.serviceWorker.controller || !(await isKept())) await new Promise((go) => setTimeout(go, 50));
}"""


def open_gate(people: int = 28, *, minutes_ago: int = 2) -> ShiftRole:
    """Begin a shift of the large planting a moment ago, with so many adults of the town on it."""
    begin = clock.now() - timedelta(minutes=minutes_ago)
    local = begin.astimezone(Shift.objects.first().starts_at.tzinfo)
    shift = make_shift(
        Opportunity.objects.get(slug=PLANTING),
        starts_on=local.date(),
        start_time=local.time().replace(second=0, microsecond=0),
    )
    Shift.objects.filter(pk=shift.pk).update(starts_at=begin, ends_at=begin + timedelta(hours=4))
    shift.refresh_from_db()
    role = make_role(shift, capacity=people + 20, name_en="Planter")
    eldest = Volunteer.objects.order_by("birth_date")[:people]
    SignUp.objects.bulk_create(
        SignUp(
            role=role, shift=shift, volunteer=volunteer, status=SignUpStatus.CONFIRMED, origin=SignUpOrigin.SELF,
            made_at=clock.now(),
        )
        for volunteer in eldest
    )  # fmt: skip
    ShiftRole.objects.filter(pk=role.pk).update(taken_count=F("taken_count") + people)
    role.refresh_from_db()
    return role


def gate_that_is_over() -> ShiftRole:
    """Let a gate of six people have closed an hour ago, with everything on it that somebody has to decide."""
    role = open_gate(6, minutes_ago=300)
    shift, now = role.shift, clock.now()
    colleague = make_member(shift.opportunity.organisation, user=make_user(full_name="Ерлан Дәулетов"))
    late, early, closed, unseen, written, _nobody = people_of(role)
    for signup, minutes, facts in (
        (late, 12, {"outcome": "in_late", "details": {"minutes": 12}, "needs_look": False}),
        (early, 5, {"outcome": "in_late", "details": {"minutes": 5}, "needs_look": False}),
        (early, 1, {"kind": "out", "outcome": "out_before_in", "marks": 3, "clock_offset_seconds": 1_230}),
        (closed, -3, {"outcome": "let_in_closed", "marks": 1, "details": {"gate": "guardian_consent", "years": 0}}),
        (unseen, 200, {"kind": "out", "outcome": "out_not_in", "device": "other"}),
    ):
        at = shift.starts_at + timedelta(minutes=minutes)
        moments = dict.fromkeys(("scanned_at", "received_at", "happened_at"), at)
        make_scan(signup, **{"is_counted": True, "scanned_by": colleague.public_id, **moments, **facts})
        settle_presence(signup)
    typed = make_scan(unseen, way="walk_in", outcome="walk_in_refused", walk_in=seal("Nobody Known\nno@example.org"))
    GateScan.objects.filter(pk=typed.pk).update(signup=None)
    write_presence(
        signup=written, starts_at=shift.starts_at, ends_at=shift.starts_at + timedelta(hours=2),
        reason="The phone was empty.", actor=colleague, now=now,
    )  # fmt: skip
    for people, minutes in ((8, 30), (1, 90)):
        count_heads(shift=shift, people=people, actor=colleague, now=shift.starts_at + timedelta(minutes=minutes))
    return role


def door_of(shift: Shift, language: str = "en") -> str:
    """The address of the gate."""
    event = shift.opportunity
    with translation.override(language):
        address = reverse("ngo:door", args=[event.organisation.slug, event.public_id])
    return f"{address}?shift={shift.public_id}"


def _day_of(signup: SignUp) -> date:
    """The day a pass is for: of a shift that runs past midnight the second one, once it has come."""
    today = clock.now().astimezone(ZoneInfo(signup.shift.time_zone)).date()
    return min(max(today, signup.shift.starts_on), signup.shift.ends_on)


def letters_of(signup: SignUp) -> str:
    """What the person reads out."""
    return pass_letters(signup.volunteer_id, _day_of(signup))[0]


def address_of(signup: SignUp, base: str) -> str:
    """What the picture of the person's pass says."""
    return f"{base}/p/{pass_token(signup.volunteer_id, _day_of(signup))}"


def people_of(role: ShiftRole) -> list[SignUp]:
    """The people of the shift."""
    return list(SignUp.objects.filter(role=role).select_related("volunteer__user", "shift").order_by("pk"))


def counted(role: ShiftRole) -> list[int]:
    """Whom the server counts, one entry for each scan that says that somebody came."""
    found = GateScan.objects.filter(shift=role.shift, is_counted=True, kind="in")
    return sorted(found.values_list("signup_id", flat=True))


class Phone:
    """The page of the gate in one window."""

    def __init__(self, visit, role: ShiftRole, language: str = "en") -> None:
        self.visit, self.page, self.role, self.language = visit, visit.page, role, language

    def open(self) -> "Phone":
        """Open the gate and wait until the list and the worker are there."""
        self.visit.go(door_of(self.role.shift, self.language))
        self.ready()
        self.page.evaluate(UNTIL_KEPT)
        return self

    def ready(self) -> None:
        """Wait for the script of the gate."""
        self.page.locator("#gate[data-ready=true]").wait_for()

    def cut(self, *, away: bool = True) -> None:
        """Cut the network, or give it back."""
        self.visit.cut(away=away)

    def enter(self, text: str) -> str:
        """Type a code as somebody reads it out; return the kind of answer."""
        self.page.locator("[data-answer]").evaluate("box => { box.dataset.outcome = ''; }")
        self.page.locator("#q").fill(text)
        self.page.locator("#q").press("Enter")
        return self.answered()

    def tap(self, signup: SignUp) -> str:
        """Press the button beside a name."""
        self.page.locator("[data-answer]").evaluate("box => { box.dataset.outcome = ''; }")
        self.page.locator(f"#p-{signup.public_id} form button").click()
        return self.answered()

    def answered(self) -> str:
        """Wait for the next answer."""
        self.page.locator("[data-answer]:not([data-outcome=''])").wait_for()
        return self.page.locator("[data-answer]").get_attribute("data-outcome")

    @property
    def net(self) -> str:
        """What the badge says."""
        return self.page.locator("[data-net]").inner_text()

    @property
    def answer(self) -> str:
        """What the banner says."""
        return " ".join(self.page.locator("[data-answer]").inner_text().split())

    @property
    def milliseconds(self) -> int:
        """How long the last answer took, from the code to the words on the page."""
        return int(self.page.locator("#gate").get_attribute("data-answered-in"))

    def wait_until_sent(self) -> None:
        """Press "Send now" while something waits, and wait until nothing does."""
        if self.page.locator("[data-send]").is_visible():
            # The page sends by itself, too, and may hide the button before a pointer has come to it.
            self.page.locator("[data-send]").dispatch_event("click")
        self.page.get_by_text("Everything is sent").wait_for()

    def rest(self) -> None:
        """Give the network back and let everything arrive: a request on its way would meet an empty database."""
        self.cut(away=False)
        self.page.get_by_text("Everything is sent").wait_for(timeout=30_000)
        self.page.wait_for_load_state("networkidle")
