"""The search from anywhere: what has exactly this code first, then a few of each kind."""

import time
from typing import Any

from django.contrib import admin
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_GET
from unfold.dataclasses import SearchResult

from core.admin import words
from core.admin.board import door
from core.admin.products import scanning
from core.admin.stock.samples import free_words
from core.models import (
    Appointment,
    Collection,
    Customer,
    Designer,
    Product,
    Sample,
    Stylist,
    Variant,
)
from core.queries import finding, stock

KINDS: list[tuple[Any, str]] = [
    (Customer, "favorite"),
    (Appointment, "event"),
    (Product, "checkroom"),
    (Variant, "sell"),
    (Sample, "styler"),
    (Designer, "draw"),
    (Collection, "auto_awesome"),
    (Stylist, "badge"),
]
CODED = (Variant, Sample, Appointment, Customer)
LONGEST = 200


@door.signed_in
@require_GET
def search(request: HttpRequest) -> HttpResponse:
    """The theme's own view would answer from what it remembers for five minutes."""
    began = time.monotonic()
    term = request.GET.get("s", "").strip()[:LONGEST]
    if not term:
        return HttpResponse()
    pages = admin.site._search_apps(admin.site.get_app_list(request), term.lower())
    results = Paginator([*find(request, term), *pages], 100)
    shown = {
        "search_term": term,
        "page_obj": results,
        "results": results.page(1),
        "page_counter": 0,
        "execution_time": time.monotonic() - began,
        "command_show_history": False,
    }
    return TemplateResponse(
        request, "unfold/helpers/command_results.html", shown, headers={"HX-Trigger": "search"}
    )


@door.signed_in
@require_GET
def scanned(request: HttpRequest) -> JsonResponse:
    """Where the one thing with exactly this code is, for a scanner that ends with Enter."""
    code = request.GET.get("s", "").strip()[:LONGEST]
    found = [*_coded(request, code).values()]
    only = found[0].link if len(found) == 1 else ""
    return JsonResponse({"link": scanning.page_of(request, code) or only})


def find(request: HttpRequest, term: str) -> list[SearchResult]:
    seen = _coded(request, term)
    for model, icon in KINDS:
        for row in _ask_around(list(finding.few(model, term)) if _may_see(request, model) else []):
            seen.setdefault((model, row.pk), _result(model, row, icon))
    return list(seen.values())


def _coded(request: HttpRequest, term: str) -> dict[tuple[Any, int], SearchResult]:
    icons = dict(KINDS)
    return {
        (model, row.pk): _result(model, row, icons[model], "exactly this code")
        for model in CODED
        if _may_see(request, model)
        for row in _ask_around(list(finding.coded(model, term)))
    }


def _may_see(request: HttpRequest, model: Any) -> bool:
    return bool(admin.site.get_model_admin(model).has_view_permission(request))


def _result(model: Any, row: Any, icon: str, *more: str) -> SearchResult:
    title, *about = [*_line(row), *more]
    return SearchResult(
        title=title,
        description=" · ".join(str(part) for part in about if part),
        link=reverse(f"admin:core_{model._meta.model_name}_change", args=[row.pk]),
        icon=icon,
    )


def _line(row: Any) -> list[Any]:  # noqa: PLR0911  a line for each kind
    """What it is called, what it is, and where."""
    match row:
        case Customer():
            wedding = f"wedding {words.day(row.wedding_on)}" if row.wedding_on else ""
            return [row.name, "Bride", row.phone, row.email, wedding]
        case Appointment():
            at = words.moment(row.starts_at, row.location.zone)
            what = f"Appointment {row.reference}"
            return [f"{row.customer}, {at}", what, row.location, row.get_status_display()]
        case Product():
            return [row.name, "Product", row.designer, row.get_status_display()]
        case Variant():
            name = ", ".join(part for part in (row.product.name, row.options) if part)
            price = "" if row.price is None else words.money(row.price, row.currency)
            return [name, f"Variant {row.sku}", price, _where(row)]
        case Sample():
            return [row.name, f"Sample {row.barcode}", *_whereabouts(row)]
        case Collection():
            return [str(row), "Collection", row.designer]
        case Designer():
            return [row.name, "Designer"]
    return [str(row), "Stylist"]


def _whereabouts(sample: Any) -> list[str]:
    """Where it is and when it is free; `_ask_around` has looked."""
    where = sample.whereabouts
    free = free_words(sample, where)
    status = str(sample.get_status_display())
    found = [str(sample.location), status, "" if free == status.lower() else free]
    if where.needed_at:
        found.append(f"next needed {words.moment(where.needed_at, sample.location.zone)}")
    return found


def _ask_around(rows: list[Any]) -> list[Any]:
    """For all samples at once: where each is, when it is free, who needs it next."""
    samples = [row for row in rows if isinstance(row, Sample)]
    where = stock.whereabouts(samples) if samples else {}
    for sample in samples:
        sample.whereabouts = where[sample.pk]
    return rows


def _where(variant: Variant) -> str:
    there = [f"{level.on_hand} in {level.location}" for level in variant.stock_levels.all()]
    return ", ".join(there) or "none on hand"


urls: list[URLPattern] = [
    path("search/", search, name="search"),
    path("search/code/", scanned, name="core_code"),
]
"""The first comes before the theme's own of this name, below the same address."""
