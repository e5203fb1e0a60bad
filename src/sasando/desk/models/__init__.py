from sasando.desk.models.approvals import Acceptance, Approval, Refusal
from sasando.desk.models.episodes import Episode, EpisodePerson
from sasando.desk.models.items import Authorship, Item, Pronunciation, RelatedItem
from sasando.desk.models.kinds import Erratum, NewsStory, Notice, PartnershipStory, Release
from sasando.desk.models.lens import Learnt, LensDismissal, LensRule, LensSighting, learnt
from sasando.desk.models.lessons import Lesson, LessonTerm
from sasando.desk.models.log import LogEvent, LogLeaf
from sasando.desk.models.pictures import FrozenPicture, Picture, PictureRendition
from sasando.desk.models.seats import seats_of
from sasando.desk.models.sections import HomePage, SectionPage
from sasando.desk.models.tasks import Message, PartyApprovalTask
from sasando.desk.models.translations import TranslatedText
from sasando.desk.models.verdicts import Verdict, VerdictAppearance, VerdictSource
from sasando.desk.models.version import WAITING, State, Version

__all__ = [
    "WAITING",
    "Acceptance",
    "Approval",
    "Authorship",
    "Episode",
    "EpisodePerson",
    "Erratum",
    "FrozenPicture",
    "HomePage",
    "Item",
    "Learnt",
    "LensDismissal",
    "LensRule",
    "LensSighting",
    "Lesson",
    "LessonTerm",
    "LogEvent",
    "LogLeaf",
    "Message",
    "NewsStory",
    "Notice",
    "PartnershipStory",
    "PartyApprovalTask",
    "Picture",
    "PictureRendition",
    "Pronunciation",
    "Refusal",
    "RelatedItem",
    "Release",
    "SectionPage",
    "State",
    "TranslatedText",
    "Verdict",
    "VerdictAppearance",
    "VerdictSource",
    "Version",
    "learnt",
    "seats_of",
]
