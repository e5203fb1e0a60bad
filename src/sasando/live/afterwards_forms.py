"""Forms of what comes after a broadcast: a film, its captions."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

_LONGEST_BEFORE_S = 6 * 3600


class FilmForm(forms.Form):
    """Where in the film the broadcast begins. The file itself is taken by the upload's own handler."""

    begins_s = forms.FloatField(
        label=_("The broadcast begins at second"),
        initial=0,
        min_value=-_LONGEST_BEFORE_S,
        max_value=_LONGEST_BEFORE_S,
        help_text=_("Of the film. 0 for a recording that a platform gives back."),
    )


class CaptionsForm(forms.Form):
    """A file of captions and its language."""

    language = forms.ChoiceField(
        label=_("Language"), choices=(("id", _("Indonesian")), ("en", _("English")))
    )
    file = forms.FileField(label=_("WebVTT or SRT file"))
