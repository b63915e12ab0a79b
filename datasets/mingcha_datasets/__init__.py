"""Real budget disclosures as figures, and the printer that turns them into their province's documents."""

from mingcha_datasets.consistent import Correction, corrections, load_consistent
from mingcha_datasets.disclosure import Disclosure
from mingcha_datasets.errors import DatasetError, MalformedDisclosureError, UnknownSampleError
from mingcha_datasets.loading import (
    load_disclosure,
    load_sample,
    load_samples,
    parse_disclosure,
    sample_names,
)
from mingcha_datasets.printing import print_disclosure

__all__ = [
    "Correction",
    "DatasetError",
    "Disclosure",
    "MalformedDisclosureError",
    "UnknownSampleError",
    "corrections",
    "load_consistent",
    "load_disclosure",
    "load_sample",
    "load_samples",
    "parse_disclosure",
    "print_disclosure",
    "sample_names",
]
