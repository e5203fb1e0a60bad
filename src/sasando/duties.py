"""What the worker does: the lines of work, and what the clock brings, in the order it is done."""

from datetime import timedelta

from sasando.accounts import actions as accounts
from sasando.accounts.actions.digests import open_digest
from sasando.accounts.digest.carrying import AT_ONCE as DIGESTS
from sasando.accounts.digest.carrying import next_digests
from sasando.channels import actions as channels
from sasando.channels.hub.carrying import run_errands
from sasando.channels.newsletter import actions as newsletter
from sasando.channels.newsletter.bouncing import read_bounces
from sasando.channels.newsletter.carrying import AT_ONCE as COPIES
from sasando.channels.newsletter.carrying import next_copies, next_issues
from sasando.claims import actions as claims
from sasando.claims import knowledge
from sasando.claims.answering import AT_ONCE as TIPS
from sasando.claims.answering import next_tips
from sasando.claims.carrying import AT_ONCE as REPLIES
from sasando.claims.carrying import next_replies
from sasando.claims.copying import take_copies
from sasando.claims.feeding import read_feeds
from sasando.claims.intake.polling import poll_inboxes
from sasando.desk import actions as desk
from sasando.live import actions as live
from sasando.live.afterwards.carrying import next_captions, next_films, next_gatherings
from sasando.live.carrying import next_broadcasts, next_standings
from sasando.live.chats import AT_ONCE as CHATS
from sasando.live.chats import ROUND_S, next_chats
from sasando.live.knowing import next_matches
from sasando.live.replying import AT_ONCE as VIEWERS
from sasando.live.replying import next_question_replies
from sasando.live.streaming import next_streams
from sasando.openness import actions as openness
from sasando.openness.carrying import AT_ONCE as LETTERS
from sasando.openness.carrying import next_letters
from sasando.openness.polling import read_post
from sasando.partnership import actions as partnership
from sasando.reach import actions as reach
from sasando.retention.actions import carry_out
from sasando.retention.declared import schedule
from sasando.retention.rules import Rule
from sasando.site import bake
from sasando.site.recordings import set_links
from sasando.worker import Duty, Line, Seldom, next_delivery

ANSWERERS, SENDERS = 2, 12  # matching is work for this machine, sending is waiting for others
POSTMEN = 4  # mails of newsletters sent at once: what most mail servers allow one sender
BROADCASTERS = 2  # platforms spoken to at once: a slow one keeps none of the others
STREAMS, STREAMS_S = 3, 0.2  # relays looked after at once, and how often, seconds
STANDINGS_S = 1.0  # how often it is looked which platform is to be asked, seconds
RANKED_EVERY = timedelta(seconds=30)  # all open claims are read for it: thousands on a great day
RECORDED_EVERY = timedelta(seconds=15)
BOUNCES_EVERY = timedelta(minutes=1)
MAIL_EVERY = timedelta(seconds=20)  # each time the house logs in at its mailboxes
TIDIED_EVERY = timedelta(hours=6)
REMINDED_EVERY = timedelta(minutes=5)  # of deadlines: the nearest is hours away
WARNED_EVERY = timedelta(hours=1)  # of what will be missing: a day is what it is counted in
COUNTED_EVERY = timedelta(seconds=30)
ASKED_EVERY = timedelta(minutes=10)  # whose day has come; each outlet is asked once a day
LOOK_S = 0.1  # how often a person who waits is looked for, where another process wrote, seconds
TOGETHER_S = 0.08  # of a crowd, who came within it is taken together, seconds


def all_lines(carriers: int) -> tuple[Line, ...]:
    """Return the lines of work; ``carriers`` deliveries are carried at once."""
    return (
        Line("deliveries", next_delivery, threads=carriers),
        Line("tips", next_tips, ANSWERERS, LOOK_S, TOGETHER_S, at_once=TIPS),
        Line("replies", next_replies, SENDERS, LOOK_S, TOGETHER_S, at_once=REPLIES),
        Line("index", knowledge.next_changes),
        Line("broadcasts", next_broadcasts, BROADCASTERS, LOOK_S),
        Line("standings", next_standings, BROADCASTERS, STANDINGS_S),
        Line("streams", next_streams, STREAMS, STREAMS_S),
        Line("chats", next_chats, poll_s=ROUND_S, apart_s=ROUND_S, at_once=CHATS + 1),
        Line("questions", next_matches, apart_s=LOOK_S),
        Line("question-replies", next_question_replies, BROADCASTERS, at_once=VIEWERS),
        Line("films", next_films),
        Line("captions", next_captions),
        Line("gatherings", next_gatherings),
        Line("issues", next_issues),
        Line("copies", next_copies, POSTMEN, at_once=COPIES),
        Line("letters", next_letters, POSTMEN, at_once=LETTERS),
        Line("digests", next_digests, at_once=DIGESTS),
    )


def all_duties() -> tuple[Duty, ...]:
    """Return the duties of the house. Each takes the time and may be repeated freely."""
    return (
        lambda now: desk.publish_due(at=now),
        lambda now: desk.expire(at=now),
        lambda now: desk.mark_overdue(at=now),
        lambda now: bake.bake_due(now=now),
        lambda now: claims.remind_of_prebunks(at=now),
        lambda now: claims.file_unchosen(at=now),
        lambda now: newsletter.open_issues(at=now),
        Seldom(lambda now: claims.rank(at=now), every=RANKED_EVERY),
        Seldom(lambda now: live.open_recordings(at=now), every=RECORDED_EVERY),
        Seldom(lambda now: claims.remind_of_questions(at=now), every=REMINDED_EVERY),
        Seldom(lambda now: openness.remind(at=now), every=REMINDED_EVERY),
        Seldom(lambda now: openness.count_again(at=now), every=TIDIED_EVERY),
        Seldom(set_links, every=RANKED_EVERY),
        Seldom(lambda now: reach.count_views(at=now), every=COUNTED_EVERY),
        Seldom(lambda now: partnership.catch_up(at=now), every=ASKED_EVERY),
        Seldom(lambda now: partnership.remind(at=now), every=WARNED_EVERY),
        Seldom(lambda now: accounts.publish_nightly(at=now), every=ASKED_EVERY),
        Seldom(lambda now: open_digest(at=now), every=BOUNCES_EVERY),
        *(_forgetting(rule) for rule in schedule().rules),
    )


def _forgetting(rule: Rule) -> Duty:
    """The duty of one rule of retention: one that fails keeps none of the others."""
    return Seldom(lambda now: sum(carry_out(rule=rule, at=now)), every=rule.every)


def all_errands() -> tuple[Duty, ...]:
    """Return the duties that wait for other machines."""
    return (
        run_errands,
        Seldom(poll_inboxes, every=MAIL_EVERY),
        Seldom(read_post, every=MAIL_EVERY),
        take_copies,
        partnership.take_archives,
        read_feeds,
        Seldom(read_bounces, every=BOUNCES_EVERY),
        Seldom(lambda now: channels.ask_outlets(at=now), every=ASKED_EVERY),
        Seldom(lambda now: reach.read_copies(at=now), every=ASKED_EVERY),
        Seldom(lambda now: reach.read_broadcasts(at=now), every=ASKED_EVERY),
    )
