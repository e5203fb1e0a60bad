"""Verbs of the claims room: keyword-only, one transaction, the thing comes back or it raises."""

from sasando.claims.actions.answering import (
    GIVE_UP_ON_TIP,
    answer_since,
    claim_tip,
    claim_tips,
    decide,
    put_off,
    verdict_of,
)
from sasando.claims.actions.askers import (
    end_tips,
    forget,
    forget_askers,
    resume,
    stop,
    unname_replies,
)
from sasando.claims.actions.asking import receive_on_site
from sasando.claims.actions.checking import assign, describe, drop, note, reopen, take_up
from sasando.claims.actions.choosing import choose, choose_on_site, label
from sasando.claims.actions.evidence import add_evidence, take_copy
from sasando.claims.actions.faults import end_fault, note_fault, retry_inbox
from sasando.claims.actions.filing import file_under_claim, join, standing
from sasando.claims.actions.gathering import merge, move, split, undo
from sasando.claims.actions.importing import (
    ensure_source,
    import_checks,
    note_foreign,
    note_reading,
    switch_source,
)
from sasando.claims.actions.linking import answer_with
from sasando.claims.actions.prebunking import (
    ensure_prebunks,
    may_offer,
    offer_prebunk,
    remind_of_prebunks,
)
from sasando.claims.actions.questions import ask, remind_of_questions, reply
from sasando.claims.actions.ranking import explain, rank
from sasando.claims.actions.receiving import receive, take_in
from sasando.claims.actions.remembering import note_change, note_everything, remember
from sasando.claims.actions.replies import (
    claim_replies,
    claim_reply,
    drop_outdated,
    drop_reply,
    fail_reply,
    note_status,
    queue_reply,
    retry_reply,
    settle_reply,
)
from sasando.claims.actions.telling import (
    tell_correction,
    tell_verdict,
    tell_withdrawal,
    tie_verdict,
)
from sasando.claims.actions.unchosen import file_unchosen
from sasando.claims.actions.verdicts import write_verdict

__all__ = [
    "GIVE_UP_ON_TIP",
    "add_evidence",
    "answer_since",
    "answer_with",
    "ask",
    "assign",
    "choose",
    "choose_on_site",
    "claim_replies",
    "claim_reply",
    "claim_tip",
    "claim_tips",
    "decide",
    "describe",
    "drop",
    "drop_outdated",
    "drop_reply",
    "end_fault",
    "end_tips",
    "ensure_prebunks",
    "ensure_source",
    "explain",
    "fail_reply",
    "file_unchosen",
    "file_under_claim",
    "forget",
    "forget_askers",
    "import_checks",
    "join",
    "label",
    "may_offer",
    "merge",
    "move",
    "note",
    "note_change",
    "note_everything",
    "note_fault",
    "note_foreign",
    "note_reading",
    "note_status",
    "offer_prebunk",
    "put_off",
    "queue_reply",
    "rank",
    "receive",
    "receive_on_site",
    "remember",
    "remind_of_prebunks",
    "remind_of_questions",
    "reopen",
    "reply",
    "resume",
    "retry_inbox",
    "retry_reply",
    "settle_reply",
    "split",
    "standing",
    "stop",
    "switch_source",
    "take_copy",
    "take_in",
    "take_up",
    "tell_correction",
    "tell_verdict",
    "tell_withdrawal",
    "tie_verdict",
    "undo",
    "unname_replies",
    "verdict_of",
    "write_verdict",
]
