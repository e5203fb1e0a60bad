from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('sasando_claims', '0012_inboxes_that_cannot_send'),
    ]

    operations = [
        migrations.AddField(
            model_name='tip',
            name='file_at',
            field=models.DateTimeField(blank=True, db_index=True, editable=False, null=True),
        ),
        migrations.AddIndex(
            model_name='tip',
            index=models.Index(fields=['claim', 'asker'], name='sasando_cla_claim_i_f1a4dd_idx'),
        ),
    ]
