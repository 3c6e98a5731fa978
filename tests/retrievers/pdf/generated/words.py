"""Words to fill the generated documents with, written for them, in three languages."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Words:
    """One language: text, and the words that documents of any kind have in it."""

    code: str
    sentences: tuple[str, ...]
    topics: tuple[str, ...]
    """Things that headings speak of."""
    frames: tuple[str, ...]
    """Headings around a topic, ``{}``."""
    opening: tuple[str, ...]
    closing: tuple[str, ...]
    unnumbered: tuple[str, ...]
    references: str
    contents: str
    figures: str
    abstract: str
    figure: str
    table: str
    algorithm: str
    theorem: str
    definition: str
    proof: str
    chapter: str
    appendix: str
    leads: tuple[str, ...]
    """Bold or italic beginnings of paragraphs."""
    items: tuple[str, ...]
    labels: tuple[str, ...]
    """What stands in figures and tables."""


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.strip().splitlines())


ENGLISH = Words(
    code="en",
    sentences=_lines("""
        The harbour authority kept a daily record of the water level for more than ninety years.
        Each reading was taken by hand at noon, and the observer signed the book in the evening.
        Where two entries disagree, we prefer the one that was copied first and note the other.
        A gauge that is moved by a few metres changes its zero point, which nobody wrote down.
        The storms of the third winter destroyed the wooden scale, and it was replaced by iron.
        Most of the earlier studies consider a single station and assume that the ground is still.
        In contrast to them, our method works without any survey of the surrounding hills.
        We found that the slow part of the signal can be separated once the tides are removed.
        It is tempting to read a trend into every curve, but the noise is larger than the effect.
        The second data set was collected by volunteers who walked along the shore after each storm.
        Their notes are short, often poetic, and surprisingly exact about the time of the day.
        Several of the older instruments survive in a cupboard of the local school.
        We measured them again in a tank of salt water and compared the results with the log.
        The difference never exceeds three millimetres, except for one float with a leak.
        This leads to a simple rule: trust the instrument, doubt the clock, and check the calendar.
        A model with four parameters explains the seasonal part of the variation rather well.
        Adding a fifth parameter does not help, as the residuals show no further structure.
        The cost of the computation grows linearly with the number of stations, see below.
        On an ordinary laptop the full archive is processed within eleven minutes.
        Some questions remain open, and we return to them at the end of this text.
        Among other things, the influence of river discharge was never observed directly.
        Farmers reported the date of the first frost, which turned out to be a useful proxy.
        The reader who is not interested in the details may skip the following paragraphs.
        Every figure in this document can be produced again with the scripts that come with it.
        We thank the keepers of the lighthouse, without whom no night reading would exist.
        A correction for air pressure was applied before the monthly means were formed.
        The proposed estimator is unbiased under mild conditions on the distribution of the gaps.
        If a gap is longer than forty days, the interval is excluded from all further steps.
        Experience shows that people round to the nearest five when they are in a hurry.
        Such rounding is easily detected, because the last digits are no longer spread evenly.
        """),
    topics=_lines("""
        tide gauges
        harbour records
        storm surges
        missing readings
        the iron scale
        seasonal cycles
        volunteer notes
        river discharge
        air pressure
        rounding errors
        shoreline surveys
        lighthouse logs
        float instruments
        salt water tanks
        monthly means
        frost dates
        ground motion
        clock drift
        calendar changes
        wind exposure
        """),
    frames=_lines("""
        Measuring {}
        A model of {}
        The history of {}
        Uncertainty in {}
        Quality control for {}
        Comparison with {}
        What we learned about {}
        Sampling and calibration of {}
        Sources on {} before the second survey and what remains of them in public archives today
        From {} to forecasts
        Sensitivity to {}
        Dealing with {}
        """),
    opening=("Introduction", "Related work"),
    closing=("Discussion", "Conclusion"),
    unnumbered=("Acknowledgments", "Data availability", "Author contributions"),
    references="References",
    contents="Contents",
    figures="List of Figures",
    abstract="Abstract",
    figure="Figure",
    table="Table",
    algorithm="Algorithm",
    theorem="Theorem",
    definition="Definition",
    proof="Proof",
    chapter="Chapter",
    appendix="Appendix",
    leads=_lines("""
        Data.
        Why iron?
        Choice of the station.
        Limits of the approach.
        Results on the second set:
        Implementation details.
        """),
    items=_lines("""
        a reading at noon, signed by the observer
        the copy that was made in the same week
        Clock errors
        any later correction in another hand
        Wind from the north
        two independent surveys of the pier
        """),
    labels=_lines("""
        Input
        Gauge
        Filter bank
        Output
        Station
        Mean
        Error (mm)
        Residual
        North pier
        South pier
        """),
)

GERMAN = Words(
    code="de",
    sentences=_lines("""
        Die Hafenverwaltung führte mehr als neunzig Jahre lang täglich Buch über den Wasserstand.
        Jede Ablesung erfolgte mittags von Hand, und abends unterschrieb der Beobachter das Heft.
        Wo zwei Einträge einander widersprechen, bevorzugen wir den zuerst abgeschriebenen.
        Wird ein Pegel um wenige Meter versetzt, so ändert sich sein Nullpunkt unbemerkt.
        Die Stürme des dritten Winters zerstörten die hölzerne Latte, die man durch Eisen ersetzte.
        Frühere Arbeiten betrachten meist nur eine Messstelle und nehmen festen Boden an.
        Unser Verfahren kommt dagegen ohne Vermessung der umliegenden Hügel aus.
        Der langsame Anteil des Signals lässt sich abtrennen, sobald die Gezeiten entfernt sind.
        Man ist versucht, in jeder Kurve einen Trend zu sehen, doch das Rauschen überwiegt.
        Der zweite Datensatz stammt von Freiwilligen, die nach jedem Sturm am Ufer entlanggingen.
        Einige der alten Geräte haben in einem Schrank der Dorfschule überdauert.
        Wir haben sie in einem Becken mit Salzwasser erneut geprüft und mit dem Buch verglichen.
        Ein Modell mit vier Größen erklärt den jahreszeitlichen Anteil recht gut.
        Die Rechenzeit wächst linear mit der Anzahl der Messstellen, wie weiter unten gezeigt wird.
        Einige Fragen bleiben offen und werden am Ende dieses Textes wieder aufgegriffen.
        """),
    topics=_lines("""
        Pegelständen
        Hafenbüchern
        Sturmfluten
        fehlenden Ablesungen
        Jahresgängen
        Uferaufnahmen
        Luftdruckwerten
        Rundungsfehlern
        Messgeräten
        Monatsmitteln
        """),
    frames=_lines("""
        Messung von {}
        Auswertung von {}
        Umgang mit {}
        Vergleich mit {}
        Zur Geschichte von {}
        Güteprüfung von {} nach dem Umbau der Anlage und ihre Folgen für die spätere Nutzung
        """),
    opening=("Einleitung", "Stand der Forschung"),
    closing=("Ergebnisse", "Zusammenfassung und Ausblick"),
    unnumbered=("Danksagung",),
    references="Literaturverzeichnis",
    contents="Inhaltsverzeichnis",
    figures="Abbildungsverzeichnis",
    abstract="Kurzfassung",
    figure="Abbildung",
    table="Tabelle",
    algorithm="Algorithmus",
    theorem="Satz",
    definition="Definition",
    proof="Beweis",
    chapter="Kapitel",
    appendix="Anhang",
    leads=("Daten.", "Wahl der Messstelle.", "Grenzen des Verfahrens."),
    items=("eine Ablesung am Mittag", "Fehler der Uhr", "die Abschrift aus derselben Woche"),
    labels=("Eingabe", "Pegel", "Filter", "Ausgabe", "Mittel", "Fehler (mm)"),
)

FRENCH = Words(
    code="fr",
    sentences=_lines("""
        La capitainerie a noté chaque jour la hauteur de la mer pendant plus de quatre-vingts ans.
        Chaque lecture se faisait à la main vers midi, et le gardien signait le registre le soir.
        Quand deux notes se contredisent, nous préférons celle qui fut recopiée la première.
        Une échelle déplacée de quelques mètres change de zéro sans que personne ne l'écrive.
        Les tempêtes du troisième hiver ont détruit l'échelle de bois, remplacée par du fer.
        Les travaux antérieurs étudient une seule station et supposent que le sol ne bouge pas.
        Notre méthode, au contraire, se passe de tout relevé des collines voisines.
        La partie lente du signal se sépare sans peine une fois les marées retirées.
        On est tenté de voir une tendance dans chaque courbe, mais le bruit est plus fort.
        Le second jeu de données vient de bénévoles qui longeaient la côte après chaque tempête.
        Quelques vieux instruments dorment encore dans une armoire de l'école du village.
        Nous les avons éprouvés dans un bassin d'eau salée, puis comparés au registre.
        Un modèle à quatre paramètres décrit assez bien la part saisonnière.
        Le temps de calcul croît avec le nombre de stations, comme on le verra plus loin.
        """),
    topics=_lines("""
        marées anciennes
        registres du port
        tempêtes d'hiver
        lectures manquantes
        cycles saisonniers
        relevés côtiers
        pressions de l'air
        erreurs d'arrondi
        """),
    frames=_lines("""
        Mesure des {}
        Étude des {}
        Histoire des {}
        Comparaison avec les {}
        Limites des {}
        Traitement des {} avant la seconde campagne et ses suites pour les archives publiques
        """),
    opening=("Introduction", "État de l'art"),
    closing=("Résultats", "Conclusion et perspectives"),
    unnumbered=("Remerciements",),
    references="Références",
    contents="Table des matières",
    figures="Table des figures",
    abstract="Résumé",
    figure="Figure",
    table="Tableau",
    algorithm="Algorithme",
    theorem="Théorème",
    definition="Définition",
    proof="Preuve",
    chapter="Chapitre",
    appendix="Annexe",
    leads=("Données.", "Choix de la station.", "Limites de la méthode."),
    items=("une lecture à midi", "Erreurs d'horloge", "la copie faite la même semaine"),
    labels=("Entrée", "Station", "Filtre", "Sortie", "Moyenne", "Erreur (mm)"),
)

LANGUAGES = {words.code: words for words in (ENGLISH, GERMAN, FRENCH)}
AUTHORS = ("Mara Lindqvist", "Tobias Oyelaran", "Ines Carvalho", "Piotr Zieliński", "Hana Sato")
PLACES = (
    "Institute of Coastal Records, University of Norhaven",
    "Department of Hydrography, Westmark College",
    "Harbour Archive, Port Ellery",
)
CODE = (
    "def level(reading, zero):",
    "    # the zero of the gauge moves",
    "    return reading - zero",
    "1. open the archive",
    "class Gauge(Instrument):",
)
