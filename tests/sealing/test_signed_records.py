from dataclasses import replace

import pytest

from rpl_desk.domain.errors import Refused, RuleViolation
from rpl_desk.sealing.canonical import canonical, parse, receipt_code
from rpl_desk.sealing.keys import AUTHORITY, certify, fingerprint, new_person_key, unlock
from rpl_desk.sealing.signoff import Authority, Signature, UnknownForm, bundle, open_bundle, sign_off, sign_off_payload
from rpl_desk.sealing.verify import Roster, RosterPerson, Status, signature_faults, verify_bundle
from tests.factories import PEOPLE, STORE, sample_record


@pytest.fixture(scope="session")
def record_bytes():
    return canonical(sample_record().to_plain())


@pytest.fixture(scope="session")
def signatures(sign, record_bytes):
    return (sign("Assessor One", "assessor", record_bytes), sign("Chair One", "chair", record_bytes))


@pytest.fixture(scope="session")
def signed(record_bytes, signatures, office):
    return bundle(record_bytes, signatures, office)


@pytest.fixture(scope="session")
def roster(ring, office):
    return Roster(
        office,
        tuple(RosterPerson(PEOPLE[name], name, fingerprint(key.public)) for name, key in ring.people.items()),
    )


@pytest.fixture(scope="session")
def other_authority():
    return new_person_key("saddle thunder apple meadow ink", STORE, "authority", 1, purpose=AUTHORITY)


def words(verdict):
    return " ".join(str(problem) for problem in verdict.problems)


def test_a_signed_record_is_good_and_says_who_signed_what_and_when(signed, signatures, office):
    verdict = verify_bundle(signed)
    assert (verdict.status, verdict.problems) == (Status.GOOD, ())
    facts = " ".join(verdict.facts)
    assert f"This is the record of {sample_record().reference}, version 1." in facts
    assert "Assessor One signed as lead assessor; the time given is 2026-05-28 12:00:00 UTC." in facts
    assert "Chair One signed as chair" in facts
    assert "I have read this record" in facts
    assert "the log of the store had 17 entries and ended in abab" in facts
    for one in signatures:
        assert f"Receipt {one.receipt}." in facts
        assert one.receipt == receipt_code(canonical(one.payload))
    assert office.fingerprint in facts
    assert "printed roster" in facts


def test_the_file_gives_back_what_went_into_it(signed, record_bytes, signatures, office):
    opened = open_bundle(signed)
    assert opened.record_bytes == record_bytes
    assert (opened.signatures, opened.authority) == (signatures, office)
    assert bundle(opened.record_bytes, opened.signatures, opened.authority) == signed


def test_with_the_roster_the_authority_is_known(signed, roster):
    verdict = verify_bundle(signed, Roster.from_bytes(roster.to_bytes()))
    assert verdict.status is Status.GOOD
    assert "That is the authority of the roster." in verdict.facts


def test_a_roster_of_another_authority_makes_it_bad(signed, roster, other_authority):
    other = replace(roster, authority=Authority(STORE, other_authority.public))
    verdict = verify_bundle(signed, other)
    assert verdict.status is Status.BAD
    assert f"not the authority of the roster, {other.authority.fingerprint}" in words(verdict)


def test_a_key_that_the_roster_lacks_cannot_be_told(signed, roster):
    verdict = verify_bundle(signed, replace(roster, people=roster.people[:1]))
    assert verdict.status is Status.UNKNOWN
    assert words(verdict).startswith("signatures[1]: The key of Chair One is not on this roster.")


@pytest.mark.parametrize(
    "change",
    [
        lambda plain: plain.update(type="rpl-desk/roster/6"),
        lambda plain: plain["authority"].update(public="00" * 32),
        lambda plain: plain["authority"].update(public="xy"),
        lambda plain: plain["people"][0].pop("name"),
        lambda plain: plain.update(more=1),
    ],
)
def test_a_damaged_roster_is_refused(roster, change):
    plain = parse(roster.to_bytes())
    change(plain)
    with pytest.raises(Refused):
        Roster.from_bytes(canonical(plain))


def test_a_roster_that_is_not_json_is_refused():
    with pytest.raises(RuleViolation):
        Roster.from_bytes(b"Assessor One")


