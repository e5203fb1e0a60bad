from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("sasando_claims", "0011_the_commission_is_reminded")]

    operations = [
        migrations.AddField(
            model_name="inbox",
            name="faulted_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="inbox",
            name="held_until",
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
