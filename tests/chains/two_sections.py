"""Hits of the sample document, and what the sections chain makes of them."""

import re

from headwise import sections_chain
from tests.support.openai_server import obedient, prompt_of

QUESTION = "How do convolutional layers work in a CNN?"
MODEL = "openai:scripted"


def ask(hits, llm=None, question=QUESTION, **options):
    return sections_chain(llm, **options).invoke({"question": question, "hits": hits})


def headings(answer):
    return re.findall(r"^## (.*)$", answer.markdown, re.MULTILINE)


def alike(hits):
    """Hits of two sections with a sentence each that resembles the other's."""
    texts = [
        "A kernel slides over every position of an image. Its depth is that of the input.",
        (
            "Over images, one kernel is moved position by position and pauses nowhere. "
            "The weights are learned by descent."
        ),
    ]
    return [{**hits[0], "text": texts[0]}, {**hits[4], "text": texts[1]}]


def obedient_at_length(request):
    """As `obedient`, but quoting the whole of passages."""
    passages = re.findall(r'<passage id="\d+">\n(.*?)\n</', prompt_of(request), re.DOTALL)
    return " ".join(" ".join(passages).split()) if passages else obedient(request)
