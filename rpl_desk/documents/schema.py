"""The published forms of the decision record, one a version, and of marks that travel, made from their classes."""

import json
from dataclasses import is_dataclass
from inspect import cleandoc
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, get_args, get_origin

from rpl_desk.domain.carried import MARKS_TYPE, MARKS_TYPES, CarriedMarks
from rpl_desk.domain.plain import fields_of
from rpl_desk.domain.record import RECORD_TYPES, VERSION, DecisionRecord
from rpl_desk.paths import resource

MARKS_VERSION = MARKS_TYPES[MARKS_TYPE]

_PLAIN: dict[Any, dict[str, Any]] = {str: {"type": "string"}, int: {"type": "integer"}, bool: {"type": "boolean"}}


def schema_name(version: int = VERSION) -> str:
    """Return where the form of a version is published."""
    return f"schemas/decision-record-{version}.schema.json"


def record_schema(version: int = VERSION) -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of a decision record: every field required, unknown fields refused."""
    return _whole(DecisionRecord, RECORD_TYPES[version], f"RPL Desk decision record, version {version}", version)


def marks_schema_name(version: int = MARKS_VERSION) -> str:
    """Return where a version of the form of marks is published."""
    return f"schemas/marks-{version}.schema.json"


def marks_schema(version: int = MARKS_VERSION) -> dict[str, Any]:
    """Return the JSON Schema of `marks.json` in a case folder."""
    type_ = {number: name for name, number in MARKS_TYPES.items()}[version]
    return _whole(CarriedMarks, type_, f"RPL Desk marks of a case folder, version {version}", version)


def _whole(kind: Any, type_: str, title: str, version: int) -> dict[str, Any]:
    parts: dict[str, Any] = {}
    schema = _schema_of(kind, version, parts)
    whole = parts.pop(schema["$ref"].rpartition("/")[2])
    whole["properties"]["type"] = {"const": type_}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:{type_.replace('/', ':')}",
        "title": title,
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
                **({} if words == name else {"description": words}),
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


def marks_text(version: int = MARKS_VERSION) -> str:
    return json.dumps(marks_schema(version), indent=2, ensure_ascii=False) + "\n"


def write_schemas(folder: Path | None = None) -> None:
    """Write each version's schema to where it is published; run `python -m rpl_desk.documents.schema` after a change.

    Those of earlier versions must come out as they are: records were signed in that form.
    """
    texts = {schema_name(version): schema_text(version) for version in RECORD_TYPES}
    texts |= {marks_schema_name(version): marks_text(version) for version in MARKS_TYPES.values()}
    for name, text in texts.items():
        target = (folder or resource("")) / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    write_schemas()
