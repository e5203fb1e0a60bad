# How often pages of the own site were shown.

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('sasando_reach', '0002_broadcasts'),
    ]

    operations = [
        migrations.CreateModel(
            name='PageViews',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField(verbose_name='day')),
                ('path', models.CharField(max_length=500, verbose_name='page')),
                ('kind', models.CharField(max_length=20, verbose_name='measure')),
                ('count', models.PositiveBigIntegerField(verbose_name='times shown')),
            ],
            options={
                'verbose_name': 'page views',
                'verbose_name_plural': 'page views',
                'ordering': ('-day', 'path'),
                'indexes': [models.Index(fields=['path'], name='page_views_path')],
                'constraints': [models.UniqueConstraint(fields=('day', 'path', 'kind'), name='a_page_a_day_once')],
            },
        ),
        migrations.CreateModel(
            name='TallyMark',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('machine', models.CharField(max_length=100)),
                ('day', models.DateField()),
                ('end', models.PositiveBigIntegerField(default=0)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('machine', 'day'), name='a_mark_a_file')],
            },
        ),
    ]
