"""The rules that a round goes by: those that it was issued under, or was given since, whatever the scheme's file says today."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from shijibu.errors import ShijibuError
from shijibu.ledger import LedgerUnavailable
from shijibu.scheme.differing import differences, in_words
from shijibu.scheme.kept import Kept, kept_scheme
from shijibu.scheme.load import SchemeFault, UnknownScheme, load, text_of, version
from shijibu.scheme.model import Scheme
from shijibu.scheme.period import Period
from shijibu.scheme_book.named import scheme_id_named, scheme_named

if TYPE_CHECKING:
    from shijibu.ledger import Ledger
    from shijibu.ledger.reading import Reading

_FIRST = 5  # differences that a sentence names


@dataclass(frozen=True, slots=True)
class Rules:
    """A round's scheme. notice: that the ledger does not keep it, and what stands in for it; empty where all is as it should be."""

    scheme: Scheme
    notice: str = ""


def rules_of(ledger: Reading, scheme: str, period: str, decided_under: str | None = None) -> Rules:
    """The rules of a round; decided_under: the version under which it was decided, where that is asked for. Raises UnknownScheme, SchemeFault.

    Of a round that did not go out it is the scheme's file that counts.
    """
    goes_by = decided_under or ledger.versions().get((scheme, period))
    text = ledger.scheme_text(scheme, goes_by) if goes_by is not None else None
    if text is not None and goes_by is not None:
        return Rules(kept_scheme(text, scheme, goes_by))
    try:
        today = load(scheme)
    except UnknownScheme as error:
        raise UnknownScheme(f"台账没有保存 {period} 下发时的方案，方案文件也不在：{error}") from None
    return Rules(today, "" if goes_by in (None, version(today)) else not_kept(scheme, period))


def scheme_and_period(scheme: str, period: str) -> tuple[Scheme, Period]:
    """The scheme, as its file has it, and the period that a person names. Raises UnknownScheme, SchemeFault, FileNotFoundError, NotAPeriod."""
    named = scheme_named(scheme)
    return named, Period.parse(period, named.cadence)


def round_and_period(ledger: Ledger, scheme: str, period: str) -> tuple[Scheme, Period]:
    """The scheme that a round which is out goes by, whatever became of its file; of one that is not, the file's. Raises the same."""
    id, when = scheme_id_named(scheme), Period.parse(period)
    if (id, str(when)) in ledger.versions():
        return rules_of(ledger, id, str(when)).scheme, when
    return scheme_and_period(scheme, period)


def not_kept(scheme: str, period: str) -> str:
    """That today's file stands in for rules that nobody kept."""
    return (f"台账没有保存 {scheme} {Period.parse(period).label}下发时的方案，现在的方案文件与它不同：该期只能按现在的参数和算法说明、计算，"
            "可能与当时不符")


def kept_by(ledger: Reading) -> Kept:
    """All rules that the ledger keeps, to read workbooks by."""
    return Kept(ledger.versions(), ledger.scheme_texts())


def adopt(ledger: Ledger) -> None:
    """Keeps the scheme files that rounds of an older ledger went out under, while they still say the same. A ledger that cannot be written to
    is left as it is."""
    for scheme, _, goes_by in ledger.unkept():
        try:
            today = load(scheme)
            if version(today) == goes_by:
                ledger.keep_scheme(scheme, goes_by, text_of(today))
        except (UnknownScheme, SchemeFault, LedgerUnavailable):
            continue


class RulesDiffer(ShijibuError):
    """A round that is out would be given other rules in passing; the text says which, and how it is done."""


def hold_to(ledger: Ledger, scheme: Scheme, period: Period) -> None:
    """Raises RulesDiffer where the round is out, and goes by other rules than `scheme` has."""
    if (scheme.id, str(period)) not in ledger.versions():
        return
    rules = rules_of(ledger, scheme.id, str(period))
    listed = [d.to_json() for d in differences(rules.scheme, scheme)]
    if rules.notice or listed:
        what = rules.notice or f"{period.label}已经下发，现在的方案与它下发时的不同：{in_words(listed, _FIRST)}。已下发的一期沿用下发时的方案"
        raise RulesDiffer(
            f"{what}。如要更改这一期的方案，先执行 shijibu scheme change --scheme {scheme.id} --period {period} --reason 理由"
            + ("" if rules.notice else "；如只是补发，请加 --as-issued，按下发时的方案再发"))


@dataclass(frozen=True, slots=True)
class Changed:
    """The rules of a round were changed. differences: as the ledger keeps them; None where nobody knows what was in force before."""

    before: str
    after: str
    differences: list[dict[str, Any]] | None


def change_rules(ledger: Ledger, scheme: Scheme, period: Period, reason: str) -> Changed | None:
    """The round goes by `scheme` from now on; what was decided stays until it is consolidated again. None where it does so already.

    Raises LookupError where nothing went out, OtherRules where somebody changed them meanwhile.
    """
    before = ledger.versions()[scheme.id, str(period)]
    rules = rules_of(ledger, scheme.id, str(period))
    listed = None if rules.notice else [d.to_json() for d in differences(rules.scheme, scheme)]
    if listed == []:
        return None
    after = version(scheme)
    ledger.change_rules(scheme.id, str(period), before=before, after=after, text=text_of(scheme), reason=reason, differences=listed)
    return Changed(before, after, listed)
