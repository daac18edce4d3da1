"""The network of `windows` as a graph."""

import numpy as np

from voicebot.learning.understanding.reader.drawing import IDS, Drawing
from voicebot.learning.understanding.reader.network import Tree
from voicebot.learning.understanding.reader.windows import LOWEST, Windows, window_name
from voicebot.understanding.features import Numbers


def drawn_windows(network: Windows, tree: Tree, words: Numbers) -> bytes:
    """A model that answers as `Windows.label_odds`."""
    graph = Drawing()
    real = graph.real()
    there = graph.do("Cast", real, to=1)
    rows = graph.do("Mul", graph.rows(words), there)
    seen = [_seen(graph, tree[window_name(size)], size, rows, there) for size in network.sizes]
    x = graph.normed(graph.do("Concat", rows, *seen, axis=-1), tree["last"])
    total = graph.do("ReduceSum", graph.do("Mul", x, there), graph.whole(1), keepdims=0)
    pieces = graph.do("ReduceSum", there, graph.whole(1), keepdims=0)
    greatest = graph.do("Where", real, x, graph.table(LOWEST))
    greatest = graph.do("ReduceMax", greatest, graph.whole(1), keepdims=0)
    mean = graph.do("Div", total, pieces)
    made = graph.do("Concat", _deep(graph, tree, total, pieces), mean, greatest, axis=-1)
    return graph.model(graph.linear(made, tree["labels"]))


def _seen(graph: Drawing, part: Tree, size: int, rows: str, there: str) -> str:
    x = graph.normed(graph.linear(rows, part["entered"]), part["norm"])
    x = graph.do("Mul", x, there)
    first = graph.linear(_side_by_side(graph, x, size), part["first"])
    x = graph.do("Mul", graph.add(graph.do("Relu", first), x), there)
    second = graph.linear(_side_by_side(graph, x, size), part["second"])
    return graph.add(graph.do("Relu", second), x)


def _side_by_side(graph: Drawing, x: str, size: int) -> str:
    """Each piece's row with those of its window, side by side; zeros beyond the ends."""
    before = (size - 1) // 2
    wide = graph.do("Pad", x, graph.whole(0, before, 0, 0, size - 1 - before, 0))
    pieces = graph.do("Shape", IDS, start=1, end=2)
    each = (graph.whole(k) for k in range(size))
    parts = (graph.do("Slice", wide, k, graph.add(pieces, k), graph.whole(1)) for k in each)
    return graph.do("Concat", *parts, axis=-1)


def _deep(graph: Drawing, tree: Tree, total: str, pieces: str) -> str:
    deep, summed = tree["deep"], tree["summed"]
    level = graph.do("Mul", pieces, graph.table(np.asarray(summed["bias"])[None]))
    x = graph.add(graph.product(total, summed["weights"]), level)
    x = graph.do("Div", x, graph.do("Sqrt", pieces))
    x = graph.do("Relu", _with_way_past(graph, x, deep, "first"))
    return graph.do("Tanh", _with_way_past(graph, x, deep, "second"))


def _with_way_past(graph: Drawing, x: str, deep: Tree, layer: str) -> str:
    inner = graph.do("Relu", graph.product(x, deep[f"{layer} in"]))
    past, out = graph.product(x, deep[f"past {layer}"]), graph.product(inner, deep[f"{layer} out"])
    return graph.add(past, out)
