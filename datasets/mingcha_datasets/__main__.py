"""Write the sample disclosures as text documents: python -m mingcha_datasets --out DIR."""

import argparse
import sys
from pathlib import Path

from mingcha_datasets import DatasetError, load_sample, print_disclosure, sample_names


def main(arguments: list[str] | None = None) -> int:
    """Write the documents, print where they are, and return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m mingcha_datasets", description="Print the sample disclosures.")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="the folder to write the documents into")
    folder: Path = parser.parse_args(arguments).out
    try:
        for path in write_samples(folder):
            print(path)
    except (DatasetError, OSError) as error:
        print(error, file=sys.stderr)
        return 2
    return 0


def write_samples(folder: Path) -> list[Path]:
    """Write every sample into the folder as UTF-8 text and return the files, in the order of their names."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / f"{name}.txt" for name in sample_names()]
    for path in paths:
        path.write_text(print_disclosure(load_sample(path.stem)), encoding="utf-8", newline="\n")
    return paths


if __name__ == "__main__":
    sys.exit(main())
