"""What an officer says beside a verdict: what the family receives already, what excludes what, what goes together.

Advice never changes a verdict. It is read from the relations between programmes and from `family.receives`.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from slrt.domain.rules.facts import Bilingual
from slrt.domain.rules.plan import Scope
from slrt.domain.rules.programme import Programme
from slrt.domain.rules.verdict import Outcome, Verdict
from slrt.domain.rules.words import AND, OR, both, capital, listed, programme_name


class AdviceKind(StrEnum):
    """Why something is said."""

    ALREADY = "already_receives"
    CHECK = "receives_without_rule"
    BOTH = "receives_excluded_pair"
    EXCLUDED = "excluded_by_receipt"
    ASK = "receipt_unknown"
    CHOOSE = "choose_one"
    TOGETHER = "goes_together"


@dataclass(frozen=True, slots=True)
class Advice:
    """One thing to say beside the verdict of the programme `code`, because of the programmes `others`.

    `sources` tell where the relation is said; empty where the advice rests on the family's own receipts.
    """

    code: str
    kind: AdviceKind
    others: tuple[str, ...]
    words: Bilingual
    sources: tuple[str, ...] = ()

    def to_json(self) -> dict[str, object]:
        """Return the shape of `slrt evaluate --json`."""
        return {
            "kind": self.kind.value,
            "programmes": list(self.others),
            "id": self.words.id,
            "en": self.words.en,
            "sources": list(self.sources),
        }


SAID: Mapping[AdviceKind, Bilingual] = {
    AdviceKind.ALREADY: Bilingual(
        "keluarga sudah menerima {own}. Tidak perlu diusulkan lagi; bila belum sampai, sampaikan sebagai keluhan.",
        "the family already receives {own}. No new proposal is needed; if it has not arrived, make a complaint.",
    ),
    AdviceKind.CHECK: Bilingual(
        "keluarga tercatat menerima {own}, tetapi menurut data syaratnya tidak terpenuhi. Periksa datanya dulu.",
        "the family is recorded as receiving {own}, but by the data its rule is not met. Check the data first.",
    ),
    AdviceKind.BOTH: Bilingual(
        "keluarga tercatat menerima {own} dan {all}, padahal tidak boleh bersama. Periksa daftar penerimanya.",
        "the family is recorded as receiving {own} and {all}, which may not go together. Check the lists.",
    ),
    AdviceKind.EXCLUDED: Bilingual(
        "keluarga sudah menerima {all}. {own} tidak dapat diterima bersama {any}; tanyakan dulu mana yang dipilih.",
        "the family already receives {all}. {own} cannot be received together with {any}; ask first which is chosen.",
    ),
    AdviceKind.ASK: Bilingual(
        "tanyakan dulu apakah keluarga menerima {any}. {own} tidak dapat diterima bersamanya.",
        "first ask whether the family receives {any}. {own} cannot be received together with it.",
    ),
    AdviceKind.CHOOSE: Bilingual(
        "keluarga juga memenuhi syarat {all}. {own} tidak dapat diterima bersama {any}; bantu warga memilih.",
        "the family also meets the rule of {all}. {own} cannot be received together with {any}; help them choose.",
    ),
    AdviceKind.TOGETHER: Bilingual(
        "keluarga menerima {all}. {own} dapat diterima bersamanya, jadi usulkan juga.",
        "the family receives {all}. {own} can be received together with it, so propose it too.",
    ),
}
SAID_OF_PERSONS: Mapping[AdviceKind, Bilingual] = {
    AdviceKind.ALREADY: Bilingual(
        "di keluarga ini sudah ada penerima {own}. Periksa siapa, lalu usulkan yang belum.",
        "somebody in the family already receives {own}. See who, then propose the others.",
    ),
    AdviceKind.EXCLUDED: Bilingual(
        "di keluarga ini sudah ada penerima {all}. Satu orang tidak dapat menerima {own} dan {any}: periksa orangnya.",
        "somebody in the family already receives {all}. One person cannot receive {own} and {any}: see who it is.",
    ),
    AdviceKind.ASK: Bilingual(
        "tanyakan dulu siapa yang menerima {any}. Satu orang tidak dapat menerimanya bersama {own}.",
        "first ask who receives {any}. One person cannot receive it together with {own}.",
    ),
    AdviceKind.CHOOSE: Bilingual(
        "ada yang juga memenuhi syarat {all}. Satu orang tidak dapat menerima {own} dan {any}; bantu warga memilih.",
        "somebody also meets the rule of {all}. One person cannot receive {own} and {any}; help them choose.",
    ),
}
"""Where both programmes are for one person, what one member receives leaves the others free."""


def advice_of(
    programmes: Iterable[Programme], verdicts: Sequence[Verdict], receives: Collection[str] | None
) -> dict[str, tuple[Advice, ...]]:
    """Return what to say beside each verdict, by programme code; a programme about which nothing is said is left out.

    `programmes` are all that relations may name; `receives` are the codes the family receives, None where that is not
    known.
    """
    catalogued = {programme.code: programme for programme in programmes}
    pairs = _exclusions(catalogued.values())
    eligible = {verdict.code: verdict for verdict in verdicts if verdict.outcome is Outcome.ELIGIBLE}
    found = {}
    for verdict in verdicts:
        adviser = _Adviser(catalogued, pairs.get(verdict.code, {}), eligible, receives)
        said = tuple(adviser.about(verdict))
        if said:
            found[verdict.code] = said
    return found


def _exclusions(programmes: Iterable[Programme]) -> dict[str, dict[str, str]]:
    """Return, by code, the programmes that exclude it and the source; it is enough that one of the two says so."""
    found: dict[str, dict[str, str]] = {}
    for programme in programmes:
        for relation in programme.exclusive_with:
            found.setdefault(programme.code, {})[relation.code] = relation.source
            found.setdefault(relation.code, {}).setdefault(programme.code, relation.source)
    return found


@dataclass(frozen=True, slots=True)
class _Adviser:
    programmes: Mapping[str, Programme]
    exclusive: Mapping[str, str]
    eligible: Mapping[str, Verdict]
    receives: Collection[str] | None

    def about(self, verdict: Verdict) -> Iterable[Advice]:
        """Yield what is to be said, the receipt of the programme itself first."""
        receives = self.receives or ()
        own, excluding = verdict.code in receives, [code for code in self.exclusive if code in receives]
        if own and verdict.outcome is Outcome.ELIGIBLE:
            yield self._said(verdict, AdviceKind.ALREADY, (), persons=self._personal(verdict))
        if own and verdict.outcome is Outcome.NOT_ELIGIBLE:
            yield self._said(verdict, AdviceKind.CHECK, ())
        if own and (clashing := [code for code in excluding if not self._of_persons(verdict, code)]):
            yield self._said(verdict, AdviceKind.BOTH, clashing)
        if not own and verdict.outcome is not Outcome.NOT_ELIGIBLE:
            yield from self._exclusion(verdict, excluding)
        if not own and verdict.outcome is Outcome.ELIGIBLE:
            yield from self._company(verdict, receives)

    def _exclusion(self, verdict: Verdict, excluding: Sequence[str]) -> Iterable[Advice]:
        certain = verdict.outcome is Outcome.ELIGIBLE
        choices = [code for code in self.exclusive if certain and self._meets_too(verdict, code)]
        if excluding:
            yield from self._parted(verdict, AdviceKind.EXCLUDED, excluding)
        elif self.receives is None and certain and self.exclusive:
            yield from self._parted(verdict, AdviceKind.ASK, list(self.exclusive))
        elif choices:
            yield from self._parted(verdict, AdviceKind.CHOOSE, choices)

    def _company(self, verdict: Verdict, receives: Collection[str]) -> Iterable[Advice]:
        programme = self.programmes[verdict.code]
        beside = {one.code: one.source for one in programme.complements if one.code in receives}
        if beside:
            yield self._said(verdict, AdviceKind.TOGETHER, list(beside), sources=tuple(dict.fromkeys(beside.values())))

    def _meets_too(self, verdict: Verdict, code: str) -> bool:
        """Whether the family, or in programmes of persons the same member, meets the rule of the other one as well."""
        other = self.eligible.get(code)
        if other is None:
            return False
        return not self._of_persons(verdict, code) or bool({*verdict.members} & {*other.members})

    def _parted(self, verdict: Verdict, kind: AdviceKind, others: Sequence[str]) -> Iterable[Advice]:
        """Say it of the family, and apart from that of persons."""
        for persons in (False, True):
            those = [code for code in others if self._of_persons(verdict, code) is persons]
            if those:
                sources = tuple(dict.fromkeys(self.exclusive[code] for code in those))
                yield self._said(verdict, kind, those, persons=persons, sources=sources)

    def _of_persons(self, verdict: Verdict, code: str) -> bool:
        other = self.programmes.get(code)
        version = other.version_on(verdict.on) if other else None
        return self._personal(verdict) and version is not None and version.scope is Scope.MEMBER

    def _personal(self, verdict: Verdict) -> bool:
        version = self.programmes[verdict.code].version_on(verdict.on)
        return version is not None and version.scope is Scope.MEMBER

    def _said(
        self,
        verdict: Verdict,
        kind: AdviceKind,
        others: Sequence[str],
        *,
        persons: bool = False,
        sources: tuple[str, ...] | None = None,
    ) -> Advice:
        words = SAID_OF_PERSONS.get(kind, SAID[kind]) if persons else SAID[kind]
        own, names = self._name(verdict.code), [self._name(code) for code in others]
        every, either = listed(names, AND), listed(names, OR)
        begins = capital(own)
        made = both(
            lambda pick: (
                pick(words)
                .replace(". {own}", f". {pick(begins)}")
                .replace("{own}", pick(own))
                .replace("{all}", pick(every))
                .replace("{any}", pick(either))
            )
        )
        if sources is None:
            sources = tuple(dict.fromkeys(self.exclusive[code] for code in others))
        return Advice(verdict.code, kind, tuple(others), capital(made), sources)

    def _name(self, code: str) -> Bilingual:
        """Return what the programme is called in a sentence."""
        known = self.programmes.get(code)
        return programme_name(code, known.name if known else Bilingual(code, code))
