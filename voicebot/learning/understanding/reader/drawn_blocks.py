"""The network of `blocks` as a graph."""

import numpy as np

from voicebot.learning.understanding.reader.blocks import UNSEEN, Blocks
from voicebot.learning.understanding.reader.drawing import IDS, Drawing
from voicebot.learning.understanding.reader.network import Tree
from voicebot.understanding.features import Numbers


def drawn_blocks(network: Blocks, tree: Tree, words: Numbers) -> bytes:
    """A model that answers as `Blocks.label_odds`."""
    graph = Drawing()
    real = graph.do("Cast", graph.real(), to=1)
    x = graph.normed(graph.add(graph.rows(words), _places(graph, tree["places"])), tree["first"])
    missing = graph.do("Mul", graph.do("Sub", real, graph.table(1)), graph.table(-UNSEEN))
    unseen = graph.do("Unsqueeze", graph.do("Squeeze", missing, graph.whole(2)), graph.whole(1, 2))
    for number in range(len(tree["blocks"]["looked"]["bias"])):
        block = {
            name: {key: array[number] for key, array in part.items()}
            for name, part in tree["blocks"].items()
        }
        x = _block(graph, network.heads, block, x, unseen)
    total = graph.do("ReduceSum", graph.do("Mul", x, real), graph.whole(1), keepdims=0)
    pieces = graph.do("ReduceSum", real, graph.whole(1), keepdims=0)
    return graph.model(graph.linear(graph.do("Div", total, pieces), tree["labels"]))


def _places(graph: Drawing, places: Numbers) -> str:
    """As many rows as the utterances have pieces."""
    pieces = graph.do("Shape", IDS, start=1, end=2)
    return graph.do("Slice", graph.table(places), graph.whole(0), pieces, graph.whole(0))


def _block(graph: Drawing, heads: int, block: Tree, x: str, unseen: str) -> str:
    looked = graph.linear(_looked_at(graph, heads, block, x, unseen), block["looked"])
    x = graph.normed(graph.add(x, looked), block["after_looking"])
    wide = graph.do("Gelu", graph.linear(x, block["widened"]), approximate="tanh")
    worked = graph.linear(wide, block["narrowed"])
    return graph.normed(graph.add(x, worked), block["after_work"])


def _looked_at(graph: Drawing, heads: int, block: Tree, x: str, unseen: str) -> str:
    width = block["looked"]["weights"].shape[0]
    parts = graph.linear(x, block["looking"])
    parts = graph.do("Reshape", parts, graph.whole(0, 0, 3, heads, width // heads))
    queries, keys, values = (
        graph.do("Gather", graph.do("Transpose", parts, perm=[2, 0, 3, 1, 4]), place, axis=0)
        for place in (graph.table(k, np.int64) for k in range(3))
    )
    alike = graph.do("MatMul", queries, graph.do("Transpose", keys, perm=[0, 1, 3, 2]))
    alike = graph.do("Div", alike, graph.table(np.sqrt(width // heads)))
    shares = graph.do("Softmax", graph.add(alike, unseen), axis=-1)
    looked = graph.do("Transpose", graph.do("MatMul", shares, values), perm=[0, 2, 1, 3])
    return graph.do("Reshape", looked, graph.whole(0, 0, width))
