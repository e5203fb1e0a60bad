"""Everything that is written at the public-information desk. One verb a function, one transaction."""

from sasando.openness.actions.catalogue import (
    add_file,
    count_published,
    publish_entry,
    record_test,
    save_entry,
    withdraw_entry,
)
from sasando.openness.actions.days import count_again, set_day, take_back_day
from sasando.openness.actions.deciding import Answer, Attached, decide
from sasando.openness.actions.forgetting import forget_applicants
from sasando.openness.actions.handling import (
    ask_back,
    assign,
    complete,
    extend,
    join,
    lapse,
    name_in_register,
    note,
    put_under,
    take_back,
)
from sasando.openness.actions.letters import fill_some, hand_over
from sasando.openness.actions.objecting import object_to, record_dispute, review
from sasando.openness.actions.posting import give_postbox, take_back_postbox, take_mail
from sasando.openness.actions.receiving import Applicant, Filing, Received, receive, spend
from sasando.openness.actions.redacting import redact_file
from sasando.openness.actions.reminding import remind

__all__ = [
    "Answer",
    "Applicant",
    "Attached",
    "Filing",
    "Received",
    "add_file",
    "ask_back",
    "assign",
    "complete",
    "count_again",
    "count_published",
    "decide",
    "extend",
    "fill_some",
    "forget_applicants",
    "give_postbox",
    "hand_over",
    "join",
    "lapse",
    "name_in_register",
    "note",
    "object_to",
    "publish_entry",
    "put_under",
    "receive",
    "record_dispute",
    "record_test",
    "redact_file",
    "remind",
    "review",
    "save_entry",
    "set_day",
    "spend",
    "take_back",
    "take_back_day",
    "take_back_postbox",
    "take_mail",
    "withdraw_entry",
]
