r"""Tuning prompts in a notebook: change one, see what it does, keep the best.

>>> from headwise.prompts.lab import PromptLab
>>> lab = PromptLab(library, "openai:gpt-5-mini", ["What is pooling for?"])  # doctest: +SKIP
>>> lab.variant("shorter", map=lambda words: words + "\n\nIn one sentence.")  # doctest: +SKIP
>>> lab.compare()                                                             # doctest: +SKIP
>>> lab.save("shorter", "my-prompts")                                         # doctest: +SKIP
"""

from headwise.prompts.lab.comparison import Comparison
from headwise.prompts.lab.lab import PromptLab
from headwise.prompts.lab.scores import Scores
from headwise.prompts.lab.sent import SentMessages
from headwise.prompts.lab.trials import Trial, Trials
from headwise.prompts.lab.variants import Variant

__all__ = ["Comparison", "PromptLab", "Scores", "SentMessages", "Trial", "Trials", "Variant"]
