"""The published forms of the decision record, a JSON Schema for each version, made from the record's own classes."""

import json
from dataclasses import is_dataclass
from inspect import cleandoc
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, get_args, get_origin

from rpl_desk.domain.plain import fields_of
from rpl_desk.domain.record import RECORD_TYPES, VERSION, DecisionRecord
from rpl_desk.paths import resource

_PLAIN: dict[Any, dict[str, Any]] = {str: {"type": "string"}, int: {"type": "integer"}, bool: {"type": "boolean"}}


def schema_name(version: int = VERSION) -> str:
    """Return where the form of a version is published."""
    return f"schemas/decision-record-{version}.schema.json"


def record_schema(version: int = VERSION) -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of a decision record: every field required, unknown fields refused."""
    parts: dict[str, Any] = {}
    schema = _schema_of(DecisionRecord, version, parts)
    whole = parts.pop(schema["$ref"].rpartition("/")[2])
    whole["properties"]["type"] = {"const": RECORD_TYPES[version]}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:{RECORD_TYPES[version].replace('/', ':')}",
        "title": f"RPL Desk decision record, version {version}",
        **whole,
        "$defs": parts,
    }


def _schema_of(wanted: Any, version: int, parts: dict[str, Any]) -> dict[str, Any]:
    if is_dataclass(wanted) and isinstance(wanted, type):
        name = wanted.__name__
        if name not in parts:
            parts[name] = {}  # holds the place, so that parts stand in the order of the record
            hints = fields_of(wanted, version)
            words = cleandoc(wanted.__doc__ or "")
            if version == 1:
                words = words.partition("\n\n")[0]  # what was added with a later version is told further down
            parts[name] = {
                **({} if words.startswith(f"{name}(") else {"description": words}),
                "type": "object",
                "properties": {name: _schema_of(kind, version, parts) for name, kind in hints.items()},
                "required": list(hints),
                "additionalProperties": False,
            }
        return {"$ref": f"#/$defs/{name}"}
    if get_origin(wanted) is tuple:
        return {"type": "array", "items": _schema_of(get_args(wanted)[0], version, parts)}
    if isinstance(wanted, UnionType):
        kind = next(kind for kind in get_args(wanted) if kind is not NoneType)
        return {"type": [_PLAIN[kind]["type"], "null"]} if kind in _PLAIN else {
            "anyOf": [_schema_of(kind, version, parts), {"type": "null"}]
        }  # fmt: skip
    return dict(_PLAIN[wanted])


def schema_text(version: int = VERSION) -> str:
    return json.dumps(record_schema(version), indent=2, ensure_ascii=False) + "\n"


def write_schemas(folder: Path | None = None) -> None:
    """Write each version's schema to where it is published; run `python -m rpl_desk.documents.schema` after a change.

    Those of earlier versions must come out as they are: records were signed in that form.
    """
    for version in RECORD_TYPES:
        target = (folder or resource("")) / schema_name(version)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(schema_text(version), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    write_schemas()
