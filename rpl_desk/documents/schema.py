"""The published form of the decision record, as a JSON Schema made from the record's own classes."""

import json
from dataclasses import fields, is_dataclass
from inspect import cleandoc
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, get_args, get_origin, get_type_hints

from rpl_desk.domain.record import RECORD_TYPE, DecisionRecord
from rpl_desk.paths import resource

SCHEMA_NAME = "schemas/decision-record-1.schema.json"

_PLAIN: dict[Any, dict[str, Any]] = {str: {"type": "string"}, int: {"type": "integer"}, bool: {"type": "boolean"}}


def record_schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of a decision record: every field required, unknown fields refused."""
    parts: dict[str, Any] = {}
    schema = _schema_of(DecisionRecord, parts)
    whole = parts.pop(schema["$ref"].rpartition("/")[2])
    whole["properties"]["type"] = {"const": RECORD_TYPE}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:{RECORD_TYPE.replace('/', ':')}",
        "title": "RPL Desk decision record, version 1",
        **whole,
        "$defs": parts,
    }


def _schema_of(wanted: Any, parts: dict[str, Any]) -> dict[str, Any]:
    if is_dataclass(wanted) and isinstance(wanted, type):
        name = wanted.__name__
        if name not in parts:
            parts[name] = {}  # holds the place, so that parts stand in the order of the record
            hints = get_type_hints(wanted)
            names = [one.name for one in fields(wanted)]
            words = cleandoc(wanted.__doc__ or "")
            parts[name] = {
                **({} if words.startswith(f"{name}(") else {"description": words}),
                "type": "object",
                "properties": {one: _schema_of(hints[one], parts) for one in names},
                "required": names,
                "additionalProperties": False,
            }
        return {"$ref": f"#/$defs/{name}"}
    if get_origin(wanted) is tuple:
        return {"type": "array", "items": _schema_of(get_args(wanted)[0], parts)}
    if isinstance(wanted, UnionType):
        kind = next(kind for kind in get_args(wanted) if kind is not NoneType)
        return {"type": [_PLAIN[kind]["type"], "null"]} if kind in _PLAIN else {
            "anyOf": [_schema_of(kind, parts), {"type": "null"}]
        }  # fmt: skip
    return dict(_PLAIN[wanted])


def schema_text() -> str:
    return json.dumps(record_schema(), indent=2, ensure_ascii=False) + "\n"


def write_schema(path: Path | None = None) -> None:
    """Write the schema to where it is published; run `python -m rpl_desk.documents.schema` after a change."""
    target = path or resource(SCHEMA_NAME)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(schema_text(), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    write_schema()
