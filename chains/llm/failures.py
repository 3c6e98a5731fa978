"""What a failed call means for the answer: is this call lost, or the text too long, or all?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from langchain_core.messages import AIMessage

from headwise.chains.llm.call import Ask, Call
from headwise.errors import ModelError
from headwise.providers.errors import is_too_large, reason, remedy_for, secrets_of

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel


class CallFailedError(Exception):
    """A call of the model came to nothing; its text says why in a few words, without secrets."""


class ContextTooLongError(CallFailedError):
    """What was sent is more than the model can read at once."""


class BlockedError(CallFailedError):
    """The model, or a filter in front of it, refused to answer."""


def with_failures(ask: Ask, model: BaseChatModel, name: str) -> Ask:
    """Return what raises an error of ours in place of a provider's, whose text may have the key.

    A `ModelError` if no other call would succeed: key, quota, model name, no connection. A
    `ContextTooLongError` if less text would. Otherwise a `CallFailedError`.

    Args:
        ask: Makes the call.
        model: Holds the key.
        name: ``provider:model``, for the remedy.
    """
    secrets = secrets_of(model)

    async def asked(call: Call) -> AIMessage:
        try:
            return await ask(call)
        except (CallFailedError, ModelError):
            raise
        except Exception as error:  # noqa: BLE001 - each client raises its own
            failed = _failure(error, name, secrets)
        # Outside of the handler, so that it does not drag the provider's along.
        raise failed

    return asked


def _failure(error: Exception, name: str, secrets: list[str]) -> Exception:
    if is_too_large(error):
        return ContextTooLongError("the text is too long for the model")
    if remedy := remedy_for(error, name, secrets):
        return ModelError(f"{name}: {remedy}")
    return CallFailedError(reason(error, secrets))
