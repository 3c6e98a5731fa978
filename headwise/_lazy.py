"""Public names that are imported on first use, so that importing Headwise is cheap."""

import importlib
import sys
from collections.abc import Callable, Mapping, Sequence


def lazy_exports(package: str, exports: Mapping[str, Sequence[str]]) -> Callable[[str], object]:
    """Return a module ``__getattr__`` (PEP 562) that imports ``exports`` when asked for.

    Args:
        package: The package's ``__name__``.
        exports: Submodule to the names that the package takes from it.
    """
    modules = {name: module for module, names in exports.items() for name in names}

    def __getattr__(name: str) -> object:  # noqa: N807 - becomes the module's own
        if name not in modules:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        value: object = getattr(importlib.import_module(f"{package}.{modules[name]}"), name)
        setattr(sys.modules[package], name, value)
        return value

    return __getattr__
