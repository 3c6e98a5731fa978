r"""Tuning prompts in a notebook: change one, see what it does, keep the best.

>>> from headwise.lab import PromptLab
>>> lab = PromptLab(library, "openai:gpt-5-mini", ["What is pooling for?"])  # doctest: +SKIP
>>> lab.variant("shorter", map=lambda words: words + "\n\nIn one sentence.")  # doctest: +SKIP
>>> lab.compare()                                                             # doctest: +SKIP
>>> lab.save("shorter", "my-prompts")                                         # doctest: +SKIP
"""

from headwise.lab.comparison import Comparison
from headwise.lab.lab import PromptLab
from headwise.lab.scores import Scores
from headwise.lab.sent import SentMessages
from headwise.lab.trials import Trial, Trials
from headwise.lab.variants import Variant

__all__ = ["Comparison", "PromptLab", "Scores", "SentMessages", "Trial", "Trials", "Variant"]
