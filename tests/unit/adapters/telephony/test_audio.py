"""Frames out of pjsua2."""

import pjsua2 as pj
from hypothesis import given
from hypothesis import strategies as st

from voicebot.adapters.telephony.audio import choose_reader, fast_bytes, slow_bytes


@given(st.binary(max_size=640))
def test_the_fast_way_to_read_a_frame_gives_the_same_bytes(pcm: bytes) -> None:
    frame = pj.MediaFrame()
    frame.buf = pj.ByteVector(list(pcm))
    assert fast_bytes(frame.buf) == slow_bytes(frame.buf) == pcm


def test_the_fast_way_is_taken_here() -> None:
    assert choose_reader() is fast_bytes
