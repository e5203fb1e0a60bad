"""The blocks an item's body is written in: one for each block of a Document."""

from __future__ import annotations

from django.forms import CheckboxSelectMultiple
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.contrib.typed_table_block.blocks import TypedTableBlock
from wagtail.images.blocks import ImageChooserBlock

from sasando.desk.choosers import PlaceChooserBlock, StageChooserBlock
from sasando.documents.vocabulary import Gender, PictureRole, VoiceRole

_INLINE = ["bold", "italic", "link"]
_DIGEST = r"^[0-9a-f]{64}$"

GENDERS = (
    (Gender.FEMALE.value, _("Female")),
    (Gender.MALE.value, _("Male")),
    (Gender.OTHER.value, _("Other")),
)


VOICES = (
    (VoiceRole.OFFICIAL.value, _("Official or spokesperson")),
    (VoiceRole.EXPERT.value, _("Expert")),
    (VoiceRole.CANDIDATE.value, _("Candidate")),
    (VoiceRole.CITIZEN.value, _("Citizen, from their own life")),
)
PICTURE_ROLES = (
    (PictureRole.SPEAKS.value, _("Speaks or decides")),
    (PictureRole.WORKS.value, _("Works")),
    (PictureRole.LISTENS.value, _("Listens or waits")),
    (PictureRole.ACCOMPANIES.value, _("Accompanies, serves or greets")),
)


class QuoteBlock(blocks.StructBlock):
    text = blocks.TextBlock(label=_("Words"), help_text=_("Exactly as spoken."))
    speaker = blocks.CharBlock(label=_("Speaker"), max_length=500)
    office = blocks.CharBlock(label=_("Office"), required=False)
    gender = blocks.ChoiceBlock(
        label=_("Gender"),
        choices=GENDERS,
        required=False,
        help_text=_("Only if the speaker stated it."),
    )
    role = blocks.ChoiceBlock(label=_("Speaks as"), choices=VOICES, required=False)

    class Meta:
        icon = "openquote"
        label = _("Quote")


class QuestionBlock(blocks.StructBlock):
    question = blocks.CharBlock(label=_("Question"), max_length=500)
    answer = blocks.RichTextBlock(label=_("Answer"), features=_INLINE)

    class Meta:
        icon = "help"
        label = _("Question and answer")


class ChoiceBlock(blocks.StructBlock):
    text = blocks.CharBlock(label=_("Answer"), max_length=500)
    right = blocks.BooleanBlock(label=_("This one is right"), required=False)
    feedback = blocks.CharBlock(
        label=_("Feedback"),
        max_length=500,
        help_text=_("Why it is right or not, said kindly to who chose it."),
    )

    class Meta:
        icon = "tick"
        label = _("Answer to choose")


class QuizBlock(blocks.StructBlock):
    question = blocks.CharBlock(label=_("Question"), max_length=500)
    choices = blocks.ListBlock(ChoiceBlock(), label=_("Answers to choose"), min_num=2, max_num=5)

    class Meta:
        icon = "help"
        label = _("Question with answers to choose")


class FactBlock(blocks.StructBlock):
    label = blocks.CharBlock(label=_("What"), max_length=500)
    value = blocks.CharBlock(label=_("Value"), max_length=500)
    source = blocks.CharBlock(label=_("Source"), required=False)
    as_of = blocks.DateBlock(label=_("As of"), required=False)
    note = blocks.CharBlock(label=_("Note"), required=False)

    class Meta:
        icon = "info-circle"
        label = _("Fact")


class FactBoxBlock(blocks.StructBlock):
    title = blocks.CharBlock(label=_("Title"), max_length=500)
    facts = blocks.ListBlock(FactBlock(), label=_("Facts"), min_num=1)

    class Meta:
        icon = "list-ul"
        label = _("Fact box")


class TableBlock(blocks.StructBlock):
    caption = blocks.CharBlock(label=_("Caption"), max_length=500)
    table = TypedTableBlock(
        [("text", blocks.CharBlock(label=_("Text"), required=False))], label=_("Table")
    )

    class Meta:
        icon = "table"
        label = _("Table")


class StageBlock(blocks.StructBlock):
    stage = StageChooserBlock(label=_("Stage"))
    note = blocks.CharBlock(label=_("Note"), required=False)

    class Meta:
        icon = "date"
        label = _("Stage with its dates")


class StageChangeBlock(blocks.StructBlock):
    stage = StageChooserBlock(label=_("Stage"))
    starts = blocks.DateBlock(label=_("New first day"), required=False)
    ends = blocks.DateBlock(label=_("New last day"), required=False)
    reason = blocks.CharBlock(
        label=_("Reason"), help_text=_("The decision that moves it, as readers see it.")
    )

    class Meta:
        icon = "calendar-alt"
        label = _("A stage moves")


class PlaceBlock(blocks.StructBlock):
    place = PlaceChooserBlock(label=_("Place"))
    note = blocks.CharBlock(label=_("Note"), required=False)

    class Meta:
        icon = "site"
        label = _("Place")


