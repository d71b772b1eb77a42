"""Two rows of one bride: find them, look at both, make them one, and part them again."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseNotAllowed,
    HttpResponseRedirect,
)
from django.template.response import TemplateResponse
from django.urls import reverse

from core.admin import words
from core.admin.base import BoutiqueAdmin, sentence
from core.errors import DomainError
from core.models import Customer, CustomerMerge
from core.queries import brides
from core.queries import customers as reading
from core.services import merging

MOST_SHOWN = 50


def _enter(page: Any, request: HttpRequest) -> None:
    if not page.has_merge_permission(request):
        raise PermissionDenied


def pairs(page: Any, request: HttpRequest) -> HttpResponse:
    """All likely pairs, the surest first."""
    request.page_title = "Duplicates"  # type: ignore[attr-defined]
    found = reading.duplicates()
    shown = found[:MOST_SHOWN]
    rows = brides.counted({key for pair in shown for key in (pair.keep, pair.other)})
    context = page.admin_site.each_context(request) | {
        "title": "Duplicates",
        "opts": page.opts,
        "pairs": [
            {
                "reasons": [reading.WORDS[reason] for reason in pair.reasons],
                "brides": [_bride(rows[key]) for key in (pair.keep, pair.other)],
                "address": reverse("admin:core_customer_merge", args=[pair.keep, pair.other]),
            }
            for pair in shown
            if pair.keep in rows and pair.other in rows
        ],
        "more": len(found) - len(shown),
    }
    return TemplateResponse(request, "core/customers/duplicates.html", context)


def _bride(customer: Any) -> dict[str, Any]:
    return {
        "it": customer,
        "wedding": customer.wedding_on and words.day(customer.wedding_on),
        "address": reverse("admin:core_customer_change", args=[customer.pk]),
    }


def merge(page: Any, request: HttpRequest, keep: int, other: int) -> HttpResponse:
    """A look at what moves and which values stay; then, on POST, the act."""
    _enter(page, request)
    request.page_title = "Make two one"  # type: ignore[attr-defined]
    stays, goes = _customer(keep), _customer(other)
    if request.method == "POST":
        return _merge(page, request, stays, goes)
    try:
        preview = merging.preview(stays, goes)
    except DomainError as refusal:
        page.message_user(request, refusal.message, messages.ERROR)
        return _to_list()
    context = page.admin_site.each_context(request) | {
        "title": "Make two one",
        "opts": page.opts,
        "original": stays,
        "preview": preview,
        "clashes": merging.clashes(stays, goes),
        "swapped": reverse("admin:core_customer_merge", args=[other, keep]),
        "back": _to_list().url,
    }
    return TemplateResponse(request, "core/customers/merge.html", context)


def _merge(page: BoutiqueAdmin, request: HttpRequest, stays: Customer, goes: Customer) -> Any:
    clashes = merging.clashes(stays, goes)
    take = [clash.name for clash in clashes if request.POST.get(f"value_{clash.name}") == "goes"]
    name = str(goes)
    done = page.act(
        request,
        lambda: merging.merge(stays, goes, take=take, by=request.user),
        f"{name} is now one with {stays}. It can be undone on this page.",
    )
    return page.to_page(stays) if done else _to_list()


def undo(page: Any, request: HttpRequest, key: int) -> HttpResponse:
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    _enter(page, request)
    record = CustomerMerge.objects.select_related("kept").filter(pk=key).first()
    if record is None:
        raise Http404
    try:
        left = merging.undo(record, by=request.user)
    except (DomainError, ValidationError) as refusal:
        page.message_user(request, sentence(refusal), messages.ERROR)
    else:
        said = f"{record.gone_name} and {record.kept} are two again."
        page.message_user(request, said, messages.SUCCESS)
        for line in left:
            page.message_user(request, line, messages.WARNING)
    return page.to_page(record.kept)


def _to_list() -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("admin:core_customer_find_duplicates"))


def _customer(key: int) -> Customer:
    found = Customer.objects.filter(pk=key).first()
    if found is None:
        raise Http404
    return found
