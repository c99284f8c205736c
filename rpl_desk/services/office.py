"""The office itself: name, logo, policy and the editions of reference data it judges by."""

import hashlib
import json
import uuid
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from ..domain.cases import CaseRow
from ..domain.errors import Conflict, NotFound, RuleViolation
from ..domain.framework import EditionRow, Framework
from ..domain.people import OfficeRole, PersonRow
from ..domain.policy import OfficeRow, Policy
from ..domain.protection import RecoveryCode
from ..paths import resource
from ..sealing import keys
from ..sealing.canonical import canonical
from ..sealing.keys import Cost as Cost
from ..sealing.passphrases import check_passphrase
from ..store import office_queries, queries, tables
from ..store.database import Action, Database, Reader
from .key_slots import NewProtection
from .people import enrol
from .session import Service, Session
from .words import named, tidy

DESCRIPTOR_WORDS = "words in the descriptors"  # the glossary's group of them
SCQF, ALIGNMENTS, AWARDS, GLOSSARY = "scqf", "scqf alignments", "scqf award credit", "scqf glossary"
LOGO_LIMIT = 300_000


class OfficeService(Service):
    """Settings of the office; each change is an audited action of an administrator."""

    def __init__(self, database: Database, session: Session) -> None:
        super().__init__(database, session)
        self._editions: dict[int, Framework] = {}  # an edition never changes once it is loaded

    def office(self) -> OfficeRow:
        """Return the office; its name is shown before anybody is signed in."""
        with self._database.reading() as read:
            return office_queries.office(read)

    def policy(self) -> Policy:
        with self._database.reading() as read:
            return queries.office_policy(read)

    def rename(self, name: str, unit: str) -> None:
        me = self._must_be_administrator()
        with self._database.action("rename office", by=me.uid, subject="office") as action:
            action.update(tables.office, queries.office(action.read), name=named(name, "office"), unit=tidy(unit))

    def set_logo(self, path: Path) -> None:
        """Keep a PNG as the office's logo; raises RuleViolation for anything else or one over 300 kB."""
        me = self._must_be_administrator()
        data = path.read_bytes() if path.is_file() and path.stat().st_size <= LOGO_LIMIT else b""
        if not data.startswith(b"\x89PNG\r\n\x1a\n"):
            raise RuleViolation(f"{path.name} cannot be the logo: it is to be a PNG picture of at most 300 kB.")
        with self._database.action("set logo", by=me.uid, subject="office") as action:
            action.update(tables.office, queries.office(action.read), logo=data)

    def set_policy(self, **settings: Any) -> Policy:
        """Change settings for cases opened from now on; raises RuleViolation with every setting that does not do."""
        me = self._must_be_administrator()
        policy = replace(self.policy(), **settings).checked()
        with self._database.action("change policy", by=me.uid, subject="office") as action:
            action.update(tables.office, queries.office(action.read), policy=canonical(policy.to_plain()).decode())
        return policy

    # -- reference data -----------------------------------------------------------------------------------------------

    def editions(self, framework: str = SCQF) -> tuple[EditionRow, ...]:
        """Return the editions of one kind of reference data, the newest last."""
        with self._database.reading() as read:
            return queries.rows(read, EditionRow, tables.framework_edition.c.framework == framework)

    def framework(self) -> Framework:
        """Return the edition that cases are opened under now."""
        with self._database.reading() as read:
            return self._framework(read, queries.office(read).framework_id)

    def framework_of(self, case: CaseRow, read: Reader | None = None) -> Framework:
        """Return the edition a case was opened under."""
        if case.framework_id in self._editions:
            return self._editions[case.framework_id]
        if read is not None:
            return self._framework(read, case.framework_id)
        with self._database.reading() as reading:
            return self._framework(reading, case.framework_id)

    def _framework(self, read: Reader, key: int) -> Framework:
        if key not in self._editions:
            row = queries.one(read, EditionRow, "such edition", tables.framework_edition.c.id == key)
            body = json.loads(row.body)
            self._editions[key] = Framework.from_plain(body["descriptors"], body["neighbours"])
        return self._editions[key]

    def reference(self, framework: str) -> dict[str, Any]:
        """Return the newest edition of alignments, award credit or glossary, as parsed."""
        found = self.editions(framework)
        if not found:
            raise NotFound(f"There is no edition of {framework} in this store.")
        body: dict[str, Any] = json.loads(found[-1].body)
        return body

    def descriptor_words(self) -> dict[str, str]:
        """Return what words of the descriptors mean, by the word in small letters; empty without a glossary."""
        if not self.editions(GLOSSARY):
            return {}
        terms = self.reference(GLOSSARY)["terms"]
        return {one["term"].casefold(): one["definition"] for one in terms if one["group"] == DESCRIPTOR_WORDS}

    def import_edition(self, path: Path) -> EditionRow:
        """Load another wording of the descriptors, in the form of `scqf-descriptors.json`, and open new cases under it.

        Cases already open keep theirs. Raises RuleViolation when the file does not have that form.
        """
        me = self._must_be_administrator()
        try:
            descriptors = json.loads(path.read_text(encoding="utf-8"))
            Framework.from_plain(descriptors, {"pairs": []})
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise RuleViolation(
                f"{path.name} cannot be loaded as level descriptors ({error}). It has the form of the working summary."
            ) from error
        with self._database.action("load edition", by=me.uid, subject="office") as action:
            key = load_edition(
                action,
                SCQF,
                str(descriptors["framework"]["edition"]),
                str(descriptors["framework"]["title"]),
                {"descriptors": descriptors, "neighbours": {"pairs": []}},
            )
            action.update(tables.office, queries.office(action.read), framework_id=key)
            return queries.one(action.read, EditionRow, "such edition", tables.framework_edition.c.id == key)


