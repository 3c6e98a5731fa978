"""Headwise: ask your PDFs a question, get the answer under their own headings.

>>> from headwise import HeadingRetriever, Library, ask_chain
>>> library = Library("papers")                                          # doctest: +SKIP
>>> library.index("notebooks/papers")                                    # doctest: +SKIP
>>> chain = ask_chain(HeadingRetriever(library=library))                 # doctest: +SKIP
>>> print(chain.invoke("What is pooling for?").markdown)                 # doctest: +SKIP
## Pooling layer
…

Reading and searching:
    Library           documents indexed section by section, in a folder or on a Chroma server
    HeadingRetriever  LangChain retriever: the sections that are similar enough to a question
    read_pdf          a PDF as a Document: its sections under their printed headings
    Document, Section, Hit

Answering:
    ask_chain         question -> Answer, a LangChain Runnable
    sections_chain    question and hits -> Answer, a LangChain Runnable
    plan_calls        what an answer would send to a model and cost, as a Plan
    Answer, AnswerSection, Source, Plan

Prompts:
    load_prompts      the words given to a model, shipped or from a folder, as Prompts
    PromptLab         tune them in a notebook: variants side by side
    Prompts

Errors, all of them HeadwiseError:
    CacheError, CalibrationError, EmbeddingsError, HitsError, LibraryError
    (UnknownCollectionError), ModelError, PdfError (EncryptedPdfError, NoTextError),
    PromptError, QuestionError, SettingsError
"""

from pathlib import Path
from typing import TYPE_CHECKING

from headwise._lazy import lazy_exports
from headwise.errors import (
    CacheError,
    CalibrationError,
    EmbeddingsError,
    EncryptedPdfError,
    HeadwiseError,
    HitsError,
    LibraryError,
    ModelError,
    NoTextError,
    PdfError,
    PromptError,
    QuestionError,
    SettingsError,
    UnknownCollectionError,
)

if TYPE_CHECKING:
    from headwise.chains import (
        Answer,
        AnswerSection,
        Plan,
        Source,
        ask_chain,
        plan_calls,
        sections_chain,
    )
    from headwise.lab import PromptLab
    from headwise.prompts import Prompts, load_prompts
    from headwise.retrievers import (
        Document,
        HeadingRetriever,
        Hit,
        Library,
        Section,
        read_pdf,
    )

__version__ = "0.1.0"

# Without symbolic links, as Windows clones by default, the links are files that name folders.
if not all((Path(__file__).parent / room).is_dir() for room in ("chains", "prompts", "retrievers")):
    raise ImportError(
        "headwise: the symbolic links of this clone are missing; turn Windows' Developer Mode on "
        "and clone again with: git clone -c core.symlinks=true"
    )

__all__ = [
    "Answer",
    "AnswerSection",
    "CacheError",
    "CalibrationError",
    "Document",
    "EmbeddingsError",
    "EncryptedPdfError",
    "HeadingRetriever",
    "HeadwiseError",
    "Hit",
    "HitsError",
    "Library",
    "LibraryError",
    "ModelError",
    "NoTextError",
    "PdfError",
    "Plan",
    "PromptError",
    "PromptLab",
    "Prompts",
    "QuestionError",
    "Section",
    "SettingsError",
    "Source",
    "UnknownCollectionError",
    "ask_chain",
    "load_prompts",
    "plan_calls",
    "read_pdf",
    "sections_chain",
]

__getattr__, __dir__ = lazy_exports(
    __name__,
    {
        "lab": ["PromptLab"],
        "chains": [
            "Answer",
            "AnswerSection",
            "Plan",
            "Source",
            "ask_chain",
            "plan_calls",
            "sections_chain",
        ],
        "prompts": ["Prompts", "load_prompts"],
        "retrievers": ["Document", "HeadingRetriever", "Hit", "Library", "Section", "read_pdf"],
    },
)