def test_a_record_altered_after_signing_is_bad_by_each_signer(signatures, office):
    altered = sample_record()
    altered = replace(altered, decision=replace(altered.decision, points=999))
    verdict = verify_bundle(bundle(canonical(altered.to_plain()), signatures, office))
    assert verdict.status is Status.BAD
    assert "The record is not what Assessor One signed: it was altered since." in words(verdict)
    assert "The record is not what Chair One signed: it was altered since." in words(verdict)


@pytest.mark.parametrize("change", [{"version": 2}, {"reference": "CR-2026-9999"}, {"epoch": 9}])
def test_a_signature_of_another_record_or_version_says_so(signatures, office, change):
    verdict = verify_bundle(bundle(canonical(sample_record(**change).to_plain()), signatures, office))
    assert verdict.status is Status.BAD
    assert f"Chair One signed {sample_record().reference}, version 1, and not this record." in words(verdict)


def test_a_missing_signature_is_named_by_its_role(record_bytes, signatures, office):
    verdict = verify_bundle(bundle(record_bytes, signatures[:1], office))
    assert verdict.status is Status.UNSIGNED
    assert words(verdict) == "signatures: The signature as chair is missing, or does not hold."
    assert any("Assessor One signed as lead assessor" in fact for fact in verdict.facts)


def test_an_unsigned_record_is_not_good(record_bytes, office):
    verdict = verify_bundle(bundle(record_bytes, (), office))
    assert verdict.status is Status.UNSIGNED
    assert "Nobody has signed this record." in words(verdict)


def test_one_person_cannot_sign_twice(sign, record_bytes, signatures, office):
    twice = (*signatures, sign("Chair One", "assessor", record_bytes))
    verdict = verify_bundle(bundle(record_bytes, twice, office))
    assert verdict.status is Status.BAD
    assert "signatures[2]: Chair One and Chair One are the same person; each signs once." in words(verdict)


def test_one_key_cannot_sign_as_two_people(ring, office, record_bytes, signatures):
    with unlock(ring.authority.wrapped, ring.passphrases["Authority"]) as authority:
        second = certify(
            authority,
            store_id=STORE,
            serial=9,
            person=PEOPLE["Chair One"],
            name="Chair One",
            roles=["member"],
            public=ring.people["Assessor One"].public,
            since="2026-01-05T09:00:00Z",
        )
    payload = signatures[1].payload | {"certificate": 9}
    with unlock(ring.people["Assessor One"].wrapped, ring.passphrases["Assessor One"]) as key:
        forged = Signature(payload, sign_off(key, payload), second)
    verdict = verify_bundle(bundle(record_bytes, (signatures[0], forged), office))
    assert words(verdict) == "signatures[1]: Chair One and Assessor One are the same person; each signs once."


def test_someone_excluded_may_not_sign(sign, office):
    record = canonical(sample_record(excluded_signers=(PEOPLE["Chair One"],)).to_plain())
    verdict = verify_bundle(
        bundle(record, (sign("Assessor One", "assessor", record), sign("Chair One", "chair", record)), office)
    )
    assert words(verdict) == "signatures[1]: Chair One may not sign this record: it names them as excluded."


def test_signing_in_a_role_not_asked_for_fills_nothing(sign, record_bytes, signatures, office):
    verdict = verify_bundle(bundle(record_bytes, (signatures[0], sign("Chair One", "vetter", record_bytes)), office))
    assert "The signature as chair is missing, or does not hold." in words(verdict)
    assert "Chair One was not asked to sign as vetter." in words(verdict)


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_two_slots_of_one_role_are_filled_however_they_overlap(sign, office, order):
    slots = sample_record().signatories
    both, one = (PEOPLE["Assessor One"], PEOPLE["Chair One"]), (PEOPLE["Assessor One"],)
    asked = tuple(replace(slots[0], position=n, people=people) for n, people in enumerate((both, one), start=1))
    record = canonical(sample_record(signatories=tuple(asked[n] for n in order)).to_plain())
    made = (sign("Assessor One", "assessor", record), sign("Chair One", "assessor", record))
    assert verify_bundle(bundle(record, made, office)).status is Status.GOOD
    assert verify_bundle(bundle(record, made[1:], office)).status is Status.UNSIGNED


