"""Suspects to diagnoses: what went wrong with each wrong figure, concluded by rules from a few dozen facts."""

from .conclusions import diagnose
from .diagnosis import Derivation, Diagnosed, Diagnosis, Failure, Ground, Other

__all__ = ["Derivation", "Diagnosed", "Diagnosis", "Failure", "Ground", "Other", "diagnose"]
