"""Reading hits that come from outside: JSON, dicts, LangChain documents."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from langchain_core.documents import Document
from pydantic import ValidationError

from headwise.errors import HitsError
from headwise.retrievers.models import Hit
from headwise.retrievers.search.documents import to_hit

AnyHit = Hit | Mapping[str, Any] | Document


def read_hits(hits: Iterable[AnyHit] | None) -> tuple[Hit, ...]:
    """Return ``hits`` as models, in their order.

    Raises:
        HitsError: ``hits`` is not a list, or one of them lacks a key or has a wrong value;
            the message counts hits from 1.
    """
    if isinstance(hits, str | bytes | Mapping) or not isinstance(hits, Iterable):
        raise HitsError(
            "the hits are not a list; give a JSON list of "
            '{"text", "sub_heading", "collection_name", "similarity"}'
        )
    return tuple(_read_hit(hit, number) for number, hit in enumerate(hits, start=1))


def _read_hit(hit: AnyHit, number: int) -> Hit:
    try:
        return to_hit(hit) if isinstance(hit, Document) else Hit.model_validate(hit)
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        what = f"{key!r}: {first['msg'].lower()}" if key else first["msg"].lower()
        raise HitsError(
            f"hit {number} is not of the expected form ({what}); each needs "
            '"text", "sub_heading", "collection_name" and "similarity"'
        ) from error
