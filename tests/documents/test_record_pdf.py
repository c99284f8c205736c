"""The decision record as PDF: readable, tagged, archival, whole, and the same bytes for the same record."""

import base64
import hashlib
import io
import json
import os
import random
import re
import subprocess
import sys
import zlib
from dataclasses import replace
from pathlib import Path

import jsonschema
import page
import pikepdf
import pypdfium2
import pytest
from PIL import Image, ImageCms

from rpl_desk.documents import record_words
from rpl_desk.documents.pdf_finish import (
    AFTER_FONT,
    _pack,
    attached_bundle,
    compare_pdf,
    made_with,
    made_with_of,
    srgb_profile,
)
from rpl_desk.documents.record_words import day, moment, page_words, short_day
from rpl_desk.documents.schema import record_schema, schema_name, schema_text
from rpl_desk.domain.errors import Refused, StorageProblem
from rpl_desk.domain.record import RECORD_TYPES, DecisionRecord, RecordEntry
from rpl_desk.paths import resource
from tests.documents.records import ARABIC, CASES, EMOJI, GAELIC, OVERRIDE, POLISH, SIGNED, bundle, made, with_reason
from tests.factories import as_version, as_version_1, plain_bytes, sample_record, sample_rpl_record


def words_of(data: bytes) -> list[str]:
    """Return each page's text as a reader copies it."""
    with pypdfium2.PdfDocument(data) as pdf:
        return [one.get_textpage().get_text_bounded().replace("\r\n", "\n") for one in pdf]


def squeezed(text: str) -> str:
    """Return a text without the white space that line breaks add or eat."""
    return re.sub(r"\s+", "", text)


@pytest.mark.parametrize("signatures", [SIGNED, ()], ids=["signed", "draft"])
@pytest.mark.parametrize("case", CASES)
def test_every_record_is_archival_and_accessible(case, signatures):
    data = made(CASES[case](), signatures)
    for profile in ("3a", "ua1"):
        report = page.validate_pdf_bytes(data, profile=profile)
        assert report.is_compliant, (profile, report.failures[:3])


def without_language(pdf: pikepdf.Pdf) -> None:
    del pdf.Root.Lang


def without_tree(pdf: pikepdf.Pdf) -> None:
    del pdf.Root.StructTreeRoot


def without_colours(pdf: pikepdf.Pdf) -> None:
    del pdf.Root.OutputIntents


def without_description(pdf: pikepdf.Pdf) -> None:
    del pdf.Root.Metadata


def without_font_files(pdf: pikepdf.Pdf) -> None:
    for one in pdf.pages[0].obj.Resources.Font.values():
        del one.FontDescriptor.FontFile2


@pytest.mark.parametrize(
    ("spoil", "profile"),
    [
        (without_language, "ua1"),
        (without_tree, "ua1"),
        (without_tree, "3a"),
        (without_colours, "3a"),
        (without_description, "3a"),
        (without_font_files, "3a"),
    ],
)
def test_the_validator_sees_what_is_spoilt(spoil, profile):
    assert not page.validate_pdf_bytes(saved(made(sample_rpl_record()), spoil), profile=profile).is_compliant


@pytest.mark.parametrize("case", CASES)
def test_every_marked_piece_leads_to_its_element_and_back(case):
    with pikepdf.open(io.BytesIO(made(CASES[case]()))) as pdf:
        assert stray_pieces(pdf) == []


def test_a_dropped_or_crossed_parent_tree_is_seen():
    with pikepdf.open(io.BytesIO(made(sample_rpl_record()))) as pdf:
        nums = pdf.Root.StructTreeRoot.ParentTree.Nums
        nums[1][0], nums[1][1] = nums[1][1], nums[1][0]
        assert stray_pieces(pdf)
        del pdf.Root.StructTreeRoot.ParentTree
        assert stray_pieces(pdf)


