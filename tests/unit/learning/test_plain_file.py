"""Files of values and arrays are read as skops reads them, and nothing else is."""

import json
import subprocess
import sys
from collections import OrderedDict
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from skops import io
from skops.io._protocol import PROTOCOL as PROTOCOL_WRITTEN

from voicebot.learning.plain_file import PROTOCOL, NotPlain, read_plain

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.tuples(inner, inner)
        | st.dictionaries(st.text(), inner, max_size=4)
        | st.dictionaries(st.integers(), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(values)
def test_what_was_stored_is_read_again(value: Any) -> None:
    found = read_plain(io.dumps(value))
    assert found == value
    assert type(found) is type(value)


@given(
    arrays.arrays(
        st.sampled_from((np.float16, np.float32, np.float64, np.int64, np.bool_)),
        arrays.array_shapes(max_dims=3, max_side=4),
    )
)
def test_arrays_come_back_bit_by_bit(array: np.ndarray[Any, Any]) -> None:
    found = read_plain(io.dumps({"weights": array, "twice": array}))
    for one in found.values():
        assert (one.dtype, one.shape, one.tobytes()) == (array.dtype, array.shape, array.tobytes())


def test_a_single_figure_of_an_array_comes_back() -> None:
    found = read_plain(io.dumps([np.float32(0.5), np.int64(3)]))
    assert found == [np.float32(0.5), np.int64(3)]


@pytest.mark.parametrize(
    "held",
    [
        OrderedDict(a=1),
        np.array([{}, None], dtype=object),
        {1.5, 2.5},
        b"bytes",
        np.random.default_rng(1),
        io.dumps,
        dict,
    ],
    ids=lambda held: type(held).__name__,
)
def test_nothing_else_is_built(held: Any) -> None:
    with pytest.raises(NotPlain):
        read_plain(io.dumps({"held": held}))


def test_a_file_of_another_protocol_is_refused() -> None:
    schema = {"__loader__": "JsonNode", "__module__": "builtins", "__class__": "str"}
    file = BytesIO()
    with ZipFile(file, "w") as parts:
        parts.writestr("schema.json", json.dumps({**schema, "content": "1", "protocol": 99}))
    with pytest.raises(NotPlain, match="protocol"):
        read_plain(file.getvalue())


def test_the_protocol_that_skops_writes_is_the_one_that_is_read() -> None:
    assert PROTOCOL == PROTOCOL_WRITTEN


def test_reading_needs_no_learning_library() -> None:
    asked = "import sys, voicebot.learning.understanding.loading; print(*sys.modules)"
    told = subprocess.run(
        [sys.executable, "-c", asked], capture_output=True, text=True, check=True
    ).stdout.split()
    assert "voicebot.learning.plain_file" in told
    assert not {"skops", "sklearn", "scipy"} & set(told)
