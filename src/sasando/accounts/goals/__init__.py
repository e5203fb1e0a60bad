"""Goals of both partners, and how far they are: counted by the rooms, never typed in."""