def stray_pieces(pdf: pikepdf.Pdf) -> list[tuple[int, int]]:
    """Return page and number of each marked piece that the tree does not name as the parent tree does."""
    top = pdf.Root.StructTreeRoot
    named: dict[tuple[int, int], tuple[int, int]] = {}
    pages = {one.obj.objgen: number for number, one in enumerate(pdf.pages)}
    waiting = list(top.K)
    while waiting:
        element = waiting.pop()
        for kid in element.K:
            if isinstance(kid, int):
                named[pages[element.Pg.objgen], kid] = element.objgen
            elif kid.get("/Type") == "/OBJR":
                continue
            elif kid.get("/Type") == "/MCR":
                named[pages[kid.Pg.objgen], int(kid.MCID)] = element.objgen
            else:
                waiting.append(kid)
    nums = top.ParentTree.Nums if "/ParentTree" in top else []
    parents = {int(nums[at]): nums[at + 1] for at in range(0, len(nums), 2)}
    stray = []
    for number, one in enumerate(pdf.pages):
        owners = parents.get(int(one.obj.StructParents), [])
        for operands, operator in pikepdf.parse_content_stream(one):
            if str(operator) == "BDC" and "/MCID" in operands[1]:
                mark = int(operands[1].MCID)
                if mark >= len(owners) or named.get((number, mark)) != owners[mark].objgen:
                    stray.append((number, mark))
    return stray


def saved(data: bytes, change) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        change(pdf)
        pdf.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return out.getvalue()


def test_the_first_page_says_what_was_decided_and_who_signed():
    record = sample_record()
    pages = words_of(made(record))
    first = squeezed(pages[0])
    for words in (
        "Sample College",
        "Decision record CR-2026-0012",
        "Certificate in Peer Support Practice",
        "Rated with conditions",
        record.decision.level_rationale,
        record.decision.conditions[0].text,
        "30 September 2026",
        "28 May 2031",
        "both ways of rounding give 24",
        "Levels are the panel's judgement; none is computed.",
        "not the official text",
        "P3WD 8KZA 1R6N 5VQE 70TC HJ4M 2XYS 9BGD",
        "choose among several listening approaches",
    ):
        assert squeezed(words) in first, words
    seal = hashlib.sha256(plain_bytes(record.to_plain())).hexdigest()[:16]
    for number, text in enumerate(pages, 1):
        assert f"page {number} of {len(pages)}" in text
        assert squeezed(f"CR-2026-0012, version 1 seal {seal}") in squeezed(text)
        assert "Draft" not in text


@pytest.mark.parametrize("make", [sample_record, sample_rpl_record])
def test_every_word_of_the_record_is_printed(make):
    record = make()
    text = squeezed(" ".join(words_of(made(record))))
    for words in texts_of(record.to_plain()):
        assert squeezed(words) in text, words


def texts_of(plain, place=""):
    """Yield the texts people wrote, with words broken where lines break left whole enough to find."""
    skipped = {
        "type", "store", "key", "kind", "group", "outcome", "answer", "how", "criterion", "media_type", "language",
        "sha256", "hash", "commitment", "person", "people", "logo", "id", "situation", "programme_kind", "stance",
        "requirement", "characteristic", "role", "unit", "low_hours", "high_hours", "action", "signatories",
        "png", "picture", "sensitivity", "percent",
    }  # fmt: skip
    if isinstance(plain, dict):
        for name, value in plain.items():
            if name not in skipped and not name.endswith(("_at", "_on")):
                yield from texts_of(value, name)
    elif isinstance(plain, list | tuple):
        for value in plain:
            yield from texts_of(value, place)
    elif isinstance(plain, str) and plain and place not in ("quotation", "at"):
        for line in plain.split(". "):
            if len(line) < 60 and place != "source":
                yield line


def test_the_first_page_names_the_pages_that_follow_and_readers_get_bookmarks():
    data = made(replace(sample_rpl_record(), passages=()))
    pages = words_of(data)
    with pikepdf.open(io.BytesIO(data)) as pdf:
        number_of = {one.obj.objgen: number for number, one in enumerate(pdf.pages, 1)}
        with pdf.open_outline() as outline:
            (top,) = outline.root
            parts = {one.title: number_of[one.destination[0].objgen] for one in top.children}
    assert top.title == "Claim towards Certificate in Peer Support Practice"
    assert list(parts)[2:5] == ["The case", "Criteria, answers and findings", "Differences between the assessors"]
    for title, number in parts.items():
        assert title in pages[number - 1]
        assert number == 1 or squeezed(f"{title} {number}") in squeezed(pages[0])


def test_an_office_with_a_long_name_is_named_whole_at_the_top_and_in_short_at_the_foot():
    record = sample_rpl_record()
    name = "The Sample Institute for Further and Higher Education of the Western Isles"
    first, second, *_ = words_of(made(replace(record, office=replace(record.office, name=name))))
    assert squeezed(name) in squeezed(first)
    assert squeezed("The Sample Institute for Further and … page 2 of") in squeezed(second)


