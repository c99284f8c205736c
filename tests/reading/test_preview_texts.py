"""Texts, tables, web pages, rich text and mail as flows; nothing in them runs, and attachments are only listed."""

import struct
from email.message import EmailMessage

import pytest

from rpl_desk.reading.preview import CannotPreview, Preview

from .compound_maker import compound
from .test_preview_office import blocks, flow_of, spans


@pytest.mark.parametrize(
    "data", ["Còmhradh\r\n\r\n  “two” £5".encode(code) for code in ("utf-8-sig", "utf-16", "cp1252")]
)
def test_a_text_is_shown_line_by_line_in_each_encoding_the_gate_lets_in(data):
    assert blocks(flow_of(data, "txt")) == [("paragraph", "Còmhradh", 0, ""), ("paragraph", "  “two” £5", 0, "")]


def test_markdown_shows_headings_items_quotes_and_code():
    text = b"# Unit 3\n\nOne\nline\n- first\n  - deeper\n> said\n```\n# not a heading\n```\n"
    assert blocks(flow_of(text, "md")) == [
        ("heading", "Unit 3", 1, ""),
        ("paragraph", "One\nline", 0, ""),
        ("item", "first", 1, ""),
        ("item", "deeper", 2, ""),
        ("quote", "said", 0, ""),
        ("code", "# not a heading", 0, ""),
    ]


def test_a_csv_table_is_rows_with_its_own_mark_between_cells():
    assert blocks(flow_of(b'unit;hours\r\n"a; b";40\r\n', "csv")) == [
        ("row", "unit\thours", 0, "row 1"),
        ("row", "a; b\t40", 0, "row 2"),
    ]
    assert blocks(flow_of(b"a,b\n" * 2_000, "csv"))[-1] == (
        "notice",
        "The table has more; its first 1,000 rows are shown.",
        0,
        "",
    )


def test_a_web_page_is_words_and_nothing_runs():
    page = (
        b"<html><head><title>t</title></head><body><h2>Unit&nbsp;3</h2><script>alert(1)</script><p>I <b>led</b>\n it"
        b' <del>once</del>.</p><ul><li>one<ul><li>two</li></ul></li></ul><img src="http://x/y.png" alt="A chart">'
        b'<table><tr><th>a</th><td><p>b</p></td></tr></table><p style="display: none">unseen</p></body></html>'
    )
    flow = flow_of(page, "html")
    assert blocks(flow) == [
        ("heading", "Unit 3", 2, ""),
        ("paragraph", "I led it once.", 0, ""),
        ("item", "one", 1, ""),
        ("item", "two", 2, ""),
        ("paragraph", "[picture: A chart]", 0, ""),
        ("row", "a\tb", 0, ""),
        ("paragraph", "unseen", 0, ""),
    ]
    assert spans(flow) == [("deletion", "once", "deleted"), ("hidden", "unseen", "hidden on the page")]


def test_rich_text_is_shown_as_words_and_changes_are_told():
    data = rb"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0 Arial;}}\f0 Caf\'e9 \u8364? five\par Second\revised  more\par}"
    assert blocks(flow_of(data, "rtf")) == [
        ("notice", "It holds tracked changes; inserted and deleted words stand together below.", 0, ""),
        ("paragraph", "Café € five", 0, ""),
        ("paragraph", "Second more", 0, ""),
    ]


def test_comments_and_footnotes_of_rich_text_stand_behind_its_text():
    data = rb"{\rtf1\ansi\ansicpg1252 I led it{\*\atnid o}{\*\atnauthor Mentor One}\chatn{\*\annotation{\*\atndate 5}"
    data += rb"\pard{\b Say} who \{helped\}}.{\super 1{\footnote\pard {\super 1} From caf\'e9}}\par}"
    found = blocks(flow_of(data, "rtf"))
    assert found[0] == ("notice", "Its comments and footnotes stand behind its text.", 0, "")
    assert found[1][1].startswith("I led it")
    assert found[-2:] == [
        ("comment", "Say who {helped}", 0, "comment by Mentor One"),
        ("footnote", "1 From café", 0, "footnote"),
    ]


