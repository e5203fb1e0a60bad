from sasando.live.models.afterwards import CaptionTrack, Film, Gathering
from sasando.live.models.blogs import BlogPin, BlogPost, LiveBlog
from sasando.live.models.broadcasts import Broadcast, BroadcastAccount, BroadcastWord
from sasando.live.models.chats import ChatCount, ChatReader
from sasando.live.models.onair import OnAir, OnAirChange, SpeakingTime
from sasando.live.models.productions import Check, Participation, Production, Segment
from sasando.live.models.pushing import Push, Stream
from sasando.live.models.questions import Question, QuestionCount
from sasando.live.models.streams import LiveStream

__all__ = [
    "BlogPin",
    "BlogPost",
    "Broadcast",
    "BroadcastAccount",
    "BroadcastWord",
    "CaptionTrack",
    "ChatCount",
    "ChatReader",
    "Check",
    "Film",
    "Gathering",
    "LiveBlog",
    "LiveStream",
    "OnAir",
    "OnAirChange",
    "Participation",
    "Production",
    "Push",
    "Question",
    "QuestionCount",
    "Segment",
    "SpeakingTime",
    "Stream",
]
