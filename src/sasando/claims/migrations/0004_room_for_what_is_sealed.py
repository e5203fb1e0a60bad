"""Columns that take what tells who a person is sealed, and keyed hashes to find it by."""

from django.db import migrations, models

import sasando.channels.sealing


class Migration(migrations.Migration):

    dependencies = [
        ('sasando_claims', '0003_prints_of_pictures'),
    ]

    operations = [
        migrations.AddField(
            model_name='reply',
            name='code',
            field=models.CharField(blank=True, default='', max_length=64),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='reply',
            name='codes',
            field=models.TextField(blank=True, default=''),
            preserve_default=False,
        ),
        migrations.AlterField(
            model_name='reply',
            name='handles',
            field=sasando.channels.sealing.SealedField(blank=True, default=list),
        ),
        migrations.AlterField(
            model_name='reply',
            name='parts',
            field=sasando.channels.sealing.SealedField(blank=True),
        ),
        migrations.AlterField(
            model_name='tip',
            name='external_id',
            field=sasando.channels.sealing.SealedField(blank=True),
        ),
        migrations.AlterField(
            model_name='tip',
            name='handles',
            field=sasando.channels.sealing.SealedField(blank=True, default=list),
        ),
        migrations.AlterField(
            model_name='tippicture',
            name='handle',
            field=sasando.channels.sealing.SealedField(blank=True),
        ),
    ]
