"""Every error that Headwise raises on purpose: one class per thing that can go wrong.

A message names what failed and what to do about it, on one line, so that the command
line can print it as it is.
"""


class HeadwiseError(Exception):
    """Base of all of Headwise's errors; its text is one line meant for the user."""


class PdfError(HeadwiseError):
    """A PDF cannot be read: missing, empty, damaged or not a PDF."""


class EncryptedPdfError(PdfError):
    """A PDF needs a password, or the one given is wrong."""


class NoTextError(PdfError):
    """A PDF has pages but no text layer (a scan): it needs OCR first."""


class EmbeddingsError(HeadwiseError):
    """An embedding model is unknown, lacks its weights or its key, or gives no usable vectors."""


class RerankerError(HeadwiseError):
    """A reranker is unknown, lacks its package or its key, or cannot be loaded."""


class LibraryError(HeadwiseError):
    """A library cannot be opened, read or written."""


class CalibrationError(HeadwiseError):
    """Question/passage pairs cannot be used, or what they give cannot be drawn or kept."""


class UnknownCollectionError(LibraryError):
    """A named collection is not in the library."""


class QuestionError(HeadwiseError):
    """A question is empty."""


class HitsError(HeadwiseError):
    """Hits handed in from outside are not of the expected form."""


class ModelError(HeadwiseError):
    """A language model is unknown, lacks its key, refuses or cannot be reached."""


class CacheError(HeadwiseError):
    """A file of cached replies cannot be opened, read or written."""


class PromptError(HeadwiseError):
    """A prompt file is missing or not well formed."""


class SettingsError(HeadwiseError):
    """A setting from the environment or from ``headwise.toml`` is not usable."""