def test_what_is_asked_of_every_unit_is_said_once():
    record = sample_record()
    asked = "The level of what the unit asks for under this heading."
    record = replace(record, criteria=tuple(replace(one, text=asked) for one in record.criteria))
    labels = {one.label for one in record.criteria}
    assert squeezed("".join(words_of(made(record)))).count(squeezed(asked)) == len(labels)


def test_labels_do_not_repeat_the_heading_they_stand_under():
    record = sample_record()
    record = replace(
        record,
        criteria=tuple(
            replace(one, label=f"Unit {one.unit[1:]}, {one.label}") if one.unit else one for one in record.criteria
        ),
    )
    first, *others = words_of(made(record))
    assert "K Knowledge and Understanding. P Practice: Applied Knowledge" in first.replace("\xa0", " ")
    assert "Unit 1, Knowledge and Understanding" not in squeezed(others[0])
    assert squeezed("Unit 2, Autonomy, Accountability and Working with Others") in squeezed("".join(others))


def test_work_done_many_times_over_takes_one_line_of_the_log_with_its_last_hash():
    entries = tuple(
        RecordEntry(100 + n, f"2026-05-19T14:{n:02}:00Z", "Assessor One", ("judge", "link passage")[n % 2], f"{n:064x}")
        for n in range(12)
    )
    seal = RecordEntry(112, "2026-05-19T14:30:00Z", "Assessor One", "seal", "e" * 64)
    text = squeezed(words_of(made(replace(sample_record(), log=(*entries, seal))))[-1])
    line = "100 to 111 19 May 2026 14:00 to 19 May 2026 14:11 Assessor One judge, 6 times, link passage, 6 times"
    assert squeezed(f"{line} 0000 0000 0000 0000") in text
    assert squeezed("112 19 May 2026 14:30 Assessor One seal eeee eeee eeee eeee") in text


@pytest.mark.parametrize("count", range(1, 9))
def test_a_unit_with_its_hours_is_not_broken_over_pages(count):
    record = sample_record()
    pages = words_of(made(replace(record, criteria=record.criteria[:count])))
    assert sum(text.count("All notional hours") for text in pages) == len(record.units)
    for text in pages:
        assert text.count("All notional hours") == text.count("; level agreed")


def test_months_are_named_alike_whatever_language_the_machine_speaks():
    said = [day(f"2026-{month:02}-03") for month in range(1, 13)]
    assert said[0] == "3 January 2026" and said[11] == "3 December 2026"
    assert [short_day(f"2026-{month:02}-03").split()[1] for month in (1, 6, 9)] == ["Jan", "Jun", "Sep"]
    assert moment("2026-09-30T08:05:09Z") == "30 September 2026 08:05 UTC"
    sources = [path.read_text(encoding="utf-8") for path in Path(record_words.__file__).parent.glob("*.py")]
    assert not [text for text in sources if re.search('%[aAbBcxXp][ :"}-]', text)]


@pytest.mark.parametrize(
    ("page", "words"),
    [
        ("4", "page 4"),
        ("6 and 9", "pages 6 and 9"),
        ("3-5", "pages 3-5"),
        ("page 4", "page 4"),
        ("00:04:10 to 00:06:45", "00:04:10 to 00:06:45"),
        ("", ""),
    ],
)
def test_a_bare_page_number_is_called_a_page(page, words):
    assert page_words(page) == words


def test_a_draft_says_so_on_each_page():
    pages = words_of(made(sample_rpl_record(), ()))
    assert all("Draft, not signed" in text for text in pages)
    assert "Nobody has signed yet." in pages[0]


def test_a_claim_shows_its_outcomes_instead_of_a_profile():
    first = words_of(made(sample_rpl_record()))[0]
    assert "Outcomes and what the panel found" in first
    assert "Keep a record that the person has read and agreed" in first
    assert "partly met" in first
    assert "Profile" not in first


@pytest.mark.parametrize("text", [GAELIC, POLISH, "I met 3 people; 50 % of them.\n\nThen  two spaces."])
def test_latin_text_is_copied_as_it_was_written(text):
    assert squeezed(text) in squeezed(" ".join(words_of(made(with_reason(text)))))


@pytest.mark.parametrize("text", [ARABIC, EMOJI, OVERRIDE, "漢字", f"First, {ARABIC} and then English."])
def test_other_scripts_carry_their_own_words_however_they_are_drawn(text):
    data = made(with_reason(text))
    assert squeezed(text) in squeezed("".join(carried(data)))


