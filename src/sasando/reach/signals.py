"""What the reach room tells the rooms below."""

from django.dispatch import Signal

# outlet (``channels.Outlet``), day: a number of copies was entered and is held against what is
# known. A receiver returns the copies of one edition that it knows to be agreed, or ``None``.
circulation_entered = Signal()
