"""What a failed call means for the answer: this call failed, the text is too long, or all fail."""

from __future__ import annotations

from typing import TYPE_CHECKING

from langchain_core.messages import AIMessage

from headwise.chains.llm.transport.call import Ask, Call
from headwise.errors import ModelError
from headwise.providers.errors import is_too_large, reason, remedy_for, secrets_of

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel


class CallFailedError(Exception):
    """A call of the model failed; the message gives the reason briefly, without secrets."""


class ContextTooLongError(CallFailedError):
    """The prompt is longer than the model's context window."""


class BlockedError(CallFailedError):
    """The model, or a filter in front of it, refused to answer."""


def with_failures(ask: Ask, model: BaseChatModel, name: str) -> Ask:
    """Return what raises our own errors in place of a provider's, which may contain the key.

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
            failure = _failure(error, name, secrets)
        # Outside of the handler, or the provider's error would be attached as its context.
        raise failure

    return asked


def _failure(error: Exception, name: str, secrets: list[str]) -> Exception:
    if is_too_large(error):
        return ContextTooLongError("the text is too long for the model")
    if remedy := remedy_for(error, name, secrets):
        return ModelError(f"{name}: {remedy}")
    return CallFailedError(reason(error, secrets))
