"""Names seen again in their sentences: another type, or no name at all."""

from collections.abc import Mapping

import msgspec
import numpy as np
import pytest
from numpy.typing import NDArray

from extractors import nlp
from extractors.mentions import Mention, Mentions, Reference
from extractors.names.reconsider import reconsidered
from extractors.pairs.encoder import NATURES, NO_NAME
from extractors.pairs.features import words_of
from extractors.pairs.read import pairs_of
from extractors.passage import Passage
from extractors.reading import Memory, draft_claims, read_frames
from kg.model import EntityType, unlisted_id

pytestmark = pytest.mark.model

TEXTS = {
    "en": "Quillfeather Labs unveiled Plumeria on Monday. The company sells Plumeria to Microsoft.",
    "zh": "羽笔智能科技公司周一发布产品。该公司与微软合作。",
}
NAMES = {"en": "Quillfeather Labs", "zh": "羽笔智能科技公司"}


def passage_of(lang: str) -> Passage:
    doc = nlp.parse(TEXTS[lang], lang=lang)
    return Passage.of(doc, lang=lang)


def sure(nature: int) -> NDArray[np.float32]:
    chances = np.full(NO_NAME + 1, 0.01, dtype=np.float32)
    chances[nature] = 1 - 0.01 * NO_NAME
    return np.log(chances)


def called(passage: Passage, name: str) -> list[Mention]:
    return [one for one in passage.mentions if one.canonical == name]


def all_as(passage: Passage, nature: int) -> Mapping[str, NDArray[np.float32]]:
    return {one.entity_id: sure(nature) for one in passage.mentions}


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_nothing_is_said_nothing_changes(lang: str) -> None:
    passage = passage_of(lang)
    assert reconsidered(passage, {}) is passage
    assert called(passage, NAMES[lang])


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_what_is_no_name_goes_with_what_refers_to_it(lang: str) -> None:
    passage = passage_of(lang)
    assert {one.reference for one in called(passage, NAMES[lang])} == {Reference.NAME, Reference.ANAPHOR}
    found = reconsidered(passage, {called(passage, NAMES[lang])[0].entity_id: sure(NO_NAME)})
    assert not called(found, NAMES[lang])
    assert called(found, "Microsoft")


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_another_type_is_another_entity(lang: str) -> None:
    passage = passage_of(lang)
    name = NAMES[lang]
    entity_id = called(passage, name)[0].entity_id
    found = reconsidered(passage, {entity_id: sure(NATURES.index(EntityType.PERSON))})
    assert {(one.type, one.entity_id) for one in called(found, name)} == {
        (EntityType.PERSON, unlisted_id(EntityType.PERSON, name))
    }


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("nature", [*range(NO_NAME + 1)])
def test_listed_names_stay_what_they_are(lang: str, nature: int) -> None:
    passage = passage_of(lang)
    found = reconsidered(passage, all_as(passage, nature))
    listed = [one for one in passage.mentions if one.is_listed and one.reference is Reference.NAME]
    assert listed
    assert all(one in found.mentions for one in listed)


def test_the_listed_name_in_what_is_no_name_is_left() -> None:
    text = "Nvidia Quillfeather sold Plumeria to Microsoft."
    doc = nlp.parse(text, lang="en")
    names = Passage.of(doc, lang="en")
    long = Mention(
        first=0, last=2, start=0, end=19, text=text[:19], type=EntityType.PRODUCT,
        entity_id=unlisted_id(EntityType.PRODUCT, text[:19]), canonical=text[:19],
    )  # fmt: skip
    others = [one for one in names.mentions if one.start > long.end]
    passage = msgspec.structs.replace(names, mentions=Mentions([long, *others]))
    found = reconsidered(passage, {long.entity_id: sure(NO_NAME)})
    (first, *_) = found.mentions
    assert (first.entity_id, first.text, first.first, first.last) == ("nvidia", "Nvidia", 0, 1)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_second_look_reads_what_a_first_one_would(lang: str) -> None:
    """Nothing is kept of a sentence whose names have changed, and nothing lost of the others."""
    passage = passage_of(lang)
    name = called(passage, NAMES[lang])[0]
    corrected = reconsidered(passage, {name.entity_id: sure(NATURES.index(EntityType.PERSON))})
    assert corrected is not passage
    memory = Memory()
    looks = [read_frames(one, memory) for one in (passage, corrected, passage)]
    assert looks == [read_frames(one) for one in (passage, corrected, passage)]
    words = words_of(passage.doc, passage.text)
    for one, (_, frames) in zip((passage, corrected, passage), looks, strict=True):
        again = [pair for _, pair in pairs_of(one, frames, words=words, known=memory.opinion.pairs)]
        anew = [pair for _, pair in pairs_of(one, frames, words=words)]
        assert [(p.subject, p.object, p.features.tolist()) for p in again] == [
            (p.subject, p.object, p.features.tolist()) for p in anew
        ]


