"""Ratings for those who watch over them: how they are spread, what moved, what tonight would say, objections."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from accounts.access import signed_in
from core.clock import now
from ngos.access import appeal_for_reviewer, public_organisation, reviewed_territories
from ngos.queries.appeals import appeals_to_decide, is_tied_to
from ngos.queries.ratings import explained, latest_run, moved_most, overview
from ngos.services.appeals import reject, uphold
from ngos.services.ratings import preview
from portal.errors import attempt
from portal.forms import PageForm
from portal.templatetags.rating_words import counted_words, indicator_name

if TYPE_CHECKING:
    from ngos.models import Organisation

MOST = 10**9
HEIGHT = 160
STEP = 60
VERDICTS = (
    ("upheld", gettext_lazy("The count was wrong: correct it")),
    ("rejected", gettext_lazy("The count stands")),
)


class AppealDecisionForm(PageForm):
    """What is right, and why everybody may read it."""

    verdict = forms.ChoiceField(label=gettext_lazy("Decision"), choices=VERDICTS, widget=forms.RadioSelect)
    successes = forms.IntegerField(label=gettext_lazy("Right number of successes"), min_value=0, max_value=MOST)
    cases = forms.IntegerField(label=gettext_lazy("Out of how many"), min_value=0, max_value=MOST)
    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=500,
        help_text=gettext_lazy("Everybody can read these words. Name nobody."),
        widget=forms.Textarea({"rows": 4}),
    )


@dataclass(frozen=True, slots=True)
class Bar:
    """One band of ten points: where its bar stands, and how many organisations are in it."""

    first: int
    last: int
    count: int
    x: int
    y: int
    height: int


@require_safe
def ratings(request: HttpRequest) -> HttpResponse:
    """The spread of all ratings, the biggest moves of the last run, what waits, and a preview of one organisation."""
    territories, run, spread = reviewed_territories(request.user), latest_run(), overview()
    number = request.GET.get("bin", "").replace("\x00", "").strip()
    found = public_organisation(number) if number else None
    context = {
        "section": "ratings",
        "run": run,
        "overview": spread,
        "bars": _bars(spread.bands),
        "moved": moved_most(run) if run else (),
        "waiting": appeals_to_decide(territories),
        "number": number,
        "organisation": found,
        "changes": _changes(found) if found and found.bin else (),
    }
    return render(request, "portal/moderator/ratings.html", context)


def _bars(bands: tuple[int, ...]) -> list[Bar]:
    most = max(*bands, 1)
    bars = []
    for index, count in enumerate(bands):
        height = round(HEIGHT * count / most)
        bars.append(Bar(index * 10, index * 10 + 10, count, index * STEP, HEIGHT - height, height))
    return bars


def _changes(organisation: "Organisation") -> list[tuple[str, str, str]]:
    """Compare what is published with what a run would say now: name, before, after."""
    published = explained(organisation)
    after = preview(organisation, as_of=localdate(now()))["inputs"]["counts"]
    before: dict[str, Any] = published.record["inputs"]["counts"] if published else {}
    codes = [code for code in after if before.get(code) != after[code]]
    return [
        (indicator_name(code), counted_words(code, *before.get(code, (0, 0))), counted_words(code, *after[code]))
        for code in codes
    ]


@require_http_methods(("GET", "HEAD", "POST"))
def appeal(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One objection, what is counted, and the decision with its public reason."""
    found = appeal_for_reviewer(request.user, public_id)
    reviewer = signed_in(request.user)
    initial = {"successes": found.successes, "cases": found.cases}
    form = AppealDecisionForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        values, moment = form.cleaned_data, now()
        said = {"appeal": found, "words": values["reason"], "actor": reviewer, "now": moment}
        counts = {"successes": values["successes"], "cases": values["cases"]}
        if attempt(form, lambda: uphold(**said, **counts) if values["verdict"] == "upheld" else reject(**said)):
            messages.success(request, _("The decision is recorded. Everybody can read it."))
            return redirect("moderator:ratings")
    context = {
        "section": "ratings",
        "appeal": found,
        "counted": counted_words(found.indicator, found.successes, found.cases),
        "is_tied": is_tied_to(reviewer, found.organisation),
        "form": form if found.state == "open" or form.errors else None,
    }
    return render(request, "portal/moderator/rating_appeal.html", context, status=422 if form.errors else 200)
