"""Lists that other programs write: Shopify's inventory and customers, Acuity's appointments."""

from collections.abc import Iterable

from core.exchange.shapes import base, counts
from core.exchange.shapes.base import Columns

SHOPIFY_INVENTORY = {
    "slug": ("handle",),
    "name": ("title",),
    "sku": ("sku",),
    "location": ("location",),
    "on_hand": ("on hand (new)", "on hand", "on hand (current)", "available"),
    "option1_name": ("option1 name",),
    "option1_value": ("option1 value",),
    "option2_name": ("option2 name",),
    "option2_value": ("option2 value",),
    "option3_name": ("option3 name",),
    "option3_value": ("option3 value",),
}
SHOPIFY_CUSTOMERS = {
    "first_name": ("first name",),
    "last_name": ("last name",),
    "email": ("email",),
    "phone": ("phone",),
    "second_phone": ("default address phone",),
    "has_email_consent": ("accepts email marketing", "accepts marketing"),
    "has_sms_consent": ("accepts sms marketing",),
    "notes": ("note",),
    "tags": ("tags",),
}
ACUITY = {
    "starts_at": ("start time",),
    "first_name": ("first name",),
    "last_name": ("last name",),
    "phone": ("phone",),
    "email": ("email",),
    "type": ("type",),
    "stylist": ("calendar",),
    "notes": ("notes",),
}


SQUARE_STOCK = {"name": ("item name",), "sku": ("sku",), "barcode": ("gtin",)}
LIGHTSPEED_STOCK = {"slug": ("handle",), "name": ("name",), "sku": ("sku",)}


def square_stock(headers: Iterable[str]) -> Columns:
    headers = list(headers)
    return base.among(SQUARE_STOCK, headers) | counts.by_location(headers, "current quantity ")


def lightspeed_stock(headers: Iterable[str]) -> Columns:
    headers = list(headers)
    return base.among(LIGHTSPEED_STOCK, headers) | counts.by_location(headers, "inventory_")


def shopify_inventory(headers: Iterable[str]) -> Columns:
    return base.among(SHOPIFY_INVENTORY, headers)


def shopify_customers(headers: Iterable[str]) -> Columns:
    return base.among(SHOPIFY_CUSTOMERS, headers)


def acuity(headers: Iterable[str]) -> Columns:
    return base.among(ACUITY, headers)


def is_inventory(headers: set[str]) -> bool:
    counts = {"on hand", "on hand (new)", "on hand (current)", "available"}
    return {"handle", "sku", "location"} <= headers and bool(counts & headers)


def is_customers(headers: set[str]) -> bool:
    asked = {"accepts email marketing", "accepts marketing", "accepts sms marketing"}
    return {"first name", "last name", "email"} <= headers and bool(asked & headers)


def is_acuity(headers: set[str]) -> bool:
    return {"start time", "end time", "first name", "last name", "type", "calendar"} <= headers