def test_half_a_doubt_changes_nothing() -> None:
    passage = passage_of("en")
    even = np.log(np.full(NO_NAME + 1, 1 / (NO_NAME + 1), dtype=np.float32))
    assert reconsidered(passage, {one.entity_id: even for one in passage.mentions}) is passage


@pytest.mark.parametrize(
    ("name", "firm"),
    [pytest.param("TikTok", "tiktok-company", id="a firm"), pytest.param("Gmail", "gmail", id="none")],
)
def test_a_product_whose_name_no_firm_shares_stays(name: str, firm: str) -> None:
    passage = Passage.of(nlp.parse(f"Meta copied {name} in May.", lang="en"), lang="en")
    (found,) = called(passage, name)
    assert found.as_firm().entity_id == firm


@pytest.mark.parametrize(
    ("nature", "meant"),
    [
        pytest.param(EntityType.ORGANIZATION, "youtube-company", id="the firm"),
        pytest.param(EntityType.PRODUCT, "youtube", id="the site"),
    ],
)
def test_a_name_that_firm_and_product_share_is_what_the_encoder_takes_it_for(
    nature: EntityType, meant: str
) -> None:
    doc = nlp.parse("YouTube hired a lawyer, and Gmail did not.", lang="en")
    passage = Passage.of(doc, lang="en")
    found = reconsidered(passage, all_as(passage, NATURES.index(nature)))
    assert [one.entity_id for one in found.mentions] == [meant, "gmail"]


@pytest.mark.parametrize(
    ("text", "lang", "meant"),
    [
        pytest.param(
            "TikTok launched a shopping app called Plumeria in May.", "en", "tiktok-company", id="en acts"
        ),
        pytest.param("ByteDance said Plumeria is available on TikTok.", "en", "tiktok", id="en hosts"),
        pytest.param("TikTok 5月推出了名为Plumeria的购物应用。", "zh", "tiktok-company", id="zh acts"),
    ],
)
def test_who_launches_a_product_is_a_firm(text: str, lang: str, meant: str) -> None:
    drafted = draft_claims(nlp.parse(text, lang=lang), lang=lang)
    assert {one.entity_id for one in drafted.passage.mentions if one.text == "TikTok"} == {meant}


@pytest.mark.parametrize(
    ("text", "lang", "meant"),
    [
        pytest.param("Oracle holds a 15% stake in TikTok.", "en", "tiktok-company", id="en a stake"),
        pytest.param("WhatsApp is valued at $200 billion.", "en", "whatsapp-company", id="en a value"),
        pytest.param(
            "“Names matter,” says Ann Dow, a director at WhatsApp.", "en", "whatsapp-company", id="en a post"
        ),
        pytest.param("Ann Dow watches WhatsApp ads for Oracle.", "en", "whatsapp", id="en neither"),
        pytest.param("甲骨文、银湖将持有TikTok 45%的股份。", "zh", "tiktok-company", id="zh a stake"),
        pytest.param("TikTok估值达3000亿美元。", "zh", "tiktok-company", id="zh a value"),
        pytest.param("甲骨文在TikTok上发布了视频。", "zh", "tiktok", id="zh neither"),
    ],
)
def test_what_is_held_valued_or_led_is_a_firm(text: str, lang: str, meant: str) -> None:
    drafted = draft_claims(nlp.parse(text, lang=lang), lang=lang)
    shared = [one.entity_id for one in drafted.passage.mentions if one.text in {"TikTok", "WhatsApp"}]
    assert shared == [meant]
