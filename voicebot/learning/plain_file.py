"""The plain part of the skops format: values and arrays, read without what skops brings along.

A skops file is a zip with `schema.json`, a tree of nodes that each name their class and loader, and
one `.npy` file an array. Importing skops imports scikit-learn, which takes two seconds of a core
and 80 MB; a call's process needs neither. Read here are None, truth values, numbers, text, lists,
tuples, dicts and arrays, the builtin classes themselves and no others: nothing in a file is
imported, called or unpickled. Whatever else it holds is refused.

https://skops.readthedocs.io/en/stable/persistence.html
"""

import json
from collections.abc import Callable, Mapping
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import numpy as np

PROTOCOL = 2
"""Of the layout of nodes that is read here."""

KEYS: Mapping[str, Callable[[str], Any]] = {"str": str, "int": int, "float": float}

Node = Mapping[str, Any]


class NotPlain(ValueError):
    """The file holds, or says that it holds, something else than values and arrays."""


def read_plain(stored: bytes) -> Any:
    """What `skops.io.dumps` made these bytes of.

    Raises NotPlain, and whatever the reading of a damaged zip, JSON or array raises.
    """
    with ZipFile(BytesIO(stored)) as parts:
        schema = json.loads(parts.read("schema.json"))
        if schema["protocol"] != PROTOCOL:
            raise NotPlain("it is of another protocol")
        return _value(schema, parts)


def _value(node: Node, parts: ZipFile) -> Any:
    match node["__loader__"], f"{node['__module__']}.{node['__class__']}":
        case "JsonNode", _:
            return json.loads(node["content"])
        case "ListNode", "builtins.list":
            return [_value(one, parts) for one in node["content"]]
        case "TupleNode", "builtins.tuple":
            return tuple(_value(one, parts) for one in node["content"])
        case "DictNode", "builtins.dict":
            return _dict(node, parts)
        case "NdArrayNode", kind if kind.startswith("numpy.") and node["type"] == "numpy":
            array = np.load(BytesIO(parts.read(node["file"])), allow_pickle=False)
            return array if kind == "numpy.ndarray" else array[()]
        case loader, kind:
            raise NotPlain(f"it holds {kind} as {loader}")


def _dict(node: Node, parts: ZipFile) -> dict[Any, Any]:
    """JSON's keys are text; what they were stands beside them."""
    content, keys = node["content"], [_key(one) for one in node["key_types"]["content"]]
    pairs = zip(keys, content.items(), strict=True)
    return {key(name): _value(value, parts) for key, (name, value) in pairs}


def _key(node: Node) -> Callable[[str], Any]:
    if node["__loader__"] != "TypeNode" or node["__module__"] != "builtins":
        raise NotPlain("it has keys of other types")
    return KEYS[node["__class__"]]
