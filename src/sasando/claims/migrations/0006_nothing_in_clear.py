"""What stood in clear goes."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('sasando_claims', '0005_seal_what_tells_who'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='reply',
            name='sasando_cla_inbox_i_855d69_idx',
        ),
        migrations.RemoveField(
            model_name='reply',
            name='identifier',
        ),
        migrations.AlterField(
            model_name='tip',
            name='thread_key',
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AddIndex(
            model_name='reply',
            index=models.Index(fields=['inbox', 'code'], name='sasando_cla_inbox_i_4e2186_idx'),
        ),
    ]
