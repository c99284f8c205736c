"""A second checker, written from `resources/help/formats.md` alone: it imports nothing of the program.

Run it as `python tests/second_verifier.py FILE [--roster FILE] [--anchor FILE-OR-LINE]...`, where FILE is a signed
record (`.json`) or a store. It says "good", "changed", "not signed", "stands no more" or "cannot tell", and why.
"""

import base64
import hashlib
import json
import re
import sqlite3
import sys
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path

GOOD, CHANGED, UNSIGNED, ENDED, UNSURE = "good", "changed", "not signed", "stands no more", "cannot tell"
BROKEN = "acknowledged break"
LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


class Wrong(Exception):
    """Something does not have the form that the description gives."""


def need(holds, words):
    if not holds:
        raise Wrong(words)


def sha(data):
    return hashlib.sha256(data).digest()


# -- Ed25519, RFC 8032, 5.1 -------------------------------------------------------------------------------------------

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P
I = pow(2, (P - 1) // 4, P)  # noqa: E741 - the name in the standard


def _add(one, two):
    a = (one[1] - one[0]) * (two[1] - two[0]) % P
    b = (one[1] + one[0]) * (two[1] + two[0]) % P
    c = 2 * one[3] * two[3] * D % P
    d = 2 * one[2] * two[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def _times(number, point):
    found = (0, 1, 1, 0)
    while number:
        if number & 1:
            found = _add(found, point)
        point, number = _add(point, point), number >> 1
    return found


def _point(data):
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & ((1 << 255) - 1)
    if len(data) != 32 or y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * I % P
    if (x * x - square) % P or (x == 0 and sign):
        return None
    x = P - x if x & 1 != sign else x
    return x, y, 1, x * y % P


_G_Y = 4 * pow(5, -1, P) % P
BASE = _point(_G_Y.to_bytes(32, "little"))


def signed_by(public, tag, data, signature):
    """Tell whether a signature over tag, zero byte and data was made by this key."""
    key = _point(public)
    r = _point(signature[:32]) if len(signature) == 64 else None
    s = int.from_bytes(signature[32:], "little")
    if key is None or r is None or s >= L:
        return False
    message = tag.encode() + b"\0" + data
    h = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % L
    left, right = _times(s, BASE), _add(r, _times(h, key))
    return not ((left[0] * right[2] - right[0] * left[2]) % P or (left[1] * right[2] - right[1] * left[2]) % P)


# -- canonical JSON, codes, encodings ---------------------------------------------------------------------------------


def canonical(value):
    def ordered(one):
        if isinstance(one, dict):
            return {name: ordered(one[name]) for name in sorted(one, key=lambda text: text.encode("utf-16-be"))}
        return [ordered(part) for part in one] if isinstance(one, list) else one

    return json.dumps(ordered(value), ensure_ascii=False, separators=(",", ":")).encode()


def read_json(data):
    def refuse(text):
        raise Wrong(f"{text[:20]} is not a whole number")

    def pairs(found):
        need(len({name for name, _ in found}) == len(found), "a name is given twice")
        return dict(found)

    def whole(text):
        need(len(text) <= 17 and abs(int(text)) < 2**53, "a number is too large")
        return int(text)

    def look(value, depth):
        need(depth <= 32, "too deep")
        if isinstance(value, str):
            need(not any("\ud800" <= letter <= "\udfff" for letter in value), "a lone surrogate")
        for name, part in value.items() if isinstance(value, dict) else ():
            look(name, depth)
            look(part, depth + 1)
        for part in value if isinstance(value, list) else ():
            look(part, depth + 1)

    try:
        value = json.loads(
            data.decode("utf-8"), object_pairs_hook=pairs, parse_int=whole, parse_float=refuse, parse_constant=refuse
        )
    except (ValueError, RecursionError) as error:
        raise Wrong(str(error)) from error
    look(value, 0)
    return value


def has(value, **members):
    """Need an object with exactly these members, each of its type."""
    need(isinstance(value, dict) and value.keys() == members.keys(), f"not exactly {', '.join(members)}")
    for name, kinds in members.items():
        kinds = kinds if isinstance(kinds, tuple) else (kinds,)
        need(type(value[name]) in kinds, f"{name} is of another type")


def letters(data, count):
    number = int.from_bytes(data, "big") >> (8 * len(data) - 5 * count)
    found = "".join(LETTERS[number >> 5 * (count - 1 - at) & 31] for at in range(count))
    return " ".join(found[at : at + 4] for at in range(0, count, 4))


def fingerprint(public):
    return letters(sha(public), 20)


def code(data):
    return letters(sha(data), 32)


def unhex(text, length=32):
    need(re.fullmatch(f"[0-9a-f]{{{2 * length}}}", text), "not hex of the right length")
    return bytes.fromhex(text)


def from_base64(text, length):
    try:
        data = base64.b64decode(text, validate=True)
    except ValueError as error:
        raise Wrong("not base64") from error
    need(len(data) == length and base64.b64encode(data).decode() == text, "not base64 of the right length")
    return data


def moment(text):
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise Wrong("not a moment") from error
    need(found.utcoffset() == timedelta(0), "not in UTC")
    return found


# -- certificates, sessions, notes ------------------------------------------------------------------------------------

CERTIFICATE = {"type": str, "store": str, "serial": int, "person": str, "name": str, "roles": list, "sign_pub": str}
CERTIFICATE |= {"from": str, "previous": (int, type(None))}
SESSION = {"type": str, "store": str, "epoch": int, "session": str, "person": str, "certificate": int, "public": str}
SESSION |= {"from": str, "until": str, "log_size": int, "log_head": str}


def is_certified(body, signature, authority):
    has(body, **CERTIFICATE)
    need(all(isinstance(one, str) for one in body["roles"]), "roles are not text")
    unhex(body["sign_pub"])
    certified = signed_by(authority, "rpl-desk/certificate/1", canonical(body), signature)
    return body["type"] == "rpl-desk/certificate/1" and certified


def check_session(body, signature, certificate):
    has(body, **SESSION)
    unhex(body["public"])
    need(body["type"] == "rpl-desk/session/1", "not a session")
    public = unhex(certificate["sign_pub"])
    need(signed_by(public, "rpl-desk/session/1", canonical(body), signature), "a session nobody's key certified")
    same = [certificate[name] for name in ("store", "person", "serial")]
    need([body["store"], body["person"], body["certificate"]] == same, "a session of another key")
    length = moment(body["until"]) - moment(body["from"])
    need(timedelta(0) < length <= timedelta(hours=12), "a session of another length")


NOTE = re.compile(
    r"(rpl-desk/([0-9a-f-]{36})/([1-9]\d*)\n([1-9]\d*)\n([A-Za-z0-9+/]{43}=)\nhead ([0-9a-f]{64})\n)\n"
    r"((?:— \S+ \S+\n)+)"
)


def read_note(text):
    found = NOTE.fullmatch(text)
    need(found, "not a note")
    lines, store, epoch, size, root, head, signatures = found.groups()
    made = []
    for line in signatures.splitlines():
        _, name, data = line.split(" ")
        made.append((name, from_base64(data, 68)))
    whole = {"text": lines.encode(), "store": store, "epoch": int(epoch), "size": int(size), "head": head}
    return whole | {"root": from_base64(root, 32), "signatures": made, "code": code(lines.encode())}


def line_holds(note, name, data, public):
    identity = sha(name.encode() + b"\n\xffrpl-desk/checkpoint/1" + public)[:4]
    return data[:4] == identity and signed_by(public, "rpl-desk/checkpoint/1", note["text"], data[4:])


def check_note_elsewhere(note, sessions, certificates, authority):
    """Check a note with the certificates that travel with it."""
    people, keys = {}, {}
    for one in certificates:
        has(one, body=dict, signature=str)
        need(is_certified(one["body"], from_base64(one["signature"], 64), authority), "a certificate does not hold")
        name = f"person/{one['body']['person']}/{one['body']['serial']}"
        people[name], keys[name] = one["body"], unhex(one["body"]["sign_pub"])
        need(one["body"]["store"] == note["store"], "another store")
    for one in sessions:
        has(one, body=dict, signature=str)
        has(one["body"], **SESSION)
        owner = people.get(f"person/{one['body']['person']}/{one['body']['certificate']}")
        need(owner, "a session of nobody certified")
        check_session(one["body"], from_base64(one["signature"], 64), owner)
        keys[f"session/{one['body']['session']}"] = unhex(one["body"]["public"])
    for name, data in note["signatures"]:
        need(name in keys and line_holds(note, name, data, keys[name]), "a line of the note does not hold")


# -- the tree ---------------------------------------------------------------------------------------------------------


def leaf(entry):
    return sha(b"\0" + entry)


def root_of(leaves):
    """RFC 6962, 2.1, one level after the other; an odd one at the end moves up."""
    while len(leaves) > 1:
        pairs = [sha(b"\1" + leaves[at] + leaves[at + 1]) for at in range(0, len(leaves) - 1, 2)]
        leaves = pairs + leaves[len(leaves) - len(leaves) % 2 :]
    return leaves[0]


def leads_to(entry, index, size, path, root):
    node, last, path = leaf(entry), size - 1, list(path)
    while last:
        if index % 2 or index < last:
            if not path:
                return False
            beside = path.pop(0)
            node = sha(b"\1" + beside + node) if index % 2 else sha(b"\1" + node + beside)
        index, last = index // 2, last // 2
    return not path and node == root


def goes_on(low, low_root, high, high_root, path):
    """RFC 9162, 2.1.4.2: the tree of `low` leaves is the beginning of that of `high`."""
    path = list(path)
    if low & (low - 1) == 0:
        path = [low_root, *path]
    if not path or not 0 < low < high:
        return False
    index, last = low - 1, high - 1
    while index % 2:
        index, last = index // 2, last // 2
    one = two = path[0]
    for beside in path[1:]:
        if last == 0:
            return False
        if index % 2 or index == last:
            one, two = sha(b"\1" + beside + one), sha(b"\1" + beside + two)
            while index % 2 == 0 and index:
                index, last = index // 2, last // 2
        else:
            two = sha(b"\1" + two + beside)
        index, last = index // 2, last // 2
    return last == 0 and (one, two) == (low_root, high_root)


# -- from elsewhere ---------------------------------------------------------------------------------------------------


def read_roster(data):
    roster = read_json(data)
    need(roster["type"] in [f"rpl-desk/roster/{number}" for number in (1, 2, 3, 4, 5)], "not a roster")
    number = int(roster["type"][-1])
    more = {"ended_records": list, "seals": list} if number >= 3 else {}
    more |= {"breaks": list} if number >= 4 else {}
    more |= {"foundings": list, "log_size": int} if number >= 5 else {}
    has(roster, type=str, store=str, authority=dict, people=list, **more)
    has(roster["authority"], fingerprint=str, public=str)
    for one in roster.get("breaks", []) + roster.get("foundings", []):
        has(one, statement=dict, signatures=list, certificates=list)
    for one in roster.get("seals", []):
        has(one, **{"sha256": str, "from": str, "ended": (str, type(None))})
    for one in roster.get("ended_records", []):
        texts = dict.fromkeys(["reference", "record_sha256", "at"], str)
        has(one, version=int, by_version=(int, type(None)), voiding=(dict, type(None)), **texts)
        need((one["by_version"] is None) != (one["voiding"] is None), "neither or both of a version and a voiding")
        if one["voiding"]:
            has(one["voiding"], payload=dict, signature=str, certificate=dict)
            has(one["voiding"]["certificate"], body=dict, signature=str)
            has(one["voiding"]["payload"], **VOIDING)
            need(one["voiding"]["payload"]["type"] == "rpl-desk/voiding/1", "not a voiding")
    return roster


def read_anchors(text):
    """Return (store or None, size, code, epoch or 0) of each anchor in a file's text, or of the line of minutes."""
    line = re.fullmatch(r"log ([\d,]+) · ([0-9A-Z-]+)", text.strip())
    if line:
        return [(None, int(line[1].replace(",", "")), line[2].replace("-", " "), 0)]
    found = []
    for row in text.splitlines():
        one = read_json(row.encode())
        has(one, type=str, authority=dict, note=str, sessions=list, certificates=list)
        need(one["type"] == "rpl-desk/anchor/1", "not an anchor")
        note = read_note(one["note"])
        check_note_elsewhere(note, one["sessions"], one["certificates"], unhex(one["authority"]["public"]))
        found.append((note["store"], note["size"], note["code"], note["epoch"]))
    return found


# -- a break -----------------------------------------------------------------------------------------------------------


def check_break(said, signatures, certificates, ended, store):
    """Check the statement of a break and who signed it; its place in the log is for a store to say."""
    texts = dict.fromkeys(["type", "store", "operation", "at", "log_head", "vouched_head", "cause"], str)
    lists = dict.fromkeys(["entries", "checkpoints", "files", "rows", "signers"], list)
    has(said, epoch=int, log_size=int, vouched_size=int, **texts, **lists)
    need(said["type"] == "rpl-desk/break/1" and said["store"] == store, "not a break of this office")
    need(said["cause"] in ("disk", "power", "program", "person", "unknown"), "of no known cause")
    _in_order(said)
    for projection, _, digest in said["rows"]:
        need(digest or projection.partition("/")[0] not in KEPT, "gives up what a key signed")
    need(all(0 < one[0] <= said["log_size"] for one in said["entries"] + said["checkpoints"]), "not before it")
    first = min([one[0] for one in said["entries"]], default=said["log_size"] + 1)
    need(said["vouched_size"] == first - 1, "vouches up to another entry")
    need(len(said["signers"]) == len(signatures) == 2, "not by two")
    people, public, roles = set(), set(), set()
    for signer, (serial, signature) in zip(said["signers"], signatures, strict=True):
        has(signer, person=str, certificate=int)
        need(signer["certificate"] == serial and serial in certificates, "by nobody certified")
        certificate = certificates[serial]
        need(certificate["person"] == signer["person"], "by another person's key")
        need(ended.get(serial, said["log_size"] + 1) > said["log_size"], "with a key that had ended")
        need(moment(said["at"]) >= moment(certificate["from"]), "before it was certified")
        key = unhex(certificate["sign_pub"])
        holds = signed_by(key, "rpl-desk/break/1", canonical(said), from_base64(signature, 64))
        need(holds, "a signature does not fit")
        people.add(signer["person"])
        public.add(key)
        roles.update(certificate["roles"])
    need(len(people) == len(public) == 2, "twice by one")
    need("administrator" in roles, "by no administrator")


def _in_order(said):
    hashes = {"entries": (1, 3), "checkpoints": (1, 2), "files": (0, 2), "rows": (2, 3)}
    for name, (first, length) in hashes.items():
        for one in said[name]:
            need(isinstance(one, list) and len(one) == length, f"{name} of another form")
            for part in one[first:]:
                need(part is None or re.fullmatch("[0-9a-f]{64}", part), f"{name} with no hash")
            need(name == "checkpoints" or one[1 if name == "entries" else 0] is not None, f"{name} without one")
        kinds = {"entries": [int], "checkpoints": [int], "files": [str], "rows": [str, int]}[name]
        keys = [one[: len(kinds)] for one in said[name]]
        need(all([type(part) for part in key] == kinds for key in keys), f"{name} of another type")
        need(keys == sorted(keys) and len({*map(tuple, keys)}) == len(keys), f"{name} out of order")
    need(any(said[name] for name in hashes), "names nothing")


# -- an authority founded anew -----------------------------------------------------------------------------------------


def check_founding(said, signatures, certificates, ended, store):
    """Check the statement of a founding and who signed it; the rest is for a store to say."""
    texts = dict.fromkeys(["type", "store", "operation", "at", "log_head", "previous", "public", "certificates"], str)
    lists = dict.fromkeys(["enrolled", "custodians", "signers"], list)
    has(said, epoch=int, log_size=int, last_serial=int, **texts, **lists)
    need(said["type"] == "rpl-desk/founding/1" and said["store"] == store, "not a founding of this office")
    unhex(said["previous"])
    unhex(said["public"])
    enrolled = {}
    for one in said["enrolled"]:
        has(one, person=str, certificate=int)
        enrolled[one["certificate"]] = one["person"]
    need(len(set(enrolled.values())) == len(said["enrolled"]), "counts somebody twice")
    signers = [serial for serial, _ in signatures]
    need(signers == said["signers"] and len(set(signers)) == len(signers), "not by its signers")
    need(len(signers) >= 2 and 2 * len(signers) >= len(enrolled), "by less than half")
    need(set(signers) <= set(enrolled), "by somebody not enrolled")
    named = set(said["custodians"])
    need(len(named) >= 2 and named <= {enrolled[serial] for serial in signers}, "with other custodians")
    public = set()
    for serial, signature in signatures:
        need(serial in certificates and certificates[serial]["person"] == enrolled[serial], "by nobody certified")
        certificate = certificates[serial]
        need(ended.get(serial, said["log_size"] + 1) > said["log_size"], "with a key that had ended")
        need(moment(said["at"]) >= moment(certificate["from"]), "before it was certified")
        key = unhex(certificate["sign_pub"])
        holds = signed_by(key, "rpl-desk/founding/1", canonical(said), from_base64(signature, 64))
        need(holds, "a signature does not fit")
        public.add(key)
    need(len(public) == len(signers), "one key for two people")


def founded_after(roster, authority, store):
    """Return the statement that put another authority in the place of this one; raises Wrong where it is no other's."""
    need(roster["store"] == store, "another store than the roster's")
    if unhex(roster["authority"]["public"]) == authority:
        return None
    found = [
        one["statement"] for one in roster.get("foundings", []) if unhex(one["statement"]["previous"]) == authority
    ]
    need(found, "another authority")
    return found[0]


def told_by(roster, store):
    """Return why breaks and foundings that a roster tells of do not hold; what is told of the others is for readers."""
    why, authority = [], unhex(roster["authority"]["public"])
    after = roster["authority"]["public"]
    for one in reversed(roster.get("foundings", [])):
        if one["statement"]["public"] != after:
            why.append("a founding of another authority")
        after = one["statement"]["previous"]
    why += _told(roster, "foundings", check_founding, authority, store)
    return why + _told(roster, "breaks", check_break, authority, store)


def _told(roster, name, check, authority, store):
    why, ends = [], {one["fingerprint"]: one.get("ended") for one in roster["people"]}
    for one in roster.get(name, []):
        try:
            held, ended = {}, {}
            for certificate in one["certificates"]:
                has(certificate, body=dict, signature=str)
                body, signature = certificate["body"], from_base64(certificate["signature"], 64)
                if is_certified(body, signature, authority):
                    held[body["serial"]] = body
                mark = fingerprint(unhex(body["sign_pub"]))
                need(mark in ends, "by a key that is not listed")
                if ends[mark] is not None:
                    ended[body["serial"]] = ends[mark]
            check(one["statement"], one["signatures"], held, ended, store)
        except (Wrong, KeyError, TypeError, ValueError) as error:
            why.append(f"{name} that the roster tells of: {error}")
    return why


# -- a signed record --------------------------------------------------------------------------------------------------

PAYLOAD = dict.fromkeys(["type", "store", "record_sha256", "reference", "role", "meaning", "operation"], str)
PAYLOAD |= dict.fromkeys(["log_head", "signed_at"], str)
PAYLOAD |= dict.fromkeys(["epoch", "version", "certificate", "log_size"], int) | {"signer": dict}
VOIDING = {name: kind for name, kind in PAYLOAD.items() if name != "meaning"} | {"reason_sha256": str}


def check_signature(record, one, authority, store, tag="rpl-desk/sign-off/1"):
    payload, certificate = one["payload"], one["certificate"]["body"]
    need(is_certified(certificate, from_base64(one["certificate"]["signature"], 64), authority), "not certified")
    public = unhex(certificate["sign_pub"])
    signature = from_base64(one["signature"], 64)
    need(signed_by(public, tag, canonical(payload), signature), "a signature does not fit")
    signer = {"person": certificate["person"], "name": certificate["name"]}
    need(payload["signer"] == signer and payload["certificate"] == certificate["serial"], "another person's key")
    need({payload["store"], certificate["store"], record.get("store"), store} == {store}, "not of one store")
    what = [payload["reference"], payload["version"], payload["epoch"]]
    need(what == [record.get("reference"), record.get("version"), record.get("epoch")], "of another record")
    need(payload["record_sha256"] == sha(canonical(record)).hex(), "the record was altered")
    need(moment(payload["signed_at"]) >= moment(certificate["from"]), "before it was certified")


def check_voiding(record, one, authority, store):
    need(one["payload"]["type"] == "rpl-desk/voiding/1" and one["payload"]["role"] == "chair", "not by a chair")
    has(one["payload"]["signer"], person=str, name=str)
    check_signature(record, one, authority, store, "rpl-desk/voiding/1")
    need(one["payload"]["signer"]["person"] not in (record.get("excluded_signers") or []), "by somebody excluded")


def check_signers(record, signatures, holding):
    """Return the signatories that nobody fills; raises Wrong where the rules are broken."""
    slots, excluded = record.get("signatories"), record.get("excluded_signers")
    need(isinstance(slots, list) and isinstance(excluded, list), "the record does not say who signs")
    for one in slots:
        has(one, position=int, role=str, role_words=str, people=list)
    who = Counter(one["payload"]["signer"]["person"] for one in signatures)
    which = Counter(one["certificate"]["body"]["sign_pub"] for one in signatures)
    need(max([*who.values(), *which.values()], default=1) == 1, "one person signs twice")
    need(not set(who) & set(excluded), "somebody excluded signs")
    roles = {}
    for one in record.get("people", []):
        roles.setdefault(one["person"], set()).update(one["roles"])
    for one in signatures:
        held = roles.get(one["payload"]["signer"]["person"], set())
        role = one["payload"]["role"]
        need(role != "vetter" or not held & {"rater", "assessor"}, "who judged vets")
        need(role != "assessor" or "vetter" not in held, "who vets assesses")

    def fits(slot, one):
        return one["payload"]["role"] == slot["role"] and one["payload"]["signer"]["person"] in slot["people"]

    def fill(open_slots, left):
        """Return the fewest slots left open, trying every way: there are a handful of them."""
        if not open_slots:
            return 0, left
        first, rest = open_slots[0], open_slots[1:]
        ways = [fill(rest, left[:at] + left[at + 1 :]) for at, one in enumerate(left) if fits(first, one)]
        missed, others = fill(rest, left)
        return min([*ways, (missed + 1, others)], key=lambda way: (way[0], len(way[1])))

    missing, left_over = fill(slots, list(holding))
    need(not left_over, "somebody signs who was not asked")
    return missing


def check_record(data, roster=None, anchors=()):
    """Return what a check of a signed record comes to, and why."""
    try:
        plain = read_json(data)
    except Wrong as error:
        return (CHANGED if b'"rpl-desk/' in data else UNSURE), str(error)
    kind = plain.get("type") if isinstance(plain, dict) else None
    if kind in ("rpl-desk/minutes/1", "rpl-desk/minutes-unproven/1", "rpl-desk/attested/1"):
        try:
            if kind == "rpl-desk/minutes-unproven/1":
                has(plain, type=str, paper=dict, confirmed=dict)
                has(plain["confirmed"], at=str, by=str)
                return UNSIGNED, "confirmed by the office's file alone"
            draft = UNSIGNED, "a draft that nobody answers for"
            return draft if kind == "rpl-desk/minutes/1" else check_paper(plain, roster, anchors)
        except (Wrong, KeyError, TypeError, AttributeError, ValueError) as error:
            return CHANGED, str(error)
    if kind not in ("rpl-desk/signed-record/1", "rpl-desk/signed-record/2"):
        later = isinstance(kind, str) and re.fullmatch(r"rpl-desk/signed-record/\d+", kind)
        ours = isinstance(plain, dict) and {"record", "signatures", "authority"} <= plain.keys()
        return (CHANGED if ours and not later else UNSURE), "not a signed record of a known form"
    try:
        return _check_parts(plain, kind.endswith("2"), roster, anchors)
    except (Wrong, KeyError, TypeError, AttributeError) as error:
        return CHANGED, str(error)


def _check_parts(plain, is_anchored, roster, anchors):
    more = {"anchor": dict} if is_anchored else {}
    has(plain, type=str, record=dict, signatures=list, authority=dict, **more)
    record, signatures = plain["record"], plain["signatures"]
    has(plain["authority"], store=str, public=str, fingerprint=str)
    authority, store = from_base64(plain["authority"]["public"], 32), plain["authority"]["store"]
    need(plain["authority"]["fingerprint"] == fingerprint(authority), "not the authority's fingerprint")
    need(len(signatures) <= 50, "too many signatures")
    for one in signatures:
        has(one, payload=dict, signature=str, certificate=dict)
        has(one["certificate"], body=dict, signature=str)
        has(one["payload"], **PAYLOAD)
        has(one["payload"]["signer"], person=str, name=str)
        need(one["payload"]["type"] == "rpl-desk/sign-off/1", "not a sign-off")
        check_signature(record, one, authority, store)
    note = _check_anchor(plain, authority, store) if is_anchored else None
    known = record.get("type") in [f"rpl-desk/decision-record/{number}" for number in (1, 2, 3, 4)]
    missing = check_signers(record, signatures, signatures) if known else 0
    unsure = [] if known else ["a record of a later form"]
    keys = [(one["payload"]["signer"]["person"], one["certificate"]["body"]["sign_pub"]) for one in signatures]
    if note:
        keys += [(one["body"]["person"], one["body"]["sign_pub"]) for one in plain["anchor"]["certificates"]]
    if roster:
        founded = founded_after(roster, authority, store)
        listed = {(one["person"], one["fingerprint"]): one.get("ended") for one in roster["people"]}
        ends = {one["fingerprint"]: one.get("ended") for one in roster["people"]}
        if any((person, fingerprint(unhex(public))) not in listed for person, public in keys):
            unsure.append("a key is not on the roster")
        unsure += told_by(roster, store)
        for one in signatures if founded else []:
            need(one["payload"]["log_size"] < founded["log_size"], "after another authority was founded")
            need(one["payload"]["certificate"] <= founded["last_serial"], "certified after another authority was")
        for one in signatures:
            end = ends.get(fingerprint(unhex(one["certificate"]["body"]["sign_pub"])))
            need(end is None or one["payload"]["log_size"] < end, "a key that had ended")
    ended = [
        one for one in (roster or {}).get("ended_records", []) if one["record_sha256"] == sha(canonical(record)).hex()
    ]
    for one in ended:
        try:
            if one["voiding"]:
                check_voiding(record, one["voiding"], unhex(roster["authority"]["public"]), store)
        except (Wrong, KeyError, TypeError):
            unsure, ended = [*unsure, "a voiding does not hold"], []
    if anchors:
        unsure += held_to(note, plain["anchor"]["links"] if note else [], anchors)
    if missing or not signatures:
        return UNSIGNED, "not everybody has signed"
    if ended:
        return ENDED, "superseded or voided"
    return (UNSURE, unsure[0]) if unsure else (GOOD, "everything holds")


def read_anchor(anchor, authority):
    has(anchor, note=str, sessions=list, certificates=list, proofs=list, links=list)
    note = read_note(anchor["note"])
    check_note_elsewhere(note, anchor["sessions"], anchor["certificates"], authority)
    for one in anchor["links"]:
        has(one, epoch=int, size=int, root=str, head=str, path=list)
        low, high = sorted([(one["size"], unhex(one["root"])), (note["size"], note["root"])])
        need(goes_on(*low, *high, [unhex(part) for part in one["path"]]), "a link does not hold")
    return note


def held_to(note, links, anchors):
    """Return why anchors say nothing of a note; raises Wrong where one is of another log."""
    codes = {} if note is None else {note["size"]: {note["code"]}}
    for one in links:
        root = base64.b64encode(unhex(one["root"])).decode()
        text = f"rpl-desk/{note['store']}/{one['epoch']}\n{one['size']}\n{root}\nhead {one['head']}\n"
        codes.setdefault(one["size"], set()).add(code(text.encode()))
    told = [one for one in anchors if one[1] in codes and one[0] in (None, note["store"])]
    need(all(one[2] in codes[one[1]] for one in told), "another log than the anchor's")
    return [] if told else ["no anchor of a known size"]


def _check_anchor(plain, authority, store):
    note = read_anchor(plain["anchor"], authority)
    payloads = [one["payload"] for one in plain["signatures"]]
    need(note["store"] == store and all(one["epoch"] <= note["epoch"] for one in payloads), "a note of elsewhere")
    need(len(plain["anchor"]["proofs"]) == len(payloads), "not one proof for each signature")
    for payload, proof in zip(payloads, plain["anchor"]["proofs"], strict=True):
        has(proof, entry=str, body=str, path=list)
        entry, body = read_json(proof["entry"].encode()), read_json(proof["body"].encode())
        need(entry["seq"] == payload["log_size"] + 1 and entry["prev"] == payload["log_head"], "another entry")
        need(entry["action"] == "sign record" and body["operation"] == payload["operation"], "another act")
        need(entry["body_hash"] == sha(proof["body"].encode()).hex(), "another body")
        hashed = sha(b"rpl-desk/audit/1\0" + proof["entry"].encode())
        path = [unhex(one) for one in proof["path"]]
        need(leads_to(hashed, entry["seq"] - 1, note["size"], path, note["root"]), "not in the log")
    need(note["size"] == max((one["log_size"] + 1 for one in payloads), default=0), "not the note that closed it")
    return note


# -- a paper ----------------------------------------------------------------------------------------------------------

ACTS = {"rpl-desk/minutes/1": "confirm minutes", "rpl-desk/register/1": "attest register"}


def check_paper(plain, roster, anchors):
    """Return what a check of minutes or a register comes to: who answers for it is in the log."""
    has(plain, type=str, paper=dict, authority=dict, anchor=dict)
    has(plain["authority"], store=str, public=str, fingerprint=str)
    authority, store = from_base64(plain["authority"]["public"], 32), plain["authority"]["store"]
    need(plain["authority"]["fingerprint"] == fingerprint(authority), "not the authority's fingerprint")
    note = read_anchor(plain["anchor"], authority)
    need({note["store"], plain["paper"]["store"], store} == {store}, "not of one store")
    (proof,) = plain["anchor"]["proofs"]
    has(proof, entry=str, body=str, path=list)
    entry, body = read_json(proof["entry"].encode()), read_json(proof["body"].encode())
    need(entry["action"] == ACTS[plain["paper"]["type"]], "another act")
    need(sha(canonical(plain["paper"])).hex() in body["papers"], "the paper was altered")
    need(entry["body_hash"] == sha(proof["body"].encode()).hex(), "another body")
    sessions = {one["body"]["session"]: one["body"]["person"] for one in plain["anchor"]["sessions"]}
    need(sessions.get(entry["session"]) == entry["actor"], "not by a session that signed the note")
    hashed = sha(b"rpl-desk/audit/1\0" + proof["entry"].encode())
    path = [unhex(one) for one in proof["path"]]
    need(leads_to(hashed, entry["seq"] - 1, note["size"], path, note["root"]), "not in the log")
    unsure = []
    if roster:
        founded = founded_after(roster, authority, store)
        need(not founded or note["size"] <= founded["log_size"], "after another authority was founded")
        listed = {(one["person"], one["fingerprint"]): one.get("ended") for one in roster["people"]}
        unsure += told_by(roster, store)
        for one in plain["anchor"]["certificates"]:
            need(
                not founded or one["body"]["serial"] <= founded["last_serial"], "certified after another authority was"
            )
            who = (one["body"]["person"], fingerprint(unhex(one["body"]["sign_pub"])))
            unsure += [] if who in listed else ["a key is not on the roster"]
            need(listed.get(who) is None or note["size"] <= listed[who], "a key that had ended")
    if anchors:
        unsure += held_to(note, plain["anchor"]["links"], anchors)
    return (UNSURE, unsure[0]) if unsure else (GOOD, "everything holds")


# -- a store ----------------------------------------------------------------------------------------------------------

CLOSING = ("sign record", "void decision", "sign out", "export record", "end key", "confirm minutes", "attest register")
CLOSING += ("audit.break", "office.refound")
KEPT = ("certificate", "founding", "key_ending", "record", "session_key", "signature", "store_restore", "voiding")


class Store:
    """Checks a store; `found` gets (kind, words)."""

    def __init__(self, path, roster, anchors, needs=()):
        """`breaks` gets (entry, statement) of each that holds; `lost` and its like what they name, by its place."""
        self.file, *self.others = (sqlite3.connect(f"file:{one}?mode=ro", uri=True) for one in (path, *needs))
        for one in (self.file, *self.others):
            one.row_factory = sqlite3.Row
        self.roster, self.anchors = roster, anchors
        self.found = []
        self.breaks, self.foundings, self.lost, self.lost_notes, self.lost_files = [], [], {}, {}, {}

    def rows(self, statement):
        return self.file.execute(statement).fetchall()

    def check(self):
        parts = (self.pages, self.keys, self.broken, self.log, self.tracked, self.evidence, self.signed_log)
        for part in (*parts, self.founded, self.records):
            try:
                part()
            except (Wrong, KeyError, TypeError, ValueError, IndexError, AttributeError, sqlite3.Error) as error:
                self.found.append((CHANGED, f"{part.__name__}: {error}"))
        self.elsewhere()
        kinds = {kind for kind, _ in self.found}
        for seq, said in self.breaks:
            names = [one["person"] for one in said["signers"]]
            self.found.append((BROKEN, f"entry {seq}: a break, signed by {' and '.join(names)}"))
        for said in self.foundings:
            self.found.append((BROKEN, f"entry {said['log_size'] + 1}: the authority was founded anew"))
        return next((one for one in (CHANGED, UNSURE) if one in kinds), GOOD), [words for _, words in self.found]

    def changed(self, holds, words):
        if not holds:
            self.found.append((CHANGED, words))

    def pages(self):
        need([one[0] for one in self.rows("PRAGMA integrity_check")] == ["ok"], "the file is damaged")
        need(not self.rows("PRAGMA foreign_key_check"), "a row points nowhere")

    # A break

    def broken(self):
        """Find the breaks that hold; what the later names stands before what the earlier does."""
        held = []
        for row in self.rows("SELECT * FROM audit_entry WHERE action = 'audit.break' ORDER BY seq"):
            try:
                held.append((row["seq"], self._statement(row)))
            except (Wrong, KeyError, TypeError, ValueError) as error:
                held.append((row["seq"], str(error)))
        for _, said in held:
            if isinstance(said, dict):
                self.lost |= {seq: (hashed, digest) for seq, hashed, digest in said["entries"]}
                self.lost_notes |= dict(said["checkpoints"])
                self.lost_files |= dict(said["files"])
        for seq, said in held:
            if seq in self.lost:
                continue
            if isinstance(said, dict) and self._hash_of(said["vouched_size"]) != said["vouched_head"]:
                said = "it vouches for another log"
            if isinstance(said, dict):
                self.breaks.append((seq, said))
            else:
                self.changed(False, f"the break of entry {seq} does not hold: {said}")
        self.lost, self.lost_notes, self.lost_files = {}, {}, {}
        for _, said in self.breaks:
            self.lost |= {seq: (hashed, digest) for seq, hashed, digest in said["entries"]}
            self.lost_notes |= dict(said["checkpoints"])
            self.lost_files |= dict(said["files"])

    def _hash_of(self, seq):
        if seq == 0:
            return "0" * 64
        if seq in self.lost:
            return self.lost[seq][0]
        (row,) = self.rows(f"SELECT entry FROM audit_entry WHERE seq = {seq}")
        return sha(b"rpl-desk/audit/1\0" + bytes(row["entry"])).hex()

    def _statement(self, row):
        entry, body = read_json(bytes(row["entry"])), read_json(bytes(row["body"]))
        has(body["break"], statement=dict, signatures=list)
        said = body["break"]["statement"]
        certificates = {one["serial"]: one for one in self.certificates.values()}
        check_break(said, body["break"]["signatures"], certificates, self.ended, self.store)
        need(said["epoch"] <= self.epoch, "of a later time")
        place = (said["log_size"] + 1, said["log_head"], said["operation"])
        need(place == (entry["seq"], entry["prev"], body["operation"]), "of another place")
        need(said["rows"] == body["rows"], "other rows than the entry's")
        return said

    def _is_lost(self, number, rows):
        """Tell whether an entry is lost; what is in its place has to be what the break found there."""
        if number not in self.lost:
            return False
        columns = ("seq", "entry", "hash", "body", "at", "actor", "action", "subject", "operation")
        listed = ", ".join(f"hex({name})" for name in columns)
        found = self.rows(f"SELECT {listed} FROM audit_entry WHERE seq = {number}")
        there = sha(b"rpl-desk/lost/1\0" + ",".join(found[0]).encode()).hex() if found else None
        self.changed(there == self.lost[number][1], f"entry {number} is not as its break found it")
        self.entries.append(
            dict.fromkeys(["at", "session", "action"], "") | {"seq": number, "hash": self.lost[number][0]}
        )
        return True

    def log(self):
        self.entries, self.last = [], {}
        prev = "0" * 64
        there = {row["seq"]: row for row in self.rows("SELECT * FROM audit_entry ORDER BY seq")}
        for number in range(1, max([*there, *self.lost], default=0) + 1):
            if self._is_lost(number, there):
                prev = self.lost[number][0]
                continue
            need(number in there, f"entry {number} is gone")
            row = there[number]
            entry, body = bytes(row["entry"]), bytes(row["body"])
            hashed = sha(b"rpl-desk/audit/1\0" + entry).hex()
            said, more = read_json(entry), read_json(body)
            names = ["at", "actor", "session", "device", "action", "subject", "body_hash", "prev"]
            has(said, v=int, seq=int, **dict.fromkeys(names, str))
            holds = (said["v"], said["seq"], said["prev"]) == (1, number, prev) and canonical(said) == entry
            self.changed(holds and row["hash"] == hashed, f"entry {number} does not follow")
            self.changed(said["body_hash"] == sha(body).hex(), f"entry {number} has another body")
            for name in ("seq", "at", "actor", "action", "subject"):
                self.changed(row[name] == said[name], f"entry {number}: column {name}")
            self.changed(row["operation"] == more["operation"], f"entry {number}: column operation")
            for projection, key, digest in more["rows"]:
                self.last[projection, key] = digest
            self.entries.append(said | {"hash": hashed})
            prev = hashed
        self.changed(self.entries, "the log is empty")

    def tracked(self):
        newest = {}
        for projection, _ in self.last:
            table, _, version = projection.partition("/")
            newest[table] = max(newest.get(table, 0), int(version))
        for (projection, key), digest in self.last.items():
            table, _, version = projection.partition("/")
            self.changed(int(version) == newest[table] or digest is None, f"{table} {key} was not taken over")
        tables = [one[0] for one in self.rows("SELECT name FROM sqlite_master WHERE type = 'table'")]
        for table in tables:
            columns = [one["name"] for one in self.rows(f'PRAGMA table_info("{table}")')]
            if "salt" not in columns:
                continue
            projection, seen = f"{table}/{newest.get(table, 1)}", set()
            for row in self.rows(f'SELECT * FROM "{table}"'):
                values = {name: row[name] for name in columns if name not in ("salt", "revision")}
                values = {n: {"hex": v.hex()} if isinstance(v, bytes) else v for n, v in values.items()}
                data = canonical([projection, row["salt"].hex(), values])
                seen.add(row["id"])
                digest = sha(b"rpl-desk/row/1\0" + data).hex()
                self.changed(self.last.get((projection, row["id"])) == digest, f"{table} {row['id']} was changed")
            for (name, key), digest in self.last.items():
                self.changed(name != projection or digest is None or key in seen, f"{table} {key} is gone")

    def evidence(self):
        for one in self.rows("SELECT sha256, size FROM blob"):
            for file in (self.file, *self.others):
                pieces = file.execute(
                    "SELECT number, bytes FROM blob_chunk WHERE sha256 = ? ORDER BY number", (one["sha256"],)
                ).fetchall()
                if pieces:
                    break
            data = b"".join(row["bytes"] for row in pieces)
            whole = (sha(data).hex(), len(data)) == tuple(one)
            if not whole and one["sha256"] in self.lost_files:
                found = sha(data).hex() if pieces else None
                self.changed(found == self.lost_files[one["sha256"]], "a damaged file is not as its break found it")
                continue
            self.changed([row["number"] for row in pieces] == list(range(len(pieces))), "a piece is missing")
            self.changed((sha(data).hex(), len(data)) == tuple(one), f"file {one['sha256'][:8]} was changed")
        for one in self.rows("SELECT commitment, body FROM sealed_judgements"):
            self.changed(sha(one["body"]).hex() == one["commitment"], "sealed judgements were changed")
        for one in self.rows("SELECT answer, reason, commitment, body FROM third_opinion WHERE commitment <> ''"):
            body = bytes(one["body"] or b"")
            holds = sha(body).hex() == one["commitment"]
            said = read_json(body) if holds else {}
            told = (said.get("answer"), said.get("reason"))
            self.changed(holds and told == (one["answer"], one["reason"]), "a third opinion was changed")
        self._exercises()

    def _exercises(self):
        frozen = {one["id"]: one["sha256"] for one in self.rows("SELECT id, sha256 FROM exercise")}
        for one in self.rows("SELECT sha256, body FROM exercise"):
            self.changed(sha(one["body"]).hex() == one["sha256"], "a frozen case was changed")
        people = {one["id"]: one["uid"] for one in self.rows("SELECT id, uid FROM person")}
        for part in self.rows("SELECT * FROM exercise_assessor WHERE sealed_at IS NOT NULL OR commitment <> ''"):
            listed = f"SELECT key, answer, reason FROM exercise_answer WHERE assessor_id = {part['id']}"
            answers = sorted([*map(list, self.rows(listed))])
            said = {"exercise": frozen[part["exercise_id"]], "assessor": people[part["person_id"]], "answers": answers}
            holds = part["sealed_at"] and sha(canonical(said)).hex() == part["commitment"]
            self.changed(holds, "answers of an exercise are not what was sealed")

    def keys(self):
        office = self.rows("SELECT store, epoch, authority_public FROM office")[0]
        self.store, self.epoch, self.authority = office["store"], office["epoch"], bytes(office["authority_public"])
        self.certificates = {}
        for row in self.rows("SELECT id, serial, body, signature FROM certificate"):
            body = read_json(bytes(row["body"]))
            holds = canonical(body) == bytes(row["body"]) and is_certified(body, row["signature"], self.authority)
            self.changed(holds, f"certificate {row['serial']} does not hold")
            if holds:
                self.certificates[row["id"]] = body
        self.ended = {}
        for row in self.rows("SELECT * FROM key_ending"):
            self.changed(*self._ending(row))

    def _ending(self, row):
        body, certificate = read_json(bytes(row["body"])), self.certificates[row["certificate_id"]]
        names = ["type", "store", "person", "kind", "reason", "log_head", "at", "second"]
        has(body, certificate=int, log_size=int, **dict.fromkeys(names, str))
        self.ended[certificate["serial"]] = body["log_size"]
        same = [certificate[name] for name in ("store", "person", "serial")]
        holds = [body["store"], body["person"], body["certificate"]] == same
        tag, data = "rpl-desk/key-ending/1", bytes(row["body"])
        holds = holds and body["type"] == tag and signed_by(self.authority, tag, data, row["authority_signature"])
        second = self.certificates.get(row["second_certificate_id"])
        if second is None or row["second_signature"] is None:
            holds = holds and not body["second"] and body["kind"] != "forgotten"
        else:
            public = unhex(second["sign_pub"])
            holds = holds and second["person"] == body["second"] != body["person"]
            holds = holds and signed_by(public, tag, data, row["second_signature"])
        return holds, f"the end of certificate {certificate['serial']} does not hold"

    # An authority founded anew

    def founded(self):
        after, told = self.authority.hex(), set()
        rows = self.rows("SELECT body FROM founding ORDER BY id DESC")
        certified = {one["serial"]: one for one in self.certificates.values()}
        for row in rows:
            found = read_json(bytes(row["body"]))
            has(found, statement=dict, signatures=list, certificates=list, endings=list)
            said = found["statement"]
            need(canonical(found) == bytes(row["body"]), "not canonical")
            check_founding(said, found["signatures"], certified, self.ended, self.store)
            need(said["epoch"] <= self.epoch and said["public"] == after, "of another authority or time")
            self._before(found, said, certified)
            entry = self.entries[said["log_size"]]
            need(said["log_size"] > 0 and entry["seq"] == said["log_size"] + 1, "of no entry")
            need(self.entries[said["log_size"] - 1]["hash"] == said["log_head"], "of another log")
            if entry["seq"] not in self.lost:
                (operation,) = self.rows(f"SELECT operation FROM audit_entry WHERE seq = {entry['seq']}")[0]
                same = entry["action"] == "office.refound" and operation == said["operation"]
                need(same, "of another entry")
            after = said["previous"]
            told.add(entry["seq"])
            self.foundings.append(said)
        for one in self.entries:
            self.changed(one["action"] != "office.refound" or one["seq"] in told, "a founding without its row")

    def _before(self, found, said, certified):
        """Check that all that was vouched for anew was by the authority before, and who was enrolled."""
        previous, size = unhex(said["previous"]), said["log_size"]
        before = {serial: one for serial, one in certified.items() if serial <= said["last_serial"]}
        digests = [[serial, sha(canonical(one)).hex()] for serial, one in sorted(before.items())]
        need(sha(canonical(digests)).hex() == said["certificates"], "of other certificates")
        kept = {serial: from_base64(one, 64) for serial, one in found["certificates"]}
        need(kept.keys() == before.keys(), "vouches for other certificates")
        need(all(is_certified(one, kept[serial], previous) for serial, one in before.items()), "a slipped certificate")
        in_use = [serial for serial in sorted(before) if self.ended.get(serial, size) >= size]
        people = {before[serial]["person"]: serial for serial in in_use}
        need({one["person"]: one["certificate"] for one in said["enrolled"]} == people, "counts other people")
        ends, rows = dict(found["endings"]), self.rows("SELECT certificate_id, body FROM key_ending")
        bodies = {self.certificates[row["certificate_id"]]["serial"]: bytes(row["body"]) for row in rows}
        need(ends.keys() == {serial for serial, at in self.ended.items() if at < size}, "vouches for other ends")
        for serial, one in ends.items():
            tag = "rpl-desk/key-ending/1"
            need(signed_by(previous, tag, bodies[serial], from_base64(one, 64)), "a slipped end of a key")

    def signed_log(self):
        begun, known = {}, {}
        for one in self.entries:
            begun.setdefault(one["session"], one)
        for row in self.rows("SELECT certificate_id, body, signature FROM session_key"):
            body = read_json(bytes(row["body"]))
            try:
                need(canonical(body) == bytes(row["body"]), "not canonical")
                check_session(body, row["signature"], self.certificates[row["certificate_id"]])
                size, first = body["log_size"], begun.get(body["session"])
                need(body["store"] == self.store and body["epoch"] <= self.epoch, "of elsewhere")
                if size + 1 in self.lost:
                    need(not first or first["seq"] > size + 1, "begun before")
                else:
                    need(first and first["seq"] == size + 1 and first["action"] == "sign in", "not begun there")
                need(not size or self.entries[size - 1]["hash"] == body["log_head"], "came to another log")
                need(self.ended.get(body["certificate"], size) >= size, "with a key that had ended")
                known[body["session"]] = body
            except (Wrong, KeyError) as error:
                self.changed(False, f"a session: {error}")
        self.known = known
        good = self._notes(known)
        self._restored(good)
        began = min((one["seq"] for one in self.entries if one["session"] in known), default=None)
        since = 0
        for one in self.entries:
            mine = one["session"] in known
            standing = one["seq"] in good or one["seq"] in self.lost_notes
            since = 0 if standing else since + mine
            strange = began and one["seq"] >= began and one["session"] and not mine
            self.changed(not strange, f"entry {one['seq']} names a session nobody certified")
            if mine and not standing and (one["action"] in CLOSING or since > 50):
                self.changed(False, f"a checkpoint is missing after entry {one['seq']}")
                since = 0
        if max(good, default=0) < len(self.entries):
            self.found.append((UNSIGNED, f"signed up to entry {max(good, default=0)}"))

    def _notes(self, known):
        people = {f"person/{one['person']}/{one['serial']}": one for one in self.certificates.values()}
        leaves, good, epoch = [leaf(unhex(one["hash"])) for one in self.entries], set(), 1
        notes = {row["size"]: row["note"] for row in self.rows("SELECT size, note FROM checkpoint ORDER BY size")}
        for size, digest in self.lost_notes.items():
            found = sha(notes[size].encode()).hex() if size in notes else None
            self.changed(found == digest, f"checkpoint {size} is not as its break found it")
        for size, text in notes.items():
            if size in self.lost_notes and not self._is_note(text, known, people):
                continue
            try:
                note = read_note(text)
                need(note["size"] == size <= len(leaves), "of another size")
                need(note["root"] == root_of(leaves[:size]), "of another log")
                need(note["head"] == self.entries[size - 1]["hash"], "of another head")
                need(note["store"] == self.store and epoch <= note["epoch"] <= self.epoch, "out of its time")
                epoch = note["epoch"]
                for name, data in note["signatures"]:
                    session = known.get(name.partition("/")[2]) if name.startswith("session/") else None
                    need(session or name in people, "by no key that holds")
                    public = session["public"] if session else people[name]["sign_pub"]
                    serial = session["certificate"] if session else people[name]["serial"]
                    need(line_holds(note, name, data, unhex(public)), "a signature does not fit")
                    need(self.ended.get(serial, size) >= size, "by a key that had ended")
                    if session:
                        need(session["log_size"] < size, "before the session")
                        at = self.entries[size - 1]["at"]
                        need(not at or moment(at) <= moment(session["until"]), "after the session")
                good.add(size)
            except Wrong as error:
                self.changed(False, f"checkpoint {size}: {error}")
        return good

    def _is_note(self, text, known, people):
        """Tell whether a note is one that keys known here signed, of whatever log."""
        try:
            note = read_note(text)
            for name, data in note["signatures"]:
                session = known.get(name.partition("/")[2]) if name.startswith("session/") else None
                public = session["public"] if session else people[name]["sign_pub"]
                need(line_holds(note, name, data, unhex(public)), "a line does not hold")
        except (Wrong, KeyError):
            return False
        return True

    def _restored(self, good):
        people = {f"person/{one['person']}/{one['serial']}": one for one in self.certificates.values()}
        self.restores = self.rows("SELECT * FROM store_restore ORDER BY epoch")
        for row in self.restores:
            at = row["from_size"] + 1
            try:
                need(1 < at <= len(self.entries) and at in good, "its entry is not signed")
                entry, before = self.entries[at - 1], self.entries[at - 2]
                restored = entry["action"] == "store.restore" or at in self.lost
                need(restored and before["hash"] == row["from_head"], "of something else")
                note = read_note(self.rows(f"SELECT note FROM checkpoint WHERE size = {at}")[0]["note"])
                need(note["epoch"] == row["epoch"], "of another epoch")
                signers = [people[name] for name, _ in note["signatures"] if name in people]
                need(any("administrator" in one["roles"] for one in signers), "not by an administrator")
            except Wrong as error:
                self.changed(False, f"restore to epoch {row['epoch']}: {error}")
        self.changed(self.epoch == max([1, *(row["epoch"] for row in self.restores)]), "an epoch that nothing began")
        told = {row["from_size"] + 1 for row in self.restores}
        for one in self.entries:
            self.changed(one["action"] != "store.restore" or one["seq"] in told, "a restore without its row")

    def records(self):
        stages = {row["id"]: row["stage"] for row in self.rows('SELECT id, stage FROM "case"')}
        amendments = self.rows("SELECT * FROM amendment WHERE dropped_at IS NULL")
        amended = {one["record_id"]: one for one in amendments}
        voided = {one["record_id"]: one for one in self.rows("SELECT * FROM voiding")}
        for case, stage in stages.items():
            said = case in {one["case_id"] for one in voided.values()}
            self.changed((stage == "voided") == said, f"case {case} is voided, or is not")
        appeals, upheld = self.rows("SELECT * FROM appeal"), {one["appeal_id"] for one in amendments}
        still = {one["case_id"] for one in appeals if one["outcome"] is None}
        for case, stage in stages.items():
            self.changed((stage == "appeal") == (case in still), f"case {case} is under appeal, or is not")
        for one in appeals:
            self.changed((one["outcome"] == "upheld") == (one["id"] in upheld), f"appeal {one['id']} led elsewhere")
        rows = self.rows("SELECT * FROM record")
        bodies = {(row["case_id"], row["version"]): row for row in rows}
        for row in rows:
            body, signatures = read_json(bytes(row["body"])), []
            self.changed(sha(row["body"]).hex() == row["sha256"], f"record {row['id']} was changed")
            listed = "SELECT * FROM signature WHERE record_id = ? ORDER BY position"
            for one in self.file.execute(listed, (row["id"],)).fetchall():
                payload, certificate = read_json(bytes(one["payload"])), self.certificates[one["certificate_id"]]
                has(payload, **PAYLOAD)
                original = self.file.execute(
                    "SELECT signature FROM certificate WHERE id = ?", (one["certificate_id"],)
                ).fetchone()[0]
                signed = {"payload": payload, "signature": base64.b64encode(one["signature"]).decode()}
                signed["certificate"] = {"body": certificate, "signature": base64.b64encode(original).decode()}
                check_signature(body, signed, self.authority, self.store)
                need(canonical(payload) == bytes(one["payload"]), "a payload is not canonical")
                need(one["receipt"] == code(bytes(one["payload"])), "a receipt does not fit")
                size = payload["log_size"]
                need(0 < size <= len(self.entries), "a signature names no entry")
                need(self.entries[size - 1]["hash"] == payload["log_head"], "a signature names another log")
                need(self.ended.get(payload["certificate"], size + 1) > size, "a key that had ended")
                signatures.append(signed)
            end = row["id"] in amended or row["id"] in voided
            final = end or (stages.get(row["case_id"]) in ("signed", "released", "appeal") and not row["superseded"])
            if final or (signatures and not row["superseded"]):
                missing = check_signers(body, signatures, signatures)
                need(not (missing and final), "a final record lacks a signature")
            elif signatures:
                need(self._lacks(body, signatures), "superseded by nothing")
            for one in body.get("amends", []):
                before = bodies.get((row["case_id"], one["version"]))
                need(before and before["sha256"] == one["record_sha256"], "amends another record")
                need(before["version"] < row["version"], "amends a later record")
            if row["id"] in voided:
                self._voiding(row, body, voided[row["id"]])
            elif row["id"] in amended:
                self._amendment(row, amended[row["id"]], rows)

    def _lacks(self, body, signatures):
        try:
            return bool(check_signers(body, signatures, signatures))
        except Wrong:
            return True

    def _amendment(self, row, one, rows):
        need(bool(row["superseded"]) == (one["done_at"] is not None), "an amendment says otherwise")
        for after in rows:
            if after["id"] == one["by_record_id"]:
                said = [each["record_sha256"] for each in read_json(bytes(after["body"])).get("amends", [])]
                need(said == [row["sha256"]], "superseded by a record that does not amend it")

    def _voiding(self, row, body, one):
        payload, certificate = read_json(bytes(one["payload"])), self.certificates[one["certificate_id"]]
        has(payload, **VOIDING)
        signed = {"payload": payload, "signature": base64.b64encode(one["signature"]).decode()}
        listed = "SELECT signature FROM certificate WHERE id = ?"
        original = self.file.execute(listed, (one["certificate_id"],)).fetchone()[0]
        signed["certificate"] = {"body": certificate, "signature": base64.b64encode(original).decode()}
        check_voiding(body, signed, self.authority, self.store)
        reason = sha(canonical([one["reason_salt"], one["reason"]])).hex()
        need(payload["reason_sha256"] == reason, "voided for another reason")
        need(canonical(payload) == bytes(one["payload"]), "a payload is not canonical")
        need(one["receipt"] == code(bytes(one["payload"])), "a receipt does not fit")
        need(row["superseded"], "voided and not marked so")
        size = payload["log_size"]
        need(0 < size <= len(self.entries), "a voiding names no entry")
        need(self.entries[size - 1]["hash"] == payload["log_head"], "a voiding names another log")
        need(self.ended.get(payload["certificate"], size + 1) > size, "a key that had ended")

    def elsewhere(self):
        if self.roster:
            public = unhex(self.roster["authority"]["public"])
            known = [self.authority, *(unhex(one["previous"]) for one in self.foundings)]
            same = self.roster["store"] == self.store and public in known
            self.changed(same, "another authority than the roster's")
            if same and public != self.authority:
                self.found.append((UNSURE, "a roster from before the authority was founded anew"))
            listed = {(one["person"], one["fingerprint"]) for one in self.roster["people"]}
            for one in self.certificates.values() if same else ():
                if (one["person"], fingerprint(unhex(one["sign_pub"]))) not in listed:
                    self.found.append((UNSURE, f"the key of {one['name']} is not on the roster"))
        for store, size, wanted, epoch in self.anchors:
            if store not in (None, self.store):
                self.found.append((UNSURE, "an anchor of another store"))
            elif not self._fits(size, wanted):
                aside = any(
                    one["from_size"] < size and epoch < one["epoch"] and size <= (one["lost_size"] or size)
                    for one in self.restores
                )
                self.changed(aside, f"another log up to entry {size}")
                if aside and not epoch:
                    self.found.append((UNSURE, "an anchor that may be of a log that was put aside"))

    def _fits(self, size, wanted):
        if size > len(self.entries):
            return False
        root = root_of([leaf(unhex(one["hash"])) for one in self.entries[:size]])
        tail = f"\n{size}\n{base64.b64encode(root).decode()}\nhead {self.entries[size - 1]['hash']}\n"
        texts = [f"rpl-desk/{self.store}/{epoch}{tail}" for epoch in range(1, self.epoch + 1)]
        return wanted in [code(one.encode()) for one in texts]


def check_store(path, roster=None, anchors=()):
    """Return what a check of a store comes to, and everything found."""
    store = Store(path, roster, anchors)
    try:
        return store.check()
    finally:
        store.file.close()


# -- a backup ----------------------------------------------------------------------------------------------------------

MANIFEST = dict.fromkeys(["type", "file", "store", "made_at", "sha256", "log_head", "anchor", "salt"], str)
MANIFEST |= dict.fromkeys(["epoch", "size", "log_size"], int)


def check_backup(path):
    """Return what a backup and its manifest come to, who signed that, and everything found."""
    said = manifest_of(path)
    needs = [path.with_name(one["file"]) for one in said.get("needs", [])]
    store = Store(path, None, (), needs)
    try:
        kind, words = store.check()
        signer = _signer_of_backup(store, said)
        need((said["store"], said["epoch"]) == (store.store, store.epoch), "of another store")
        need((len(store.entries), store.entries[-1]["hash"]) == (said["log_size"], said["log_head"]), "another end")
        return kind, signer, words
    except (Wrong, OSError, KeyError) as error:
        return CHANGED, "", [str(error)]
    finally:
        for one in (store.file, *store.others):
            one.close()


def manifest_of(path):
    """Read the manifest beside a backup, and hold the bytes of all it names against it."""
    said = read_json(path.with_name(f"{path.name}.manifest.json").read_bytes())
    more = {} if said["type"] == "rpl-desk/backup/1" else {"needs": list, "signer": str, "signature": str}
    has(said, **MANIFEST, **more)
    need(said["type"] in ("rpl-desk/backup/1", "rpl-desk/backup/2") and said["file"] == path.name, "not its manifest")
    need(path.stat().st_size == said["size"], "of another size")
    for one in (said, *said.get("needs", [])):
        need(Path(one["file"]).name == one["file"], "in another folder")
        need(sha(path.with_name(one["file"]).read_bytes()).hex() == one["sha256"], f"{one['file']} has other bytes")
    return said


def _signer_of_backup(store, said):
    if not said.get("signer"):
        return ""
    session = store.known[said["signer"].removeprefix("session/")]
    serial = session["certificate"]
    need(session["log_size"] < said["log_size"], "signed before it began")
    need(store.ended.get(serial, said["log_size"]) >= said["log_size"], "signed with a key that had ended")
    need(moment(session["from"]) <= moment(said["made_at"]) <= moment(session["until"]), "signed at another time")
    data = canonical({name: value for name, value in said.items() if name not in ("signer", "signature")})
    signature = from_base64(said["signature"], 64)
    need(signed_by(unhex(session["public"]), "rpl-desk/backup/2", data, signature), "the signature does not fit")
    return next(one["name"] for one in store.certificates.values() if one["serial"] == serial)


def main(arguments):
    path, roster, anchors = Path(arguments[0]), None, []
    for name, value in zip(arguments[1::2], arguments[2::2], strict=True):
        if name == "--roster":
            roster = read_roster(Path(value).read_bytes())
        else:
            given = Path(value).read_text("utf-8") if Path(value).is_file() else value
            anchors += read_anchors(given)
    data = path.read_bytes()
    if data.startswith(b"SQLite format 3\0"):
        kind, words = check_store(path, roster, anchors)
    else:
        kind, words = check_record(data, roster, anchors)
    print(kind, words)
    return {GOOD: 0, CHANGED: 1, UNSIGNED: 1, ENDED: 1, UNSURE: 2}[kind]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
