import pytest
from langchain_core.documents import Document

from headwise import Hit, HitsError
from headwise.chains.hits import read_hits
from headwise.retrievers.search.documents import to_document

GOOD = {"text": "t", "sub_heading": "1 A", "collection_name": "c", "similarity": 0.9}


@pytest.mark.parametrize("key", ["sub_heading", "sub-heading", "sub-headding"])
def test_the_heading_may_be_spelled_in_three_ways(key):
    (hit,) = read_hits([{"text": "t", key: "1 A", "collection_name": "c", "similarity": 0.9}])

    assert hit.sub_heading == "1 A"


def test_models_dicts_and_documents_are_hits():
    hit = Hit.model_validate(GOOD)

    assert read_hits([hit, GOOD, to_document(hit)]) == (hit, hit, hit)


@pytest.mark.parametrize(
    ("hits", "words"),
    [
        ("text", "not a list"),
        ({"hits": []}, "not a list"),
        (None, "not a list"),
        ([GOOD, "text"], "hit 2"),
        ([{**GOOD, "similarity": "high"}], "hit 1 .*similarity"),
        ([{**GOOD, "similarity": float("nan")}], "hit 1 .*similarity"),
        ([{"text": "t", "collection_name": "c", "similarity": 1}], "hit 1 .*sub_heading"),
        ([Document(page_content="t", metadata={})], "hit 1"),
    ],
)
def test_what_is_no_list_of_hits_is_named(hits, words):
    with pytest.raises(HitsError, match=words):
        read_hits(hits)
