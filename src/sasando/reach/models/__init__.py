from sasando.reach.models.readings import Measurement, Reading

__all__ = ["Measurement", "Reading"]
