"""What a seal may have added to a PDF, compared object by object: anything else that changed is told."""

import pikepdf
from pikepdf import Dictionary, Name, Stream

from ..domain.errors import StorageProblem
from .pdf_finish import CONTAINERS, UNREADABLE, bytes_of, opened_pdf

_OF_ROOT = {"/AcroForm", "/Perms", "/Extensions", "/Version"}
_OF_FORM = {"/Fields", "/SigFlags"}
_OF_FIELD = {"/Type", "/Subtype", "/FT", "/T", "/F", "/Rect", "/P", "/V"}
_SHOWN = "The seal brought something that is shown, or acts, with it."


def seal_differences(sealed: bytes, base: bytes) -> tuple[str, ...]:
    """Say in plain words what differs from the PDF before it was sealed, besides the seal; empty where nothing does.

    A seal adds a field that lies outside the page, and the signature; it names both in the settings and on one page.
    """
    try:
        with opened_pdf(sealed) as found, opened_pdf(base) as made:
            return _differences(found, made)
    except StorageProblem as problem:
        return (str(problem),)
    except UNREADABLE:
        return ("This PDF cannot be read: it is damaged.",)


def _differences(found: pikepdf.Pdf, made: pikepdf.Pdf) -> tuple[str, ...]:
    field = _field_of(found)
    if field is None:
        return (_SHOWN,)
    page = field.P
    theirs, ours = _objects(found), _objects(made)
    new = {field.objgen, field.V.objgen, found.Root.AcroForm.objgen}
    if not theirs.keys() - ours.keys() <= new:
        return ("Something was added to this PDF with its seal.",)
    for number, one in ours.items():
        other = theirs.get(number)
        if other is None:
            return ("Something was taken out of this PDF when it was sealed.",)
        if number == made.Root.objgen:
            same = _without(other, _OF_ROOT) == _without(one, _OF_ROOT) and not _OF_ROOT & set(one.keys())
        elif number == page.objgen:
            marks = [_as_bytes(mark) for mark in one.get("/Annots", [])]
            same = _without(other, {"/Annots"}) == _without(one, {"/Annots"})
            same = same and [_as_bytes(mark) for mark in other.Annots] == [*marks, _as_bytes(field)]
        else:
            same = bytes_of(other) == bytes_of(one)
        if not same:
            return ("Something was changed in this PDF when it was sealed.",)
    return ()


def _field_of(found: pikepdf.Pdf) -> pikepdf.Object | None:
    """Return the seal's field where it is the only one and neither shows nor does anything; None where it is not so."""
    root = found.Root
    if "/AcroForm" not in root or set(root.get("/Perms", Dictionary()).keys()) != {"/DocMDP"}:
        return None
    form = root.AcroForm
    fields = list(form.get("/Fields", []))
    if set(form.keys()) != _OF_FORM or len(fields) != 1:
        return None
    (field,) = fields
    is_seal = set(field.keys()) == _OF_FIELD and Name.Sig == field.FT and field.Subtype == Name.Widget
    outside = is_seal and all(float(side) < 0 for side in field.Rect)
    return field if outside and root.Perms.DocMDP.objgen == field.V.objgen else None


def _objects(pdf: pikepdf.Pdf) -> dict[tuple[int, int], pikepdf.Object]:
    return {one.objgen: one for one in pdf.objects if not (isinstance(one, Stream) and one.get("/Type") in CONTAINERS)}


def _without(thing: pikepdf.Object, names: set[str]) -> dict[str, bytes]:
    return {name: _as_bytes(value) for name, value in thing.items() if name not in names}


def _as_bytes(value: object) -> bytes:
    """Return a part of a dictionary as it is written: a reference as such; pikepdf gives numbers as Python has them."""
    if not isinstance(value, pikepdf.Object):
        return repr(value).encode()
    return repr(value.objgen).encode() if value.is_indirect else bytes_of(value)
