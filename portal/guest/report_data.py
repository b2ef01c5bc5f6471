"""Published reports as search engines of data sets read them: schema.org Dataset in JSON-LD, one for each report."""

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from core.text import localised
from events.exports.linked_data import CONTEXT, Node
from portal.guest.open_data.sets import LICENCE_ADDRESS
from portal.guest.report_pictures import front_of
from portal.templatetags.dates import language
from reports.documents import KINDS
from reports.exports.addresses import file_address, report_address

if TYPE_CHECKING:
    from places.models import Territory
    from reports.documents import Content
    from reports.models import Publication, PublishedFile, Snapshot


def dataset_node(publication: "Publication", content: "Content") -> Node:
    """Describe a publication in the language in force; every number in it is as the report prints it.

    The publication is loaded with its files and its territory.
    """
    snapshot = publication.snapshot
    published = publication.published_at.isoformat(timespec="seconds")
    return {
        "@context": CONTEXT,
        "@type": "Dataset",
        "@id": f"urn:uuid:{snapshot.public_id}",
        "name": f"{content.title}: {content.place}, {content.days}",
        "description": f"{front_of(content, snapshot.digest).says} {_said()}",
        "url": report_address(snapshot, language()),
        "inLanguage": language(),
        "version": str(snapshot.version),
        "identifier": {"@type": "PropertyValue", "propertyID": "SHA-256", "value": publication.digest},
        "license": LICENCE_ADDRESS,
        "isAccessibleForFree": True,
        "creator": {"@type": "GovernmentOrganization", "name": akimat_of(snapshot.territory)},
        "publisher": {"@type": "Organization", "name": "Asar", "url": f"{settings.SITE_URL}/"},
        "includedInDataCatalog": {"@type": "DataCatalog", "name": "Asar", "url": _catalogue()},
        "temporalCoverage": f"{snapshot.first_day}/{snapshot.period.last_day}",
        "spatialCoverage": _place(snapshot.territory, content.place),
        "datePublished": published,
        "dateModified": published,
        "variableMeasured": [name for _code, name, _unit in content.measures],
        "distribution": [_download(snapshot, file) for file in publication.files.all()],
    }


def akimat_of(territory: "Territory") -> str:
    """Name who answers for the reports of a unit."""
    return _("Akimat of %(name)s") % {"name": localised(territory, "name", language()).text}


def _said() -> str:
    return _(
        "Counted from confirmed hours and signed by the akimat; numbers that would tell about fewer than five people "
        "are hidden."
    )


def _catalogue() -> str:
    return settings.SITE_URL + reverse("guest:data")


def _place(territory: "Territory", name: str) -> Node:
    place: dict[str, Any] = {
        "@type": "AdministrativeArea",
        "name": name,
        "identifier": territory.key,
        "containedInPlace": {"@type": "Country", "name": _("Kazakhstan"), "identifier": "KZ"},
    }
    if (point := territory.point) is not None:
        place["geo"] = {"@type": "GeoCoordinates", "latitude": point.latitude, "longitude": point.longitude}
    return place


def _download(snapshot: "Snapshot", file: "PublishedFile") -> Node:
    return {
        "@type": "DataDownload",
        "name": file.name,
        "contentUrl": file_address(snapshot, file),
        "encodingFormat": KINDS[file.kind].partition(";")[0],
        "inLanguage": file.language,
        "contentSize": f"{file.size} B",
        "sha256": file.digest,
    }
