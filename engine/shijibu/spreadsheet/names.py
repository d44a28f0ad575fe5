"""One “same name” for officials, units, choices, headings and sheets: what looks alike to a person is alike here.

People pad names with spaces, take the point that their keyboard gives (阿依古丽·买买提), copy radicals out of PDFs that look like characters,
and type brackets, commas and letters in half or full width. `same` is what is left when none of that counts; it is never shown. Only where a name
is unknown is another sought with rapidfuzz: nobody else waits for it to load.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property, lru_cache

from shijibu.spreadsheet.text import UNSEEN, squeezed

LONGEST = 60
"""Characters of a text for which another may be suggested."""
_LIKE = 60
"""Of 100, from which on another word may be meant."""
_SHORT = 2
"""Characters of the shortest names of people and units."""
# Radicals that PDFs give for characters (Unicode's EquivalentUnifiedIdeograph); NFKC knows the Kangxi radicals and leaves these alone.
_RADICALS = (
    "⺁⺂⺃⺄⺅⺆⺇⺈⺉⺊⺋⺌⺍⺎⺏⺐⺑⺒⺓⺔⺕⺖⺗⺘⺙⺛⺜⺝⺞⺠⺡⺢⺣⺤⺥⺦⺧⺨⺩⺪⺫⺬⺭⺮⺯⺰⺱⺲⺳⺴⺵⺶⺷⺸⺹⺺⺻⺼"
    "⺽⺾⺿⻀⻁⻂⻃⻄⻅⻆⻇⻈⻉⻊⻋⻌⻍⻎⻏⻐⻑⻒⻓⻔⻕⻖⻗⻘⻙⻚⻛⻜⻝⻞⻟⻠⻡⻢⻣⻤⻥⻦⻧⻨⻩⻪⻫⻬⻭⻮⻯⻰⻱⻲"
)
_CHARACTERS = (
    "厂乛乚乙亻冂𠘨刀刂卜㔾小小兀尣尢𡯂巳幺彑彐忄心扌攵旡日月歺民氵氺灬爫爫丬牛犭王𤴔目示礻𥫗糹纟罓罒㓁冗𦉫羊𦍌𦍋耂肀聿肉"
    "𦥑艹艹艹虎衤覀西见角𧢲讠贝𧾷车辶辶辶邑钅長镸长门𨸏阝雨青韦页风飞食𩙿飠饣𩠐马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜龙龜亀"
)
# Every bracket that opens or closes and every dash of Unicode (Ps, Pe, Pd), written out: looking through all of Unicode costs each start dear.
_OPENING = "([{༺༼᚛‚„⁅⁽₍⌈⌊〈❨❪❬❮❰❲❴⟅⟦⟨⟪⟬⟮⦃⦅⦇⦉⦋⦍⦏⦑⦓⦕⦗⧘⧚⧼⸢⸤⸦⸨⹂⹕⹗⹙⹛〈《「『【〔〖〘〚〝﴿︗︵︷︹︻︽︿﹁﹃﹇﹙﹛﹝（［｛｟｢"
_CLOSING = ")]}༻༽᚜⁆⁾₎⌉⌋〉❩❫❭❯❱❳❵⟆⟧⟩⟫⟭⟯⦄⦆⦈⦊⦌⦎⦐⦒⦔⦖⦘⧙⧛⧽⸣⸥⸧⸩⹖⹘⹚⹜〉》」』】〕〗〙〛〞〟﴾︘︶︸︺︼︾﹀﹂﹄﹈﹚﹜﹞）］｝｠｣"
_DASHES = "-֊־᐀᠆‐‑‒–—―⸗⸚⸺⸻⹀⹝〜〰゠︱︲﹘﹣－𐺭𐵮"
_ALIKE = str.maketrans({
    **dict.fromkeys(_OPENING, "("), **dict.fromkeys(_CLOSING, ")"), **dict.fromkeys(_DASHES, "-"),
    **dict(zip(_RADICALS, _CHARACTERS, strict=True)),
    **dict.fromkeys("•‧∙⋅・∘◦᛫⸱⸳ᐧꞏ●｡▪⦁⚫⬤∎■", "·"),
    "<": "(", ">": ")", **dict.fromkeys("−⁃➖─━", "-"), **dict.fromkeys("、;，；", ","), **dict.fromkeys("“”„‟″〝〞", '"'), 
    **dict.fromkeys("‘’‚‛′`", "'"),
    **dict.fromkeys("∶︰", ":"), **dict.fromkeys("〜∼∽", "~"), **dict.fromkeys("／⁄∕", "/"), "〇": "○",
})
_POINT = re.compile(r"(?<=[^\W\d_])\s*[.·。]\s*(?=[^\W\d_])")
# Letters of other alphabets, syllables of Japanese, and letters in a digit's place, that no eye tells from these.
_LOOKS = str.maketrans("АВЕКМНОРСТХаеорсухіΑΒΕΖΗΙΚΜΝΟΡΤΥΧοニエロカタトハーミO0Il|", "ABEKMH○PCTXaeopcyxiABEZH1KMN○PTYXo二工口力夕卜八一三○○111")


def same(text: str) -> str:
    """What two texts share that are one name to a person; to compare by, not to show."""
    return _same(text) if len(text) <= LONGEST else _same.__wrapped__(text)  # long ones are no names, and would fill the memory


@lru_cache(maxsize=16_384)
def _same(text: str) -> str:
    plain = squeezed(UNSEEN.sub("", text).translate(_ALIKE)).translate(_ALIKE)
    return _POINT.sub("·", plain).casefold()


def looks(text: str) -> str:
    """The same, letters of other alphabets that look like Latin ones included."""
    return same(text.translate(_LOOKS))


def near(typed: str, known: Iterable[str], least: float = 0.6) -> str | None:
    """The known text that is most like `typed`, if any is: the one that lies within it, or that it lies within, before one that is spelt alike.
    None where several are meant as well. One that looks the same says which character to type anew.
    """
    if len(typed) > LONGEST or not same(typed):
        return None
    told = {same(k): k for k in known if len(k) <= LONGEST and same(k)}
    meant = _around(same(typed), told) or _spelt_like(same(typed), told, least)
    if len(meant) != 1:
        return None
    if looks(meant[0]) != looks(typed):
        return meant[0]
    other = next((c for c in typed if c not in meant[0]), "")
    return f"{meant[0]}（看起来一样，但“{other}”是另一个字符 U+{ord(other):04X}）" if other else None


def near_word(typed: str, words: Iterable[str]) -> str | None:
    """The word of a program that may be meant: a command, an option, a function, a scheme's id. These are short, and all are known; so the
    likest one is named even where another is nearly as like.
    """
    from rapidfuzz import process

    likest = process.extractOne(typed, list(words), score_cutoff=_LIKE)
    return str(likest[0]) if likest else None


def near_words(typed: str, words: Iterable[str], *, most: int, least: float) -> list[str]:
    """The same, of words that people name too: the likest first, `most` of them, each like it by `least` (0 to 1)."""
    from rapidfuzz import fuzz, process

    return [str(word) for word, *_ in process.extract(typed, list(words), scorer=fuzz.ratio, score_cutoff=100 * least, limit=most)]


def may_be(typed: str, words: Iterable[str]) -> str:
    """The end of a sentence about a word that is none: which one may be meant. Empty where none is near."""
    near = near_words(typed, words, most=1, least=0.7)
    return f"，是不是 {near[0]}？" if near else ""


def _around(typed: str, known: dict[str, str]) -> list[str]:
    """The known names that a text is part of (李明 of 李明(大)), else those that are part of it and of no longer one: 张三（主）."""
    if len(typed) < _SHORT:
        return []
    inside = [k for k in known if len(k) >= _SHORT and k in typed]
    found = [k for k in known if typed in k] or [k for k in inside if not any(k != other and k in other for other in inside)]
    return [known[k] for k in found]


def _spelt_like(typed: str, known: dict[str, str], least: float) -> list[str]:
    """The known name that is spelt most like a text. Of two characters one may differ; then all of those that are as near."""
    from rapidfuzz import fuzz, process

    short = len(typed) == _SHORT
    nearest = process.extract(typed, list(known), scorer=fuzz.ratio, score_cutoff=50 if short else 100 * least, limit=2)
    return [known[name] for name, score, _ in nearest if not short or score == nearest[0][1]][: None if short else 1]


_SEPARATORS = re.compile(r"([;；,，、/／﹔﹐﹑｜|\s]+)")


_MOST_MEANT = 4096
LISTED = "；"
"""Between the names in a cell that lists some, as we write it; people write what they like (`parts`)."""


class Directory:
    """What may be named by a code or by a name: units, officials."""

    def __init__(self, entries: Iterable[tuple[str, str]]) -> None:
        """entries: code and name of each."""
        self._entries = list(entries)
        self._meant: dict[str, list[str]] = {}

    @cached_property
    def _codes(self) -> dict[str, str]:
        return {same(code): code for code, _ in self._entries}

    @cached_property
    def _names(self) -> dict[str, list[str]]:
        names: dict[str, list[str]] = {}
        for code, name in self._entries:
            if same(name):
                names.setdefault(same(name), []).append(code)
        return names

    @cached_property
    def _name_of(self) -> dict[str, str]:
        return dict(self._entries)

    @cached_property
    def longest(self) -> int:
        """Pieces of a name that has separators itself."""
        return max((len(_SEPARATORS.split(text.strip())) for entry in self._entries for text in entry), default=1)

    @property
    def codes(self) -> Iterable[str]:
        return self._codes.values()

    def by_code(self, text: str) -> str | None:
        """The code as it is spelt, whatever its case."""
        return self._codes.get(same(text))

    def by_name(self, text: str) -> list[str]:
        """The codes of all that have this name."""
        return self._names.get(same(text), [])

    def meant(self, text: str) -> list[str]:
        """The codes that a code, a name, or a name with its code may mean: none, one, or several of one name."""
        if len(text) > LONGEST:
            return self._sought(text)
        if text not in self._meant:  # the same few name the owner of each of a table's rows
            if len(self._meant) >= _MOST_MEANT:
                self._meant.clear()
            self._meant[text] = self._sought(text)
        return self._meant[text]

    def _sought(self, text: str) -> list[str]:
        code = self.by_code(text) or self._with_its_code(text)
        return self.by_name(text) if code is None else [code]

    def shown(self, code: str) -> str:
        """What a person reads for a code: the name where no other has it, else the name with its code; a code that is unknown as it is."""
        name = self._name_of.get(code, "")
        if not same(name):
            return code
        # A name that is another's code would be read as that one.
        alone = self.by_name(name) == [code] and self.by_code(name) in (None, code)
        return name if alone else f"{name}（{code}）"

    def listed(self, codes: str) -> str:
        """The same for several codes with `;` between them."""
        return LISTED.join(self.shown(code) for code in codes.split(";") if code)

    def _with_its_code(self, text: str) -> str | None:
        """The code in 教育局（D03）, where that is the name of D03."""
        name, bracket, code = same(text).rpartition("(")
        found = self._codes.get(code.removesuffix(")")) if bracket and code.endswith(")") else None
        return found if found is not None and found in self._names.get(name, []) else None

    def near(self, text: str) -> str | None:
        """The code or name that is most like a text that is none."""
        return near(text, self.codes) or near(text, (name for _, name in self._entries))


def parts(text: str, directory: Directory) -> list[str]:
    """The names in a cell that lists some: apart at commas, semicolons, 、 and spaces, but never within a name that has one of these itself."""
    pieces = _SEPARATORS.split(text.strip())
    out, at = [], 0
    while at < len(pieces):
        most = min(len(pieces), at + directory.longest)
        end = next((e for e in range(most, at + 1, -2) if directory.meant("".join(pieces[at:e]))), at + 1)
        if name := "".join(pieces[at:end]).strip():
            out.append(name)
        at = end + 1
    return list(dict.fromkeys(out))
