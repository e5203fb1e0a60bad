from datetime import timedelta

from django.db import migrations, models
from django.db.models.functions import Now


def keep_who_asked(apps, schema_editor):
    """Only who asked to be forgotten has a time of their own; the others go by their last message."""
    askers = apps.get_model("sasando_claims", "Asker").objects.using(schema_editor.connection.alias)
    askers.filter(expires_at__gt=Now()).update(expires_at=None)


def date_them_again(apps, schema_editor):
    """The time before was set at the message: thirty days, unless the house said otherwise."""
    askers = apps.get_model("sasando_claims", "Asker").objects.using(schema_editor.connection.alias)
    for asker in askers.filter(expires_at=None).iterator():
        asker.expires_at = asker.last_at + timedelta(days=30)
        asker.save(update_fields=["expires_at"])


class Migration(migrations.Migration):
    dependencies = [("sasando_claims", "0009_harassment_is_its_own_harm")]

    operations = [
        migrations.AlterField(
            model_name="asker",
            name="last_at",
            field=models.DateTimeField(db_index=True, verbose_name="last heard"),
        ),
        migrations.AlterField(
            model_name="asker",
            name="expires_at",
            field=models.DateTimeField(
                blank=True, db_index=True, null=True, verbose_name="forgotten at"
            ),
        ),
        migrations.RunPython(keep_who_asked, date_them_again),
    ]
