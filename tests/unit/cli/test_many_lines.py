"""Lines are told apart whatever pieces they come in, and answered in their order."""

from io import BufferedIOBase

from hypothesis import given
from hypothesis import strategies as st

from voicebot.cli.many_lines import SHARED_FROM, ManyLines, lines_waiting


class Pieces(BufferedIOBase):
    """A stream of which only so much is there at a time."""

    def __init__(self, pieces: list[bytes]) -> None:
        self._pieces = iter(pieces)

    def read1(self, size: int = -1, /) -> bytes:
        return next(self._pieces, b"")


pieces = st.lists(st.binary(min_size=1, max_size=6) | st.sampled_from((b"\n", b"a\nb")))


@given(pieces)
def test_lines_are_those_of_the_whole_input_however_it_comes(read: list[bytes]) -> None:
    found = [line for lines in lines_waiting(Pieces(read)) for line in lines]
    whole = b"".join(read)
    assert found == (whole.removesuffix(b"\n").split(b"\n") if whole else [])


def test_a_line_is_there_before_the_next_one_comes() -> None:
    waiting = lines_waiting(Pieces([b"one\ntw", b"o\n"]))
    assert next(waiting) == [b"one"]


@given(st.lists(st.binary(max_size=3), max_size=SHARED_FROM // 20))
def test_few_lines_are_answered_here_one_by_one(lines: list[bytes]) -> None:
    with ManyLines(bytes.upper, cores=2) as many:
        assert list(many.answers(lines)) == [line.upper() for line in lines]


def test_one_core_answers_many_lines_by_itself() -> None:
    lines = [b"%d" % n for n in range(2 * SHARED_FROM)]
    with ManyLines(bytes.upper, cores=1) as many:
        assert list(many.answers(lines)) == lines
