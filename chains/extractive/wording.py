"""What the wording of a sentence says about its place among others.

Whether it needs the sentence before it, and whether it says where something stands in the
document rather than what it is.
"""

from __future__ import annotations

import re


def _any_of(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.IGNORECASE)


_PART = r"(?:sub)?(?:sections?|sec\.|chapters?|appendix|appendices|abschnitt|kapitel|anhang)"
_FLOAT = (
    r"(?:figures?|figs?\.|tables?|tab\.|equations?|eqs?\.|algorithms?|alg\.|listings?|"
    r"abbildung|abb\.|tabelle)"
)
_PLACE = rf"(?:{_PART}|{_FLOAT})"
_NUMBERED = rf"{_PLACE}\s*(?:~|\b)\(?(?:\d|[IVX]+\b|[A-Z]\b)"
_TOLD = (
    r"(?:shown|seen|listed|depicted|illustrated|described|given|summari[sz]ed|presented|plotted|"
    r"reported|displayed|found|provided|discussed|introduced|reviewed|included|outlined|compared|"
    r"mentioned|noted)"
)
_SIGNPOST = _any_of(
    rf"^(?:the\s+)?{_NUMBERED}(?!\S*(?: \w+){{1,2}} (?:that|how|why)\b)",
    rf"^(?:the|this) (?:\w+ )?(?:{_FLOAT}) (?:below |above )?(?:shows?|depicts?|lists?|presents?|"
    r"illustrates?|represents?|compares?|gives?)\b",
    rf"^(?:\w+[ ,]+){{0,4}}(?:this|the (?:next|previous|following|remaining)) {_PART}\b",
    r"^(?:the )?(?:introduction|paper|report) (?:first )?(?:gives|describes|presents|concludes)\b",
    rf"^(?:in|as \w+ in|from) (?:the )?{_NUMBERED}[^,]*, (?:we|the (?:results|plots?|figure))\b",
    rf"\bwe (?:will |now |then |first |also |further )?(?:describe|discuss|present|extend|review|"
    rf"show|introduce|conclude|explain|give|list|report)\b[^.]*\bin {_NUMBERED}",
    rf"\b{_TOLD}\b[^.,]{{0,40}} (?:in|by|on) (?:the )?(?:(?:left|right|upper|lower|top|bottom)"
    rf"(?: panel)? of )?{_NUMBERED}",
    r"\bthe following (?:sub)?(?:sections?|equations?|figures?|tables?|examples?|code|lines?|"
    r"paragraphs?)\b",
    r"^the following (?:[\w-]+ ){1,4}(?:can|are|is|may|were|was|will|should|must)\b",
    r"\bin the (?:left|right|upper|lower|top|bottom) (?:panel|row|column)s?\b",
    rf"\b{_TOLD}\b (?:\w+ ){{0,3}}(?:elsewhere|later|below|at the end)\b[^.,]{{0,40}}\.?$",
    r"\b(?:paper|article|report|thesis|document|work) is (?:organi[sz]ed|structured)\b",
    r"\bas follows\b",
    r"^(?:see|cf\.)\s",
    r"\b(?:is|are) (?:\w+ )?available (?:at|from|on|under|via) (?:https?:|www\.|\w+\.\w+/)",
    rf"\brefer to (?:the )?{_NUMBERED}",
    r"^(?:an? |the )?(?:(?:brief|short|detailed|complete|full|further) )*(?:description|overview|"
    r"discussion|summary|outline|explanation|details) (?:of|on|about)\b",
    r"^let \S[^,.]{0,60} (?:be|denote)\b",
    r"\b(?:wie folgt|siehe|im folgenden abschnitt)\b",
)
"""Says where something is: in a section, figure or table, or further on; or names a symbol."""
_ANNOUNCES = re.compile(
    r"(?::|\b(?:two|three|four|five|six|seven|eight|nine|ten|several|various|following|number of|"
    r"zwei|drei|vier|fünf|sechs|mehrere|folgende[nr]?|deux|trois|quatre|cinq|plusieurs)"
    r"(?:\s+[\w-]+){1,6}\s*[.:])$",
    re.IGNORECASE,
)
_INTRODUCED = re.compile(
    r"^as (?:already |also |was |is |we )*(?:shown|described|explained|mentioned|discussed|noted|"
    r"stated|seen|illustrated|indicated|introduced|alluded to|have seen|said)\b"
    r"(?: (?:in|above|by|before|earlier|previously|here)\b[^,]{0,40})?,\s+(?=\S)",
    re.IGNORECASE,
)
_SURE_CONNECTIVE = (
    "however|therefore|moreover|furthermore|additionally|hence|thus|consequently|nevertheless|"
    "nonetheless|in addition|as a result"
)
_CONNECTIVE = _any_of(
    rf"^(?:{_SURE_CONNECTIVE}|further|similarly|likewise|conversely|finally|lastly|also|besides|"
    "in contrast|by contrast|on the other hand|on the one hand|on the contrary|in turn|indeed|"
    "in fact|in particular|specifically|notably|more precisely|more specifically|"
    "in other words|that is|accordingly|at the same time|unfortunately|fortunately|to this end|"
    "meanwhile|instead|rather|still|then|next|first|firstly|second|secondly|third|thirdly|"
    "put another way|put differently|informally|intuitively|as a consequence|"
    "overall|to summari[sz]e|in summary|in conclusion|to conclude|"
    r"jedoch|außerdem|darüber hinaus|cependant|de plus|en outre|toutefois),\s+(?=\S)",
    rf"^(?:{_SURE_CONNECTIVE})\s+(?=(?:an?|the|we|in|there|our|all|both|no)\b)",
)
"""Binds a sentence to the one before it; without it and its comma the sentence stands."""
_ENUMERATED = re.compile(
    r"[;.]\s+(?:and\s+)?(?:second|secondly|third|next|finally)\b", re.IGNORECASE
)

