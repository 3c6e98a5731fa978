"""The similarity scale of an embedding model: shipped for the default, else measured once."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from headwise.retrievers.embeddings import DEFAULT_NAMES, MULTILINGUAL_NAMES, embeddings_name
from headwise.retrievers.embeddings.scale import MINILM, Scale, measure_scale

if TYPE_CHECKING:
    from langchain_core.embeddings import Embeddings

PAIRS = Path(__file__).with_name("pairs.jsonl")
"""Questions of many domains, each with the one passage of the set that answers it."""


MULTILINGUAL_E5 = Scale(c0=0.775, c1=0.863)
"""The embedded multilingual-e5-small, as `measure_scale` measures it on the shipped pairs."""


def scale_of(embeddings: Embeddings) -> Scale:
    """Return the model's similarity scale.

    Those of the embedded models are shipped; any other model is measured on the shipped
    pairs, which embeds about 250 short texts.

    Raises:
        EmbeddingsError: The model fails, or does not tell answers from unrelated text.
    """
    name = embeddings_name(embeddings)
    if name in DEFAULT_NAMES:
        return MINILM
    if name in MULTILINGUAL_NAMES:
        return MULTILINGUAL_E5
    return measure_scale(embeddings, calibration_pairs())


def calibration_pairs() -> list[tuple[str, str]]:
    """Return the shipped (question, passage) pairs."""
    lines = PAIRS.read_text(encoding="utf-8").splitlines()
    return [(pair["question"], pair["passage"]) for pair in map(json.loads, lines)]
