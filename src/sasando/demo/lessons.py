"""The sample's lessons: what their files say beside the steps, as fields of a page."""

from sasando.demo.content import SampleText
from sasando.desk.models import Lesson, LessonTerm


def fill_in_lesson(page: Lesson, text: SampleText) -> None:
    """Give ``page`` its aim, its place, its easy words and its terms, as ``text`` has them."""
    said = text.lesson
    page.aim = said["aim"]
    page.minutes = said["minutes"]
    page.place_in_path = said["place_in_path"]
    page.easy = "\n".join(said["easy"])
    page.terms = [LessonTerm(term=term["term"], meaning=term["meaning"]) for term in said["terms"]]