_DEMONSTRATIVE = (
    r"(?:this|these|those|such(?! as\b)|the (?:former|latter|above|aforementioned|previous|"
    r"preceding)|diese[nrms]?|solche[nr]?|ces|cette|cet)"
)
_LEANING = _any_of(
    r"^(?:it|its|they|them|their|he|she|his|her|that|both|here|there|then|thus|hence|so|therefore|"
    r"but|and|or|yet|again|also|neither|either|since then|otherwise|similarly|likewise|instead|"
    r"for example|for instance|e\.g\.|"
    r"the (?:same|other|others|first|second|third|reason|opposite|two|three|rest|remaining)|"
    r"one (?:reason|way|example|such|of them)|(?:still |yet )?another|a further|"
    r"(?:each|some|most|all|none|many|one|two|both|either) of (?:these|them|those|which)|"
    r"as before|to put|whereas|in which|"
    r"er|sie|es|dadurch|damit|daher|dabei|hierbei|dies|dazu|cela|ceci|celui-ci|ils?|elles?)\b",
    rf"^(?:[\w’'-]+ ){{0,5}}{_DEMONSTRATIVE}\b",
    r"^(?:[a-z]+ing|to \w+|by|for|with|from|of|in|on|at|like|unlike|under|between|after|before|"
    r"among|without|despite|because of|following|during)"
    r" (?:\w+ing )?(?:it|them|they|him|he|she|the two)\b",
    rf"^(?:[\w’'-]+ ){{1,6}}{_TOLD} (?:above|earlier|before|previously)\b",
    r"^\w+ (?:therefore|thus|hence|consequently)\b|^[^.?!]{3,100}, however, ",
    r"^where\b(?! there\b)[^,?]{0,60}\b(?:is|are|denotes?)\b",
    r"^the \w+ (?:of|in|for|between) (?:it|its|them|their|his|her)\b",
    r"^(?:by|with|for|given|using|based on|to|on|in|at|from)\b[^,]*, (?:it|they|he|she|this)\b",
    r"^(?:\w+ ){0,3}the (?:second|latter|former|above)\b",
)
"""Opens with a word that points at what was said before."""
_NOT_LEANING = _any_of(
    r"^there (?:is|are|was|were|exists?|has|have|may|can|will)\b",
    r"^it (?:is|was|has been|can be|should be|may be|must be)(?: (?:not|also|very|quite|well|often|"
    r"therefore|thus|still|\w+ly))? (?:\w+ )?(?:that|whether)\b",
    r"^it (?:is|was|may be|might be|will be|would be|becomes)(?: (?:not|also|very|quite|often|"
    r"therefore|thus|still|more|then|\w+ly))* (?:(?:im)?possible|necessary|(?:un)?important|"
    r"eas(?:y|ier)|hard(?:er)?|difficult|common|useful|natural|essential|better|best|sufficient|"
    r"enough|desirable|interesting|customary|crucial|vital|advisable|recommended|tempting|"
    r"reasonable|usual|helpful|instructive|worth|likely|prudent|safe|simple|straightforward)"
    r" (?:\w+ )?(?:to|that|for|if|when)\b",
    r"^it (?:follows|turns out|seems|appears) that\b",
    r"^here,? we\b",
    r"^(?:[\w’'-]+ ){0,5}(?:this|these) (?:paper|article|report|work|study|thesis|book|document|"
    r"standard|manual|days|guide|project|publication|survey|review|research|dissertation|protocol)\b",
    r"^both (?:\w+ ){1,3}and\b|^either (?:\w+ ){1,3}or\b|^neither (?:\w+ ){1,3}nor\b|"
    r"^those (?:who|that)\b",
    r"^the (?:first|second|third|same|other|two|three|rest) (?:\w+ ){1,4}(?:is|are|was|were|has|"
    r"uses?|of)\b",
)
_SUBJECTLESS = re.compile(
    r"^(?:introduces|details|describes|provides|explains|includes|contains|presents|outlines|"
    r"defines|allows|supports|uses|shows|gives|ensures|enables|specifies|indicates|returns)\s"
    r"(?!of\b|and the\b)",
    re.IGNORECASE,
)


