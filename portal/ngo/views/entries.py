"""The organisation's entry in the register, kept by its owner, and the request to act for a listed one."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.permissions import Action
from core.clock import local_day, now
from ngos.access import claimable_organisation, organisation_for
from ngos.queries.duplicates import last_answer
from ngos.queries.entries import facts_of
from ngos.services.claims import ask_to_act
from ngos.services.entries import describe
from portal.errors import attempt
from portal.ngo.doors import desk, person_of
from portal.ngo.entry_forms import ClaimForm, EntryForm, entry_as_it_is

GET_OR_POST = ("GET", "HEAD", "POST")


@require_http_methods(GET_OR_POST)
def entry(request: HttpRequest, slug: str) -> HttpResponse:
    """What the register says about the organisation; its owner changes it, and every change is published."""
    found, user, moment = organisation_for(request.user, slug, Action.ORGANISATION_EDIT), person_of(request), now()
    facts = facts_of(found, on=local_day(moment))
    form = EntryForm(request.POST or None, initial=entry_as_it_is(found, facts))
    if request.method == "POST" and form.is_valid():
        done = attempt(form, lambda: describe(organisation=found, said=form.said(), actor=user, now=moment))
        if done:
            messages.success(request, _("The entry is saved.") if done.value else _("Nothing was changed."))
            return redirect("ngo:entry", found.slug)
    context = desk(found, "organisation", now=moment) | {"form": form, "facts": facts}
    return render(request, "portal/ngo/entry.html", context, status=422 if form.errors else 200)


@require_http_methods(GET_OR_POST)
def claim(request: HttpRequest, address: str) -> HttpResponse:
    """Ask a reviewer for the right to act for an organisation that came from an official list."""
    user = person_of(request)
    found = claimable_organisation(user, address)
    form = ClaimForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        words = form.cleaned_data["words"]
        if attempt(form, lambda: ask_to_act(organisation=found, user=user, words=words, now=now())):
            messages.success(
                request, _("Sent. A reviewer looks at it and decides; then the organisation is yours here.")
            )
            return redirect("guest:organisation", found.address)
    context = {"organisation": found, "form": form, "answer": last_answer(found, user)}
    return render(request, "portal/ngo/claim.html", context, status=422 if form.errors else 200)
