"""A sitting at the desk: its key is made when a person's key is open, certified by it, and signs the log from then."""

import os
import uuid
from datetime import datetime, timedelta

from ..domain.people import CertificateRow, ExchangeKeyRow, PersonRow
from ..sealing import keys
from ..sealing.exchange import exchange_key
from ..sealing.notes import CLOCK_SLACK, SESSION_HOURS, NoteKey, certify_session, session_name
from ..store import queries, tables
from ..store.database import Database, Reader
from ..store.times import moment_text
from .session import Session


def as_signed(row: CertificateRow) -> keys.Certificate:
    """Return a certificate as the sealing room checks it."""
    return keys.Certificate(row.body, row.signature)


def by_serial(read: Reader) -> dict[int, keys.Certificate]:
    """Return every certificate of the store by its serial."""
    return {row.serial: as_signed(row) for row in queries.certificates(read).values()}


def begin_session(
    database: Database,
    session: Session,
    person: PersonRow,
    idle: timedelta,
    key: keys.SigningKey,
    certificate: CertificateRow,
) -> None:
    """Seat a person whose key is open: keep the certificate of their session in the store, its key in memory only.

    The first time, the key that others seal to for them is made known too.

    A clock that is behind the log by over CLOCK_SLACK is noted in the log and said in `session.clock_notice`.
    """
    name, own = str(uuid.uuid4()), keys.SigningKey(bytearray(os.urandom(32)))
    sealer = NoteKey(session_name(name), own)
    database.use_session(name, sealer)
    try:
        with database.action("sign in", by=person.uid, subject=f"person:{person.uid}") as action:
            until, head = action.now + timedelta(hours=SESSION_HOURS), action.head()
            now, last = action.now, _moment_of(action.read, head.size)
            made = certify_session(
                key,
                as_signed(certificate),
                own.public,
                epoch=queries.office(action.read).epoch,
                session=name,
                since=moment_text(action.now),
                until=moment_text(until),
                log_size=head.size,
                log_head=head.hash,
            )
            action.insert(
                tables.session_key,
                session=name,
                certificate_id=certificate.id,
                body=made.body,
                signature=made.signature,
            )
            if not queries.rows_of(action.read, ExchangeKeyRow, certificate_id=certificate.id):
                own_exchange = exchange_key(key, as_signed(certificate))
                action.insert(
                    tables.exchange_key,
                    certificate_id=certificate.id,
                    body=own_exchange.body,
                    signature=own_exchange.signature,
                )
    except BaseException:
        database.use_session("")
        sealer.close()
        raise
    session.begin(person, idle, session=name, key=sealer, until=until)
    if last - now > CLOCK_SLACK:
        with database.action("clock behind", by=person.uid, subject=f"person:{person.uid}"):
            pass  # nothing changes, yet the log says from when on its times cannot be relied on
        session.clock_notice = (
            f"This machine's clock says {moment_text(now)}, and the last entry of the log is of"
            f" {moment_text(last)}. Set the clock right: documents made now would bear the wrong time."
            " The log has a note of it, and you can work on."
        )


def _moment_of(read: Reader, entry: int) -> datetime:
    ((at,),) = queries.columns(read, tables.audit_entry.c.at, where=tables.audit_entry.c.seq == entry)
    assert isinstance(at, datetime)
    return at
