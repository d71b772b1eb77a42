"""How a product looks in an answer; the shapes it has to fit are in products.py."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any
from urllib.parse import urljoin

from django.conf import settings
from django.core.files.storage import default_storage

from api.catalog.shelves import is_web_address
from core.models import ShopSettings
from core.queries import catalog, own_fields


def briefs(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    ids = [row["id"] for row in rows]
    variants, pictures = catalog.variants_of(ids), catalog.images_of(ids)
    currency = ShopSettings.current().currency
    keys = _own_keys("product")
    return [
        _brief(row, variants[row["id"]], pictures[row["id"]], currency) | {"own": _own(row, keys)}
        for row in rows
    ]


def detail(row: dict[str, Any]) -> dict[str, Any]:
    variants = catalog.variants_of([row["id"]])[row["id"]]
    pictures = catalog.images_of([row["id"]])[row["id"]]
    return {
        **_brief(row, variants, pictures, ShopSettings.current().currency),
        "own": _own(row, _own_keys("product")),
        "description": row["description"],
        "tags": row["tags"],
        "variants": [
            _variant(variant) | {"own": _own(variant, keys)}
            for keys in [_own_keys("variant")]
            for variant in variants
        ],
        "images": _images(pictures),
    }


def _brief(
    row: dict[str, Any],
    variants: Sequence[dict[str, Any]],
    pictures: Sequence[dict[str, Any]],
    currency: str,
) -> dict[str, Any]:
    prices = [variant["price"] for variant in variants if variant["price"] is not None]
    designer = _named(row, "designer")
    if designer:
        designer["lead_time_weeks"] = row["designer__lead_time_weeks"]
    return {
        "slug": row["slug"],
        "name": row["name"],
        "designer": designer,
        "category": _named(row, "category"),
        "collection": _named(row, "collection"),
        "silhouette": row["silhouette"],
        "neckline": row["neckline"],
        "fabric": row["fabric"],
        "train": row["train"],
        "price_from": _money(min(prices)) if prices else None,
        "price_to": _money(max(prices)) if prices else None,
        "currency": currency,
        "sizes": _each_once(variant["size"] for variant in variants),
        "colors": _each_once(variant["color"] for variant in variants),
        "in_stock": any(variant["is_in_stock"] for variant in variants),
        "image": next(iter(_images(pictures)), None),
    }


def _own_keys(kind: str) -> list[str]:
    """The fields of her own that visitors may see."""
    return [field.key for field in own_fields.definitions(kind) if field.in_api]


def _own(row: dict[str, Any], keys: Iterable[str]) -> dict[str, Any]:
    return {key: row["own"][key] for key in keys if key in row["own"]}


def _named(row: dict[str, Any], what: str) -> dict[str, Any] | None:
    if row[f"{what}__slug"] is None:
        return None
    return {"slug": row[f"{what}__slug"], "name": row[f"{what}__name"]}


def _variant(row: dict[str, Any]) -> dict[str, Any]:
    price = None if row["price"] is None else _money(row["price"])
    kept = {name: row[name] for name in ("sku", "size", "color", "other")}
    return {**kept, "price": price, "in_stock": row["is_in_stock"]}


def _images(rows: Sequence[dict[str, Any]]) -> list[dict[str, str]]:
    return [{"url": url, "alt": row["alt"]} for row in rows if (url := _address(row))]


def _address(image: dict[str, Any]) -> str:
    if image["file"]:
        return urljoin(f"{settings.SITE_URL}/", default_storage.url(image["file"]))
    return image["url"] if is_web_address(image["url"]) else ""


def _money(amount: Decimal) -> str:
    return f"{amount:.2f}"


def _each_once(texts: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(text for text in texts if text))
