"""The shipped question/passage pairs hold what measuring a model's scale needs."""

import json
import re
from collections import Counter

import pytest

from headwise.retrievers.embeddings.anchors import PAIRS

COMMON = frozenset(
    "a about after an and are as at be before between by can did do does during during each for "
    "from had has have how if in into is it its mean more most not of on one or should such than "
    "that the their there these they this to was were what what's when where which who why will "
    "with would s".split()
)


@pytest.fixture(scope="module")
def pairs():
    lines = PAIRS.read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def words(text):
    return re.findall(r"\w+", text.lower())


def runs(text, length):
    found = words(text)
    return {tuple(found[i : i + length]) for i in range(len(found) - length + 1)}


def telling(question):
    return [word for word in words(question) if word not in COMMON]


def test_enough_pairs_of_enough_domains(pairs):
    domains = Counter(pair["domain"] for pair in pairs)

    assert len(pairs) >= 120
    assert len(domains) >= 12
    assert min(domains.values()) >= 5


def test_each_line_is_whole_and_none_is_there_twice(pairs):
    assert all(set(pair) == {"domain", "question", "passage"} for pair in pairs)
    assert len({pair["question"].casefold() for pair in pairs}) == len(pairs)
    assert len({pair["passage"].casefold() for pair in pairs}) == len(pairs)


def test_passages_are_as_long_as_indexed_ones(pairs):
    assert all(80 <= len(pair["passage"].split()) <= 200 for pair in pairs)


def test_questions_are_of_many_forms(pairs):
    first = Counter(words(pair["question"])[0] for pair in pairs)
    asked = sum(pair["question"].endswith("?") for pair in pairs)

    assert first.most_common(1)[0][1] <= len(pairs) / 3
    assert len(first) >= 12
    assert len(pairs) / 10 <= len(pairs) - asked <= len(pairs) / 2, "some are no questions"


def test_no_question_is_found_by_its_words_alone(pairs):
    for pair in pairs:
        asked = telling(pair["question"])
        there = set(words(pair["passage"]))
        assert not runs(pair["question"], 4) & runs(pair["passage"], 4), pair["question"]
        assert sum(word in there for word in asked) <= 0.8 * len(asked), pair["question"]


def test_few_questions_share_most_of_their_words_with_their_passage(pairs):
    shares = []
    for pair in pairs:
        asked, there = telling(pair["question"]), set(words(pair["passage"]))
        shares.append(sum(word in there for word in asked) / len(asked))

    assert sorted(shares)[len(shares) // 2] <= 0.4
    assert sum(share > 0.6 for share in shares) <= len(pairs) / 10
