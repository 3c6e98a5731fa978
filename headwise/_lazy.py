"""Public names that are imported on first use, so that importing Headwise is cheap."""

import importlib
import sys
from collections.abc import Callable, Mapping, Sequence


def lazy_exports(
    package: str, exports: Mapping[str, Sequence[str]]
) -> tuple[Callable[[str], object], Callable[[], list[str]]]:
    """Return a module's ``__getattr__``, which imports ``exports`` on first use, and ``__dir__``.

    ``__dir__`` lists the public names, whether they are imported yet or not (PEP 562).

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

    def __dir__() -> list[str]:  # noqa: N807 - becomes the module's own
        return sorted(sys.modules[package].__all__)

    return __getattr__, __dir__
