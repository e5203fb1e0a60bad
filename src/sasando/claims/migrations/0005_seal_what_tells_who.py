"""What a platform calls a person's messages is sealed, with a keyed hash to find it by."""

import json

from django.db import migrations, models
from django.db.models.functions import Cast

from sasando.channels.privacy import code_of

_ROWS = 500


def _rows(rows, *names):
    """Yield each row's columns as they stand in the database: in clear as yet."""
    clear = {f"clear_{name}": Cast(name, models.TextField()) for name in names}
    last = 0
    while True:
        later = rows.filter(pk__gt=last).annotate(**clear).order_by("pk")
        found = list(later[:_ROWS])
        if not found:
            return
        yield from found
        last = found[-1].pk


def _code(row, identifier):
    return code_of(row.inbox.code, identifier) if row.inbox_id and identifier else ""


def seal(apps, schema_editor):
    tips = apps.get_model("sasando_claims", "Tip")
    for tip in _rows(tips.objects.select_related("inbox"), "external_id", "handles"):
        tips.objects.filter(pk=tip.pk).update(
            external_id=tip.clear_external_id,
            handles=json.loads(tip.clear_handles or "[]"),
            thread_key=_code(tip, tip.thread_key),
        )
    replies = apps.get_model("sasando_claims", "Reply")
    for reply in _rows(replies.objects.select_related("inbox"), "handles", "parts"):
        replies.objects.filter(pk=reply.pk).update(
            handles=json.loads(reply.clear_handles or "[]"),
            parts=reply.clear_parts,
            code=_code(reply, reply.identifier),
            codes=" ".join(_code(reply, part) for part in reply.clear_parts.split()),
        )
    pictures = apps.get_model("sasando_claims", "TipPicture")
    for picture in _rows(pictures.objects, "handle"):
        pictures.objects.filter(pk=picture.pk).update(handle=picture.clear_handle)


def _clear(text):
    return models.Value(text, output_field=models.TextField())


def unseal(apps, schema_editor):
    tips = apps.get_model("sasando_claims", "Tip")
    for tip in _rows(tips.objects):
        tips.objects.filter(pk=tip.pk).update(
            external_id=_clear(tip.external_id[:300]), handles=_clear(json.dumps(tip.handles))
        )
    replies = apps.get_model("sasando_claims", "Reply")
    for reply in _rows(replies.objects):
        replies.objects.filter(pk=reply.pk).update(
            handles=_clear(json.dumps(reply.handles)),
            parts=_clear(reply.parts),
            identifier=next(iter(reply.parts.split()), "")[:300],
        )
    pictures = apps.get_model("sasando_claims", "TipPicture")
    for picture in _rows(pictures.objects):
        pictures.objects.filter(pk=picture.pk).update(handle=_clear(picture.handle[:500]))


class Migration(migrations.Migration):

    dependencies = [
        ('sasando_claims', '0004_room_for_what_is_sealed'),
    ]

    operations = [
        migrations.RunPython(seal, unseal),
    ]
