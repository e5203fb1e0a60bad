"""What can be wrong with the rules of the clock."""


class RulesBroken(ValueError):
    """The data names a step, a regime or a day there is none of, or two rules hold at once."""


class NoRule(LookupError):
    """No rule that the data knows holds for this step on this day."""
