"""Step 5: the contract, enforced by code on whatever was written."""

from __future__ import annotations

from headwise.chains.draft import Draft, Summary
from headwise.chains.duplicates import Fingerprint
from headwise.chains.plain import plain_text


def check(draft: Draft) -> Draft:
    """Return the draft with every summary plain text, and none that another one contains.

    A summary that says nothing beyond another is given up for it, and its sources move
    there, so no group is lost. A group without any text keeps its place with a sentence
    that says so.
    """
    standing: list[tuple[Summary, Fingerprint]] = []
    warnings = []
    for summary in draft.summaries:
        text = plain_text(summary.text)
        if not text:
            text = "This section could not be summarised."
            warnings.append(f"{summary.group.heading}: nothing was written about this section")
        new = Summary(summary.group, text, summary.merged)
        print_ = Fingerprint(text)
        for index, (old, old_print) in enumerate(standing):
            if old_print.contains(print_):
                standing[index] = (old.absorb(new), old_print)
                break
            if print_.contains(old_print):
                standing[index] = (new.absorb(old), print_)
                break
        else:
            standing.append((new, print_))
    return draft.with_summaries([summary for summary, _ in standing], warnings)