def test_a_certificate_by_another_authority_is_named(other_authority, sign, record_bytes, signatures, office):
    with unlock(other_authority.wrapped, "saddle thunder apple meadow ink") as key:
        said = signatures[1].certificate.fields
        foreign = certify(
            key,
            store_id=STORE,
            serial=said["serial"],
            person=said["person"],
            name=said["name"],
            roles=said["roles"],
            public=signatures[1].certificate.public,
            since=said["from"],
        )
    verdict = verify_bundle(bundle(record_bytes, (signatures[0], replace(signatures[1], certificate=foreign)), office))
    assert "The certificate of Chair One's key was not made by this authority, or was altered." in words(verdict)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"signer": {"person": PEOPLE["Assessor One"], "name": "Assessor One"}}, "another person's, or another key's"),
        ({"certificate": 7}, "another person's, or another key's"),
        ({"type": "rpl-desk/sign-off/2"}, "signatures[1].payload.type: should be rpl-desk/sign-off/1."),
        ({"store": "another"}, "are not of one store"),
        ({"epoch": 9}, "and not this record"),
        ({"record_sha256": "00" * 32}, "it was altered since"),
        ({"signed_at": "2026-01-05T08:59:59Z"}, "before the key was certified"),
        ({"signed_at": "yesterday"}, "cannot be read"),
        ({"signed_at": "2026-05-28T12:00:00"}, "cannot be read"),
        ({"signed_at": "2026-05-28T12:00:00+01:00"}, "cannot be read"),
    ],
)
def test_a_payload_that_a_certified_person_signed_wrongly_is_bad(sign, record_bytes, signatures, office, change, said):
    odd = sign("Chair One", "chair", record_bytes, **change)
    verdict = verify_bundle(bundle(record_bytes, (signatures[0], odd), office))
    assert verdict.status is Status.BAD
    assert said in words(verdict)


def test_a_signature_alone_can_be_asked_about_before_the_others_are_there(record_bytes, signatures, office):
    opened = open_bundle(bundle(record_bytes, signatures[:1], office))
    assert [*signature_faults(opened, opened.signatures[0], "")] == []


def test_a_kind_of_record_from_a_later_program_cannot_be_told(sign, office):
    record = canonical(sample_record().to_plain() | {"type": "rpl-desk/decision-record/9"})
    verdict = verify_bundle(bundle(record, (sign("Chair One", "chair", record),), office))
    assert verdict.status is Status.UNKNOWN
    assert "update the program" in words(verdict)


@pytest.mark.parametrize(
    ("data", "status", "said"),
    [
        (b"", Status.UNKNOWN, "not a signed record"),
        (b"%PDF-1.7", Status.UNKNOWN, "not a signed record"),
        (b"[]", Status.UNKNOWN, "not a signed record"),
        (b'{"type": 3}', Status.UNKNOWN, "not a signed record"),
        (b'{"type": "rpl-desk/signed-record/3"}', Status.UNKNOWN, "later version"),
        (b'{"type": "rpl-desk/signed-record/1"}', Status.BAD, "record: is missing."),
        (b'{"type":"rpl-desk/signed-record/1","record', Status.BAD, "not JSON"),
    ],
)
def test_what_is_not_a_signed_record_is_said_to_be_so(data, status, said):
    verdict = verify_bundle(data)
    assert verdict.status is status
    assert said in words(verdict)


def test_opening_says_which_kind_of_fault():
    with pytest.raises(UnknownForm):
        open_bundle(b"x")
    with pytest.raises(Refused):
        open_bundle(b'{"type": "rpl-desk/signed-record/1"}')


def test_more_signatures_than_any_record_has_are_refused_unchecked(record_bytes, signatures, office):
    assert "more than the 50" in words(verify_bundle(bundle(record_bytes, signatures * 26, office)))


def test_names_cannot_write_lines_of_their_own(sign, office):
    record = canonical(sample_record(reference="CR-1\nAll is good \u202e").to_plain())
    verdict = verify_bundle(bundle(record, (sign("Chair One", "chair", record),), office))
    assert "CR-1\\u000aAll is good \\u202e" in verdict.facts[0]
    assert all(fact.isprintable() for fact in verdict.facts)


def test_a_payload_without_its_form_is_not_signed(ring, record_bytes):
    payload = sign_off_payload(
        record_bytes,
        ring.certificates["Chair One"],
        role="chair",
        meaning="",
        operation="",
        log_size=0,
        log_head="",
        signed_at="2026-05-28T12:00:00Z",
    )
    with (
        unlock(ring.people["Chair One"].wrapped, ring.passphrases["Chair One"]) as key,
        pytest.raises(ValueError, match="more: is not known"),
    ):
        sign_off(key, payload | {"more": 1})
