"""The addresses beside the lessons; the lessons' own pages are those of every item."""

from collections.abc import Iterator

from django.urls import URLPattern, path

from sasando.desk.addresses import SECTIONS
from sasando.documents.vocabulary import Kind
from sasando.education.addresses import LEARN, MANIFEST, WORKER, learn_path, pack_path
from sasando.rendering.languages import further_languages
from sasando.site.views import groups, items, learning, offline, quizzes, sessions

fixed_patterns = [
    path(WORKER.lstrip("/"), offline.worker),
    path(MANIFEST.lstrip("/"), offline.manifest),
]


def learning_patterns(language: str) -> Iterator[URLPattern]:
    """Yield what stands under ``/belajar/`` before any lesson's slug is looked for."""
    fixed = {"language": language}
    start = learn_path(language).lstrip("/")
    word = {name: f"{start}{forms[language]}/" for name, forms in LEARN.items()}
    yield path(start, learning.index, fixed)
    yield path(pack_path(language).lstrip("/"), offline.pack, fixed)
    yield path(word["glossary"], learning.glossary, fixed)
    yield path(f"{word['path']}<slug:code>/", learning.path, fixed)
    yield path(word["class"], groups.make_class, fixed)
    yield path(f"{word['class']}<slug:code>/", groups.show_class, fixed)
    yield path(f"{word['session']}<slug:code>/", sessions.session, fixed)
    yield path(f"{start}<str:slug>/{LEARN['quiz'][language]}/", quizzes.quiz, fixed)
    section = SECTIONS[Kind.LESSON][language]
    for further in further_languages():
        own = {**fixed, "section": section, "further": further.code}
        yield path(f"{start}<str:slug>/{further.code}/", items.read_in, own)
