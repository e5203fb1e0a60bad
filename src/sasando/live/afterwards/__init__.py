"""What becomes of an episode once it is over: film, chapters, captions, story. ``actions`` write it."""
