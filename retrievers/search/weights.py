"""How much each signal counts: fitted by ``make fit-search``, which prints what each brings.

The means of the ten best draws, which hold up better on other documents than the best one does.
On 160 questions of 34 documents (52 of them written by hand) they give F1 .70 (.57) and recall .83
(.71), and an answer to 3 of 19 questions that lie near a document's subject. Fitted on other
documents than those asked about: F1 .66 (.51), recall .82 (.71), and 4 of 19.
"""

COVERAGE = 1.0
LEAST_COVERAGE = 0.2
"""The least that is counted: a paraphrase may share no word."""
PAIRED = 0.45
HEADING = 0.2
ASIDE = 0.2
ABSENT = 0.33
NAME_ABSENT = 0.3
CODE = 1.0
"""Enough to make a passage with a rare code a hit by itself; no question of the fit has one."""

ENOUGH = 0.44
"""Position plus lift from which a passage is a hit where it is the best."""
REACH = 0.2
"""How far behind the best a hit may be."""
