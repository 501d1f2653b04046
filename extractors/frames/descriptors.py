"""What a descriptor says by itself: whoever is called "the ChatGPT maker" makes ChatGPT."""

from collections.abc import Iterator

from extractors.frames.draft import Draft
from extractors.frames.register import makes
from extractors.mentions import Mention, Reference
from extractors.names.gazetteer import gazetteer
from extractors.passage import Passage
from kg.model import EntityType


def match_descriptors(passage: Passage) -> Iterator[Draft]:
    """DEVELOPS for each descriptor that names a product of the entity it stands for, in text order."""
    for mention in passage.mentions:
        if mention.reference is not Reference.DESCRIPTOR or mention.type is not EntityType.ORGANIZATION:
            continue
        sentence = passage.doc[mention.first].sent
        for hit in gazetteer().find(mention.text):
            if hit.entity.type is not EntityType.PRODUCT or not makes(mention.entity_id, hit.entity.id):
                continue
            start, end = mention.start + hit.start, mention.start + hit.end
            product = Mention(
                first=mention.first,
                last=mention.last,
                start=start,
                end=end,
                text=passage.text[start:end],
                type=EntityType.PRODUCT,
                entity_id=hit.entity.id,
                canonical=hit.entity.name,
            )
            yield Draft(
                relation="DEVELOPS",
                frame="descriptor",
                subject=mention,
                object=product,
                trigger=mention.last - 1,
                sentence=(sentence.start_char, sentence.end_char),
                clause=(mention.start, mention.end),
                fixed={"status": "current"},
            )
