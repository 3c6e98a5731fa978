"""The words given to a language model, as files, and their loader."""

from headwise.prompts.loader import STEPS, Prompt, Prompts, export_prompts, load_prompts

__all__ = ["STEPS", "Prompt", "Prompts", "export_prompts", "load_prompts"]
