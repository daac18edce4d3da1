"""Encoders of a few words with weights of chance, in the layouts of published encoders."""

import json
from io import BytesIO
from pathlib import Path

import numpy as np
from safetensors.numpy import save_file
from sentencepiece import SentencePieceTrainer
from tokenizers import Tokenizer, models, pre_tokenizers, processors

WORDS = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "heron", "rowan", "moss", "fern", "now", "reed", "##s")
WIDTH, HEADS, BLOCKS, INNER, PLACES = 16, 2, 1, 32, 64


SAID = tuple(word for word in WORDS if word.isalpha())


def small_encoder(folder: Path) -> Path:
    """Write it into the folder and answer that."""
    folder.mkdir(parents=True, exist_ok=True)
    config = {"num_hidden_layers": BLOCKS, "num_attention_heads": HEADS}
    (folder / "config.json").write_text(json.dumps(config))
    _pieces().save(str(folder / "tokenizer.json"))
    save_file(_arrays(), folder / "model.safetensors")
    return folder


def _pieces() -> Tokenizer:
    known = {word: place for place, word in enumerate(WORDS)}
    pieces = Tokenizer(models.WordPiece(known, unk_token="[UNK]"))
    pieces.pre_tokenizer = pre_tokenizers.Whitespace()
    pieces.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]", special_tokens=[("[CLS]", 2), ("[SEP]", 3)]
    )
    return pieces


def _arrays() -> dict[str, np.ndarray]:
    chance = np.random.default_rng(3)

    def table(*shape: int) -> np.ndarray:
        return chance.normal(0, 0.3, shape).astype(np.float32)

    arrays = {
        "embeddings.word_embeddings.weight": table(len(WORDS), WIDTH),
        "embeddings.position_embeddings.weight": table(PLACES, WIDTH),
        "embeddings.token_type_embeddings.weight": table(2, WIDTH),
        "embeddings.LayerNorm.weight": np.ones(WIDTH, np.float32),
        "embeddings.LayerNorm.bias": table(WIDTH),
    }
    for number in range(BLOCKS):
        name = f"encoder.layer.{number}"
        shapes = {
            **{f"attention.self.{side}": (WIDTH, WIDTH) for side in ("query", "key", "value")},
            "attention.output.dense": (WIDTH, WIDTH),
            "intermediate.dense": (INNER, WIDTH),
            "output.dense": (WIDTH, INNER),
        }
        for part, shape in shapes.items():
            arrays[f"{name}.{part}.weight"] = table(*shape)
            arrays[f"{name}.{part}.bias"] = table(shape[0])
        for part in ("attention.output.LayerNorm", "output.LayerNorm"):
            arrays[f"{name}.{part}.weight"] = np.ones(WIDTH, np.float32)
            arrays[f"{name}.{part}.bias"] = table(WIDTH)
    return arrays


def small_encoder_of_windows(folder: Path) -> Path:
    """Write it into the folder and answer that."""
    folder.mkdir(parents=True, exist_ok=True)
    model = BytesIO()
    SentencePieceTrainer.train(
        sentence_iterator=iter([f"{one} {two} café" for one in SAID for two in SAID]),
        model_writer=model,
        model_type="unigram",
        vocab_size=40,
        hard_vocab_limit=False,
        minloglevel=2,
    )
    (folder / "sp.model").write_bytes(model.getvalue())
    np.savez(folder / "weights.npz", **_arrays_of_windows(pieces=60))  # type: ignore[arg-type]
    return folder


def _arrays_of_windows(pieces: int) -> dict[str, np.ndarray]:
    chance, blocks, inner, all_ = np.random.default_rng(4), 3, 8, WIDTH + 3 * 8

    def table(*shape: int) -> np.ndarray:
        return chance.normal(0, 0.3, shape).astype(np.float32)

    arrays = {
        f"q{k + 1}": chance.integers(0, 60, (pieces // blocks, WIDTH)).astype(np.uint8)
        for k in range(blocks)
    }
    arrays |= {"scale": np.full(blocks, 0.02, np.float32), "lo": np.full(blocks, -0.6, np.float32)}
    for size in (2, 3, 5):
        arrays |= {
            f"proj{size}": table(WIDTH, inner),
            f"proj_b{size}": table(inner),
            f"ln_g{size}": np.ones(inner, np.float32),
            f"ln_b{size}": table(inner),
        }
        for layer in (1, 2):
            arrays |= {
                f"w{layer}_{size}": table(size * inner, inner),
                f"b{layer}_{size}": table(inner),
            }
    deep = {"d0": (6, 7), "p1": (6, 7), "d1": (7, 7), "d2": (7, 5), "p3": (7, 6), "d3": (5, 6)}
    arrays |= {"ln_g": np.ones(all_, np.float32), "ln_b": table(all_)}
    arrays |= {"cnn_W": table(all_, 6), "cnn_b": table(6)}
    return arrays | {name: table(*shape) for name, shape in deep.items()}
