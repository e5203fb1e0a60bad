from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("sasando_claims", "0010_askers_by_their_last_message")]

    operations = [
        migrations.AddField(
            model_name="question",
            name="reminded_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
