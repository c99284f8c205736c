"""What is kept of a hidden claimant: that the case hides them, and how its title and words read without their names."""

from itertools import permutations

from ..domain.cases import CaseRow
from ..domain.evidence import EvidenceRow
from ..domain.identity import IdentityRow, LookRow, Seen, mask_of, pseudonym_of
from ..store import queries, tables
from ..store.database import Action, Reader


def hide_claimant(action: Action, case_id: int) -> None:
    """Hide the claimant of a case that is being opened, inside its action."""
    case = queries.case_by_id(action.read, case_id)
    stand_in = pseudonym_of(case.reference)
    action.insert(tables.identity, case_id=case_id, pseudonym=stand_in, **_covered(case, stand_in, ""))


def cover_again(action: Action, case_id: int, other_names: str | None = None) -> None:
    """Keep in step, inside the action that changed a case or the other names, what is read where it is hidden."""
    row = identity_of(action.read, case_id)
    if row is None:
        return
    case = queries.case_by_id(action.read, case_id)
    names = row.other_names if other_names is None else other_names
    values = {"other_names": names, **_covered(case, row.pseudonym, names)}
    if any(getattr(row, name) != value for name, value in values.items()):
        action.update(tables.identity, row, **values)
    if row.names != values["names"]:  # what was found fit to show was so under other names
        for item in queries.rows_of(action.read, EvidenceRow, case_id=case_id):
            for look in queries.rows_of(action.read, LookRow, evidence_id=item.id):
                if look.seen is not Seen.WITHHELD:
                    action.delete(tables.identity_look, look)


def _covered(case: CaseRow, stand_in: str, other_names: str) -> dict[str, str]:
    mask = mask_of(case, stand_in, other_names)
    joined = ("".join(pair) for pair in permutations(mask.names[:6], 2))
    shown = (case.reference, mask.text(case.title), stand_in, mask.text(case.owner))
    return {
        "names": " ".join((*mask.names, *mask.exact, *joined)),
        "title": mask.text(case.title),
        "words": " ".join(one for one in shown if one),
    }


def identity_of(read: Reader, case_id: int) -> IdentityRow | None:
    """Return how a case hides its claimant, None where it never did."""
    return next(iter(queries.rows_of(read, IdentityRow, case_id=case_id)), None)


def is_still_hidden(read: Reader, case_id: int) -> bool:
    """Tell whether a case hides its claimant and nobody has revealed who it is."""
    if read.veil is not None and not read.veil.is_needed:
        return False
    row = identity_of(read, case_id)
    return row is not None and row.revealed_at is None


def look_at(read: Reader, item: EvidenceRow) -> LookRow | None:
    """Return what was decided of the file an item has now, None where nobody has decided yet."""
    return next(iter(queries.rows_of(read, LookRow, evidence_id=item.id, sha256=item.sha256)), None)


def not_looked_through(read: Reader, case_id: int) -> list[str]:
    """Return the keys of the items of a hidden claimant of whose files nobody has decided what is shown."""
    if not is_still_hidden(read, case_id):
        return []
    items = queries.rows_of(read, EvidenceRow, order="number", case_id=case_id)
    return [one.key for one in items if look_at(read, one) is None]