def without_connective(sentence: str) -> str:
    """Return ``sentence`` without words that only bind it to what was said before.

    >>> without_connective("However, as shown above, pooling helps.")
    'Pooling helps.'
    """
    bare = sentence
    while (cut := _INTRODUCED.sub("", _without_one(bare))) != bare:
        bare = cut
    return bare[:1].upper() + bare[1:]


def _without_one(sentence: str) -> str:
    return sentence if _is_enumeration(sentence) else _CONNECTIVE.sub("", sentence)


def _is_enumeration(sentence: str) -> bool:
    """Whether it counts up what the sentence before announced: "First, …; second, …"."""
    return bool(re.match(r"first\b", sentence, re.IGNORECASE) and _ENUMERATED.search(sentence))


def leans(sentence: str) -> bool:
    """Whether ``sentence`` opens with a word that points at the sentence before it.

    >>> leans("In each of these cases it helps."), leans("It is known that pooling helps.")
    (True, False)
    """
    if _SUBJECTLESS.match(sentence) or _is_enumeration(sentence):
        return True
    return bool(_LEANING.match(sentence) and not _NOT_LEANING.match(sentence))


def is_signpost(sentence: str) -> bool:
    """Whether ``sentence`` says where something stands rather than what it is.

    >>> is_signpost("Section 3 describes pooling."), is_signpost("Pooling helps (see Fig. 3).")
    (True, False)
    """
    return bool(_SIGNPOST.search(sentence))


def announces(sentence: str) -> bool:
    """Whether ``sentence`` leads in a list, if a list follows it.

    >>> announces("It has three modes:"), announces("It can be broken down into four key areas.")
    (True, True)
    """
    return bool(_ANNOUNCES.search(sentence))
