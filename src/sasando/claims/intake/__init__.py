"""How messages come in: called by platforms, looked up in mailboxes, their pictures and links read."""
