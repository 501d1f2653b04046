"""Every statement that writes the graph. Values are parameters; names come from the vocabulary alone.

Relationship types cannot be parameters in the Cypher that both stores run, so there is one text for
each relation of relations.yaml, made here and nowhere else. The order within one article's load is:
delete its claims and the facts of the groups it touched, write articles, entities, claims and their
arrows, write the facts anew, name them in the claims, and sweep up entities that nothing points to.
"""

from collections.abc import Mapping
from types import MappingProxyType

from kg.model import EntityType, relations

_ENTITY = "|".join(EntityType)
_LABELS = (*EntityType, "Article", "Claim", "Valuation")
_INDEXED = (
    ("Claim", "article"), ("Claim", "fact"), ("Claim", "group"), ("Claim", "subject_id"), ("Claim", "object_id"),
    ("Claim", "attribution_id"), ("Valuation", "fact"), ("Organization", "name"), ("Person", "name"), ("Product", "name"),
    ("Article", "published"),
)  # fmt: skip

#: Constraints and indexes, the same in every store. All may be run again.
SCHEMA = (
    *(f"CREATE CONSTRAINT kg_{label.lower()}_id IF NOT EXISTS FOR (n:{label}) REQUIRE n.id IS UNIQUE" for label in _LABELS),
    *(f"CREATE CONSTRAINT kg_{name.lower()}_id IF NOT EXISTS FOR ()-[r:{name}]-() REQUIRE r.id IS UNIQUE" for name in relations()),
    *(f"CREATE INDEX kg_{label.lower()}_{key} IF NOT EXISTS FOR (n:{label}) ON (n.`{key}`)" for label, key in _INDEXED),
)  # fmt: skip

#: Full-text indexes for Neo4j. The analyzer splits Chinese into pairs of characters and Latin text into words.
FULL_TEXT = tuple(
    f"CREATE FULLTEXT INDEX {name} IF NOT EXISTS FOR (n:{labels}) ON EACH [{keys}] "
    "OPTIONS {indexConfig: {`fulltext.analyzer`: 'cjk'}}"
    for name, labels, keys in (
        ("kg_names", _ENTITY, "n.name, n.names"),
        ("kg_quotes", "Claim", "n.quote"),
        ("kg_headlines", "Article", "n.headline"),
    )
)

UPSERT_ARTICLES = "UNWIND $rows AS row MERGE (a:Article {id: row.id}) SET a = row"
DELETE_ARTICLES = "UNWIND $ids AS id MATCH (a:Article {id: id}) DETACH DELETE a"
DELETE_CLAIMS = "UNWIND $ids AS id MATCH (c:Claim {article: id}) DETACH DELETE c"
CREATE_CLAIMS = "UNWIND $rows AS row CREATE (c:Claim) SET c = row"
LINK_ARTICLES = (
    "UNWIND $rows AS row MATCH (c:Claim {id: row.id}) MATCH (a:Article {id: row.article}) "
    "CREATE (c)-[:STATED_IN]->(a)"
)
SET_FACT = "UNWIND $rows AS row MATCH (c:Claim {id: row.id}) SET c.fact = row.fact"

UPSERT_ENTITIES: Mapping[EntityType, str] = MappingProxyType(
    {type_: f"UNWIND $rows AS row MERGE (e:{type_} {{id: row.id}}) SET e = row" for type_ in EntityType}
)
#: Evidence arrows by kind (SUBJECT, OBJECT, SAID_BY) and type of the entity.
LINK_ENTITIES: Mapping[tuple[str, EntityType], str] = MappingProxyType(
    {
        (kind, type_): f"UNWIND $rows AS row MATCH (c:Claim {{id: row.id}}) "
        f"MATCH (e:{type_} {{id: row.entity}}) CREATE (c)-[:{kind}]->(e)"
        for kind in ("SUBJECT", "OBJECT", "SAID_BY")
        for type_ in EntityType
    }
)
#: Entities that no claim speaks of any more.
SWEEP_ENTITIES: Mapping[EntityType, str] = MappingProxyType(
    {
        type_: f"UNWIND $ids AS id MATCH (e:{type_} {{id: id}}) "
        "WHERE NOT EXISTS { (e)<-[:SUBJECT|OBJECT|SAID_BY]-(:Claim) } DETACH DELETE e"
        for type_ in EntityType
    }
)

DELETE_FACTS: Mapping[str, str] = MappingProxyType(
    {name: f"UNWIND $ids AS id MATCH ()-[r:{name} {{id: id}}]->() DELETE r" for name in relations()}
)
DELETE_VALUATIONS = "UNWIND $ids AS id MATCH (v:Valuation {fact: id}) DETACH DELETE v"


def create_facts(relation: str, subject: EntityType, object_: EntityType | None) -> str:
    """The text that creates the edges of one relation between two types; `object_` None ends at a valuation.

    `relation` and the types must be names of the vocabulary: they become part of the text.
    """
    return _CREATE_FACTS[relation, subject, object_]


def _create_facts(relation: str, subject: EntityType, object_: EntityType | None) -> str:
    end = f"MATCH (o:{object_} {{id: row.object}}) " if object_ else "CREATE (o:Valuation) SET o = row.value "
    return (
        f"UNWIND $rows AS row MATCH (s:{subject} {{id: row.subject}}) "
        f"{end if object_ else 'WITH row, s ' + end}"
        f"CREATE (s)-[r:{relation}]->(o) SET r = row.fact"
    )


_CREATE_FACTS = {
    (name, subject, object_): _create_facts(name, subject, object_)
    for name, relation in relations().items()
    for subject in EntityType
    for object_ in (*EntityType, None)
    if relation.allows(subject, object_)
}

#: Everything that `rebuild` makes again out of articles and claims.
DELETE_DERIVED = (
    *(f"MATCH ()-[r:{name}]->() DELETE r" for name in relations()),
    "MATCH (v:Valuation) DETACH DELETE v",
    *(f"MATCH (e:{type_}) DETACH DELETE e" for type_ in EntityType),
)
