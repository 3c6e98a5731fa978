"""Where in the documents a sentence comes from."""

from __future__ import annotations

from collections.abc import Sequence

from headwise._inert import one_line
from headwise._wording import page_label
from headwise.retrievers.models import Hit
from headwise.retrievers.text.paging import sliced
from headwise.retrievers.text.plain import as_inline
from headwise.retrievers.text.sentences import sentence_spans
from headwise.retrievers.text.stems import stems

SUPPORTS = 0.5
"""Share of a sentence's content words that a hit must have to be cited for it."""

_CLOSING = "\"'”’»)]"


def cited(sentence: str, hits: Sequence[Hit]) -> str:
    """Return ``sentence`` with the place of the hit that it comes from, before its full stop.

    That is the hit, and in it the page where known, whose sentences share most content words
    with it. Without a hit that has half of them it is returned as it is.

    >>> hit = Hit(text="It shrinks all maps.", sub_heading="Pooling", collection_name="cnn",
    ...           similarity=1.0, page_start=3, page_end=4)
    >>> cited("It shrinks maps.", [hit])
    'It shrinks maps (cnn, pp. 3–4).'
    >>> cited("Birds sing in May.", [hit])
    'Birds sing in May.'
    """
    words = stems(sentence)
    if not hits or not words:
        return sentence
    shares = [len(words & stems(hit.text)) / len(words) for hit in hits]
    best = max(range(len(hits)), key=lambda index: (shares[index], -index))
    if shares[best] < SUPPORTS:
        return sentence
    cut = len(sentence.rstrip(_CLOSING).rstrip(".!?…"))
    # A closing quotation mark belongs to the words before the citation.
    mark = sentence[cut:]
    if len(mark) > 1:
        cut, mark = len(sentence), ""
    return f"{sentence[:cut]} ({_place(hits[best], words)}){mark}"


def _place(hit: Hit, words: set[str]) -> str:
    start, end = _pages(hit, words)
    name = as_inline(one_line(hit.collection_name))
    if start is None:
        return f"{name}, {as_inline(one_line(hit.sub_heading))}"
    printed = [_printed(hit, page) for page in (start, end or start)]
    if printed[0] == printed[1]:
        return f"{name}, p. {printed[0]}"
    return f"{name}, pp. {printed[0]}–{printed[1]}"


def _printed(hit: Hit, page: int) -> str:
    label = page_label(page, hit.page_start or page, hit.page_labels)
    return as_inline(one_line(label))


def _pages(hit: Hit, words: set[str]) -> tuple[int | None, int | None]:
    """Return the page of the hit's sentence that shares most of ``words``, if that is known.

    Hits may carry ``page_offsets``: pairs of an offset in their text and the page that
    begins there. Without it the pages of the whole section are returned.
    """
    spans = list(sentence_spans(hit.text))
    if not hit.page_offsets or hit.page_start == hit.page_end or not spans:
        return hit.page_start, hit.page_end
    start, end = max(spans, key=lambda span: len(words & stems(hit.text[span[0] : span[1]])))
    end = start + len(hit.text[start:end].rstrip())
    pages = [page for _, page in sliced(hit.page_offsets, start, end)]
    return (pages[0], pages[-1]) if pages else (hit.page_start, hit.page_end)
