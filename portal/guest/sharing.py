"""How a page looks to others: cards in chats, search engines, feed readers."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from core.text import localised
from events.exports.linked_data import crumbs_node, event_nodes, organisation_node
from events.queries.open_data import ended_at, open_among
from places.enums import CodeSystem
from portal.guest.pictures import picture_words
from portal.guest.report_data import dataset_node
from portal.guest.report_pictures import front_of
from portal.templatetags.dates import language, when_short

if TYPE_CHECKING:
    from events.exports.linked_data import Node
    from events.models import Opportunity
    from events.queries import ShiftRow
    from ngos.models import Organisation
    from places.models import Territory
    from reports.documents import Content
    from reports.models import Publication

TITLE_MAX, DESCRIPTION_MAX = 65, 155
SEARCHABLE_FOR = timedelta(days=30)
LOCALES = {"kk": "kk_KZ", "ru": "ru_RU", "en": "en_GB"}


@dataclass(frozen=True, slots=True)
class Card:
    """What a chat shows of a link, and what machines read in the head of the page."""

    title: str
    description: str
    path: str
    picture: str
    picture_alt: str
    kind: str = "website"
    nodes: Sequence[dict[str, object]] = ()
    is_hidden: bool = False
    feeds: Sequence[tuple[str, str]] = field(default=())

    @property
    def url(self) -> str:
        """The address of the page, whatever it was asked for with."""
        return settings.SITE_URL + self.path

    @property
    def code(self) -> str:
        """The language of the card."""
        return language()

    @property
    def locale(self) -> str:
        """The language of the card as Open Graph names it."""
        return LOCALES[language()]


def opportunity_card(found: "Opportunity", rows: "Sequence[ShiftRow]", *, now: datetime) -> Card:
    """Describe an opportunity by its open shifts; a protected place is not passed on to anybody."""
    code = language()
    open_ones = open_among(rows, found, now=now)
    title = localised(found, "title", code).text
    path = reverse("guest:opportunity", args=[found.public_id, found.slug])
    crumbs = [
        (_("Asar"), reverse("guest:home")),
        (_("All opportunities"), reverse("guest:opportunities")),
        (title, path),
    ]
    is_shown = bool(open_ones)
    picture = "event_picture" if is_shown else "site_picture"
    return Card(
        title=_short(title, TITLE_MAX),
        description=_short(_facts(found, open_ones), DESCRIPTION_MAX),
        path=path,
        picture=settings.SITE_URL + reverse(picture, args=[code, found.public_id] if is_shown else [code]),
        picture_alt=", ".join(picture_words(found, open_ones[0].shift, code)) if is_shown else _site_alt(),
        kind="article",
        nodes=[*event_nodes(found, open_ones, language=code), crumbs_node(crumbs)] if is_shown else [],
        is_hidden=found.is_place_protected or (not rows and _is_long_over(found, now)),
    )


def _is_long_over(found: "Opportunity", now: datetime) -> bool:
    ended = ended_at(found)
    return ended is None or ended < now - SEARCHABLE_FOR


def _facts(found: "Opportunity", rows: "Sequence[ShiftRow]") -> str:
    """Say when and where before the words of the organiser: chats show two lines."""
    code = language()
    parts = [when_short(rows[0].shift)] if rows else []
    if not found.is_remote and found.venue:
        parts.append(localised(found.venue, "name", code).text)
    parts.append(localised(found.organisation, "name", code).text)
    said = localised(found, "description", code).text
    return f"{' · '.join(parts)}. {said}".strip()


def organisation_card(found: "Organisation") -> Card:
    """Describe an organisation of the register."""
    name, path = localised(found, "name", language()).text, reverse("guest:organisation", args=[found.address])
    about = localised(found, "about", language()).text or _("Volunteering with %(name)s.") % {"name": name}
    crumbs = [(_("Asar"), reverse("guest:home")), (_("Organisations"), reverse("guest:organisations")), (name, path)]
    feeds = [(name, reverse(f"organisation_{kind}", args=[found.slug])) for kind in ("rss", "atom")]
    nodes = [organisation_node(found, language=language()), crumbs_node(crumbs)]
    return _plain(name, about, path, nodes=nodes, feeds=feeds)


def region_card(found: "Territory", nodes: "Sequence[Node]" = ()) -> Card:
    """Describe a region or a district; ``nodes`` say what was published about it."""
    code = found.code if found.code_system == CodeSystem.KATO else found.key
    name, path = localised(found, "name", language()).text, reverse("guest:region", args=[code])
    said = _("Volunteer opportunities near you in Kazakhstan, matched to your skills and free time.")
    crumbs = [(_("Asar"), reverse("guest:home")), (_("Regions"), reverse("guest:regions")), (name, path)]
    feeds = [(name, reverse(f"region_{kind}", args=[code])) for kind in ("rss", "atom")]
    return _plain(name, f"{name}. {said}", path, nodes=[*nodes, crumbs_node(crumbs)], feeds=feeds)


def report_card(publication: "Publication", content: "Content") -> Card:
    """Describe a published report by its numbers as they are printed."""
    snapshot, front = publication.snapshot, front_of(content, publication.snapshot.digest)
    path = reverse("guest:report", args=[snapshot.territory.code, snapshot.name_of_period])
    title = f"{content.title}: {content.place}, {content.days}"
    crumbs = [(_("Asar"), reverse("guest:home")), (_("Published reports"), reverse("guest:reports")), (title, path)]
    return Card(
        title=_short(title, TITLE_MAX),
        description=_short(front.says, DESCRIPTION_MAX),
        path=f"{path}?structure={snapshot.structure}",
        picture=settings.SITE_URL + reverse("report_picture", args=[language(), snapshot.public_id]),
        picture_alt=front.says,
        kind="article",
        nodes=[dataset_node(publication, content), crumbs_node(crumbs)],
    )


def _plain(title: str, said: str, path: str, *, nodes: list[dict[str, object]], feeds: list[tuple[str, str]]) -> Card:
    return Card(
        title=_short(title, TITLE_MAX),
        description=_short(said, DESCRIPTION_MAX),
        path=path,
        picture=settings.SITE_URL + reverse("site_picture", args=[language()]),
        picture_alt=_site_alt(),
        nodes=nodes,
        feeds=feeds,
    )


def _site_alt() -> str:
    return _("Asar: volunteering in Kazakhstan")


def _short(text: str, most: int) -> str:
    """Cut a text at a word, with an ellipsis, so that it has no more than so many letters."""
    whole = " ".join(text.split())
    if len(whole) <= most:
        return whole
    cut = whole[: most - 1].rsplit(" ", 1)[0].rstrip(" ,.;:–-")
    return f"{cut or whole[: most - 1]}…"