def load_edition(action: Action, framework: str, edition: str, title: str, body: Mapping[str, Any]) -> int:
    """Keep reference data as a dated edition inside an action; raises Conflict when it is there already."""
    data = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    digest = hashlib.sha256(data).hexdigest()
    table = tables.framework_edition
    if queries.rows(action.read, EditionRow, table.c.framework == framework, table.c.sha256 == digest):
        raise Conflict(f"This edition of {framework} is loaded already.")
    return action.insert(
        table,
        framework=framework,
        edition=edition,
        title=title,
        loaded_on=action.now.date(),
        sha256=digest,
        body=data,
    )


def found_office(
    path: Path,
    clock: Any,
    *,
    name: str,
    unit: str,
    admin_name: str,
    admin_email: str,
    passphrase: str,
    cost: Cost | None = None,
    encrypted: bool = False,
) -> tuple[RecoveryCode, ...]:
    """Make a store with its office, its first administrator, the authority's key and the shipped reference data.

    cost: what a guess at a passphrase costs; found out here when None. encrypted: whether its file is; its two recovery
    codes are returned then, which are shown this once. Raises RuleViolation or StorageProblem.
    """
    name = named(name, "office")
    check_passphrase(passphrase, (name, admin_name, *admin_email.split("@")))
    cost = cost or keys.calibrated_cost()
    store, uid = str(uuid.uuid4()), str(uuid.uuid4())
    protecting = NewProtection(store) if encrypted else None

    def first_rows(action: Action, root: keys.Root) -> tuple[str, str]:
        framework_id = _load_shipped(action)
        authority = keys.new_person_key(passphrase, store, uid, 0, purpose=keys.AUTHORITY, root=root)
        action.insert(
            tables.office,
            id=1,
            store=store,
            founded_at=action.now,
            name=name,
            unit=tidy(unit),
            policy=canonical(Policy().to_plain()).decode(),
            framework_id=framework_id,
            authority_public=authority.public,
        )
        person_id = action.insert(
            tables.person,
            uid=uid,
            email=tidy(admin_email).casefold(),
            name=named(admin_name, "person"),
            office_role=OfficeRole.ADMINISTRATOR,
        )
        action.insert(
            tables.wrapped_key,
            person_id=person_id,
            purpose=keys.AUTHORITY,
            body=authority.wrapped,
            public=authority.public,
        )
        with keys.unlock(authority.wrapped, passphrase, root=root) as key:
            person = queries.one(action.read, PersonRow, "such person", tables.person.c.id == person_id)
            serial = enrol(action, key, store, person, passphrase, root)
            if protecting is not None:
                protecting.begin(action)
                protecting.add(person, serial, root)
        return uid, "office"

    with keys.Root(passphrase, cost) as root:  # one for both keys, so that one try opens both
        rows = partial(first_rows, root=root)
        if protecting is None:
            Database.create(path, rows, clock)
            return ()
        with protecting:
            Database.create(path, rows, clock, protecting.key, protecting.key_file)
            return protecting.codes


def _load_shipped(action: Action) -> int:
    """Load the shipped reference data and return the edition of the descriptors."""

    def shipped(name: str) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(resource(f"frameworks/{name}.json").read_text(encoding="utf-8"))
        return found

    descriptors = shipped("scqf-descriptors")
    edition = str(descriptors["framework"]["edition"])
    both = {"descriptors": descriptors, "neighbours": shipped("scqf-neighbours")}
    for framework, name in ((ALIGNMENTS, "framework-alignments"), (AWARDS, "award-credit"), (GLOSSARY, "glossary")):
        body = shipped(name)
        load_edition(action, framework, edition, str(body["status"]), body)
    return load_edition(action, SCQF, edition, str(descriptors["framework"]["title"]), both)
