"""Steps and regular expressions over text take time in proportion to its length."""

import ast
import collections
import importlib
import itertools
import math
import os
import pkgutil
import re
import signal
import time
import warnings
from pathlib import Path

import pytest

import headwise
from headwise._html import escaped_markdown
from headwise._inert import one_line, visible, without_secrets
from headwise._wording import shortened
from headwise.retrievers.indexing.passages import split_passages
from headwise.retrievers.pdf.page.fields import EMPTY, TICKED, chosen
from headwise.retrievers.search.definitions import definition_of
from headwise.retrievers.text.duplicates import Fingerprint
from headwise.retrievers.text.language import language_of
from headwise.retrievers.text.numbering import lone_label, split_number
from headwise.retrievers.text.numbers import readings
from headwise.retrievers.text.overlap import QuestionWords
from headwise.retrievers.text.plain import as_inline, as_text, plain_text
from headwise.retrievers.text.sentences import sentences
from headwise.retrievers.text.stems import stems

UNITS = (
    *"()[]{}<>.,:;!?…。\"'“$&%/~+-*_#\\|`=•@ \t\n\u3000aAIé1٣한中\u200b\u202e\x1b",
    *("1 ", "1.", "1. ", "1,000 ", "a.", "A. ", "e.g. ", "Fig. ", "Fig. A", "a-", "ABC-", "v1."),
    *("[a](", "[a](b c", "[a](<", "![", "<!--", "<a ", '<a b="', "**a ", "** ", "\\<", "- ", "( "),
    *("\n ", "\n\n", "\n- ", "•\n", "|-|", "|\n", ". (", ".)", " ,", "heading:", "://a@", "?key="),
    *("e\u0301", "here is summary ", "a b ", "a, ", "1–", "–1 ", "§1", "1/", "10^", "p. 1, "),
)
"""What texts are made of that patterns may choke on: 100,000 brackets, stops, spaces, digits."""

STEPS = {
    step.__name__: step
    for step in (
        *(plain_text, as_text, as_inline, sentences, stems, language_of, Fingerprint),
        *(split_number, lone_label, readings, split_passages, visible, one_line),
        *(without_secrets, escaped_markdown, shortened),
    )
} | {
    "question": lambda text: QuestionWords(text).words,
    "defines": lambda text: DEFINES(f"A pitch {text}"),
    "defines, said often": lambda text: DEFINES(f". pitch {text[: len(text) // 8]}" * 8),
    "chosen": lambda text: chosen(f"Insured: {TICKED} yes {EMPTY} {text}"),
}
DEFINES = definition_of("What is the pitch?")
METHODS = set("search match fullmatch split findall finditer sub subn".split())
TAKES_PATTERN = {f"re.{name}" for name in METHODS}
MOST_SECONDS = 1.0
SLOW = 2e-6
"""Seconds of CPU time for a character, from which it is worth a second look."""
EXPONENT_LIMIT = 1.6
"""Time grows with this power of the length at most: 1 is linear, 2 quadratic."""
GRAIN = 0.01
"""Seconds to which CPU time is exact: the system may count it in ticks of 4 ms."""
TRIES = 3
"""A busy machine makes one measurement long, but not all of them."""


class TooSlowError(Exception):
    """A step has used up `MOST_SECONDS` of CPU time."""


def stop(_signal, _frame):
    raise TooSlowError


def cpu_time(step, text):
    """Return the CPU time of a step, infinite if it is more than `MOST_SECONDS`."""
    signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, MOST_SECONDS)
    begun = time.process_time()
    try:
        step(text)
    except TooSlowError:
        return math.inf
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    return time.process_time() - begun


def text_of(unit, length, *, framed):
    body = unit * (length // len(unit))
    return f"x{body}x" if framed else body


def worse_than_linear(step, length):
    """Return the units of which four times as much takes much more than four times as long."""
    found = []
    for unit, framed in itertools.product(UNITS, (False, True)):
        short = cpu_time(step, text_of(unit, length, framed=framed))
        if short < SLOW * length:
            continue
        if short == math.inf:
            found.append(unit)
            continue
        texts = [text_of(unit, size, framed=framed) for size in (length, 4 * length)]
        for _ in range(TRIES):
            short, long = (cpu_time(step, text) for text in texts)
            if long <= short * 4**EXPONENT_LIMIT + GRAIN:
                break
        else:
            found.append(unit)
    return found


@pytest.mark.parametrize("name", STEPS)
def test_steps_over_text_are_linear(name):
    assert worse_than_linear(STEPS[name], 8_000) == []


def modules():
    for found in pkgutil.walk_packages(headwise.__path__, "headwise."):
        if not found.name.endswith("__main__"):
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                yield importlib.import_module(found.name)


def sources():
    """Yield every module with its syntax tree."""
    for module in modules():
        yield module, ast.parse(Path(module.__file__).read_text(encoding="utf-8"))


def uses(trees):
    """Return which methods are called of each name: ``_WORD`` -> ``{"findall"}``."""
    found = collections.defaultdict(set)
    for tree in trees:
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                found[node.value.id].add(node.attr)
    return found


def calls_of(name, tree, everywhere):
    """Return the methods that are called of a pattern: of a private one, in its own module."""
    return (uses([tree]) if name.startswith("_") else everywhere)[name]


def patterns():
    """Yield the name of every pattern with a step that uses it as the code does.

    A pattern that is only matched from a start does less than one that is searched for.
    """
    every = list(sources())
    used = uses(tree for _, tree in every)
    seen = set()
    for module, tree in every:
        named = [
            (name, value, calls_of(name, tree, used))
            for name, value in vars(module).items()
            if isinstance(value, re.Pattern)
        ]
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and ast.unparse(node.func) in TAKES_PATTERN:
                first, method = node.args[0], ast.unparse(node.func).removeprefix("re.")
                if isinstance(first, ast.Constant):
                    named.append((f"line {node.lineno}", re.compile(first.value), {method}))
        for name, pattern, methods in named:
            if isinstance(pattern.pattern, str) and pattern not in seen:
                seen.add(pattern)
                yield f"{module.__name__}: {name}", step_of(pattern, methods)


def step_of(pattern, methods):
    matching = methods & METHODS
    if matching and matching <= {"match", "fullmatch"}:
        return pattern.fullmatch if matching == {"fullmatch"} else pattern.match
    return lambda text: pattern.sub("", text)


@pytest.mark.skipif(
    "HEADWISE_PATTERNS" not in os.environ,
    reason="it times every pattern, which takes a quiet machine: 'make hostile' does",
)
def test_no_pattern_is_worse_than_linear():
    doubted = [one for one in patterns() if worse_than_linear(one[1], 2_000)]
    found = {name: worse_than_linear(step, 8_000) for name, step in doubted}  # less noisy
    assert {name: units for name, units in found.items() if units} == {}
