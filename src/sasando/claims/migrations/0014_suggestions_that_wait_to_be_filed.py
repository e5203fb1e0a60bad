"""Suggestions of before that nobody answered keep their turn; ``asks`` said which need none."""

from datetime import timedelta
from typing import Any

from django.db import migrations
from django.db.models import F


def give_their_time(apps: Any, schema_editor: Any) -> None:
    """Let them be filed ten minutes after they were made; what was chosen is left out then."""
    tips = apps.get_model("sasando_claims", "Tip").objects.using(schema_editor.connection.alias)
    ignored = tips.filter(state="suggested", claim__isnull=True, answered_at__isnull=False)
    ignored.exclude(pk__in=ignored.filter(decision__asks=True).values("pk")).update(
        file_at=F("answered_at") + timedelta(minutes=10)
    )


class Migration(migrations.Migration):
    dependencies = [("sasando_claims", "0013_tips_filed_by_their_time")]

    operations = [migrations.RunPython(give_their_time, migrations.RunPython.noop)]