def carried(data: bytes) -> list[str]:
    """Return the words that lines carry for readers where they are not drawn as they are written."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return [
            str(operands[1].ActualText)
            for one in pdf.pages
            for operands, operator in pikepdf.parse_content_stream(one)
            if str(operator) == "BDC" and "/ActualText" in operands[1]
        ]


def test_arabic_is_joined_and_runs_from_right_to_left():
    with pikepdf.open(io.BytesIO(made(with_reason("سلام 12")))) as pdf:
        shown = shown_text(pdf)
    assert "12 \ufee1\ufefc\ufeb3" in shown  # meem, lam with alef (final), seen (initial), read from the left


def shown_text(pdf: pikepdf.Pdf) -> str:
    """Return what the glyphs of the first page stand for, in the order they are drawn."""
    fonts = {
        str(name): {
            int(code, 16): bytes.fromhex(value.decode()).decode("utf-16-be")
            for code, value in re.findall(rb"<(..)> <([0-9A-F]{4,8})>\n", font.ToUnicode.read_bytes())
        }
        for name, font in pdf.pages[0].obj.Resources.Font.items()
    }
    shown, font = "", {}
    for operands, operator in pikepdf.parse_content_stream(pdf.pages[0]):
        if str(operator) == "Tf":
            font = fonts[str(operands[0])]
        elif str(operator) == "Tj":
            shown += "".join(font[code] for code in bytes(operands[0]))
    return shown


def test_what_no_font_draws_is_a_box_with_its_number_and_direction_overrides_are_visible():
    with pikepdf.open(io.BytesIO(made(with_reason(f"{OVERRIDE} 🦄 \x07")))) as pdf:
        shown = shown_text(pdf)
    assert "file202Efdp.exe" in shown
    assert "1F984" in shown
    assert "0007" in shown
    assert "\u202e" not in shown


@pytest.mark.parametrize("case", CASES)
def test_no_glyph_is_the_missing_one(case):
    with pikepdf.open(io.BytesIO(made(CASES[case]()))) as pdf:
        used = {}
        for one in pdf.pages:
            font = ""
            for operands, operator in pikepdf.parse_content_stream(one):
                if str(operator) == "Tf":
                    font = str(operands[0])
                elif str(operator) == "Tj":
                    used.setdefault(font, set()).update(bytes(operands[0]))
        fonts = pdf.pages[0].obj.Resources.Font
        assert used
        for font, codes in used.items():
            mapped = re.findall(rb"<(..)> <(?!0000)[0-9A-F]{4,8}>\n", fonts[font].ToUnicode.read_bytes())
            assert codes <= {int(code, 16) for code in mapped}


@pytest.mark.parametrize("text", ["A sentence of the panel that says why, again and again. " * 357, "x" * 20_000])
def test_long_text_flows_over_pages_and_is_whole(text):
    assert squeezed(text) in squeezed("".join(unframed(made(with_reason(text)))))


def unframed(data: bytes) -> list[str]:
    """Return each page's text without its foot."""
    return [re.sub(r"CR-2026-0012, version 1\s.*?page \d+ of \d+", "", text, flags=re.S) for text in words_of(data)]


@pytest.mark.parametrize("case", CASES)
def test_nothing_is_drawn_off_the_page_or_over_the_foot(case):
    with pypdfium2.PdfDocument(made(CASES[case]())) as pdf:
        for one in pdf:
            for thing in one.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_TEXT]):
                left, bottom, right, top = thing.get_bounds()
                assert left >= 43 and right <= 553
                assert bottom >= 52 or top <= 45
                assert top <= 835


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "L", "P"])
def test_a_logo_is_drawn_and_named(mode):
    out = io.BytesIO()
    Image.new("RGBA", (64, 64), (20, 86, 107, 120)).convert(mode).save(out, "PNG")
    record = sample_record()
    record = replace(record, office=replace(record.office, logo=base64.b64encode(out.getvalue()).decode()))
    data = made(record)
    assert page.validate_pdf_bytes(data, profile="ua1").is_compliant
    assert page.validate_pdf_bytes(data, profile="3a").is_compliant
    with pypdfium2.PdfDocument(data) as pdf:
        assert len(list(pdf[0].get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_IMAGE]))) == 1
    assert made(record) == data


