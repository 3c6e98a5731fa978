"""How much each signal counts: fitted by ``make fit-search``, which prints what each brings.

The means of the forty best draws, which hold up better on other documents than the best one does.
On 160 questions of 34 documents (52 of them written by hand) they give F1 .70 (.60), recall .81
(.70), and an answer to 2 of 19 questions that lie near a document's subject. Fitted on other
documents than those asked about: F1 .70 (.60), recall .81 (.70), and 3 of 19.

What they bring there, to F1 of all and of those by hand: missing names .05 and .14, several
passages that agree .02 and .08, the heading .02 and .03, the crowd .01 and .03, missing words .01
and .03, neighbouring words .01 and .01. The kind of answer asked for, words of like meaning (by
the embedding model's own), the path of headings and the words of the whole section bring nothing.
"""

COVERAGE = 0.9
LEAST_COVERAGE = 0.2
"""The least that is counted: a paraphrase may share no word."""
PAIRED = 0.44
HEADING = 0.2
ASIDE = 0.22
ABSENT = 0.25
NAME_ABSENT = 0.32
AGREEING = 0.23
NEAR = 0.4
"""Position from which a passage agrees with the best one of its section."""
CROWD = 0.44
NO_CROWD = 0.3
"""Mean position of the passages nearest to a question up to which they are no crowd."""
CODE = 1.0
"""Enough to make a passage with a rare code a hit by itself; no question of the fit has one."""

ENOUGH = 0.67
"""Position plus lift from which a passage is a hit where it is the best."""
REACH = 0.19
"""How far behind the best a hit may be."""
