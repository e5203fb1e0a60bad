"""The words of the channels that come with the house, named so that ``makemessages`` gathers them.

A channel is plain Python and says them in English; the desk translates them where it shows them.
"""

from django.utils.translation import gettext_noop as _

WORDS = (
    # names of channels
    _("Broadcast desk"),
    _("By hand"),
    _("E-mail"),
    _("Feeds (WebSub)"),
    _("Network push"),
    _("Print desk"),
    _("Public site"),
    _("Rehearsal (nothing leaves the house)"),
    _("Share cards"),
    # their options
    _("Address"),
    _("Attachment"),
    _("Column width (mm)"),
    _("Encryption"),
    _("Folder"),
    _("From"),
    _("Good time"),
    _("Hub"),
    _("Mail server"),
    _("Password"),
    _("Port"),
    _("Reading speed (words a minute)"),
    _("Recipients"),
    _("Token"),
    _("User name"),
    _("Where to"),
    # what helps to fill them in
    _("587 with STARTTLS, 465 with TLS."),
    _("A name inside the hand-over folder of this house."),
    _("Address of the WebSub hub; empty: the one of this house."),
    _("Addresses, with commas or line breaks between them; they do not see each other."),
    _("As a colleague would say it: Facebook page of Pos Kupang, notice board in Alak."),
    _("Humas KPU <humas@example.id>"),
    _("Of one newspaper column, 30 to 300."),
    _("Of the presenter: 80 to 220, news is read at about 130."),
    _("What the partner gave you to identify yourself with, if anything."),
    _("When its readers are there: 19.00 WITA. Empty: at once."),
    _("Where the partner takes items: https://partner.example/sasando/items"),
    _("none, poster (PDF for the notice board) or card (picture to share)."),
    _("smtp.example.id"),
    _("starttls, tls, or none (only on this machine)."),
)
