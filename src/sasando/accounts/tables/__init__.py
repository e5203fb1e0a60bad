"""What the public may know of everything, as tables: a module a subject, read from the database."""