def test_a_logo_that_is_no_picture_is_refused_with_a_sentence():
    record = sample_record()
    record = replace(record, office=replace(record.office, logo="bm90IGEgcGljdHVyZQ=="))
    with pytest.raises(StorageProblem, match="logo"):
        made(record)


def test_equal_records_give_equal_bytes_in_any_process():
    program = (
        "import sys, hashlib; sys.path.insert(0, '.')\n"
        "from tests.documents.records import CASES, made\n"
        "print(*(hashlib.sha256(made(CASES[name]())).hexdigest() for name in ('credit rating', 'scripts')))"
    )
    seen = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONHASHSEED": seed},
            cwd=Path(__file__).parents[2],
            check=True,
            capture_output=True,
            text=True,
        ).stdout
        for seed in ("1", "2")
    }
    here = " ".join(hashlib.sha256(made(CASES[name]())).hexdigest() for name in ("credit rating", "scripts"))
    assert {text.strip() for text in seen} == {here}


def test_the_signed_record_travels_inside(tmp_path):
    record = sample_record()
    data = made(record)
    assert attached_bundle(data, 10**7) == bundle(record)
    with pikepdf.open(io.BytesIO(data)) as pdf:
        assert list(pdf.attachments) == ["CR-2026-0012-v1.json"]
    assert made_with_of(data) == made_with()


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "not a PDF"),
        (b'{"type": 1}', "not a PDF"),
        (b"%PDF-1.7\nnothing", "damaged"),
    ],
)
def test_other_files_have_no_record_and_say_so(data, words):
    with pytest.raises(StorageProblem, match=words):
        attached_bundle(data, 10**7)


def test_a_pdf_of_another_kind_has_no_record():
    out = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.save(out)
    with pytest.raises(StorageProblem, match="no signed record"):
        attached_bundle(out.getvalue(), 10**7)


def test_an_untouched_file_has_no_differences():
    assert compare_pdf(made(sample_record()), made(sample_record())) == ()


def test_every_changed_byte_is_reported():
    data = made(sample_rpl_record())
    chance = random.Random(20260528)
    places = {chance.randrange(len(data)) for _ in range(260)}
    assert len(places) >= 200
    for place in sorted(places):
        changed = bytearray(data)
        changed[place] ^= 1 << chance.randrange(8)
        assert compare_pdf(bytes(changed), data), place
    assert compare_pdf(data, data) == ()


def page_two(pdf: pikepdf.Pdf) -> None:
    contents = pdf.pages[1].obj.Contents
    contents.write(contents.read_bytes().replace(b" Tj", b" Tj ", 1))


def attachment(pdf: pikepdf.Pdf) -> None:
    stored = pdf.Root.AF[0].EF.F
    stored.write(stored.read_bytes().replace(b"Sample College", b"Sample Collage", 1))


def title(pdf: pikepdf.Pdf) -> None:
    pdf.trailer.Info.Title = pikepdf.String("Another title")


def font(pdf: pikepdf.Pdf) -> None:
    table = next(iter(pdf.pages[0].obj.Resources.Font.values())).ToUnicode
    table.write(table.read_bytes() + b" ")


def structure(pdf: pikepdf.Pdf) -> None:
    pdf.Root.StructTreeRoot.K[0].K[0].S = pikepdf.Name.H4


def language(pdf: pikepdf.Pdf) -> None:
    pdf.Root.Lang = pikepdf.String("fr")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (page_two, "Changed: the content of page 2."),
        (attachment, "Changed: the attached record."),
        (title, "Changed: the description of the document."),
        (font, "Changed: the fonts."),
        (structure, "Changed: the structure for screen readers."),
        (language, "Changed: the document's settings."),
    ],
)
def test_a_change_is_named_by_its_place(change, words):
    fresh = saved(made(sample_rpl_record()), lambda pdf: None)
    assert compare_pdf(saved(fresh, change), fresh) == (words,)


def test_the_same_content_in_other_bytes_is_said_so():
    data = made(sample_rpl_record())
    assert compare_pdf(data + b"\n% a note", data) == (
        "The content of this PDF is as it was made, but the file is stored in other bytes.",
    )


