"""A question put to the scripted server."""

from headwise import sections_chain

MODEL = "openai:scripted"
QUESTION = "How do convolutional layers work in a CNN?"


def ask(hits, **options):
    return sections_chain(MODEL, **options).invoke({"question": QUESTION, "hits": hits})
