"""What follows every copy: hand-overs that left, the order of changes, one mechanism of leases."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.migrations.state import StateApps
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def fill(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Put what is published already in the order of the log, and mark what was tried."""
    position = apps.get_model("sasando_channels", "Position")
    last: dict[int, tuple[int, object]] = {}
    leaves = apps.get_model("sasando_desk", "LogLeaf").objects.order_by("index")
    for version, index, at in leaves.values_list("version", "index", "at"):
        last[version] = (index + 1, at)
    position.objects.bulk_create(
        position(version_id=version, number=number, at=at)
        for version, (number, at) in sorted(last.items(), key=lambda entry: entry[1][0])
    )
    delivery = apps.get_model("sasando_channels", "Delivery")
    delivery.objects.filter(attempts__gt=0).update(left=True)


class Migration(migrations.Migration):
    dependencies = [
        ("sasando_desk", "0002_initial"),
        ("sasando_channels", "0004_hub"),
    ]

    operations = [
        migrations.AddField(
            model_name="delivery",
            name="left",
            field=models.BooleanField(default=False),
        ),
        migrations.AlterField(
            model_name="delivery",
            name="goal",
            field=models.CharField(
                choices=[
                    ("carry", "Carry this version"),
                    ("withdraw", "Take the copy back"),
                    ("expire", "Mark the copy as expired"),
                    ("refresh", "Bring the copy up to date"),
                    ("erratum", "Print the erratum in the next edition"),
                ],
                default="carry",
                max_length=10,
            ),
        ),
        migrations.RenameField("subscription", "held_by", "lease"),
        migrations.RenameField("subscription", "held_until", "lease_until"),
        migrations.RenameField("subscriptionrequest", "held_by", "lease"),
        migrations.RenameField("subscriptionrequest", "held_until", "lease_until"),
        migrations.CreateModel(
            name="Position",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveBigIntegerField(unique=True)),
                ("at", models.DateTimeField(db_index=True)),
                (
                    "version",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="position",
                        to="sasando_desk.version",
                    ),
                ),
            ],
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
