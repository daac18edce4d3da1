"""An encoder of a few words with weights of chance, in the layout of published encoders."""

import json
from pathlib import Path

import numpy as np
from safetensors.numpy import save_file
from tokenizers import Tokenizer, models, pre_tokenizers, processors

WORDS = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "heron", "rowan", "moss", "fern", "now", "reed", "##s")
WIDTH, HEADS, BLOCKS, INNER, PLACES = 16, 2, 1, 32, 64


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
