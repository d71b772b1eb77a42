"""What the page of a product shows around its form: pictures, stock, who needs it, its prices."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from core.admin import words
from core.admin.products import pictures
from core.admin.stock import panels
from core.history import Door
from core.models import Product, Sample, Variant
from core.queries import glance, shelf

MOST_COMING = 5
MOST_NAMED = 4
DOORS = dict(Door.choices)


def context(request: HttpRequest, product: Product) -> dict[str, Any]:
    may = request.user.has_perm
    currency = shelf.price_currency()
    return {
        **pictures.panel(request, product),
        **_acts(request, product),
        **panels.of_product(request.user, product.pk),
        "used": _used(request, product),
        "repriced": _told(glance.prices(product=product), currency)
        if may("core.view_variant")
        else [],
    }


def of_variant(variant: Variant) -> dict[str, Any]:
    return {
        "repriced": _told(glance.prices(variant=variant), shelf.price_currency()),
        "is_variant": True,
    }


def _acts(request: HttpRequest, product: Product) -> dict[str, Any]:
    may = request.user.has_perm
    change = may("core.change_product")

    def page(name: str) -> str:
        return reverse(f"admin:core_product_{name}", args=[product.pk])

    return {
        "sizes_url": page("sizes")
        if change and may("core.add_variant") and may("core.change_variant")
        else "",
        "copy_url": page("copy")
        if change and may("core.add_product") and may("core.add_variant")
        else "",
        "labels_url": page("own_labels") if may("core.view_variant") else "",
        "aside_url": page("put_aside")
        if change and product.status != Product.Status.ARCHIVED
        else "",
    }


def _used(request: HttpRequest, product: Product) -> dict[str, Any]:
    """Collections, appointments, samples: each to those who may see the pages behind."""
    may = request.user.has_perm
    used: dict[str, Any] = {"collection": product.collection}
    if may("core.view_appointment") and may("core.view_tryon"):
        coming = list(glance.coming(product)[: MOST_COMING + 1])
        used["tried"], used["said_yes"] = glance.tried(product)
        used["coming"] = [
            {
                "appointment": row.appointment,
                "when": words.moment(row.appointment.starts_at, row.appointment.location.zone),
            }
            for row in coming[:MOST_COMING]
        ]
        used["has_more"] = len(coming) > MOST_COMING
    if may("core.view_wishedgown") and may("core.view_customer"):
        wished = list(glance.wished(product)[: MOST_COMING + 1])
        used["wished"], used["more_wished"] = wished[:MOST_COMING], len(wished) > MOST_COMING
    if may("core.view_sample"):
        used["samples"] = [
            {"it": row, "color": words.SAMPLE_COLORS[Sample.Status(row.status)]}
            for row in glance.samples(product)
        ]
    return used


def _told(lines: list[glance.Repriced], currency: str) -> list[dict[str, Any]]:
    return [
        {
            "when": words.moment(line.at),
            "who": line.who,
            "door": DOORS.get(line.door, ""),
            "what": "Price" if line.what == "price" else "Cost",
            "before": words.money(line.before, currency),
            "after": words.money(line.after, currency),
            "skus": ", ".join(sorted(line.skus)[:MOST_NAMED]),
            "count": len(line.skus),
            "more": max(len(line.skus) - MOST_NAMED, 0),
            "is_first": line.before is None,
        }
        for line in lines
    ]
