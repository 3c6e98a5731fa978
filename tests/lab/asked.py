"""What labs are asked, and a model that obeys the words of a prompt."""

from notebooks.scripted_model import reply_to

MODEL = "openai:scripted"
QUESTION = "What does a convolutional layer do?"
OTHER = "What is pooling?"


def scripted(request):
    """Reply as the scripted model does, so that the words of a prompt count."""
    *system, human = [message["content"] for message in request["messages"]]
    return reply_to("\n".join(system), human)