class DepictedBlock(blocks.StructBlock):
    name = blocks.CharBlock(
        label=_("Name"), required=False, help_text=_("To tell them apart here; it stays here.")
    )
    gender = blocks.ChoiceBlock(
        label=_("Gender"),
        choices=GENDERS,
        required=False,
        help_text=_("Only if they stated it; never by looks."),
    )
    role = blocks.ChoiceBlock(label=_("In the picture"), choices=PICTURE_ROLES, required=False)

    class Meta:
        icon = "user"
        label = _("Person in the picture")


class PictureBlock(blocks.StructBlock):
    picture = ImageChooserBlock(label=_("Picture"))
    caption = blocks.CharBlock(label=_("Caption"), max_length=500)
    credit = blocks.CharBlock(
        label=_("Credit"), required=False, help_text=_("Empty: the picture's own.")
    )
    alt = blocks.CharBlock(
        label=_("Alternative text"),
        required=False,
        max_length=500,
        help_text=_("What a person who cannot see it must know. Empty: the picture's own."),
    )
    people = blocks.ListBlock(DepictedBlock(), label=_("People in the picture"), default=[])

    class Meta:
        icon = "image"
        label = _("Picture")


class VideoBlock(blocks.StructBlock):
    href = blocks.URLBlock(label=_("Address"))
    title = blocks.CharBlock(label=_("Title"), max_length=500)
    duration_s = blocks.IntegerBlock(label=_("Length in seconds"), required=False, min_value=1)
    sign_href = blocks.URLBlock(
        label=_("Film with sign language"),
        required=False,
        help_text=_("Address of the same film with an interpreter (BISINDO)."),
    )
    captioned_in = blocks.MultipleChoiceBlock(
        label=_("Captions"),
        required=False,
        choices=[("id", _("Indonesian")), ("en", _("English"))],
        widget=CheckboxSelectMultiple,
        help_text=_("In which languages the film itself has captions."),
    )
    transcript = blocks.TextBlock(
        label=_("What is said and shown"),
        required=False,
        help_text=_("For those who do not hear or see the film, and where there is no signal."),
    )

    class Meta:
        icon = "media"
        label = _("Video")


class ChapterBlock(blocks.StructBlock):
    starts_s = blocks.IntegerBlock(label=_("Begins at second"), min_value=0)
    title = blocks.CharBlock(label=_("Title"), max_length=500)

    class Meta:
        icon = "time"
        label = _("Chapter")


class CaptionsBlock(blocks.StructBlock):
    language = blocks.ChoiceBlock(
        label=_("Language"), choices=(("id", _("Indonesian")), ("en", _("English")))
    )
    sha256 = blocks.RegexBlock(label=_("Digest"), regex=_DIGEST)

    class Meta:
        icon = "openquote"
        label = _("Captions")


class RecordingBlock(blocks.StructBlock):
    """A film of the house's own. The live desk fills it in; digests name what is kept."""

    title = blocks.CharBlock(label=_("Title"), max_length=500)
    sha256 = blocks.RegexBlock(
        label=_("Digest of the film"),
        regex=_DIGEST,
        help_text=_("Of a film that this house keeps. The live desk fills it in."),
    )
    duration_s = blocks.IntegerBlock(label=_("Length in seconds"), min_value=1)
    size = blocks.IntegerBlock(label=_("Size in bytes"), min_value=1)
    poster = blocks.RegexBlock(label=_("Digest of the picture"), regex=_DIGEST, required=False)
    chapters = blocks.ListBlock(ChapterBlock(), label=_("Chapters"), default=[])
    captions = blocks.ListBlock(CaptionsBlock(), label=_("Captions"), default=[])
    transcript = blocks.TextBlock(label=_("Transcript"), required=False, rows=8)

    class Meta:
        icon = "media"
        label = _("Recording")


class ContactBlock(blocks.StructBlock):
    name = blocks.CharBlock(label=_("Name"), max_length=500)
    office = blocks.CharBlock(label=_("Office"), required=False)
    phone = blocks.CharBlock(label=_("Telephone"), required=False)
    email = blocks.EmailBlock(label=_("E-mail"), required=False)
    address = blocks.CharBlock(label=_("Address"), required=False)
    hours = blocks.CharBlock(label=_("Hours"), required=False)

    class Meta:
        icon = "user"
        label = _("Contact")


class ActionBlock(blocks.StructBlock):
    label = blocks.CharBlock(label=_("What to do"), max_length=500)
    href = blocks.URLBlock(label=_("Address"))
    note = blocks.CharBlock(label=_("Note"), required=False)

    class Meta:
        icon = "pick"
        label = _("Call to action")


class BodyBlock(blocks.StreamBlock):
    """Every block of a Document, under the Document's own names."""

    paragraph = blocks.RichTextBlock(
        label=_("Paragraph"), features=[*_INLINE, "ul", "ol"], icon="pilcrow"
    )
    heading = blocks.CharBlock(label=_("Heading"), max_length=500, icon="title")
    quote = QuoteBlock()
    question = QuestionBlock()
    quiz = QuizBlock()
    facts = FactBoxBlock()
    table = TableBlock()
    stage = StageBlock()
    stage_change = StageChangeBlock()
    place = PlaceBlock()
    image = PictureBlock()
    video = VideoBlock()
    recording = RecordingBlock()
    contact = ContactBlock()
    action = ActionBlock()
