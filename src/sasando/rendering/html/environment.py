"""The one Jinja environment of all public pages: escaping on, holes are errors."""

from collections.abc import Callable
from datetime import date, datetime
from functools import cache, partial

from jinja2 import (
    BaseLoader,
    ChoiceLoader,
    Environment,
    PackageLoader,
    StrictUndefined,
    select_autoescape,
)
from markupsafe import Markup

from sasando.rendering import dates
from sasando.rendering.addresses import light_picture
from sasando.rendering.languages import language_name
from sasando.rendering.phrases import Phrases


@cache
def page_environment(language: str, *more: BaseLoader) -> Environment:
    """Return the environment of ``language``; templates of ``more`` loaders come first.

    Templates find: ``t(key, **values)``, and the filters ``long_date``, ``moment``, ``number``,
    ``iso`` and ``machine`` (a ``<time>`` element).
    """
    environment = Environment(
        loader=ChoiceLoader([*more, PackageLoader("sasando.rendering", "templates")]),
        autoescape=select_autoescape(["html", "svg", "xml"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
    )
    environment.globals.update(
        t=Phrases(language),
        language=language,
        language_name=partial(_named, language),
        date_range=partial(_ranged, language),
        month_name=lambda day: dates.month(day, language),
    )
    in_language: dict[str, Callable[..., str]] = {
        "long_date": dates.long_date,
        "moment": dates.long_moment,
        "clock": dates.clock,
        "number": dates.number,
    }
    for name, render in in_language.items():
        environment.filters[name] = _last_argument(render, language)
    environment.filters["language_name"] = partial(_named, language)
    environment.filters["machine"] = partial(_machine, language)
    environment.filters["film_time"] = dates.film_time
    environment.filters["light_picture"] = light_picture
    return environment


def _last_argument(render: Callable[..., str], language: str) -> Callable[..., str]:
    def filtered(value: object, **options: object) -> str:
        return render(value, language, **options)

    return filtered


def _named(language: str, code: str) -> str:
    return language_name(code, language)


def _machine(language: str, value: date | datetime, *, with_weekday: bool = False) -> Markup:
    """Return a ``<time>`` that both people and machines read."""
    if isinstance(value, datetime):
        words = dates.long_moment(value, language)
        stamp = value.astimezone(dates.KUPANG_TIME).isoformat(timespec="seconds")
    else:
        words = dates.long_date(value, language, with_weekday=with_weekday)
        stamp = value.isoformat()
    return Markup('<time datetime="{}">{}</time>').format(stamp, words)


def _ranged(language: str, starts: date | None, ends: date | None) -> str:
    return dates.date_range(starts, ends, language)
