# Certified circulation of printed outlets.

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('sasando_channels', '0007_newsletters'),
        ('sasando_reach', '0003_page_views'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Circulation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('copies', models.PositiveIntegerField(help_text='As the certificate has it; nothing is worked out here.', verbose_name='copies printed')),
                ('per', models.CharField(choices=[('edition', 'one edition (a day)'), ('week', 'a whole week')], default='edition', max_length=7, verbose_name='these copies are of')),
                ('editions', models.PositiveSmallIntegerField(default=7, verbose_name='editions a week')),
                ('starts', models.DateField(verbose_name='first day')),
                ('ends', models.DateField(verbose_name='last day')),
                ('source', models.CharField(help_text='Who counted or audited it, and the number of the certificate.', max_length=200, verbose_name='certified by')),
                ('address', models.URLField(blank=True, max_length=2000, verbose_name='address of the certificate')),
                ('document', models.FileField(blank=True, upload_to='reach/circulation/%Y/%m/', verbose_name='certificate')),
                ('sha256', models.CharField(blank=True, editable=False, max_length=64, verbose_name='digest')),
                ('note', models.CharField(blank=True, max_length=500, verbose_name='note')),
                ('doubted', models.BooleanField(default=False, editable=False)),
                ('entered_at', models.DateTimeField(editable=False)),
                ('taken_back_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('reason', models.CharField(blank=True, editable=False, max_length=500, verbose_name='reason')),
                ('entered_by', models.ForeignKey(editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('outlet', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='circulations', to='sasando_channels.outlet', verbose_name='outlet')),
                ('taken_back_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'circulation',
                'verbose_name_plural': 'circulations',
                'ordering': ('outlet', '-starts', '-pk'),
                'constraints': [
                    models.CheckConstraint(condition=models.Q(('starts__lte', models.F('ends'))), name='circulation_begins_before_it_ends'),
                    models.CheckConstraint(condition=models.Q(('editions__gte', 1), ('editions__lte', 21)), name='editions_of_a_week'),
                ],
            },
        ),
    ]
