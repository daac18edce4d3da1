"""A network drawn as an ONNX graph, in which it is asked by ONNX Runtime.

Operators: the ONNX standard, set 20. Products are made in eight bits afterwards (`in_eight_bits`).
"""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import onnx
from onnx import helper, numpy_helper

from voicebot.learning.understanding.packing import packed
from voicebot.learning.understanding.reader.network import SMALLEST_SPREAD, Tree
from voicebot.understanding.features import Numbers

OPERATORS = 20
FORMAT = 10  # of the file, the oldest that has these operators
IDS, ODDS = "ids", "odds"
READY = {"onnx.quant.pre_process": "onnxruntime.quant"}
"""There is nothing to tidy before products are made in eight bits."""


class Drawing:
    """Nodes and tables as they are added. What a method answers is the name of its result."""

    def __init__(self) -> None:
        self._nodes: list[onnx.NodeProto] = []
        self._tables: list[onnx.TensorProto] = []

    def do(self, kind: str, *inputs: str, **attributes: Any) -> str:
        """An operator with one result."""
        name = f"{kind}_{len(self._nodes)}"
        self._nodes.append(helper.make_node(kind, inputs, [name], name, **attributes))
        return name

    def table(self, values: Any, kind: Any = np.float32) -> str:
        """Figures that do not change."""
        name = f"table_{len(self._tables)}"
        self._tables.append(numpy_helper.from_array(np.asarray(values, kind), name))
        return name

    def whole(self, *values: int) -> str:
        """A row of whole numbers: axes, shapes, places."""
        return self.table(values, np.int64)

    def add(self, first: str, second: str) -> str:
        """The sum."""
        return self.do("Add", first, second)

    def product(self, x: str, weights: Numbers) -> str:
        """x @ weights."""
        return self.do("MatMul", x, self.table(weights))

    def linear(self, x: str, part: Tree) -> str:
        """x @ weights + bias."""
        return self.add(self.product(x, part["weights"]), self.table(part["bias"]))

    def normed(self, x: str, norm: Tree) -> str:
        """Each row brought to mean 0 and spread 1, then scaled."""
        scale, shift = self.table(norm["scale"]), self.table(norm["shift"])
        return self.do("LayerNormalization", x, scale, shift, axis=-1, epsilon=SMALLEST_SPREAD)

    def real(self) -> str:
        """True where an utterance has a piece (utterances by pieces by 1)."""
        there = self.do("GreaterOrEqual", IDS, self.table(0, np.int64))
        return self.do("Unsqueeze", there, self.whole(-1))

    def rows(self, words: Numbers) -> str:
        """The rows of the utterances' pieces, out of whole steps of a byte each."""
        steps = packed(words.T)
        places = self.do("Max", IDS, self.table(0, np.int64))
        found = self.do("Gather", self.table(steps["steps"].T, np.int8), places, axis=0)
        worth = self.do("Gather", self.table(steps["step"][:, None]), places, axis=0)
        return self.do("Mul", self.do("Cast", found, to=onnx.TensorProto.FLOAT), worth)

    def model(self, odds: str) -> bytes:
        """The graph with this result, checked, as ONNX Runtime reads it."""
        self._nodes.append(helper.make_node("Identity", [odds], [ODDS], ODDS))
        ids = helper.make_tensor_value_info(IDS, onnx.TensorProto.INT64, ["utterances", "pieces"])
        out = helper.make_tensor_value_info(ODDS, onnx.TensorProto.FLOAT, ["utterances", "labels"])
        graph = helper.make_graph(self._nodes, "sentence reader", [ids], [out], self._tables)
        opset = [helper.make_opsetid("", OPERATORS)]
        model = helper.make_model(graph, opset_imports=opset, ir_version=FORMAT)
        helper.set_model_props(model, READY)
        onnx.checker.check_model(model, full_check=True)
        return bytes(model.SerializeToString())


def in_eight_bits(model: bytes) -> bytes:
    """The same with products of whole numbers, each table in steps of its columns.

    One bit of the weights stays free, since processors without dot products of bytes add pairs in
    16 bits.
    """
    from onnxruntime.quantization import QuantType, quantize_dynamic

    with TemporaryDirectory() as folder:
        before, after = Path(folder) / "before.onnx", Path(folder) / "after.onnx"
        before.write_bytes(model)
        quantize_dynamic(
            before,
            after,
            op_types_to_quantize=["MatMul"],
            per_channel=True,
            reduce_range=True,
            weight_type=QuantType.QInt8,
            extra_options={"MatMulConstBOnly": True},
        )
        return after.read_bytes()
