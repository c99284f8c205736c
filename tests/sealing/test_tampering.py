"""Every part of a signed record is changed, retyped, removed and doubled in turn; every time it shows."""

import base64
import copy
import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rpl_desk.sealing.canonical import canonical
from rpl_desk.sealing.signoff import bundle
from rpl_desk.sealing.verify import Status, verify_bundle
from tests.factories import sample_record


@pytest.fixture(scope="module")
def whole(sign, office):
    return signed(sample_record(), sign, office)


@pytest.fixture(scope="module")
def small(sign, office):
    """The same record with most of its lists emptied, so that every part can be tried."""
    record = sample_record()
    emptied = dict.fromkeys(("checks", "units", "criteria", "passages", "stages", "log"), ())
    return signed(replace(record, people=record.people[:1], evidence=record.evidence[:1], **emptied), sign, office)


def signed(record, sign, office):
    data = canonical(record.to_plain())
    made = (sign("Assessor One", "assessor", data), sign("Chair One", "chair", data))
    return json.loads(bundle(data, made, office))


def leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the path of each value that holds no other, empty lists included."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    parts = [leaf for key, part in inside for leaf in leaves(part, (*path, key))]
    yield from parts or [path]


def branches(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the path of everything inside, lists and objects too."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in inside:
        yield (*path, key)
        yield from branches(part, (*path, key))


def at(value, path):
    for key in path:
        value = value[key]
    return value


def flipped(value):
    """Return the values nearest to this one."""
    match value:
        case bool():
            return [not value, int(value)]
        case int():
            return [value + 1, str(value), float(value), bool(value)]
        case None:
            return ["", 0, False]
        case "":
            return ["x", None, []]
        case str():
            middle = len(value) // 2
            return [
                value + " ",
                value[:-1],
                value[:middle] + chr(ord(value[middle]) ^ 1) + value[middle + 1 :],
                value.swapcase() if value.swapcase() != value else value * 2,
                None,
                [value],
            ]
        case _:
            return [[None], None]


def mutations(plain, path):
    """Yield every change tried on the part at this path, with its name."""
    *above, key = path
    for number, new in enumerate(flipped(at(plain, path))):
        changed = copy.deepcopy(plain)
        at(changed, above)[key] = new
        yield f"{path} flipped {number}", json.dumps(changed)
    yield from shape_mutations(plain, path)


def shape_mutations(plain, path):
    *above, key = path
    removed = copy.deepcopy(plain)
    del at(removed, above)[key]
    yield f"{path} removed", json.dumps(removed)
    doubled = copy.deepcopy(plain)
    holder = at(doubled, above)
    if isinstance(holder, list):
        holder.insert(key, copy.deepcopy(holder[key]))
    else:
        holder[f"{key} "] = copy.deepcopy(holder[key])
    yield f"{path} doubled", json.dumps(doubled)


def unseen(changes):
    """Return the names of the changes that verification calls good."""
    return [name for name, text in changes if verify_bundle(text.encode()).status is Status.GOOD]


def test_the_untouched_record_is_good_however_it_is_laid_out(whole, small):
    for plain in (whole, small):
        for text in (
            json.dumps(plain),
            json.dumps(plain, indent=4, ensure_ascii=False),
            json.dumps(plain, sort_keys=True, separators=(",", ":")),
            json.dumps(dict(reversed(plain.items()))),
            f"\n\t {json.dumps(plain)} \n",
        ):
            assert verify_bundle(text.encode()).problems == ()


def test_every_change_to_every_leaf_is_found(small):
    paths = [*leaves(small)]
    assert len(paths) > 120
    changes = [change for path in paths for change in mutations(small, path)]
    assert len(changes) > 700
    assert unseen(changes) == []


def test_every_list_and_object_removed_or_doubled_is_found(small):
    inner = [path for path in branches(small) if isinstance(at(small, path), dict | list)]
    assert unseen(change for path in inner for change in shape_mutations(small, path)) == []


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_changes_anywhere_in_a_whole_record_are_found(whole, data):
    path = data.draw(st.sampled_from([*leaves(whole)]))
    assert unseen([data.draw(st.sampled_from([*mutations(whole, path)]))]) == []


def test_a_name_given_twice_is_found(small):
    text = json.dumps(small)
    for name in ('"reference": ', '"role": ', '"sign_pub": ', '"fingerprint": '):
        start = text.index(name)
        doubled = text[:start] + name + '"x", ' + text[start:]
        assert verify_bundle(doubled.encode()).status is Status.BAD


def test_another_spelling_of_the_same_base64_is_found(small):
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    for path in (
        ("signatures", 0, "signature"),
        ("signatures", 1, "certificate", "signature"),
        ("authority", "public"),
    ):
        text = at(small, path)
        last = len(text.rstrip("=")) - 1
        respelt = text[:last] + letters[letters.index(text[last]) + 1] + text[last + 1 :]
        assert base64.b64decode(respelt) == base64.b64decode(text)
        changed = copy.deepcopy(small)
        at(changed, path[:-1])[path[-1]] = respelt
        assert verify_bundle(json.dumps(changed).encode()).status is Status.BAD


def test_parts_swapped_between_the_two_signatures_are_found(small):
    for part in ("payload", "signature", "certificate"):
        changed = copy.deepcopy(small)
        first, second = changed["signatures"]
        first[part], second[part] = second[part], first[part]
        assert verify_bundle(json.dumps(changed).encode()).status is Status.BAD


def test_the_order_of_the_signatures_says_nothing(small):
    changed = small | {"signatures": small["signatures"][::-1]}
    assert verify_bundle(json.dumps(changed).encode()).status is Status.GOOD
