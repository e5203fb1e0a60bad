from django.db import migrations, models


def as_themselves(apps, schema_editor):
    version = apps.get_model("sasando_desk", "Version")
    version.objects.exclude(kind="erratum").update(governed_by=models.F("kind"))


class Migration(migrations.Migration):
    dependencies = [("sasando_desk", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="version",
            name="governed_by",
            field=models.CharField(default="release", max_length=12),
            preserve_default=False,
        ),
        migrations.RunPython(as_themselves, migrations.RunPython.noop),
    ]
