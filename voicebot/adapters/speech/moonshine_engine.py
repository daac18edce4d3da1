"""Moonshine (tiny, English), run by ONNX Runtime.

The utterance so far is decoded anew for each result: about 35 ms of one core per second of audio.
Decoding greedily by ourselves gives each token's probability, hence an honest confidence, and
lets several threads share one model.
"""

from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime as ort
from numpy.typing import NDArray

from voicebot.adapters.speech.engine import NOTHING_HEARD, Hypothesis
from voicebot.adapters.speech.redecoding import MODEL_RATE_HZ, RedecodingStream, Samples

LONGEST_S = 12.0
PARTIAL_EVERY_S = 0.3
TOKENS_PER_S = 6.5  # faster than anyone speaks; stops a decoder that repeats itself
TOKENS_AT_LEAST = 5
BEGIN, END = 1, 2
HEADS, HEAD_SIZE = 8, 36
SURELY_NOISE = 0.3  # noise is decoded with a mean token probability of 0.2; speech above 0.5
PHANTOMS = frozenset({"you", "thank you for watching", "bye"})  # what silence and clicks decode to

Feed = dict[str, NDArray[Any]]


class MoonshineEngine:
    """One loaded model; `folder` holds encoder_model.ort, decoder_model_merged.ort, tokenizer.bin.

    Streams of any number of threads may decode at once; each decoding uses one thread.
    """

    partial_every_s = PARTIAL_EVERY_S

    def __init__(self, name: str, folder: Path) -> None:
        self.name = name
        self._encoder = _session(folder / "encoder_model.ort")
        self._decoder = _session(folder / "decoder_model_merged.ort")
        self._pieces = read_pieces((folder / "tokenizer.bin").read_bytes())
        self._caches = [i.name for i in self._decoder.get_inputs() if i.name.startswith("past")]
        self._outputs = [o.name for o in self._decoder.get_outputs()]

    def open(self, language: str) -> RedecodingStream:  # noqa: ARG002 - it knows one language
        """Begin an utterance."""
        return RedecodingStream(self.decode, LONGEST_S)

    def decode(self, samples: Samples) -> Hypothesis:
        """The words of a whole piece of audio at 16 kHz."""
        audio = samples[None, :]
        ones = np.ones(audio.shape, np.int64)
        hidden = self._encoder.run(None, {"input_values": audio, "attention_mask": ones})[0]
        budget = int(samples.size / MODEL_RATE_HZ * TOKENS_PER_S) + TOKENS_AT_LEAST
        # The decoder wants the mask of the samples, and thins it out to the encoder's frames.
        heard = {"encoder_hidden_states": hidden, "encoder_attention_mask": ones}
        tokens, log_probabilities = self._greedy(heard, budget)
        return _judged(self._text(tokens), float(np.exp(np.mean(log_probabilities))))

    def _greedy(self, heard: Feed, budget: int) -> tuple[list[int], list[float]]:
        empty = np.zeros((1, HEADS, 0, HEAD_SIZE), np.float32)
        caches: Feed = dict.fromkeys(self._caches, empty)
        tokens, log_probabilities = [BEGIN], []
        while tokens[-1] != END and len(tokens) <= budget:
            logits = self._step(tokens[-1], heard, caches, first=len(tokens) == 1)
            best = int(logits.argmax())
            log_probabilities.append(-float(np.log(np.exp(logits - logits[best]).sum())))
            tokens.append(best)
        return tokens[1:], log_probabilities

    def _step(self, token: int, heard: Feed, caches: Feed, first: bool) -> NDArray[np.float32]:
        """Logits of the next token; `caches` is brought forward."""
        results = self._decoder.run(
            None,
            {
                "input_ids": np.array([[token]], np.int64),
                "use_cache_branch": np.array([not first]),
                **heard,
                **caches,
            },
        )
        for name, value in zip(self._outputs[1:], results[1:], strict=True):
            if first or ".decoder." in name:  # the encoder's part is computed once
                caches[name.replace("present", "past_key_values")] = value
        logits: NDArray[np.float32] = results[0][0, -1]
        return logits

    def _text(self, tokens: list[int]) -> str:
        words = b"".join(self._pieces[token] for token in tokens if token != END)
        return words.replace("▁".encode(), b" ").decode("utf-8", "replace").strip()


def _judged(text: str, confidence: float) -> Hypothesis:
    bare = text.lower().strip(" .,!?")
    if not bare or bare in PHANTOMS or confidence < SURELY_NOISE:
        return NOTHING_HEARD
    return Hypothesis(text, confidence)


def _session(file: Path) -> ort.InferenceSession:
    options = ort.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return ort.InferenceSession(str(file), options, providers=["CPUExecutionProvider"])


def read_pieces(packed: bytes) -> list[bytes]:
    """The vocabulary: each entry is its length (one byte, or two from 128 on), then its bytes."""
    pieces, at = [], 0
    while at < len(packed):
        length, at = packed[at], at + 1
        if length >= 128:
            length, at = packed[at] * 128 + length - 128, at + 1
        pieces.append(packed[at : at + length])
        at += length
    return pieces
