"""Check identities with SQL in DuckDB: cells and terms are tables, one query adds up and judges all of them.

python in_duckdb.py TASK

Seconds are of the processor, on one thread: to fill the tables and to ask. Prints them and what does not hold as JSON.
"""

from __future__ import annotations

import json
import sys
import time
from collections import defaultdict
from pathlib import Path
from typing import Any

import duckdb

TABLES = """
create table cells (document integer, cell integer, fen bigint, ulp bigint);
create table terms (document integer, identity integer, rule varchar, form varchar, slack bigint, cell integer, weight integer);
"""
BROKEN = """
select document, identity
from terms join cells using (document, cell)
group by document, identity, rule, form, slack
having case form
    when 'sum' then 2 * abs(sum(weight * fen)) > sum(ulp) + slack
    else max(2 * fen - ulp) > min(2 * fen + ulp)
end
order by all
"""


def main() -> None:
    """Run the task and print what was measured."""
    task = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    folder = Path(sys.argv[1]).parent
    _write(task, folder)
    begin = time.process_time()
    broken = checked(folder, len(task["documents"]))
    print(json.dumps({"seconds": time.process_time() - begin, "broken": broken}))


def _write(task: dict[str, Any], folder: Path) -> None:
    """The tables as CSV, which DuckDB reads fastest of what a user has at hand."""
    with (folder / "cells.csv").open("w") as cells, (folder / "terms.csv").open("w") as terms:
        for document, told in enumerate(task["documents"]):
            cells.writelines(f"{document},{number},{fen},{ulp}\n" for number, (fen, ulp) in enumerate(told["cells"]))
            for number, one in enumerate(told["identities"]):
                for cell, weight in zip(one["cells"], one["weights"], strict=True):
                    terms.write(f"{document},{number},{one['rule']},{one['form']},{one['slack']},{cell},{weight}\n")


def checked(folder: Path, documents: int) -> list[list[int]]:
    """The identities of each document that do not hold, by number."""
    with duckdb.connect() as database:
        database.execute("set threads = 1")
        database.execute(TABLES)
        for name in ("cells", "terms"):
            database.execute(f"copy {name} from '{folder / name}.csv' (header false)")
        found = defaultdict(list)
        for document, identity in database.execute(BROKEN).fetchall():
            found[document].append(identity)
    return [found[document] for document in range(documents)]


if __name__ == "__main__":
    main()
