"""Judgements come in packets sealed to the chair, whose key for it is made known. Both tables begin empty."""

from typing import Any

from ..restating import Changes


def take_packets(connection: Any) -> Changes:
    """Make the tables of sealed packets and of the keys they are sealed to; no row changes."""
    for statement in _STATEMENTS.split(";;"):
        connection.execute(statement)
    return Changes()


_STATEMENTS = """\
CREATE TABLE sealed_packet (id INTEGER NOT NULL, revision INTEGER NOT NULL, salt BLOB NOT NULL, assessment_id INTEGER
NOT NULL, commitment TEXT NOT NULL, body BLOB NOT NULL, person_id INTEGER NOT NULL, brought_at TEXT NOT NULL,
opened_at TEXT, PRIMARY KEY (id), UNIQUE (assessment_id, commitment), FOREIGN KEY(assessment_id) REFERENCES assessment
(id), FOREIGN KEY(person_id) REFERENCES person (id));;

CREATE INDEX ix_sealed_packet_assessment_id ON sealed_packet (assessment_id);;

CREATE TABLE exchange_key (id INTEGER NOT NULL, revision INTEGER NOT NULL, salt BLOB NOT NULL, certificate_id INTEGER
NOT NULL, body BLOB NOT NULL, signature BLOB NOT NULL, PRIMARY KEY (id), UNIQUE (certificate_id), FOREIGN
KEY(certificate_id) REFERENCES certificate (id))
"""
