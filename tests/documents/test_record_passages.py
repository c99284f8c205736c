"""The passages relied on as printed: each number leads to its note and back, and nothing relied on is left out."""

import io
import re
from collections.abc import Iterator
from dataclasses import replace

import page
import pikepdf
import pypdfium2
import pytest

from rpl_desk.domain.errors import StorageProblem
from rpl_desk.domain.record import DecisionRecord, RecordPicture
from rpl_desk.domain.record_words import record_words
from tests.documents.records import made
from tests.factories import as_version, as_version_1, digest, sample_record


def opened(record: DecisionRecord) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(made(record)))


def elements(pdf: pikepdf.Pdf, kind: str) -> Iterator[pikepdf.Object]:
    """Yield the elements of a kind in the order they are read."""

    def walk(element):
        if str(element.S) == f"/{kind}":
            yield element
        for kid in element.get("/K", []):
            if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
                yield from walk(kid)

    for top in pdf.Root.StructTreeRoot.K:
        yield from walk(top)


def text_of(record: DecisionRecord) -> str:
    with pypdfium2.PdfDocument(made(record)) as pdf:
        words = " ".join(one.get_textpage().get_text_bounded() for one in pdf)
    return re.sub(r"\s+", " ", words)


def links(pdf: pikepdf.Pdf) -> list[tuple[str, int, int, float]]:
    """Return what each link says, its page, the page it leads to and how far from that page's top."""
    pages = {one.obj.objgen: number for number, one in enumerate(pdf.pages)}
    found = []
    for number, one in enumerate(pdf.pages):
        for annotation in one.obj.get("/Annots", []):
            to = annotation.Dest
            found.append((str(annotation.Contents), number, pages[to[0].objgen], float(to[3])))
    return found


def test_each_number_leads_to_its_passage_and_each_passage_back_to_the_answer():
    record = sample_record()
    with opened(record) as pdf:
        found = links(pdf)
    for passage in record.passages:
        there = [one for one in found if one[0] == f"To passage {passage.number}"]
        back = [one for one in found if one[0] == f"Back to where passage {passage.number} is relied on"]
        assert there
        assert len(back) == 1
        listed = back[0][1]
        assert {one[2] for one in there} == {listed}
        assert back[0][2] == there[0][1]


def test_a_finding_has_footnotes_of_its_own_that_lead_to_its_passages():
    record = sample_record()
    with_found = [one for one in record.criteria if one.finding is not None]
    behind = {
        one.key: {
            number
            for each in one.answers
            if each.answer == one.finding.answer or all(other.answer != one.finding.answer for other in one.answers)
            for number in each.passages
        }
        for one in with_found
    }
    cited = sum(len(one) for one in behind.values())
    assert cited
    answers = sum(len(each.passages) for one in record.criteria for each in one.answers)
    without = replace(record, criteria=tuple(replace(one, finding=None) for one in record.criteria))

    def there(of: DecisionRecord) -> int:
        with opened(of) as pdf:
            return sum(one[0].startswith("To passage") for one in links(pdf))

    assert there(record) - there(without) == cited and answers
    assert "Passages behind this answer" in text_of(record)
    assert "Passages behind this answer" not in text_of(as_version(record, 2))


def test_each_passage_is_a_note_of_its_own_and_each_number_a_reference():
    record = sample_record()
    with opened(record) as pdf:
        notes = list(elements(pdf, "Note"))
        ids = [str(one.ID) for one in notes]
        names = pdf.Root.StructTreeRoot.IDTree.Names
        assert ids == [f"note-{one.number}" for one in record.passages]
        assert {str(names[at]): names[at + 1].objgen for at in range(0, len(names), 2)} == {
            str(one.ID): one.objgen for one in notes
        }
        assert len(list(elements(pdf, "Reference"))) >= len(record.passages)
        assert [str(note.K[0].S) for note in notes] == ["/Lbl"] * len(notes)


def test_each_link_is_tied_to_its_element_both_ways():
    with opened(sample_record()) as pdf:
        nums = pdf.Root.StructTreeRoot.ParentTree.Nums
        parents = {int(nums[at]): nums[at + 1] for at in range(0, len(nums), 2)}
        annotations = [one for page_ in pdf.pages for one in page_.obj.get("/Annots", [])]
        assert annotations
        for one in annotations:
            element = parents[int(one.StructParent)]
            assert str(element.S) == "/Link"
            assert [kid.Obj.objgen for kid in element.K if not isinstance(kid, int) and "/Obj" in kid] == [one.objgen]
        assert int(pdf.Root.StructTreeRoot.ParentTreeNextKey) == len(parents)


def test_an_orphan_is_printed_from_its_picture_and_named_as_one():
    record = sample_record()
    with opened(record) as pdf:
        alts = [str(one.Alt) for one in elements(pdf, "Figure")]
    assert alts == ["What passage 2 showed when it was marked", "What passage 4 showed when it was marked"]
    assert text_of(record).count("Its item has another file now") == 1


def test_quotation_note_stance_fingerprint_and_criterion_are_printed():
    record = sample_record()
    said = text_of(record)
    for one in record.passages:
        assert one.quotation in said
        assert f"strength {one.strength}" in said
    assert "Choice and reasons are both assessed." in said
    assert digest("E04")[:4] in said


def test_statements_relied_on_are_printed_as_our_own_words_with_the_edition():
    record = sample_record()
    said = text_of(record)
    assert "own-words" in said
    assert record.framework.edition.split()[-1] in said
    for one in record.statements:
        assert one.text in said
        assert f"level {one.level}" in said


def test_tests_confirmations_and_earlier_files_of_items_are_printed():
    said = text_of(sample_record())
    for words in ("One of two sheets.", "Signed statement of 20 February.", "A page was missing.", "first-hours.xlsx"):
        assert words in said


def test_who_signs_is_shown_passages_statements_and_evidence():
    record = sample_record()
    shown = {one.heading: one.paragraphs for one in record_words(record)}
    assert len(shown["Passages relied on"]) == len(record.passages)
    assert len(shown["Level descriptor statements relied on"]) == len(record.statements)
    assert len(shown["Evidence"]) == len(record.evidence)


def test_a_record_of_version_1_prints_its_passages_without_what_it_does_not_know():
    record = as_version_1(sample_record())
    said = text_of(record)
    assert record.passages[0].quotation in said
    assert "fingerprint, the first half" not in said
    report = page.validate_pdf_bytes(made(record), profile="ua1")
    assert report.is_compliant


def test_a_number_whose_passage_is_not_listed_leads_nowhere_and_the_document_stays_sound():
    record = sample_record()
    record = replace(record, passages=record.passages[:-1])
    data = made(record)
    with opened(record) as pdf:
        assert not [one for one in links(pdf) if one[0].endswith("passage 5")]
    for profile in ("3a", "ua1"):
        assert page.validate_pdf_bytes(data, profile=profile).is_compliant


@pytest.mark.parametrize("png", ["not base64!", "aGVsbG8=", ""])
def test_a_picture_that_cannot_be_read_is_said_and_not_left_out(png):
    record = sample_record()
    broken = replace(record, pictures=(RecordPicture(record.pictures[0].sha256, png),))
    if png:
        with pytest.raises(StorageProblem, match="picture of passage 2"):
            made(broken)
    else:
        assert "cannot be read" not in text_of(replace(record, pictures=()))
        assert text_of(replace(record, pictures=())).count("Its picture is kept in the store.") == 2
