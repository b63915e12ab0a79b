"""Write the sample disclosures as documents: python -m mingcha_datasets --out DIR --as docx,pdf."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from mingcha_datasets import DatasetError, load_sample, sample_names
from mingcha_datasets.files import FORMATS, write


def main(arguments: list[str] | None = None) -> int:
    """Write the documents, print where they are, and return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m mingcha_datasets", description="Print the sample disclosures.")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR", help="the folder to write the documents into")
    parser.add_argument(
        "--as",
        dest="formats",
        default="txt",
        type=_formats,
        metavar="FORMATS",
        help=f"kinds of files, separated by commas, or all: {', '.join(FORMATS)} (txt where not given)",
    )
    options = parser.parse_args(arguments)
    try:
        for path in write_samples(options.out, options.formats):
            print(path)
    except (DatasetError, OSError) as error:
        print(error, file=sys.stderr)
        return 2
    return 0


def _formats(text: str) -> tuple[str, ...]:
    wanted = FORMATS if text == "all" else tuple(text.split(","))
    for each in wanted:
        if each not in FORMATS:
            raise argparse.ArgumentTypeError(f"there is no format {each!r}; choose from {', '.join(FORMATS)}, or all")
    return wanted


def write_samples(folder: Path, formats: Sequence[str] = ("txt",)) -> list[Path]:
    """Write every sample into the folder in these formats and return the files, in the order of the samples' names."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for name in sample_names():
        disclosure = load_sample(name)
        for format_ in formats:
            data, ending = write(disclosure, format_)
            paths.append(folder / f"{name}{ending}")
            paths[-1].write_bytes(data)
    return paths


if __name__ == "__main__":
    sys.exit(main())
