"""Defaults that the command line and the Python interface share; importing them is cheap."""

DEFAULT_THRESHOLD = 0.85
"""Least similarity of a hit. ``docs/threshold.md`` says what it gives."""
DEFAULT_MAX_HITS = 20
"""Most sections of an answer."""
DEFAULT_TIMEOUT = 600.0
"""Seconds for all calls of one answer; what is not written by then is extracted."""
DEFAULT_WAIT = 60.0
"""How long a writer waits for another one before it gives up, in seconds."""
DEFAULT_FILE_TIMEOUT = 120.0
"""Seconds that reading a PDF may take, and each of its pages that is read by OCR (about 5); of 53
files with text the slowest took 3."""
