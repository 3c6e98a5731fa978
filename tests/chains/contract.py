"""The contract of an answer, for any test to hold an answer to."""

import re

from headwise import Answer
from headwise.retrievers.text.numbering import split_number

HEADING_LINE = re.compile(r"^ {0,3}#{1,6}(?:\s|$)")
UNDERLINE = re.compile(r" {0,3}(?:=+|-+)\s*")


def keeps_contract(answer: Answer, hits) -> None:
    """Assert that ``answer`` is valid for these hits, all of which passed the threshold.

    The Markdown is ``## Heading``, text, empty line, and so on, with nothing else; headings are
    those of the hits, without their numbers; no section is empty or said twice; and each hit's
    section is a source of some section, or its duplicate is, or it is reported as not relevant.
    """
    lines = re.split(r"\r\n|[\r\n\v\f\x85\u2028\u2029]", answer.markdown)
    printed = [line.removeprefix("## ") for line in lines if HEADING_LINE.match(line)]
    assert answer.markdown == "\n\n".join(
        f"## {one.heading}\n{one.summary}" for one in answer.sections
    )
    assert lines[0].startswith("## ") or not answer.sections
    assert not any(UNDERLINE.fullmatch(line) for line in lines)
    assert printed == [section.heading for section in answer.sections]
    assert set(printed) <= {split_number(_flat(hit["sub_heading"]))[1] for hit in hits}
    assert all(section.summary.strip() == section.summary != "" for section in answer.sections)
    summaries = [_flat(section.summary).casefold() for section in answer.sections]
    assert len(set(summaries)) == len(summaries)
    reported = [s for one in answer.sections for s in one.sources] + [*answer.dropped.not_relevant]
    sources = {(s.collection_name, s.sub_heading) for s in reported}
    assert sources == {(hit["collection_name"], hit["sub_heading"]) for hit in hits}
    assert len({section.id for section in answer.sections}) == len(answer.sections)


def whole(parts) -> Answer:
    """Return the parts of a streamed answer as one."""
    answer = None
    for part in parts:
        answer = part if answer is None else answer + part
    assert answer is not None
    return answer


def same(one: Answer, other: Answer) -> bool:
    """Whether two answers are the same but for what they cost."""
    return one.model_copy(update={"usage": other.usage}) == other


def _flat(text: str) -> str:
    return " ".join(text.split())
