"""The prompts of all variants by name, and which of them is being worked on."""

from __future__ import annotations

from headwise._wording import listed
from headwise.errors import PromptError
from headwise.lab.variants import Variant
from headwise.prompts.folders import load_prompts
from headwise.prompts.models import Prompts


class NamedPrompts:
    """Prompts by name.

    Args:
        base: Name of those to begin with; they cannot be changed.
        prompts: Those; by default the shipped ones.
    """

    def __init__(self, base: str, prompts: Prompts | None = None) -> None:
        self.base = base
        self.current = base
        """Name of the variant that was made or changed last."""
        self._prompts = {base: prompts or load_prompts()}

    def __getitem__(self, name: str | None) -> Prompts:
        return self._prompts[self.existing(name)]

    @property
    def variants(self) -> dict[str, Variant]:
        """All variants by name, the base first."""
        base = self._prompts[self.base]
        return {name: Variant(name, prompts, base) for name, prompts in self._prompts.items()}

    def existing(self, name: str | None) -> str:
        """Return ``name``, or for ``None`` that of the variant made or changed last.

        Raises:
            PromptError: There is no such variant.
        """
        name = name or self.current
        if name not in self._prompts:
            raise PromptError(f"there is no variant {name!r}; there are {listed(self._prompts)}")
        return name

    def fresh(self) -> str:
        """Return a name for edited words that no variant has yet."""
        names = ("edited", *(f"edited {number}" for number in range(2, len(self._prompts) + 2)))
        return next(name for name in names if name not in self._prompts)

    def keep(self, name: str, prompts: Prompts) -> Variant:
        """Give ``prompts`` a name, in place of those that had it.

        Raises:
            PromptError: It is the name of the base.
        """
        if name == self.base:
            raise PromptError(f"the variant {name!r} is what the lab began with; choose a new name")
        self._prompts[name] = prompts
        self.current = name
        return self.variants[name]
