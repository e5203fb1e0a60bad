"""SQLite as the house uses it: Django's, but its writers wait for each other without falling asleep."""
