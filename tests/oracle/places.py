"""Places: the same county or village under its other names."""

from __future__ import annotations

COUNTY_ALIASES = {
    "土左旗": "土默特左旗",
    "托县": "托克托县",
    "和林县": "和林格尔县",
    "和林": "和林格尔县",
    "清水河": "清水河县",
    "武川": "武川县",
    "经开区": "呼和浩特经济技术开发区",
    "经济技术开发区": "呼和浩特经济技术开发区",
}
VILLAGE_ENDINGS = ("村民委员会", "居民委员会", "村委会", "居委会")

Place = tuple[str | None, str | None, str | None]


def county(name: str | None) -> str | None:
    """The county under its canonical name."""
    return None if name is None else COUNTY_ALIASES.get(name, name)


def village(name: str | None) -> str | None:
    """The village as it is compared: without 村民委员会 and the like and a final 村."""
    if name is None:
        return None
    for ending in VILLAGE_ENDINGS:
        if name.endswith(ending):
            name = name.removesuffix(ending)
            break
    return name.removesuffix("村")


def place(*names: str | None) -> Place:
    """County, town and village as they are compared."""
    return (county(names[0]), names[1], village(names[2]))
