import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from recognition.ledger import SHARDS, Head, Record, chained

BATCH = 1_000
POLICY = "hours-1"


def chain_what_was_written(apps, schema_editor):
    """Give every entry its place: each person's in one shard, in the order they were written."""
    LedgerEntry = apps.get_model("recognition", "LedgerEntry")
    first = dict(LedgerEntry.objects.filter(kind="credit").values_list("attendance_id", "public_id"))
    heads, waiting = {}, []
    rows = LedgerEntry.objects.select_related("attendance").order_by("pk")
    for entry in rows.iterator(chunk_size=BATCH):
        shard = entry.volunteer_id % SHARDS
        entry.follows_id = first[entry.attendance_id] if entry.kind == "reversal" else None
        entry.evidence, entry.policy, entry.approver_id = entry.attendance.evidence, POLICY, entry.actor_id
        (laid,) = chained([_record(entry, shard)], shard=shard, head=heads.get(shard, Head()))
        heads[shard] = Head(laid.position, laid.digest)
        entry.shard, entry.position, entry.previous = laid.shard, laid.position, laid.previous
        entry.digest, entry.reason_digest = laid.digest, laid.reason_digest
        waiting.append(entry)
        if len(waiting) == BATCH:
            _save(LedgerEntry, waiting)
    _save(LedgerEntry, waiting)


def _record(entry, shard):
    return Record(
        shard=shard,
        position=0,
        previous="",
        digest="",
        public_id=entry.public_id,
        kind=entry.kind,
        minutes=entry.minutes,
        worked_on=entry.worked_on,
        cause=entry.cause,
        evidence=entry.evidence,
        policy=entry.policy,
        recorded_at=entry.recorded_at,
        follows=entry.follows_id,
        volunteer=entry.volunteer_id,
        attendance=entry.attendance_id,
        organisation=entry.organisation_id,
        territory=entry.territory_id,
        actor=entry.actor_id,
        approver=entry.approver_id,
        age_years=entry.age_years,
        reason=entry.reason,
        reason_digest="",
    )


def _save(model, waiting):
    given = (
        *("follows", "evidence", "policy", "approver", "shard", "position", "previous", "digest", "reason_digest"),
    )
    model.objects.bulk_update(waiting, given, batch_size=BATCH)
    waiting.clear()


class Migration(migrations.Migration):
    dependencies = [
        ("events", "0013_gate"),
        ("recognition", "0002_issuer_keys"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            "ledgerentry",
            "kind",
            models.CharField(
                choices=[("credit", "confirmed"), ("reversal", "taken back"), ("correction", "corrected")],
                max_length=10,
            ),
        ),
        migrations.AddField(
            "ledgerentry",
            "follows",
            models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="followed_by",
                to="recognition.ledgerentry",
                to_field="public_id",
            ),
        ),
        migrations.AddField(
            "ledgerentry",
            "approver",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField("ledgerentry", "evidence", models.CharField(max_length=1, null=True)),
        migrations.AddField("ledgerentry", "policy", models.CharField(max_length=20, null=True)),
        migrations.AddField("ledgerentry", "reason_digest", models.CharField(max_length=64, null=True)),
        migrations.AddField("ledgerentry", "shard", models.PositiveSmallIntegerField(null=True)),
        migrations.AddField("ledgerentry", "position", models.PositiveBigIntegerField(null=True)),
        migrations.AddField("ledgerentry", "previous", models.CharField(max_length=64, null=True)),
        migrations.AddField("ledgerentry", "digest", models.CharField(max_length=64, null=True)),
        migrations.RunPython(chain_what_was_written, migrations.RunPython.noop),
    ]
