"""Put claims and absences into sentences, in a form's turns of phrase."""

from mingcha_datasets.disclosure import Change, Claim
from mingcha_datasets.forms.form import Phrases


def claim_sentence(claim: Claim, phrases: Phrases) -> str:
    """The claim with everything it says, without a full stop.

    Parts that only have amounts stand inside the sentence; parts that also change or have reasons follow it.
    """
    text = claim_head(claim, phrases)
    if claim.parts and not _are_plain(claim.parts):
        text += phrases.details + "；".join(claim_sentence(part, phrases) for part in claim.parts)
    return text


def claim_head(claim: Claim, phrases: Phrases) -> str:
    """The claim without those of its parts that are told in clauses of their own."""
    clauses = []
    if claim.names:
        clauses.append(f"包括{'、'.join(claim.names)}等")
    if claim.parts and _are_plain(claim.parts):
        clauses.append(_parts(claim, phrases))
    if claim.change:
        clauses.append(_change(claim.change, phrases))
    if claim.reason:
        clauses.append(_or_default(claim.because, phrases.because) + claim.reason)
    separator = "，" if clauses and (claim.amount or claim.names) else ""
    return _figure(claim, phrases) + separator + "，".join(clauses)


def _are_plain(parts: tuple[Claim, ...]) -> bool:
    return not any(part.change or part.reason or part.names or part.parts for part in parts)


def _figure(claim: Claim, phrases: Phrases) -> str:
    code = f"（{claim.code}）" if claim.code else ""
    amount = _measured(claim.amount, claim.unit, phrases)
    gap = phrases.gap if amount and not code else ""
    share = f"，占{claim.share}" if claim.share else ""
    return f"{claim.subject}{code}{gap}{amount}{share}"


def _measured(amount: str, unit: str | None, phrases: Phrases) -> str:
    """The amount and its unit; ten thousand yuan where a file names none, nothing at all where it says ''."""
    printed = _or_default(unit, "万元" if amount else "")
    return f"{amount}{phrases.gap if amount and printed else ''}{printed}"


def _parts(claim: Claim, phrases: Phrases) -> str:
    # A share is itself behind a comma, so parts with shares need a stronger mark between them.
    between = "；" if any(part.share for part in claim.parts) else phrases.between_parts
    return _or_default(claim.among, phrases.among) + between.join(_figure(part, phrases) for part in claim.parts)


def _change(change: Change, phrases: Phrases) -> str:
    amount = _measured(change.amount, change.unit, phrases)
    gap = phrases.gap if change.amount else ""
    text = f"{_or_default(change.against, phrases.against)}{change.direction}{gap}{amount}"
    if change.trend:
        return f"{text}，{change.trend}{phrases.gap}{change.percent}"
    return f"{text}（{change.percent}）" if change.percent else text


def _or_default(stated: str | None, default: str) -> str:
    return default if stated is None else stated
