
import django.db.models.deletion
import sasando.channels.sealing
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('sasando_claims', '0008_told_on_air'),
        ('sasando_live', '0002_live_blogs'),
    ]

    operations = [
        migrations.AddField(
            model_name='question',
            name='apart',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='question',
            name='best',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='sasando_live.question'),
        ),
        migrations.AddField(
            model_name='question',
            name='echoes',
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='question',
            name='filed_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='question',
            name='receipt',
            field=sasando.channels.sealing.SealedField(blank=True),
        ),
        migrations.AddField(
            model_name='question',
            name='reply_key',
            field=models.CharField(blank=True, max_length=36),
        ),
        migrations.AddField(
            model_name='question',
            name='reply_text',
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name='question',
            name='rumour',
            field=models.BooleanField(default=False, verbose_name='looks like a rumour'),
        ),
        migrations.AddField(
            model_name='question',
            name='said',
            field=sasando.channels.sealing.SealedField(blank=True),
        ),
        migrations.AddField(
            model_name='question',
            name='tip',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='sasando_claims.tip'),
        ),
        migrations.AddField(
            model_name='question',
            name='told',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='sasando_claims.reply'),
        ),
        migrations.CreateModel(
            name='ChatReader',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('lease', models.CharField(blank=True, max_length=36)),
                ('lease_until', models.DateTimeField(blank=True, null=True)),
                ('attempts', models.PositiveIntegerField(default=0)),
                ('cursor', models.TextField(blank=True)),
                ('due_at', models.DateTimeField()),
                ('heard_at', models.DateTimeField(blank=True, null=True)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('words', models.TextField(blank=True, verbose_name="the platform's own words")),
                ('broadcast', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='chat', to='sasando_live.broadcast')),
            ],
            options={
                'verbose_name': 'chat of a broadcast',
                'verbose_name_plural': 'chats of broadcasts',
            },
        ),
        migrations.CreateModel(
            name='ChatCount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('minute', models.DateTimeField()),
                ('came', models.PositiveIntegerField(default=0)),
                ('kept', models.PositiveIntegerField(default=0)),
                ('broadcast', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='chat_counts', to='sasando_live.broadcast')),
            ],
            options={
                'verbose_name': 'count of a chat',
                'verbose_name_plural': 'counts of chats',
                'constraints': [models.UniqueConstraint(fields=('broadcast', 'minute'), name='one_chat_count_a_minute')],
            },
        ),
    ]
