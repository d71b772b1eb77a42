"""Countries and regions whose public holidays are known, by code and name."""

from collections.abc import Mapping
from functools import cache
from importlib import resources


@cache
def countries() -> Mapping[str, str]:
    """Two letters to name, in the order of the names."""
    import holidays  # it takes a while to load, and few processes need it

    listed = (resources.files("tzdata") / "zoneinfo" / "iso3166.tab").read_text(encoding="utf-8")
    named = dict(line.split("\t") for line in listed.splitlines() if line and line[0] != "#")
    known = holidays.list_supported_countries(include_aliases=False)
    found = {code: named[code] for code in known if code in named}
    return dict(sorted(found.items(), key=lambda pair: pair[1]))


@cache
def regions(country: str) -> Mapping[str, str]:
    """Code to name of each state or region that has holidays of its own."""
    import holidays

    if country not in countries():
        return {}
    names = holidays.country_holidays(country).get_subdivision_aliases()
    found = {code: words[0] if words else code for code, words in names.items()}
    return dict(sorted(found.items(), key=lambda pair: pair[1]))
