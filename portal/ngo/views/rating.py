"""An organisation's own rating: how it is made, what would raise it and by how much, and objections. Owners only."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from accounts.permissions import Action
from core.clock import now
from ngos.access import organisation_for
from ngos.queries.appeals import appeals_of
from ngos.queries.ratings import Explained, explained, history_of, what_would_raise
from ngos.services.appeals import appeal
from portal.errors import attempt
from portal.forms import PageForm
from portal.ngo.doors import desk, person_of
from portal.templatetags.rating_words import counted_words, indicator_name

WORDS_MAX = 500


class AppealForm(PageForm):
    """Which count is wrong, and why."""

    indicator = forms.ChoiceField(label=gettext_lazy("What is counted wrongly"))
    words = forms.CharField(
        label=gettext_lazy("What is wrong, and how can we check it"),
        max_length=WORDS_MAX,
        help_text=gettext_lazy("The reviewer reads these words. Name nobody."),
        widget=forms.Textarea({"rows": 4}),
    )

    def __init__(self, *args: object, rating: Explained | None, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["indicator"].choices = _choices(rating)  # type: ignore[attr-defined]  # a choice field


def _choices(rating: Explained | None) -> list[tuple[str, str]]:
    if rating is None:
        return []
    shown = [(code, rating.inputs.shown(indicator)) for code, indicator in rating.method.indicators.items()]
    return [(code, f"{indicator_name(code)}: {counted_words(code, *pair)}") for code, pair in shown]


@require_http_methods(["GET", "HEAD", "POST"])
def rating(request: HttpRequest, slug: str) -> HttpResponse:
    """The rating in parts, the next best steps, and a form for an objection."""
    organisation = organisation_for(request.user, slug, Action.ORGANISATION_EDIT)
    found, moment = explained(organisation), now()
    form = AppealForm(request.POST or None, rating=found)
    if request.method == "POST" and form.is_valid():
        said = {name: form.cleaned_data[name] for name in ("indicator", "words")}
        if attempt(form, lambda: appeal(organisation=organisation, actor=person_of(request), now=moment, **said)):
            messages.success(request, _("Your objection is written down. Somebody not tied to you decides about it."))
            return redirect("ngo:rating", slug)
    context = desk(organisation, "organisation", now=moment) | {
        "rating": found,
        "steps": what_would_raise(organisation),
        "history": history_of(organisation),
        "appeals": appeals_of(organisation),
        "form": form,
    }
    return render(request, "portal/ngo/rating.html", context, status=422 if form.errors else 200)
