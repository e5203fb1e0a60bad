"""Sexes and age groups as learners read them."""

from __future__ import annotations

from sasando.education.models import AgeGroup, Sex
from sasando.rendering.phrases import phrase


def sexes_in(language: str) -> dict[str, str]:
    """Return each sex with its name in ``language``."""
    return {sex: phrase(f"learn.{sex}", language) for sex in Sex.values}


def ages_in(language: str) -> dict[str, str]:
    """Return each age group with its name in ``language``, the youngest first."""
    return {age: phrase(f"learn.age_{age.replace('-', '_')}", language) for age in AgeGroup.values}
