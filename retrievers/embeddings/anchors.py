"""The similarity scale of an embedding model: shipped for the default, else measured once."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from headwise.retrievers.embeddings import DEFAULT_NAMES, embeddings_name
from headwise.retrievers.embeddings.scale import MINILM, Scale, measure_scale

if TYPE_CHECKING:
    from langchain_core.embeddings import Embeddings

PAIRS = Path(__file__).with_name("pairs.jsonl")
"""Questions of many domains, each with the one passage of the set that answers it."""


def scale_of(embeddings: Embeddings) -> Scale:
    """Return the model's similarity scale.

    That of the embedded default is shipped; any other model is measured on the shipped
    pairs, which embeds about 250 short texts.

    Raises:
        EmbeddingsError: The model fails, or does not tell answers from unrelated text.
    """
    if embeddings_name(embeddings) in DEFAULT_NAMES:
        return MINILM
    return measure_scale(embeddings, calibration_pairs())


def calibration_pairs() -> list[tuple[str, str]]:
    """Return the shipped (question, passage) pairs."""
    lines = PAIRS.read_text(encoding="utf-8").splitlines()
    return [(pair["question"], pair["passage"]) for pair in map(json.loads, lines)]
