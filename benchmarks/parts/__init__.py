"""The parts of the benchmark that put other modules of this folder to work, each small enough for a run of all."""
