"""What the room keeps of the people at the desk, for how long, and why."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from sasando.desk.models import Message
from sasando.retention.rules import Rows, Rule, Stays


def _messages(at: datetime, kept: timedelta) -> Rows:
    return Rows(Message.objects.filter(done_at__lt=at - kept), "done_at")


RULES = (
    Rule(
        key="desk.messages",
        kind=_("Lines on somebody's first page that were answered or read"),
        personal=_("Who was told what, and when they read it"),
        counted_from=_("the answer"),
        why=_("A diary of who read what is nobody's business; the text's own log stays."),
        usual=timedelta(days=180),
        bounds=(timedelta(days=30), timedelta(days=730)),
        models=("sasando_desk.Message",),
        due=_messages,
        every=timedelta(hours=6),
    ),
)

STAYS = (
    Stays(
        models=(
            "sasando_desk.Approval",
            "sasando_desk.Acceptance",
            "sasando_desk.Authorship",
            "sasando_desk.LensDismissal",
            "sasando_desk.LogLeaf",
            "sasando_desk.PartyApprovalTask",
            "sasando_desk.Refusal",
        ),
        why=_(
            "Who wrote, approved, refused and let stand what: the log is public, and whoever kept "
            "an old head must find it whole."
        ),
        personal=_("Name and office of who signed for their organisation."),
    ),
    Stays(
        models=(
            "sasando_desk.Episode",
            "sasando_desk.EpisodePerson",
            "sasando_desk.Erratum",
            "sasando_desk.FrozenPicture",
            "sasando_desk.HomePage",
            "sasando_desk.Item",
            "sasando_desk.Lesson",
            "sasando_desk.LessonTerm",
            "sasando_desk.NewsStory",
            "sasando_desk.Notice",
            "sasando_desk.PartnershipStory",
            "sasando_desk.Picture",
            "sasando_desk.PictureRendition",
            "sasando_desk.Pronunciation",
            "sasando_desk.RelatedItem",
            "sasando_desk.Release",
            "sasando_desk.SectionPage",
            "sasando_desk.TranslatedText",
            "sasando_desk.Verdict",
            "sasando_desk.VerdictAppearance",
            "sasando_desk.VerdictSource",
            "sasando_desk.Version",
        ),
        why=_(
            "Published texts and pictures: journalism and official information are corrected or "
            "withdrawn with a note, not erased (Dewan Pers, guidelines for cyber media)."
        ),
        personal=_("People named in what was published, and who wrote it."),
    ),
    Stays(
        models=("sasando_desk.LensRule", "sasando_desk.LensSighting"),
        why=_("Rules of the gender lens, and how often each found something in a text."),
    ),
)
