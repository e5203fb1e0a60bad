"""Which early warnings were mailed, so that nobody is told the same every day."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from sasando.partnership.models.agreements import Agreement


class Reminder(models.Model):
    """One mail to both sides about what is going to be missing."""

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="reminders")
    at = models.DateTimeField()
    codes = models.JSONField(default=list)  # the deliverables that were warned of

    class Meta:
        verbose_name = _("early warning")
        verbose_name_plural = _("early warnings")
        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        return f"{self.agreement_id} {self.at:%Y-%m-%d}"
