"""Bring joinings of before to what joining does now: duplicates lead to an entry that stands, ratings stay."""

from django.db import migrations

DUPLICATES, RATINGS = "ngos.Organisation.merged_into", "ngos.Rating.organisation"


def lead_to_survivors(apps, schema_editor):
    """Let what was joined with a duplicate earlier lead to where that leads; running it again changes nothing."""
    organisations = apps.get_model("ngos", "Organisation").objects
    for joining in _live(apps).order_by("merged_at", "pk"):
        earlier = organisations.filter(merged_into=joining.duplicate_id)
        keys = list(earlier.order_by("pk").values_list("pk", flat=True))
        if keys:
            earlier.update(merged_into=joining.survivor_id)
            joining.moved[DUPLICATES] = keys
            joining.save(update_fields=["moved"])


def give_ratings_back(apps, schema_editor):
    """Put ratings back to the entry they were worked out for, those that moved last first."""
    ratings = apps.get_model("ngos", "Rating").objects
    for joining in _live(apps).order_by("-merged_at", "-pk"):
        keys = joining.moved.pop(RATINGS, [])
        if keys:
            ratings.filter(pk__in=keys, organisation=joining.survivor_id).update(organisation=joining.duplicate_id)
            joining.save(update_fields=["moved"])


def _live(apps):
    return apps.get_model("ngos", "OrganisationMerge").objects.filter(undone_at=None)


class Migration(migrations.Migration):
    dependencies = [("ngos", "0011_rating_runs")]

    operations = [
        migrations.RunPython(lead_to_survivors, migrations.RunPython.noop),
        migrations.RunPython(give_ratings_back, migrations.RunPython.noop),
    ]