def letter() -> EmailMessage:
    message = EmailMessage()
    message["From"] = "Assessor One <one@example.ac.uk>"
    message["To"] = "Chair One <chair@example.ac.uk>"
    message["Date"] = "Mon, 01 Jun 2026 09:00:00 +0100"
    message["Subject"] = "Unit 3 – còmhradh"
    message.set_content("Hello.\n\nSee the file.")
    message.add_alternative('<p>Hello.</p><img src="http://tracker/x.png">', subtype="html")
    message.add_attachment(b"unit,hours", maintype="text", subtype="csv", filename="hours.csv")
    return message


def test_mail_shows_head_words_and_attachments():
    outer = letter()
    outer.add_attachment(letter())
    with Preview.open(outer.as_bytes(), "message/rfc822") as preview:
        assert preview.outline.kind == "mail"
        listed = [(one.name, one.media_type, one.size) for one in preview.outline.attachments]
        assert listed[0] == ("hours.csv", "text/csv", 10)
        assert listed[1][:2] == ("Message: Unit 3 – còmhradh", "message/rfc822")
        assert blocks(preview.flow())[:7] == [
            ("field", "From: Assessor One <one@example.ac.uk>", 0, ""),
            ("field", "To: Chair One <chair@example.ac.uk>", 0, ""),
            ("field", "Date: Mon, 01 Jun 2026 09:00:00 +0100", 0, ""),
            ("field", "Subject: Unit 3 – còmhradh", 0, ""),
            ("paragraph", "Hello.", 0, ""),
            ("paragraph", "See the file.", 0, ""),
            ("attachment", "hours.csv", 0, "text/csv, 10 bytes"),
        ]


def test_mail_in_html_alone_is_shown_as_words():
    data = (
        b"From: a@example.ac.uk\r\nContent-Type: text/html; charset=koi8-r\r\n\r\n<p>" + "Да".encode("koi8-r") + b"</p>"
    )
    assert ("paragraph", "Да", 0, "") in blocks(flow_of(data, "eml"))


def outlook() -> bytes:
    sent = struct.pack("<IIQ", 0x00390040, 6, (13_421_000_000 * 10**7))
    wide = {
        "__substg1.0_0037001F": "Unit 3 – evidence",
        "__substg1.0_0C1A001F": "Assessor One",
        "__substg1.0_5D01001F": "one@example.ac.uk",
        "__substg1.0_0E04001F": "Chair One",
        "__substg1.0_1000001F": "Hello.\r\n\r\nSee the file.",
    }
    streams: dict = {name: text.encode("utf-16-le") for name, text in wide.items()}
    streams["__properties_version1.0"] = bytes(32) + sent
    streams["__attach_version1.0_#00000000"] = {
        "__substg1.0_3707001F": "hours.csv".encode("utf-16-le"),
        "__substg1.0_37010102": b"unit,hours",
    }
    return compound(streams)


def test_an_outlook_message_shows_head_words_and_attachments():
    with Preview.open(outlook(), "application/vnd.ms-outlook") as preview:
        assert [(one.name, one.size) for one in preview.outline.attachments] == [("hours.csv", 10)]
        assert blocks(preview.flow()) == [
            ("field", "From: Assessor One <one@example.ac.uk>", 0, ""),
            ("field", "To: Chair One", 0, ""),
            ("field", "Subject: Unit 3 – evidence", 0, ""),
            ("field", "Date: 2026-04-18 15:33 UTC", 0, ""),
            ("paragraph", "Hello.", 0, ""),
            ("paragraph", "See the file.", 0, ""),
            ("attachment", "hours.csv", 0, "10 bytes"),
        ]


def test_a_kind_that_is_not_shown_is_refused_in_words():
    with pytest.raises(CannotPreview, match=r"E09 cannot be previewed: files of this kind are not shown here\."):
        Preview.open(b"x", "application/octet-stream", "E09")


def test_a_text_longer_than_is_shown_says_so():
    found = blocks(flow_of(b"a line of text\n" * 700_000, "txt"))
    assert found[-1][0] == "notice"
