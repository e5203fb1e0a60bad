"""One evening on air, step by step, as the people of the house make it."""
