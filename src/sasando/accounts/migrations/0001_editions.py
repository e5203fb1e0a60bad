from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name='Edition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.CharField(max_length=20, unique=True, verbose_name='version')),
                ('made_at', models.DateTimeField(verbose_name='made')),
                ('digest', models.CharField(max_length=71, verbose_name='digest')),
                ('checked_at', models.DateTimeField()),
            ],
            options={
                'verbose_name': 'edition of the open data',
                'verbose_name_plural': 'editions of the open data',
                'ordering': ('-made_at', '-pk'),
            },
        ),
    ]
