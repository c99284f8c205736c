import hashlib
import json
from decimal import Decimal
from enum import IntEnum, StrEnum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rpl_desk.domain.errors import RuleViolation
from rpl_desk.sealing.canonical import canonical, crockford, misfits, parse, receipt_code, sha256_hex, short_code

LARGEST = 2**53 - 1
texts = st.text()  # leaves out lone surrogates
values = st.recursive(
    st.none() | st.booleans() | st.integers(-LARGEST, LARGEST) | texts,
    lambda inside: st.lists(inside, max_size=5) | st.dictionaries(texts, inside, max_size=5),
    max_leaves=30,
)


@given(values)
def test_what_is_written_is_read_back_and_written_the_same(value):
    data = canonical(value)
    assert parse(data) == value
    assert canonical(parse(data)) == data


@given(values)
def test_layout_does_not_matter_to_what_is_read(value):
    assert canonical(parse(json.dumps(value, indent=3).encode())) == canonical(value)


@given(st.dictionaries(texts, st.integers(0, 9)))
def test_names_stand_in_the_order_of_their_utf_16_units(value):
    names = list(parse(canonical(value)))
    units = [[*memoryview(name.encode("utf-16-le")).cast("H")] for name in names]
    assert units == sorted(units)


def test_the_sorting_example_of_rfc_8785():
    value = {
        "\u20ac": "Euro Sign",
        "\r": "Carriage Return",
        "\ufb33": "Hebrew Letter Dalet With Dagesh",
        "1": "One",
        "\U0001f600": "Emoji: Grinning Face",
        "\u0080": "Control",
        "\u00f6": "Latin Small Letter O With Diaeresis",
    }
    assert list(parse(canonical(value)).values()) == [
        "Carriage Return",
        "One",
        "Control",
        "Latin Small Letter O With Diaeresis",
        "Euro Sign",
        "Emoji: Grinning Face",
        "Hebrew Letter Dalet With Dagesh",
    ]


def test_the_text_and_literals_of_rfc_8785_come_out_byte_for_byte():
    value = {"string": '\u20ac$\x0f\nA\'B"\\\\"/', "literals": [None, True, False]}
    assert canonical(value).hex() == (
        "7b226c69746572616c73223a5b6e756c6c2c747275652c66616c73655d2c"
        "22737472696e67223a22e282ac245c75303030665c6e4127425c225c5c5c5c5c222f227d"
    )


def test_every_control_character_is_written_as_rfc_8785_says():
    short = {8: "\\b", 9: "\\t", 10: "\\n", 12: "\\f", 13: "\\r"}
    for code in range(32):
        escaped = short.get(code, "\\u" + format(code, "04x"))
        assert canonical(chr(code)).decode() == f'"{escaped}"'
    assert canonical("\x7f\u2028") == '"\x7f\u2028"'.encode()


def test_words_and_numbers_of_our_enumerations_are_written_by_value():
    class Word(StrEnum):
        MET = "met"

    class Number(IntEnum):
        SEVEN = 7

    assert canonical((Word.MET, Number.SEVEN)) == b'["met",7]'


@pytest.mark.parametrize(
    ("value", "kind", "place"),
    [
        ({"units": [1, {"hours": 1.5}]}, TypeError, r"units\[1\]\.hours: float"),
        ({"a": Decimal(1)}, TypeError, "a: Decimal"),
        (b"bytes", TypeError, "the value: bytes"),
        ({"a": {1: "x"}}, TypeError, "a: the name 1"),
        ({"a": [2**53]}, ValueError, r"a\[0\]: 9007199254740992"),
        ([-(2**53)], ValueError, r"\[0\]: -9007199254740992"),
        ({"a": "x\ud800"}, ValueError, "a: holds half a character"),
        ({"a": {"\udc00": 1}}, ValueError, "a: holds half a character"),
    ],
)
def test_what_cannot_be_sealed_is_refused_with_its_place(value, kind, place):
    with pytest.raises(kind, match=place):
        canonical(value)


def nested(levels):
    value = 1
    for _ in range(levels):
        value = [value]
    return value


def test_32_levels_are_written_and_read_and_33_are_not():
    assert parse(canonical(nested(32))) == nested(32)
    with pytest.raises(ValueError, match="32 levels"):
        canonical(nested(33))
    with pytest.raises(RuleViolation, match="32 levels"):
        parse(json.dumps(nested(33)).encode())


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b'{"a": {"b": 1, "b": 1}}', r"a\.b: this name is given twice"),
        (b'{"a": [1, 1.0]}', r"a\[1\]: 1\.0 is not a whole number"),
        (b'{"a": 1e3}', "a: 1e3"),
        (b'{"a": NaN}', "a: NaN"),
        (b"-Infinity", "the value: -Infinity"),
        (b"[9007199254740992]", r"\[0\]: 9007199254740992"),
        (b"[" + b"9" * 5000 + b"]", r"\[0\]: 9999"),
        (rb'{"a": "\ud800"}', "a: holds half a character"),
        (rb'{"\udc00": 1}', "half a character"),
        (b'{"a": "\xff"}', "not UTF-8 text: byte 7"),
        ('\ufeff{"a": 1}'.encode(), "not JSON: see line 1, column 1"),
        ('{"a": 1}'.encode("utf-16"), "not UTF-8"),
        (b'{"a":\n 1,}', "line 2"),
        (b'{"a": 1} 2', "column 10"),
        (b'"a\nb"', "not JSON"),
        (b"{'a': 1}", "not JSON"),
        (b"", "not JSON"),
        (b"[" * 1_000_000, "32 levels"),
        (b'{"a":' * 100_000, "32 levels"),
    ],
)
def test_what_is_not_strict_json_is_refused_with_its_place(data, words):
    with pytest.raises(RuleViolation, match=words):
        parse(data)


def test_codes_are_of_the_digest():
    digest = hashlib.sha256(b"abc").hexdigest()
    assert sha256_hex(b"abc") == digest
    assert short_code(digest) == "ba78 16bf"
    code = receipt_code(b"abc")
    assert [len(group) for group in code.split(" ")] == [4] * 8
    number = 0
    for letter in code.replace(" ", ""):
        number = number * 32 + "0123456789ABCDEFGHJKMNPQRSTVWXYZ".index(letter)
    assert f"{number:040x}" == digest[:40]


@pytest.mark.parametrize(
    ("data", "length", "code"),
    [(b"\x00" * 5, 8, "0000 0000"), (b"\xff" * 5, 8, "ZZZZ ZZZZ"), (b"\x08\x42\x10\x84\x21", 4, "1111")],
)
def test_codes_take_the_first_bits(data, length, code):
    assert crockford(data, length) == code


def test_each_part_that_does_not_fit_its_shape_is_named():
    shape = {"a": str, "b": [{"c": int}], "d": (int, type(None)), "e": bool}
    assert [*misfits({"a": "x", "b": [{"c": 1}], "d": None, "e": True}, shape)] == []
    found = [str(one) for one in misfits({"a": 1, "b": [{"c": True}, 2, {}], "d": "x", "f": 1}, shape)]
    assert sorted(found) == [
        "a: should be text.",
        "b[0].c: should be a whole number.",
        "b[1]: should be an object.",
        "b[2].c: is missing.",
        "d: should be a whole number or empty.",
        "e: is missing.",
        "f: is not known.",
    ]
    assert [str(one) for one in misfits({"b": 1}, {"b": [int]})] == ["b: should be a list."]
