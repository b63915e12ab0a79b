"""Draw a world of synthetic units into a folder, and fit and score our forest on it; seconds and average precision as JSON.

python -m benchmarks.rivals.our_forest FOLDER UNITS SEED
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import numpy as np
from sklearn.metrics import average_precision_score

from benchmarks.peer_worlds import RECIPES, Population
from mingcha.peers import PeerForest


def main() -> None:
    """Draw, leave what a rival needs, time and rank."""
    folder, units, seed = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    world = Population(RECIPES[seed % len(RECIPES)], units).draw(seed)
    np.save(folder / "features.npy", world.raw)
    np.save(folder / "bad.npy", world.bad)
    begin = time.process_time()
    model = PeerForest(random_state=0, n_jobs=1).fit(world.scaled, groups=world.groups, ids=world.ids)
    scores = -model.score_samples(world.scaled, groups=world.groups)
    seconds = time.process_time() - begin
    print(json.dumps({"seconds": seconds, "average_precision": float(average_precision_score(world.bad, scores))}))


if __name__ == "__main__":
    main()
