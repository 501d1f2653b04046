"""Shapes and colours: one family of relations has one colour, one type of entity one shape and one colour."""

import msgspec

from kg.model import EntityType


class Look(msgspec.Struct, frozen=True, kw_only=True):
    """A colour on light and on dark ground, and for nodes a vis-network shape."""

    light: str
    dark: str
    shape: str = ""


#: Colours differ in lightness as well as hue, and shapes tell the types apart without any colour.
NODE_LOOKS = {
    EntityType.ORGANIZATION: Look(light="#40566f", dark="#9db2cc", shape="dot"),
    EntityType.PERSON: Look(light="#b25a93", dark="#e08fc4", shape="triangle"),
    EntityType.PRODUCT: Look(light="#23877f", dark="#56c2b8", shape="square"),
}

FAMILY_LOOKS = {
    "money": Look(light="#12885f", dark="#46cf9b"),
    "ownership": Look(light="#2c63b8", dark="#74a9f7"),
    "compute": Look(light="#c47705", dark="#f0ac45"),
    "licence": Look(light="#8749ad", dark="#c592ea"),
    "product": Look(light="#2496b3", dark="#5ccbe2"),
    "people": Look(light="#7b818a", dark="#a3abb5"),
    "rivalry": Look(light="#cc3d2d", dark="#ff7f6b"),
}

#: Every relation of relations.yaml has a family (tested).
FAMILIES = {
    "INVESTS_IN": "money",
    "SHARES_REVENUE_WITH": "money",
    "VALUED_AT": "money",
    "HOLDS_STAKE_IN": "ownership",
    "ACQUIRES": "ownership",
    "SUBSIDIARY_OF": "ownership",
    "CLOUD_PARTNER_OF": "compute",
    "BUYS_FROM": "compute",
    "LICENSES_TO": "licence",
    "PARTNERS_WITH": "licence",
    "DEVELOPS": "product",
    "AVAILABLE_ON": "product",
    "USES": "product",
    "HOLDS_POSITION_AT": "people",
    "FOUNDED": "people",
    "COMPETES_WITH": "rivalry",
    "SUES": "rivalry",
}
