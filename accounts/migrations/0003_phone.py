from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_guardians"),
    ]

    operations = [
        migrations.AddField(
            model_name="user",
            name="phone",
            field=models.CharField(blank=True, max_length=16, null=True, unique=True, verbose_name="phone"),
        ),
        migrations.AddField(
            model_name="user",
            name="phone_verified_at",
            field=models.DateTimeField(blank=True, editable=False, null=True),
        ),
        migrations.AlterField(
            model_name="user",
            name="email",
            field=models.EmailField(blank=True, max_length=254, null=True, unique=True, verbose_name="e-mail"),
        ),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("is_active", False), ("email__isnull", False), ("phone__isnull", False), _connector="OR"
                ),
                name="accounts_user_reachable_while_open",
            ),
        ),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("email__isnull", True), models.Q(("email", ""), _negated=True), _connector="OR"),
                    models.Q(("phone__isnull", True), models.Q(("phone", ""), _negated=True), _connector="OR"),
                ),
                name="accounts_user_without_empty_names",
            ),
        ),
    ]
