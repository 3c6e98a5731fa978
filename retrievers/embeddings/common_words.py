"""How common a word is in English: the vocabulary of BERT models is in order of frequency.

The embedded model's tokenizer has it, so no list of words is needed beside it.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from functools import cache

from headwise.errors import EmbeddingsError
from headwise.retrievers.embeddings.minilm import TOKENIZER, WEIGHTS

_COMMON = 2_000
"""Places in the vocabulary before the first word: letters, digits and unused ones."""
_LAST = 30_000


def rarity(word: str) -> float:
    """Return how rare a word in lower case is, 0.7 for "the" to 2.8 for those not listed.

    Words of other languages are not listed, and all equally rare.

    >>> rarity("village") < rarity("hurricanes") < rarity("echinococcosis")
    True
    """
    return math.log(1 + min(_places().get(word, _LAST), _LAST) / _COMMON)


def is_listed(word: str) -> bool:
    """Whether a word in lower case is one of the 30,000 most common pieces of English text."""
    return word in _places()


@cache
def _places() -> Mapping[str, int]:
    try:
        tokenizer = json.loads(WEIGHTS.read(TOKENIZER))
    except EmbeddingsError:
        return {}  # another model is in use, and this one not installed
    places: Mapping[str, int] = tokenizer["model"]["vocab"]
    return places
