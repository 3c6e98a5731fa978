"""The words given to a language model, as files, and their loader.

`headwise.lab` is for tuning them; it is not imported here, as it needs the chains.
"""

from headwise.prompts.folders import export_prompts, load_prompts, save_prompts
from headwise.prompts.models import STEPS, Prompt, Prompts

__all__ = ["STEPS", "Prompt", "Prompts", "export_prompts", "load_prompts", "save_prompts"]
