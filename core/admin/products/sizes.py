"""The sizes and colours of a product as a grid: chosen, priced and saved in one go."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.template.response import TemplateResponse
from django.urls import reverse

from core.admin.products import cells
from core.admin.refusals import sentence
from core.errors import DomainError
from core.models import Product, Variant
from core.queries import skus, wardrobe
from core.services import catalog
from core.services.catalog import MOST_CELLS, place_name

if TYPE_CHECKING:
    from core.admin.products.page import ProductAdmin

RUNS = [
    ("eu", "EU 32–54", [str(n) for n in range(32, 56, 2)]),
    ("us", "US 0–24", [str(n) for n in range(0, 26, 2)]),
    ("uk", "UK 4–28", [str(n) for n in range(4, 30, 2)]),
    ("letters", "XS–XXL", ["XS", "S", "M", "L", "XL", "XXL"]),
    ("shoes", "Shoes 35–42", [str(n) for n in range(35, 43)]),
    ("one", "One size", ["One size"]),
]
COLORS = ["Ivory", "White", "Champagne", "Blush", "Pearl", "Black"]


@dataclass
class Grid:
    """What is chosen, what is there, and what was typed."""

    product: Product
    sizes: list[str]
    colors: list[str]
    there: dict[tuple[str, str], Variant]
    others: list[Variant]
    typed: QueryDict | None = None
    wrong: dict[tuple[str, str], str] = field(default_factory=dict)

    @property
    def is_too_large(self) -> bool:
        return len(self.sizes) * len(self.colors) > MOST_CELLS


def view(page: "ProductAdmin", request: HttpRequest, key: int) -> HttpResponse:
    product = page.subject(request, str(key))
    if not (
        request.user.has_perm("core.add_variant") and request.user.has_perm("core.change_variant")
    ):
        raise PermissionDenied
    asked = request.POST if request.method == "POST" else request.GET
    grid = _grid(product, asked)
    if request.method == "POST" and not grid.is_too_large:
        grid.typed = request.POST
        try:
            return _save(page, request, grid)
        except cells.Unreadable as unreadable:
            grid.wrong = unreadable.places
            messages.error(request, "Nothing was saved. Some cells cannot be read; see below.")
        except (DomainError, ValidationError) as refusal:
            grid.wrong = getattr(refusal, "facts", {}).get("cells", {})
            messages.error(request, sentence(refusal))
    return _show(page, request, grid)


def _grid(product: Product, asked: QueryDict) -> Grid:
    variants = list(product.variants.order_by("position", "pk"))
    there = {(v.size, v.color): v for v in variants if not v.other}
    if "chosen" in asked:
        sizes, colors = asked.getlist("size"), asked.getlist("color")
        sizes += cells.several(asked.get("more_sizes", ""))
        colors += cells.several(asked.get("more_colors", ""))
        for name, _, run in RUNS:
            if name in asked.getlist("run"):
                sizes += run
    else:
        sizes = [v.size for v in variants if not v.other]
        colors = [v.color for v in variants if not v.other]
    sizes = list(dict.fromkeys(size.strip()[:40] for size in sizes))
    colors = list(dict.fromkeys(color.strip()[:60] for color in colors))
    return Grid(product, cells.in_order(sizes), colors, there, [v for v in variants if v.other])


def _save(page: "ProductAdmin", request: HttpRequest, grid: Grid) -> HttpResponse:
    new, prices = cells.read(grid.sizes, grid.colors, request.POST)
    filled = catalog.fill(grid.product, new=new, prices=prices, by=request.user)
    told = [
        f"{len(rows)} {word}"
        for rows, word in ((filled.new, "added"), (filled.changed, "with a new price"))
        if rows
    ]
    page.message_user(
        request,
        f"Sizes and colours of {grid.product}: {', '.join(told) or 'nothing to change'}.",
        messages.SUCCESS,
    )
    return page.to_page(grid.product)


def _show(page: "ProductAdmin", request: HttpRequest, grid: Grid) -> HttpResponse:
    used = wardrobe.sizes_and_colors()
    own_sizes = [v.size for v in grid.there.values()]
    own_colors = [v.color for v in grid.there.values()]
    request.page_title = "Sizes and colours"
    context = page.admin_site.each_context(request) | {
        "title": f"Sizes and colours of {grid.product}",
        "opts": page.opts,
        "original": grid.product,
        "product": grid.product,
        "size_chips": cells.chips(
            cells.in_order([*own_sizes, *used.sizes, *grid.sizes]), grid.sizes
        ),
        "color_chips": cells.chips([*own_colors, *used.colors, *COLORS, *grid.colors], grid.colors),
        "runs": [(name, label) for name, label, _ in RUNS],
        "columns": grid.colors,
        "rows": [] if grid.is_too_large else _rows(grid),
        "others": grid.others,
        "too_large": f"{len(grid.sizes)} sizes in {len(grid.colors)} colours are more than "
        f"{MOST_CELLS} cells. Choose fewer, and fill the rest afterwards."
        if grid.is_too_large
        else "",
        "back": reverse("admin:core_product_change", args=[grid.product.pk]),
    }
    return TemplateResponse(request, "core/products/sizes.html", context)


def _rows(grid: Grid) -> list[dict[str, Any]]:
    places = [(size, color) for size in grid.sizes for color in grid.colors]
    missing = [place for place in places if place not in grid.there]
    proposed = skus.propose(grid.product, missing) if missing else {}
    prices = cells.Prices(grid.there)
    known_sizes = {size for size, _ in grid.there}
    known_colors = {color for _, color in grid.there}

    def cell(row: int, column: int) -> dict[str, Any]:
        place = grid.sizes[row], grid.colors[column]
        at = f"{row}-{column}"
        variant = grid.there.get(place)
        typed = grid.typed
        told = {
            "at": at,
            "key": "|".join(place),
            "name": place_name(*place),
            "wrong": grid.wrong.get(place, ""),
            "variant": variant,
        }
        if variant is not None:
            price = "" if variant.price is None else variant.price
            return told | {
                "price": typed.get(f"p-{at}", price) if typed else price,
                "seen": typed.get(f"w-{at}", price) if typed and not grid.wrong else price,
            }
        # A hole that was there before stays one until somebody ticks it.
        is_new = place[0] not in known_sizes or place[1] not in known_colors
        return told | {
            "ticked": f"c-{at}" in typed if typed else is_new,
            "sku": typed.get(f"s-{at}") if typed else proposed[place],
            "price": typed.get(f"p-{at}", "") if typed else prices.proposed(*place),
        }

    return [
        {"size": size, "row": row, "cells": [cell(row, c) for c in range(len(grid.colors))]}
        for row, size in enumerate(grid.sizes)
    ]
