"""The live desk's screens: the plan, the director, the host's phone, and what each button does."""
