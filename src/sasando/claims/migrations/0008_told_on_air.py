
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('sasando_claims', '0007_aliases_that_are_forgotten'),
    ]

    operations = [
        migrations.AlterField(
            model_name='reply',
            name='reason',
            field=models.CharField(choices=[('answer', 'Answer'), ('suggest', 'Suggestions'), ('ask', 'Question back'), ('not-yet', 'Not known yet'), ('command', 'Answer to a command'), ('verdict', 'Verdict is out'), ('correction', 'Correction'), ('withdrawal', 'Withdrawal'), ('on-air', 'Answered on air')], max_length=10, verbose_name='reason'),
        ),
    ]
