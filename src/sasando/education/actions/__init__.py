from sasando.education.actions.answering import Answer, Said, count_answers
from sasando.education.actions.groups import open_group
from sasando.education.actions.sessions import record_session

__all__ = ["Answer", "Said", "count_answers", "open_group", "record_session"]
