"""Short names of files: the file name, with folders where several have the same."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from pathlib import PurePath


def distinct_names(paths: Iterable[str]) -> dict[str, str]:
    """Return each path's file name, with as many folders before it as make it unique.

    >>> names = distinct_names(["/a/2023/bill.pdf", "/a/2024/bill.pdf", "/a/2024/thesis.pdf"])
    >>> list(names.values())
    ['2023/bill.pdf', '2024/bill.pdf', 'thesis.pdf']
    """
    paths = dict.fromkeys(paths)
    names: dict[str, str] = {}
    alike = {path: PurePath(path).parts for path in paths}
    length = 1
    while alike:
        groups: defaultdict[tuple[str, ...], list[str]] = defaultdict(list)
        for path, parts in alike.items():
            groups[parts[-length:]].append(path)
        for tail, group in groups.items():
            if len(group) == 1 or all(len(alike[path]) <= length for path in group):
                names.update(dict.fromkeys(group, str(PurePath(*tail))))
        alike = {path: parts for path, parts in alike.items() if path not in names}
        length += 1
    return {path: names[path] for path in paths}
