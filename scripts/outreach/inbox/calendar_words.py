"""Names of months, weekdays and numbers in the languages of practices, folded (see `fold`).

Short forms that are everyday words elsewhere stand in no list: "out" (October in Portuguese), "ago"
(August in Spanish), "set" (September in Portuguese).
"""

_MONTH_NAMES = """
january jan januar janner enero ene janvier janv januari janeiro gennaio genn
february feb februar febrero fevrier fevr fev februari fevereiro febbraio febb febr
march mar marz marzo mars maart mrt marco marts
april apr abril abr avril avr aprile
may mai mayo mei maio maggio magg maj
june jun juni junio juin junho giugno giu
july jul juli julio juillet juil julho luglio lug
august aug agosto aout augustus augusti
september sept sep septiembre septembre setembro settembre sett
october oct oktober okt octubre octobre outubro ottobre ott
november nov noviembre novembre novembro
december dec dezember dez diciembre dic decembre dezembro dicembre desember
"""
_WEEKDAY_NAMES = """
monday montag lunes lundi maandag segunda-feira lunedi mandag mandag 月曜日 月曜
tuesday dienstag martes mardi dinsdag terca-feira martedi tisdag tirsdag 火曜日 火曜
wednesday mittwoch miercoles mercredi woensdag quarta-feira mercoledi onsdag 水曜日 水曜
thursday donnerstag jueves jeudi donderdag quinta-feira giovedi torsdag 木曜日 木曜
friday freitag viernes vendredi vrijdag sexta-feira venerdi fredag 金曜日 金曜
saturday samstag sonnabend sabado samedi zaterdag sabato lordag 土曜日 土曜
sunday sonntag domingo dimanche zondag domenica sondag 日曜日 日曜
"""
_SHORT_WEEKDAYS = """
mon mo lun ma seg
tue tues di mar ter
wed mi mie mer wo qua mer
thu thur thurs do jue jeu qui gio
fri fr vie ven vr sex
sat sa sab sam za
sun so dom dim zo
"""
"""They count only beside a number that makes a date of them: "Mon, 30 Nov"."""

_ALONE = """
segunda
tue tues terca
wed quarta
thu thur thurs quinta
fri sexta
"""
"""Of those, what counts without a number as well where words make plain that a day is meant."""

_NUMBER_NAMES = """
a an one ein eine einem einer un une uno una een um uma eins
two couple zwei deux dos twee dois duas due
three drei trois tres drie tre
four vier quatre cuatro quatro quattro
five funf cinq cinco vijf cinque
six sechs seis zes sei
seven sieben sept siete zeven sete sette
eight acht huit ocho oito otto
"""


def _numbered(table: str, start: int) -> dict[str, int]:
    lines = enumerate(table.strip().splitlines(), start)
    return {name: number for number, line in lines for name in line.split()}


def choice(names: dict[str, int]) -> str:
    """Return a regular expression for any of some names, the longest first."""
    return "|".join(sorted(names, key=len, reverse=True))


MONTHS = _numbered(_MONTH_NAMES, 1)
WEEKDAYS = _numbered(_WEEKDAY_NAMES, 0)
SHORT_WEEKDAYS = _numbered(_SHORT_WEEKDAYS, 0)
WEEKDAYS_ALONE = WEEKDAYS | _numbered(_ALONE, 0)
NUMBERS = _numbered(_NUMBER_NAMES, 1)
"""The names of small numbers; the article counts as one, as in "in a month"."""

TOMORROW = "tomorrow|morgen|demain|manana|amanha|domani|明日|imorgon|i morgen"

EARLY = (
    "early(?: in)?|beginning of|start of|anfang|debut|principios de|begin|inicio de|inizio(?: di)?"
)
MIDDLE = "mid(?:dle of)?|mitte|mi|mediados de|half|meados de|meta(?: di)?"
LATE = "late(?: in)?|end of|ende|fin|finales de|fines de|eind|fim de|final de|fine(?: di)?"
AFTER = "after|past|nach|apres|despues de|na|depois de|dopo"
IN = (
    "in|for|until|till|by|im|ab|bis|en|des|jusquen|hasta|vanaf|tot|em|ate|a|ad|da|come|around|"
    "during|from|this|next|not before|maybe|perhaps"
)
PAST = "since|last|past|seit|letzten|letztes|depuis|desde|sinds|vorig|passato|passado|pasado|ago"
AHEAD = "in|within|for|about|another|give me|give it|over|dans|dentro de|en|binnen|em|tra|fra|noch"
WEEKS = "weeks?|wochen?|semaines?|semanas?|weken|settimane|settimana"
MONTHS_LONG = "months?|monate?n?|mois|mes|meses|maand|maanden|mesi|mese"
