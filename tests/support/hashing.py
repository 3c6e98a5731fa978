"""An embedding model that costs nothing: for tests of everything but the ranking."""

import hashlib

import numpy as np
from langchain_core.embeddings import Embeddings


class HashingEmbeddings(Embeddings):
    """Unit vectors from the words of a text; texts with the same words are near."""

    name = "test:hashing"
    size = 64

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return [self.embed_query(text) for text in texts]

    def embed_query(self, text: str) -> list[float]:
        vector = np.zeros(self.size)
        for word in text.lower().split():
            number = int.from_bytes(hashlib.blake2b(word.encode(), digest_size=4).digest(), "big")
            vector[number % self.size] += 1 if number & 1 << 20 else -1
        return (vector / max(float(np.linalg.norm(vector)), 1e-9)).tolist()
