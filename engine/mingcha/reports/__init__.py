"""Reports of a run for people and for other programs: pages, a workbook, SARIF, CSV; and what examiners judge of its findings."""
