"""What is wrong in a damaged disclosure, in the form that labels of real disclosures have."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Stand:
    """A place of a label: the section or the table, the row, the column, the 1-based line in the text file, what stands there."""

    section: str
    row: str
    col: str
    line: int
    quote: str


@dataclass(frozen=True)
class Defect:
    """Something that is wrong.

    Attributes:
        id: D01 …
        kind: a finding's kind: row_sum, column_sum, hierarchy_sum, cross_table, balance, narrative_table, narrative_internal,
            change_decomposition, percent, catalogue, empty_table, code_name, money_unit, staffing, performance_amount,
            performance_text, text_slip, wrong_topic, unit_name, year, missing_disclosure, extraction_damage, other.
        severity: error, warning or info.
        confidence: certain, likely or debatable.
        where: the wrong place first, then those it was copied to or follows from.
        stated, expected, difference: as printed; "" of words.
        explanation_zh, suggested_correction: for a reader.
        root_cause_of: the defects that only follow from this one.
        damage: the kind of damage that did it.
        revealed: whether the paper itself shows it: another place states the same, or a sum does not add up.
        revealed_by: "amounts", where figures disagree or do not add up; "words", where words do; "" where nothing shows it.
    """

    id: str
    kind: str
    severity: str
    confidence: str
    where: tuple[Stand, ...]
    stated: str
    expected: str
    difference: str
    explanation_zh: str
    suggested_correction: str
    root_cause_of: tuple[str, ...]
    damage: str
    revealed: bool
    revealed_by: str
