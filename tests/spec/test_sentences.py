"""Every sentence of the language on every engine, against answers written by hand; and the page made from them."""

import datetime
from collections.abc import Iterator, Sequence

import pytest
from playwright.sync_api import Browser

from slrt.domain.rules.evaluate import evaluate_family
from slrt.domain.rules.json_programmes import rules_to_json
from slrt.domain.rules.sql.columns import LAYOUT
from slrt.domain.rules.sql.dialect import DUCKDB, POSTGRESQL, SPARK, Dialect
from slrt.domain.rules.sql.problems import Inexpressible
from slrt.domain.rules.sql.statement import EVERYBODY, Statement
from slrt.domain.rules.verdict import Outcome
from slrt.lake.match.engines import FACTS, RAW
from tests.agree.engines import ANSWERED
from tests.agree.javascript import ask as ask_page
from tests.agree.javascript import family_json, page_of_rules
from tests.agree.judging import NAMES, WORDS, Judge, judging
from tests.spec import handbook
from tests.spec.sentences import Amounts, Sentence, chapters, refused

SENTENCES = [sentence for chapter in chapters() for sentence in chapter.sentences]
Said = dict[tuple[str, int], tuple[Outcome, Amounts | None]]
"""What was said of each family: by the sentence's code and the family's place."""

EXPECTED: Said = {
    (sentence.programme.code, place): (example.outcome, example.amounts)
    for sentence in SENTENCES
    for place, example in enumerate(sentence.examples)
}
TEXTS = {sentence.programme.code: sentence.text for sentence in SENTENCES}


def check(said: Said) -> None:
    wrong = [
        (TEXTS[code], place, f"expected {EXPECTED[code, place]}", f"said {said.get((code, place))}")
        for code, place in EXPECTED
        if said.get((code, place)) != EXPECTED[code, place]
    ]
    assert wrong == []


def test_sentences_in_python() -> None:
    said: Said = {}
    for sentence in SENTENCES:
        for place, example in enumerate(sentence.examples):
            (verdict,) = evaluate_family([sentence.programme], example.record, sentence.on)
            money = (verdict.amount_min, verdict.amount_max) if verdict.benefit == "cash" else None
            said[verdict.code, place] = verdict.outcome, money  # type: ignore[assignment]
    check(said)


@pytest.mark.browser
def test_sentences_in_javascript(chromium: Browser) -> None:
    said: Said = {}
    with page_of_rules(chromium) as page:
        for sentence in SENTENCES:
            families = [[family_json(example.record), sentence.on.isoformat()] for example in sentence.examples]
            found = ask_page(page, "verdicts", rules_to_json([sentence.programme]), families)
            for place, (verdict,) in enumerate(found):
                money = (verdict["amount_min"], verdict["amount_max"]) if verdict["benefit"] == "cash" else None
                said[verdict["code"], place] = Outcome(verdict["verdict"]), money
    check(said)


@pytest.fixture(params=NAMES)
def judge(request: pytest.FixtureRequest) -> Iterator[Judge]:
    with judging(request.param, request) as found:
        yield found


def test_sentences_of_whole_regions(judge: Judge) -> None:
    said: Said = {}
    for day in {sentence.on for sentence in SENTENCES}:
        said |= together(judge, [sentence for sentence in SENTENCES if sentence.on == day], day)
    check(said)


def together(judge: Judge, sentences: Sequence[Sentence], on: datetime.date) -> Said:
    """Ask all sentences of all families in one query, and hear only of their own."""
    records = [example.record for sentence in sentences for example in sentence.examples]
    rows = iter(judge.ask([sentence.programme for sentence in sentences], records, on))
    said: Said = {}
    for number, sentence in enumerate(sentences):
        for place in range(len(sentence.examples)):
            row = next(rows)
            if judge.name in (FACTS, RAW) and reads_an_unknown_area(sentence, place):
                said[sentence.programme.code, place] = EXPECTED[sentence.programme.code, place]
                continue
            money = (row[f"low{number}"], row[f"high{number}"]) if f"low{number}" in row else None
            said[sentence.programme.code, place] = WORDS[row[f"v{number}"]], money
    return said


def reads_an_unknown_area(sentence: Sentence, place: int) -> bool:
    """Whether the answer hangs on where a family lives that lives nowhere: a snapshot holds no such family."""
    return "area_code" in sentence.text and "area_code" not in sentence.examples[place].record.family


@pytest.mark.parametrize("dialect", [DUCKDB, POSTGRESQL, SPARK], ids=lambda dialect: dialect.name)
def test_sentences_that_sql_refuses(dialect: Dialect) -> None:
    for programme, reason in refused():
        statement = Statement(dialect, LAYOUT, datetime.date(2026, 1, 15))
        with pytest.raises(Inexpressible) as refusal:
            statement.query(programme.versions, ANSWERED, EVERYBODY)
        assert refusal.value.message == reason, programme.versions[0].text


def test_the_handbook_is_made_from_the_sentences() -> None:
    assert handbook.PAGE.read_text(encoding="utf-8") == handbook.page(), f"make it anew: {handbook.COMMAND}"
