import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [
        migrations.CreateModel(
            name="Period",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("rule", models.CharField(max_length=60, verbose_name="rule")),
                ("number", models.PositiveIntegerField(verbose_name="version")),
                ("days", models.PositiveIntegerField(verbose_name="days")),
                ("reason", models.CharField(max_length=500, verbose_name="reason")),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "period of retention",
                "verbose_name_plural": "periods of retention",
                "ordering": ("rule", "-number"),
                "constraints": [
                    models.UniqueConstraint(fields=("rule", "number"), name="one_period_a_version")
                ],
            },
        ),
        migrations.CreateModel(
            name="Run",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("rule", models.CharField(max_length=60)),
                ("day", models.DateField()),
                ("at", models.DateTimeField()),
                ("gone", models.PositiveBigIntegerField(default=0)),
            ],
            options={
                "verbose_name": "run of a rule",
                "verbose_name_plural": "runs of rules",
                "ordering": ("-day", "rule"),
                "constraints": [
                    models.UniqueConstraint(fields=("rule", "day"), name="one_run_a_day")
                ],
            },
        ),
    ]
