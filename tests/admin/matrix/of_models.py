"""The pages every model has: list, add, change, delete, history and the way back."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any, NamedTuple

from django.contrib.admin.utils import quote
from django.urls import reverse

from tests.admin.forms import fields_of
from tests.admin.matrix.people import SIGNED_IN
from tests.admin.matrix.rows import Given, Row, nowhere

NOBODY = ""
SHOP = "vsfmo"
KEEPERS = "mo"


class Pages(NamedTuple):
    """Letters for each page; `new` and `edit` are what a form says beside what it shows."""

    see: str
    add: str = NOBODY
    change: str = NOBODY
    delete: str = NOBODY
    new: dict[str, Any] | Callable[[Any], dict[str, Any]] | None = None
    edit: dict[str, Any] | None = None
    read: str = NOBODY
    """Who gets a page that only shows something also by POST."""


NAMED = {"new": {"name": "Brand new"}, "edit": {"name": "Another"}}


def _new_block(stage: Any) -> dict[str, Any]:
    at = stage.tuesday.strftime("%d/%m/%Y")
    times = {"starts_at_0": at, "starts_at_1": "10:00", "ends_at_0": at, "ends_at_1": "11:00"}
    return times | {"resource": stage.cast.alcove.pk, "note": "Painting"}


def _new_booking(stage: Any) -> dict[str, Any]:
    return {
        "location": stage.cast.berlin.pk,
        "type": stage.cast.accessories.pk,
        "customer": stage.cast.anna.pk,
        "date": f"{stage.tuesday:%d/%m/%Y}",
        "time": "13:00",
    }


def _new_sample(stage: Any) -> dict[str, Any]:
    here = {"variant": stage.variant.pk, "location": stage.cast.berlin.pk}
    return here | {"name": "Brand new", "barcode": "S-10"}


def _new_variant(stage: Any) -> dict[str, Any]:
    return {"product": stage.cast.veil.pk, "sku": "NEW-1", "size": "XXL"}


def _new_room(stage: Any) -> dict[str, Any]:
    return {"name": "Brand new", "location": stage.cast.berlin.pk}


def _new_collection(stage: Any) -> dict[str, Any]:
    return {"name": "Brand new", "designer": stage.cast.veil.designer_id, "year": 2027}


NEW_PLACE = {"name": "Brand new", "timezone": "Europe/Berlin"}
NEW_TYPE = {"name": "Brand new", "duration_minutes": 30}
CATALOGUE = Pages(SHOP, KEEPERS, KEEPERS, KEEPERS, **NAMED)
MODELS = {
    "core.appointment": Pages(
        SHOP, "sfmo", "sfmo", NOBODY, _new_booking, {"notes": "Brings her aunt"}
    ),
    "core.claim": Pages(SHOP, "fmo", "fmo", "fmo", _new_block, {"note": "Away"}),
    "core.bulkedit": Pages("vmo", read="vmo"),
    "core.stockmovement": Pages(SHOP),
    "core.stocklevel": Pages(SHOP, NOBODY, KEEPERS, NOBODY, None, {"reorder_level": "3"}),
    "core.reservation": Pages(SHOP),
    "core.sample": Pages(SHOP, KEEPERS, "fmo", KEEPERS, _new_sample, {"name": "Another"}),
    "core.stocksheet": Pages(SHOP, read=SHOP),
    "core.product": CATALOGUE,
    "core.designer": CATALOGUE,
    "core.category": CATALOGUE,
    "core.collection": CATALOGUE._replace(new=_new_collection),
    "core.variant": Pages(SHOP, KEEPERS, KEEPERS, KEEPERS, _new_variant, {"size": "XL"}),
    "core.customer": Pages(SHOP, "sfmo", "sfmo", KEEPERS, **NAMED),
    "core.stylist": CATALOGUE,
    "core.room": CATALOGUE._replace(new=_new_room),
    "core.appointmenttype": CATALOGUE._replace(new=NEW_TYPE),
    "core.message": Pages(SHOP),
    "core.reminderrule": Pages(
        SHOP,
        KEEPERS,
        KEEPERS,
        KEEPERS,
        {"name": "New", "event": "booked", "subject": "Hello", "body": "Hello"},
        {"name": "Another"},
    ),
    "auth.user": Pages(
        "vo",
        "o",
        "o",
        "o",
        {"username": "new", "password1": "a-long-secret-7", "password2": "a-long-secret-7"},
        {"first_name": "Another"},
    ),
    "auth.group": Pages("vo", "o", "o", "o", **NAMED),
    "core.rearrangement": Pages("vfmo", "fmo", read="vfmo"),
    "core.location": CATALOGUE._replace(new=NEW_PLACE),
    "core.closedday": Pages(
        SHOP, KEEPERS, KEEPERS, KEEPERS, {"closed_on": "24/12/2030"}, {"reason": "Another"}
    ),
    "core.shopsettings": Pages(SHOP, NOBODY, KEEPERS, NOBODY, None, {"name": "Another"}),
    "core.fielddefinition": Pages(
        "vfmo",
        KEEPERS,
        KEEPERS,
        KEEPERS,
        {"kind": "product", "label": "New", "type": "text"},
        {"label": "Another"},
    ),
}


def rows() -> list[Row]:
    return [row for label, pages in MODELS.items() for row in _of(label, pages)]


def _of(label: str, pages: Pages) -> list[Row]:
    name = label.replace(".", "_")

    def key(stage: Any) -> tuple[str]:
        return (quote(str(stage.rows[label].pk)),)

    def version(stage: Any) -> tuple[str, Any]:
        return (*key(stage), stage.first[label])

    def deletion(stage: Any) -> dict[str, str]:
        return {"post": "yes", "values": "0"}

    all_of_them = [
        Row(f"{name}_changelist", pages.see, pages.see),
        Row(f"{name}_add", pages.add, pages.add, data=_form(f"{name}_add", nowhere, pages.new)),
        Row(
            f"{name}_change",
            pages.see,
            pages.change if pages.edit else pages.read,
            key,
            _form(f"{name}_change", key, pages.edit),
        ),
        Row(f"{name}_delete", pages.delete, pages.delete, key, deletion),
        Row(f"{name}_history", pages.see, pages.see, key),
        Row(f"{name}_simple_history", NOBODY, NOBODY, lambda stage: (*key(stage), "1")),
        # It leads to the change page, which looks who comes.
        Row(f"{name}_change", SIGNED_IN, SIGNED_IN, key, more="short"),
    ]
    if pages.change:
        all_of_them.append(Row(f"{name}_restore", NOBODY, pages.change, version, _sure))
    return all_of_them


def _sure(_stage: Any) -> dict[str, str]:
    return {"sure": "yes"}


def _form(name: str, at: Given, said: Any) -> Given | None:
    """What the owner's browser would send back of the page, with what she says there."""
    if said is None:
        return None

    def filled(stage: Any) -> dict[str, Any]:
        address = reverse(f"admin:{name}", args=at(stage))
        page = stage.people["o"].browser().get(address)
        given = fields_of(SimpleNamespace(context=page.context_data))
        return given | (said(stage) if callable(said) else said)

    return filled
