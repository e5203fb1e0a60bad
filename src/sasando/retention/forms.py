"""The form by which an administrator sets how long something is kept."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from sasando.retention.rules import Rule


class PeriodForm(forms.Form):
    """A number of days within the bounds of one rule, and why."""

    days = forms.IntegerField(label=_("Kept for, in days"))
    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("It stands beside the change for ever, and both partners read it."),
    )

    def __init__(self, *args: object, rule: Rule, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type] # handed on as they came
        if rule.bounds is not None:
            least, most = (bound.days for bound in rule.bounds)
            days = self.fields["days"]
            days.help_text = _("Between %(least)s and %(most)s.") % {"least": least, "most": most}
            days.widget.attrs |= {"min": least, "max": most}
