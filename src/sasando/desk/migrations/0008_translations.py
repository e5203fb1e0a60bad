import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('sasando_desk', '0007_lens'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='TranslatedText',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('language', models.CharField(max_length=3, verbose_name='language')),
                ('digest', models.CharField(editable=False, max_length=64, verbose_name='digest of the source')),
                ('source', models.TextField(verbose_name='text of the source')),
                ('text', models.TextField(verbose_name='translation')),
                ('at', models.DateTimeField(verbose_name='at')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by')),
                ('item', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='translated_texts', to='sasando_desk.item', verbose_name='item')),
            ],
            options={
                'verbose_name': 'translated text',
                'verbose_name_plural': 'translated texts',
                'constraints': [models.UniqueConstraint(fields=('item', 'language', 'digest'), name='sasando_one_translation_a_text')],
            },
        ),
    ]
