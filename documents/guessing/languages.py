"""Which language a text is in: by its script, then by the letters and the small words of the languages that matter.

Our own small tables instead of a package: the archive has to tell a dozen languages apart, on texts of a page or more,
and somebody confirms the answer. No certain answer is none.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

from cicc_site import world_languages

ENOUGH_LETTERS = 60  # below that a text says nothing of its language
LOOKED_AT = 20_000  # letters
SMALL_WORDS = {
    "en": "the of and to in that is for on with by this be as are was it not which from its have has shall",
    "fr": "le la les des et du en une que dans pour par sur est qui aux au avec sont ont cette ses pas ou son",
    "es": "el la los las de y en del que una por para con se su al es como más sus ha fue este lo o",
    "pt": "o a os as do da dos das e em que não uma para com por no na se ao são mais foi pelo pela",
    "it": "il di che e la per un della dei delle con del gli nel alla una sono dal non si degli è come le",
    "de": "der die und das den des von zu mit für ist im auf dem nicht ein eine auch werden als sich oder bei",
    "nl": "de het een van en in dat is op te voor met zijn niet aan door die ook als bij worden of naar deze",
    "sw": "ya na wa kwa ni katika za la kuwa hii cha ambayo kama au haki pia huo hiyo watu yake kutoka hizo mwa",
    "id": "yang dan di dari untuk dengan pada ini itu dalam tidak oleh adalah sebagai akan atau telah kepada bahwa",
    "tr": "ve bir bu için ile olarak da de daha olan gibi çok sonra kadar ancak ya veya en her tarafından",
    "ro": "de și în la a cu pe din pentru care sau nu este mai prin fi al ale au sunt ca cel că lui",
    "pl": "w i z na do nie się że o jest za od po przez oraz dla jako które który ich może lub być",
    "sv": "och att i en som det av för på är med till den har inte om ett från eller ska vid kan de",
}  # fmt: skip
_WORDS = {code: frozenset(words.split()) for code, words in SMALL_WORDS.items()}
_SCRIPTS = {
    "HIRAGANA": "ja", "KATAKANA": "ja", "HANGUL": "ko", "HEBREW": "he", "GREEK": "el", "DEVANAGARI": "hi",
    "BENGALI": "bn", "GEORGIAN": "ka", "ARMENIAN": "hy", "THAI": "th", "ETHIOPIC": "am", "KHMER": "km",
    "MYANMAR": "my", "SINHALA": "si", "TAMIL": "ta",
}  # fmt: skip
# Letters that one language of a script has and its commonest does not.
_URDU, _PERSIAN = frozenset("ٹڈڑےں"), frozenset("پچژگیک")
_UKRAINIAN, _SERBIAN = frozenset("іїєґ"), frozenset("ђјљњћџ")
_TOKENS = re.compile(r"[^\W\d_]+")
# A mark of a language at the end of a name, after a sign: "-ENG", "_fr", " (AR)".
_MARK = re.compile(r"[-_. (\[]([A-Za-z]{1,3}|[A-Za-z]{5,})[)\]]?$")


def of_text(text: str) -> str:
    """Return the code of the language, empty where nothing is certain."""
    sample = text[:LOOKED_AT].lower()
    letters = [letter for letter in sample if letter.isalpha()]
    if len(letters) < ENOUGH_LETTERS:
        return ""
    scripts = Counter(_script(letter) for letter in letters)
    script, count = scripts.most_common(1)[0]
    if scripts["HIRAGANA"] + scripts["KATAKANA"] > len(letters) / 20:
        return "ja"
    if count < len(letters) * 0.55:
        return ""
    if script == "LATIN":
        return _by_small_words(sample)
    if script == "ARABIC":
        return _of_arabic(letters)
    if script == "CYRILLIC":
        return _of_cyrillic(letters)
    return "zh" if script == "CJK" else _SCRIPTS.get(script, "")


def _script(letter: str) -> str:
    return unicodedata.name(letter, "?").split(" ", 1)[0].split("-", 1)[0]


def _share(letters: list[str], wanted: frozenset[str]) -> float:
    return sum(letter in wanted for letter in letters) / len(letters)


def _of_arabic(letters: list[str]) -> str:
    if _share(letters, _URDU) > 0.02:
        return "ur"
    return "fa" if _share(letters, _PERSIAN) > 0.04 else "ar"


def _of_cyrillic(letters: list[str]) -> str:
    if _share(letters, _UKRAINIAN) > 0.02:
        return "uk"
    return "sr" if _share(letters, _SERBIAN) > 0.015 else "ru"


def _by_small_words(text: str) -> str:
    words = _TOKENS.findall(text)
    if len(words) < 12:
        return ""
    counted = Counter(words)
    scores = sorted(
        ((sum(counted[word] for word in small) / len(words), code) for code, small in _WORDS.items()),
        reverse=True,
    )
    (best, code), (second, _other) = scores[0], scores[1]
    return code if best > 0.12 and best > second * 1.25 else ""


def of_name(stem: str) -> tuple[str, str]:
    """Return (code, the name without its mark): what the end of a file name says, as "-ENG"; ("", name) without."""
    mark = _MARK.search(stem)
    code = world_languages.find(mark[1]) if mark else None
    # One small letter is more often a part of the name than one of the letters of the United Nations.
    if mark is None or code is None or (len(mark[1]) == 1 and not mark[1].isupper()):
        return "", stem
    return code, stem[: mark.start()]
