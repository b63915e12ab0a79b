"""How hypothesis draws: the same cases on every run; MINGCHA_HYPOTHESIS=explore draws new and many more ones.

And where knowledge is cached: in a folder of the test run, so that tests neither use nor fill the user's own.
"""

from __future__ import annotations

import atexit
import os
import tempfile

from hypothesis import HealthCheck, settings

_COMMON = {"deadline": None, "suppress_health_check": (HealthCheck.too_slow, HealthCheck.data_too_large)}

settings.register_profile("same", derandomize=True, database=None, max_examples=200, **_COMMON)  # type: ignore[arg-type]  # mixed
settings.register_profile("explore", max_examples=5000, **_COMMON)  # type: ignore[arg-type]  # mixed
settings.load_profile(os.environ.get("MINGCHA_HYPOTHESIS", "same"))

_CACHE = tempfile.TemporaryDirectory()
atexit.register(_CACHE.cleanup)
os.environ["MINGCHA_CACHE"] = _CACHE.name
