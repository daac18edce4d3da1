"""G.711 against ITU-T's tables and its own laws."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from voicebot.adapters.speech.g711 import Law, decode, encode, values_of

EVERY_CODE = np.arange(256, dtype=np.uint8)
LAWS = pytest.mark.parametrize("law", list(Law))


@LAWS
def test_every_code_comes_back_as_a_code_of_the_same_value(law: Law) -> None:
    values = decode(EVERY_CODE, law)
    assert np.array_equal(decode(encode(values, law), law), values)


@LAWS
@given(sample=st.floats(-1, 1, width=32))
def test_no_code_is_nearer_to_a_sample_than_the_one_it_gets(law: Law, sample: float) -> None:
    got = decode(encode(np.array([sample]), law), law)[0]
    nearest = np.abs(values_of(law).astype(np.float64) - sample).min()
    assert abs(float(got) - sample) == pytest.approx(nearest, abs=1e-6)


@LAWS
def test_what_is_too_loud_is_clipped(law: Law) -> None:
    loudest = values_of(law).max()
    assert decode(encode(np.array([2.0, -2.0]), law), law).tolist() == [loudest, -loudest]


def test_the_loudest_values_are_those_of_the_recommendation() -> None:
    assert values_of(Law.MU).max() * 2**13 == 8031
    assert values_of(Law.A).max() * 2**12 == 4032
