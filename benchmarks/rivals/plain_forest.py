"""Score units with scikit-learn's IsolationForest as everybody writes it first: raw features, missing ones as the median.

python plain_forest.py FOLDER

FOLDER has features.npy, units by features, and bad.npy, which of them are anomalies. Prints seconds of the processor to fit and
score on one thread and the average precision as JSON.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import numpy as np
from sklearn.ensemble import IsolationForest
from sklearn.metrics import average_precision_score


def main() -> None:
    """Fit, score and print what was measured."""
    folder = Path(sys.argv[1])
    X, bad = np.load(folder / "features.npy"), np.load(folder / "bad.npy")
    begin = time.process_time()
    filled = np.where(np.isnan(X), np.nanmedian(X, axis=0), X)
    scores = -IsolationForest(random_state=0, n_jobs=1).fit(filled).score_samples(filled)
    seconds = time.process_time() - begin
    print(json.dumps({"seconds": seconds, "average_precision": float(average_precision_score(bad, scores))}))


if __name__ == "__main__":
    main()
