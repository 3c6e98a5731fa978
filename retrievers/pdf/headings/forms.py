"""Forms of text that stand out on a page but head nothing: captions, callouts, prompts."""

from __future__ import annotations

import re

from headwise.retrievers.text.numbering import SPELT

_FIGURES = (
    r"fig(?:ure|\.|s\.)?|table|tab\.|scheme|plate|algorithm|listing|exhibit|box"
    r"|abbildung|abb\.|tabelle|tableau|figura|tabla|gráfico|quadro|tabela|tabella|ilustração"
    r"|rysunek|rys\.|obrázek|afbeelding|tabel"
)
_THEOREMS = (
    r"theorem|lemma|corollary|proposition|definition|remark|proof|claim|conjecture|observation"
    r"|assumption|axiom|property|example|hypothesis|notation|satz|korollar|beispiel|bemerkung"
    r"|beweis|folgerung|behauptung|théorème|lemme|corollaire|preuve|définition|remarque|exemple"
    r"|avertissement|teorema|ejemplo|exemplo|esempio"
)
_EXERCISES = r"problem|question|exercise|aufgabe|exercice|ejercicio|esercizio"
_COUNTED = r"(?:\s*\d[\d.\-–]*|\s+[IVX]+|\s+[A-Z](?:\.?\d+)*)(?:\s*[.:(|–—]|\s+[A-Z(]|\s*$)"
_CAPTION = re.compile(
    rf"(?i:(?:supplementary|extended data|online)\s+)?(?i:{_FIGURES}|{_THEOREMS}){_COUNTED}"
)
_EXERCISE = re.compile(rf"(?i:{_EXERCISES}){_COUNTED}")
_CALLOUT = re.compile(
    r"(?:note|notes(?=\s*:)|nota bene|n\.?b\.?|warnings?|caution|important|tip|hinweis|achtung"
    r"|warnung|wichtig|vorsicht|remarque|avertissement|astuce|nota|aviso|advertencia|importante|atenção"
    r"|avvertenza|attenzione|opmerking|waarschuwing|belangrijk|let op|uwaga|ostrzeżenie|catatan"
    r"|peringatan|注意|警告|提示)\s*[:!.]?",
    re.IGNORECASE,
)
_BULLET = re.compile(r"[\x88•‣◦▪▫■□●○·∗*➢➤✓✗►▶–—-]\s")
_REFERENCE = re.compile(r"\[\w{1,8}\+?\d{0,2}\]\s")
_PROMPT = re.compile(r"(?:>{1,3}|[$%#]|\w{1,12}[>$])\s+\S|#{2,}")  # of a shell or an interpreter
_SPELT_ALONE = re.compile(rf"(?:{SPELT})$", re.IGNORECASE)  # of "Chapter One" over two lines


def is_other(text: str, *, large: bool) -> bool:
    """Whether a line that stands out is a caption, an item, a callout or a command.

    ``large`` if it is set clearly larger than the text: then exercises are headings.

    >>> is_other("Table 2. Kinds of bark", large=True), is_other("Warning!", large=False)
    (True, True)
    >>> is_other("Problem 2", large=False), is_other("Problem 2", large=True)
    (True, False)
    >>> is_other("> summary(model)", large=False), is_other("Notes on bark", large=False)
    (True, False)
    """
    forms = (_CAPTION, _BULLET, _REFERENCE, _PROMPT, _SPELT_ALONE)
    if any(form.match(text) for form in forms) or _CALLOUT.fullmatch(text):
        return True
    return not large and bool(_EXERCISE.match(text))
