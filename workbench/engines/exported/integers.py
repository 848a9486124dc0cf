"""Weights of a graph as 8-bit integers with finer scales than ONNX Runtime's own tools give.

Its own take one scale for all activations of a step; encoders have a few features that are far
larger than the others, which then cost all of them their digits. Here every token has a scale
of its own, or every block of 128 features.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import helper, numpy_helper

LEVELS = 127
CENTRE = 128
BLOCK = 128
# Computes on 8-bit activations, by block as the weights.
ACCURACY = 4
CONTRIB = "com.microsoft"
# Smaller tables are not worth their scales.
SMALLEST = 1_024
UINT8, FLOAT = onnx.TensorProto.UINT8, onnx.TensorProto.FLOAT

Weights = NDArray[np.float32]
# From a multiplication, its weights and the graph to the steps in its place.
Multiplication = Callable[["Graph", Any, Weights], Sequence[Any]]


class Graph:
    """A model whose steps are replaced one by one; constants are added and taken out by name."""

    def __init__(self, model: Any) -> None:
        self.model = model
        self.constants = {one.name: one for one in model.graph.initializer}
        self.scaled: set[str] = set()

    def constant(self, name: str, value: NDArray[Any]) -> str:
        """Add a constant, unless it is there; its name."""
        if name not in self.constants:
            self.constants[name] = numpy_helper.from_array(value, name)
        return name

    def weights(self, node: Any, place: int) -> Weights | None:
        """A constant input of a step as a matrix of real numbers; None for anything else."""
        tensor = self.constants.get(node.input[place])
        if tensor is None or tensor.data_type != FLOAT or len(tensor.dims) != 2:
            return None
        return np.asarray(numpy_helper.to_array(tensor), dtype=np.float32)

    def replace(self, make: Callable[[Any], Sequence[Any] | None]) -> None:
        """Ask of each step what comes in its place; None leaves it."""
        steps = [step for node in self.model.graph.node for step in make(node) or (node,)]
        del self.model.graph.node[:]
        self.model.graph.node.extend(steps)

    def finish(self) -> Any:
        """The model with the constants that its steps use."""
        used = {name for node in self.model.graph.node for name in node.input}
        del self.model.graph.initializer[:]
        kept = (one for name, one in self.constants.items() if name in used)
        self.model.graph.initializer.extend(kept)
        if not any(one.domain == CONTRIB for one in self.model.opset_import):
            self.model.opset_import.append(helper.make_opsetid(CONTRIB, 1))
        return self.model


def write_by_token(source: Path, target: Path) -> None:
    """Multiply integers, every token with a scale of its own, every column of weights with one."""
    _write(source, target, _by_token)


def write_by_block(source: Path, target: Path) -> None:
    """Multiply in blocks of 128 features, each with its scale in weights and activations."""
    _write(source, target, _by_block)


def _write(source: Path, target: Path, multiply: Multiplication) -> None:
    graph = Graph(onnx.load(source))

    def make(node: Any) -> Sequence[Any] | None:
        if node.op_type == "MatMul" and (weights := graph.weights(node, 1)) is not None:
            return multiply(graph, node, weights)
        if node.op_type == "Gather" and (table := graph.weights(node, 0)) is not None:
            return _row_by_row(graph, node, table) if table.size >= SMALLEST else None
        return None

    graph.replace(make)
    onnx.save(graph.finish(), target)


def _by_token(graph: Graph, node: Any, weights: Weights) -> list[Any]:
    given, name, out = node.input[0], node.input[1], node.output[0]
    scales = _scales(weights, 0)
    codes = graph.constant(f"{name}.codes", np.round(weights / scales).astype(np.int8))
    columns = graph.constant(f"{name}.scales", scales[0])
    centre = graph.constant("centre.integer", np.array(CENTRE, np.uint8))
    return [
        *_tokens_to_codes(graph, given),
        helper.make_node("MatMulInteger", [f"{given}.codes", codes, centre], [f"{out}.sums"]),
        helper.make_node("Cast", [f"{out}.sums"], [f"{out}.real"], to=FLOAT),
        helper.make_node("Mul", [f"{out}.real", f"{given}.scales"], [f"{out}.rows"]),
        helper.make_node("Mul", [f"{out}.rows", columns], [out]),
    ]


def _tokens_to_codes(graph: Graph, given: str) -> list[Any]:
    """The steps that give each token its scale and its codes; once for each input."""
    if given in graph.scaled:
        return []
    graph.scaled.add(given)
    levels = graph.constant("levels", np.array(LEVELS, np.float32))
    centre = graph.constant("centre", np.array(CENTRE, np.float32))
    least = graph.constant("least", np.array(1e-8, np.float32))
    steps: tuple[tuple[str, list[str], str, dict[str, Any]], ...] = (
        ("Abs", [given], "sizes", {}),
        ("ReduceMax", [f"{given}.sizes"], "largest", {"axes": [-1], "keepdims": 1}),
        ("Max", [f"{given}.largest", least], "range", {}),
        ("Div", [f"{given}.range", levels], "scales", {}),
        ("Div", [given, f"{given}.scales"], "parts", {}),
        ("Round", [f"{given}.parts"], "rounded", {}),
        ("Add", [f"{given}.rounded", centre], "shifted", {}),
        ("Cast", [f"{given}.shifted"], "codes", {"to": UINT8}),
    )
    return [
        helper.make_node(kind, inputs, [f"{given}.{out}"], **options)
        for kind, inputs, out, options in steps
    ]


def _by_block(graph: Graph, node: Any, weights: Weights) -> list[Any]:
    name, (rows, columns) = node.input[1], weights.shape
    blocks = -(-rows // BLOCK)
    padded = np.zeros((columns, blocks * BLOCK), np.float32)
    padded[:, :rows] = weights.T
    parts = padded.reshape(columns, blocks, BLOCK)
    scales = _scales(parts, 2)
    codes = (np.round(parts / scales) + CENTRE).astype(np.uint8)
    inputs = [
        node.input[0],
        graph.constant(f"{name}.codes", codes),
        graph.constant(f"{name}.scales", scales[:, :, 0]),
    ]
    sizes = {"K": rows, "N": columns, "bits": 8, "block_size": BLOCK, "accuracy_level": ACCURACY}
    return [helper.make_node("MatMulNBits", inputs, list(node.output), domain=CONTRIB, **sizes)]


def _row_by_row(graph: Graph, node: Any, table: Weights) -> list[Any]:
    """A table of vectors, every one with a scale of its own."""
    name, places, out = node.input[0], node.input[1], node.output[0]
    scales = _scales(table, 1)
    codes = graph.constant(f"{name}.codes", np.round(table / scales).astype(np.int8))
    return [
        helper.make_node("Gather", [codes, places], [f"{out}.codes"]),
        helper.make_node("Cast", [f"{out}.codes"], [f"{out}.real"], to=FLOAT),
        helper.make_node(
            "Gather", [graph.constant(f"{name}.scales", scales), places], [f"{out}.scales"]
        ),
        helper.make_node("Mul", [f"{out}.real", f"{out}.scales"], [out]),
    ]


def _scales(weights: Weights, axis: int) -> Weights:
    """The step between two codes along an axis, which is kept; 1 where all are 0."""
    scales = np.abs(weights).max(axis=axis, keepdims=True) / LEVELS
    scales[scales == 0] = 1.0
    return np.asarray(scales, dtype=np.float32)
