"""The history of bulk edits: what was changed by whom, row by row, and the way back."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseNotAllowed,
    HttpResponseRedirect,
)
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from unfold.decorators import display

from core.admin import words
from core.admin.base import LedgerAdmin
from core.admin.products import bulk_show
from core.admin.refusals import sentence
from core.errors import DomainError
from core.models import BulkEdit, BulkEditRow
from core.queries import shelf
from core.services.catalog import bulk

PER_PAGE = 200
MOST_NAMED = 5
STATE_COLORS = {"applied": "success", "undone": "default"}
UNDONE_COLORS = {"back": "success", "edited": "warning", "gone": "default"}


def may_bulk_edit(user: Any) -> bool:
    return bool(user.has_perm("core.bulk_edit_product"))


@admin.register(BulkEdit)
class BulkEditAdmin(LedgerAdmin):
    called = ("change of many", "changes of many")
    empty_icon = "rule"
    empty_title = "Nothing was changed together yet"
    empty_hint = "Tick products or variants in their list and choose “Change together…”."
    list_display = ["what", "rows_count", "when", "person", "state"]
    list_select_related = ["actor"]
    search_fields = ["summary"]

    @display(description="What", ordering="summary")
    def what(self, edit: BulkEdit) -> str:
        return edit.summary

    @display(description="When", ordering="made_at")
    def when(self, edit: BulkEdit) -> str:
        return words.moment(edit.made_at)

    @display(description="By", ordering="actor__first_name")
    def person(self, edit: BulkEdit) -> str:
        return name_of(edit.actor)

    @display(description="State", ordering="undone_at", label=STATE_COLORS)
    def state(self, edit: BulkEdit) -> tuple[str, str]:
        return ("undone", "Undone") if edit.undone_at else ("applied", "Applied")

    def get_queryset(self, request: HttpRequest) -> QuerySet[BulkEdit]:
        return super().get_queryset(request).select_related("actor", "undone_by")

    def change_view(
        self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        edit = self.get_object(request, object_id)
        if edit is None or not self.has_view_permission(request, edit):
            raise Http404
        rows = edit.rows.order_by("-undone", "pk") if edit.undone_at else edit.rows.all()
        found = Paginator(rows, PER_PAGE).get_page(request.GET.get("p"))
        names, currency = bulk_show.collections(found), shelf.price_currency()
        fields = bulk_show.her_fields(found)
        context = self.admin_site.each_context(request) | {
            "title": str(edit),
            "opts": self.opts,
            "original": edit,
            "edit": edit,
            "page": found,
            "rows": [
                {
                    "it": row,
                    "changes": bulk_show.changes(row, names, currency, fields),
                    "color": UNDONE_COLORS.get(row.undone, ""),
                }
                for row in found
            ],
            "actor": name_of(edit.actor),
            "made": words.moment(edit.made_at),
            "undone": edit.undone_at and words.moment(edit.undone_at),
            "undone_by": name_of(edit.undone_by),
            "left": edit.rows.exclude(undone__in=["", BulkEditRow.Undone.BACK]).count(),
            "may_undo": not edit.undone_at and may_bulk_edit(request.user),
            "undo_url": reverse("admin:core_bulkedit_undo", args=[edit.pk]),
        }
        request.page_title = "What was changed"
        request.called = self.called  # type: ignore[attr-defined]
        return TemplateResponse(request, "core/bulk/result.html", context)

    def undo_view(self, request: HttpRequest, key: int) -> HttpResponse:
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if not may_bulk_edit(request.user):
            raise PermissionDenied
        edit = self.get_object(request, str(key))
        if edit is None:
            raise Http404
        try:
            undone = bulk.undo(edit, by=request.user)
        except DomainError as refusal:
            self.message_user(request, sentence(refusal), messages.ERROR)
        else:
            self.message_user(request, *_said(undone))
        if not request.user.has_perm("core.view_bulkedit"):
            return HttpResponseRedirect(reverse("admin:index"))
        return self.to_page(edit)

    def get_urls(self) -> list[URLPattern]:
        undo = self.admin_site.admin_view(self.undo_view)
        return [
            path("<int:key>/undo/", undo, name="core_bulkedit_undo"),
            *super().get_urls(),
        ]


def _said(undone: bulk.UndoneEdit) -> tuple[str, int]:
    rows = "1 row is" if undone.back == 1 else f"{undone.back:,} rows are"
    said = f"Undone: {rows} as before."
    if not undone.left:
        return said, messages.SUCCESS
    names = "; ".join(row.name for row in undone.left[:MOST_NAMED])
    more = len(undone.left) - MOST_NAMED
    names += f"; and {more:,} more" if more > 0 else ""
    return (
        f"{said} Left as they are, because somebody edited them since: {names}.",
        messages.WARNING,
    )


def name_of(user: Any) -> str:
    return (user.get_full_name() or user.get_username()) if user else "The program"
