"""What a sentence reader starts from: a small encoder that has read much text of the language."""

from collections.abc import Callable
from dataclasses import dataclass

from tokenizers import Tokenizer

from voicebot.learning.understanding.reader.network import Network, Tree
from voicebot.learning.understanding.reader.schedule import Schedule
from voicebot.understanding.features import Numbers

Part = Callable[[str], bytes]
"""The content of a file by its name."""


@dataclass(frozen=True, slots=True, eq=False)
class Start:
    """Pieces of words, their rows of figures, the network and its weights.

    `summed` is the number of figures that the network has of an utterance before its labels,
    `drawn` makes a graph (`drawing`) of the network with its weights and these rows, `schedule` is
    how it learns best.
    """

    named: str
    pieces: Tokenizer
    words: Numbers
    network: Network
    tree: Tree
    summed: int
    drawn: Callable[[Tree, Numbers], bytes]
    schedule: Schedule
