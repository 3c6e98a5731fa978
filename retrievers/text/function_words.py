"""Words that sentences are made with rather than about, by language."""

from __future__ import annotations

from collections.abc import Iterable

_BY_LANGUAGE = {
    "en": """
        a about above after all also am an and any are as at be because been before being
        below between both but by can could did do does doing done for from had has have
        having he her here him his how i if in into is it its just many may me might more
        most much must my no nor not of off on once one only or other our out over own same
        shall she should so some such tell than that the their them then there these they
        this those through to too under until up us use used using very was we were what
        when where whether which while who whom whose why will with within without would you
        your
    """,
    "de": """
        aber alle als am an auch auf aus bei beim bis da das dass dem den denn der des die
        dies diese diesem diesen dieser dieses doch du durch ein eine einem einen einer eines er
        es für
        gegen gibt haben hat hatte hier ich ihr ihre im in ist ja kann kein keine können man
        mehr mit muss müssen nach nicht noch nur ob oder ohne sehr sein seine sich sie sind
        so sollen um und uns unter vom von vor wann war waren warum was weil welche welchem
        welchen welcher welches wenn wer werden wie wieso wir wird wo wofür woher wozu wurde
        wurden zu zum zur zwischen über
    """,
    "es": """
        a al como con cual cuales cuando cuál cuáles cuándo cuánto cómo de del desde donde
        dónde e el ella ellos en entre era es esta este estos está están fue ha hace han hay
        la las le les lo los muy más no o para pero por porque puede que quien quién qué se
        ser si sin sirve sobre son su sus también un una unas unos y ya
    """,
    "fr": """
        a au aux avec c ce ces cet cette comment d dans de des dont du elle en est et eu
        fait font il ils j je l la laquelle le lequel les leur leurs lors lui mais n ne nous
        on ont ou où par pas peut plus pour pourquoi qu quand que quel quelle quelles quels
        qui quoi s sa sans se ses si son sont sur t un une vous y à été être
    """,
    "it": """
        a ai al alla alle anche che chi come con cosa cui da dal dalla dei del della delle
        di dove e era fu gli ha hanno i il in la le lo ma nei nel nella non o per perché più
        può qual quale quali quando quanto quello questa questo se serve si sono su sua sui
        sul sulla suo tra un una uno è
    """,
    "nl": """
        aan als bij dan dat de deze die dit doet door een en er geen had hebben heeft het
        hij hoe hun in is kan kunnen maar meer met naar niet nog of om onder ook op over te
        tot uit van veel voor waar waarom waren was wat welk welke werd wie wij worden wordt
        zich zijn zo zoals
    """,
    "pt": """
        a ao aos as com como da das de do dos e ela ele em entre era essa esse esta este eu
        foi há isso já mais mas na nas no nos não o onde os ou para pela pelo pode por
        porque quais qual quando quanto que quem se sem ser serve sobre sua são também te um
        uma à às é
    """,
    "sv": """
        alla att av bara blev blir bli de dem den denna deras dess det detta dig din du där då
        efter ej eller en ett från för ha hade han har hon hur här i icke inom inte jag kan
        kunde man med mellan men mer mot mycket må någon något några när nu och om på samt
        sedan sig sin sina sitt ska skall skulle som så till under upp ur utan vad var vara
        varför varit vart vem vi vid vilka vilken vilket är åt än över
    """,
    "pl": """
        a aby ale był była było były być bez bo co czy czym dla dlaczego do gdy gdzie go i ich
        ile im ja jak jaka jakie jakim jaki jako jego jej jest jeśli już kiedy kto która które
        którego której który których którym lub ma mają mi może można na nad nie niż o od oraz
        po pod ponieważ przed przez przy się są ta tak także te tego tej ten to tu tych tym
        tylko u w we wszystkie z za ze że
    """,
}
FUNCTION_WORDS = {language: frozenset(words.split()) for language, words in _BY_LANGUAGE.items()}
"""Language code to its articles, pronouns, prepositions, auxiliaries and question words."""


def function_words_of(words: Iterable[str]) -> frozenset[str]:
    """Return the function words of the language that most of ``words`` belong to.

    English where that is not clear.

    >>> "der" in function_words_of("was ist der zweck von pooling".split())
    True
    """
    asked = list(words)
    return max(FUNCTION_WORDS.values(), key=lambda known: sum(word in known for word in asked))
