"""A Document as a web page, and the shell every public page wears."""

from sasando.rendering.html.airing import Airing, AiringState, Answered, Chapter
from sasando.rendering.html.article import article_html
from sasando.rendering.html.difference import difference_page
from sasando.rendering.html.environment import page_environment
from sasando.rendering.html.item import item_page
from sasando.rendering.html.setting import Door, Extras, Setting, StageDates

__all__ = [
    "Airing",
    "AiringState",
    "Answered",
    "Chapter",
    "Door",
    "Extras",
    "Setting",
    "StageDates",
    "article_html",
    "difference_page",
    "item_page",
    "page_environment",
]
