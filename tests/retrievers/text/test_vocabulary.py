"""The words by language: usable as titles and patterns, and without what breaks either."""

import re

import pytest

from headwise.retrievers.text.vocabulary import _data, pattern, squash, titles, words


def test_titles_are_found_whatever_their_case_accents_and_spaces():
    assert squash("TABLE  DES MATIERES") in titles("contents")
    assert squash("参考文献") in titles("references")
    assert squash("Referencias") not in titles("contents")


def test_the_longest_word_of_a_pattern_wins():
    match = re.match(pattern("figure"), "Figures. 3", re.IGNORECASE)
    assert match
    assert match.group() == "Figure"
    assert re.match(pattern("figure"), "Fig. 3", re.IGNORECASE).group() == "Fig."
    assert re.match(pattern("callout"), "let  op", re.IGNORECASE)


@pytest.mark.parametrize("kind", list(_data()))
def test_every_kind_has_english_and_no_empty_or_doubled_word(kind):
    assert words(kind)
    for own in _data()[kind].values():
        assert all(word.strip() == word and squash(word) for word in own)
        assert len(own) == len(set(own))
    assert "en" in _data()[kind]