def test_a_cut_file_gets_a_sentence():
    data = made(sample_rpl_record())
    assert compare_pdf(data[: len(data) // 2], data) == ("This PDF cannot be read: it is damaged or cut short.",)


def test_the_colour_profile_is_one_that_colour_engines_read():
    profile = ImageCms.ImageCmsProfile(io.BytesIO(srgb_profile()))
    assert profile.profile.xcolor_space.strip() == "RGB"
    assert len(srgb_profile()) == int.from_bytes(srgb_profile()[:4], "big")


@pytest.mark.parametrize("version", RECORD_TYPES)
def test_the_published_schema_is_the_record_as_it_is(version):
    assert resource(schema_name(version)).read_text(encoding="utf-8") == schema_text(version)


@pytest.mark.parametrize(
    ("version", "published"),
    [
        (1, "93d67c7187613ab516e1b56121ce61c057b43cf9f3c06b4e8dbf012105fdf270"),
        (2, "53343020e1aeceb51ec2347d4a732dd256f616a2fdd8f765a4db924cae7b48d8"),
        (3, "6bf10887e73dc97a02031b5034f84058b40396d29952830147b7f0879dceafeb"),
    ],
)
def test_the_form_of_an_earlier_version_stays_as_it_was_published(version, published):
    assert hashlib.sha256(resource(schema_name(version)).read_bytes()).hexdigest() == published


def test_every_line_of_the_credit_working_is_printed_with_its_rule_and_so_is_the_agreement():
    record = sample_record()
    text = squeezed(" ".join(words_of(made(record))))
    for one in (record.credit, *record.units):
        assert one.reckoned
        for step in one.reckoned:
            assert squeezed(step.words) in text and squeezed(step.rule) in text
    assert squeezed(record.agreement[0].words) in text


def test_gaps_and_comparators_are_printed_beside_the_findings():
    record = sample_record()
    text = squeezed(" ".join(words_of(made(record))))
    (gap,), (one,) = record.gaps, record.comparators
    for said in (gap.missing, gap.would_count, one.title, one.owner, one.compared):
        assert squeezed(said) in text
    none = squeezed(" ".join(words_of(made(replace(record, gaps=(), comparators=())))))
    assert squeezed("What is missing, and what would count") not in none and "Comparedwith" not in none


def test_where_the_office_sets_numbers_answers_name_nobody_and_people_and_signatures_do():
    record = sample_record()
    numbered = words_of(made(replace(record, names_assessors=False)))
    text, named = squeezed(" ".join(numbered)), squeezed(" ".join(words_of(made(record))))
    assert "AssessorThree,thirdopinion" in named and "AssessorThree" not in text
    assert "Assessor2" in text and "Assessor2" not in named
    people = text[text.index("InterestdeclaredAnswerssealed") :]
    assert "AssessorTwo" in people
    assert "AssessorOne" in squeezed(numbered[0])  # who signed


def test_a_record_of_version_1_is_read_and_written_in_its_own_form():
    record = as_version_1(sample_record())
    plain = json.loads(plain_bytes(record.to_plain()))
    jsonschema.Draft202012Validator(record_schema(1)).validate(plain)
    assert DecisionRecord.from_plain(plain) == record
    assert record.statements == ()
    with pytest.raises(Refused, match="statements: is not known"):
        DecisionRecord.from_plain(plain | {"statements": []})


@pytest.mark.parametrize(
    "make",
    [sample_record, sample_rpl_record, lambda: as_version(sample_record(), 2), lambda: as_version_1(sample_record())],
)
def test_records_fit_the_schema_and_unknown_fields_do_not(make):
    record = make()
    plain = json.loads(plain_bytes(record.to_plain()))
    jsonschema.Draft202012Validator.check_schema(record_schema(record.form))
    validator = jsonschema.Draft202012Validator(record_schema(record.form))
    validator.validate(plain)
    plain["units"][0]["colour"] = "blue"
    del plain["decision"]["level"]
    assert sorted(error.validator for error in validator.iter_errors(plain)) == ["additionalProperties", "required"]


@pytest.mark.parametrize("padding", [b"\n", AFTER_FONT], ids=["words", "font"])
def test_a_stream_that_would_end_in_a_carriage_return_is_padded_once(padding: bytes):
    data = next(one for one in (bytes([65, last]) for last in range(256)) if zlib.compress(one).endswith(b"\r"))
    with pikepdf.new() as pdf:
        stream = pdf.make_stream(b"")
        assert _pack(stream, data, padding) == len(data + padding)
        assert stream.read_bytes() == data + padding and not stream.read_raw_bytes().endswith(b"\r")
        assert _pack(stream, b"A", padding) == 1  # what ends otherwise stays as it is
