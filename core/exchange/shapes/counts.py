"""Columns that hold one location's pieces each, as tills export them."""

from collections.abc import Iterable

PREFIX = "on_hand of "


def of_locations(headers: Iterable[str], before: str) -> dict[str, str]:
    """Header to the location in its name: Current Quantity Berlin is Berlin's."""
    found = {}
    for header in headers:
        name = header.casefold()
        if name.startswith(before) and (place := header[len(before) :].strip(" _")):
            found[header] = place.replace("_", " ")
    return found


def columns(headers: Iterable[str], before: str) -> dict[str, str]:
    """Header to field: on_hand where there is one location, else on_hand of that location."""
    found = by_location(headers, before)
    return dict.fromkeys(found, "on_hand") if len(found) == 1 else found


def by_location(headers: Iterable[str], before: str) -> dict[str, str]:
    return {h: f"{PREFIX}{place}" for h, place in of_locations(headers, before).items()}


def told(columns: dict[str, str]) -> list[str]:
    """A sentence where the pieces of several locations can't be told apart in one import."""
    places = [key.removeprefix(PREFIX) for key in columns.values() if key.startswith(PREFIX)]
    if not places:
        return []
    sentence = (
        f"Pieces at {', '.join(places)} were left out: import them as stock levels, "
        "or name the column of one location “On hand”."
    )
    return [sentence]
