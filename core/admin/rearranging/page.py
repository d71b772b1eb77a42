"""The history of rearrangements: who was away, what became of whom, and the button to undo it."""

from functools import partial
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.safestring import SafeString
from unfold.decorators import display

from core.admin import words
from core.admin.base import LedgerAdmin
from core.admin.rearranging import flow
from core.models import Appointment, RearrangedAppointment, Rearrangement
from core.queries import rearranging as reading
from core.services import rearranging

Outcome = RearrangedAppointment.Outcome
OUTCOME_COLORS = {
    Outcome.MOVED: "info",
    Outcome.CALL: "warning",
    Outcome.LEFT: "default",
    Outcome.CANCELLED: "danger",
}
STATE_COLORS = {"applied": "success", "undone": "default"}


@admin.register(Rearrangement)
class RearrangementAdmin(LedgerAdmin):
    empty_icon = "event_repeat"
    empty_title = "No day went wrong yet"
    empty_hint = (
        "When a stylist is sick or a day must be closed, start here: everybody is moved at once."
    )
    list_display = ["what", "when", "appointments", "person", "state"]
    search_fields = ["stylist__name", "location__name", "reason"]
    date_hierarchy = "first_on"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Rearrangement]:
        return reading.with_counts().order_by("-pk")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perms(("core.add_rearrangement", "core.change_appointment"))

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return obj is not None and rearranging.may_undo(obj, request.user)

    @display(description="What", ordering="stylist__name")
    def what(self, change: Rearrangement) -> SafeString:
        color = change.stylist.color if change.stylist else "var(--nx-accent)"
        name = change.stylist or change.location
        return words.dot(color, f"{name}: {change.reason}" if change.reason else name)

    @display(description="When", ordering="first_on")
    def when(self, change: Rearrangement) -> str:
        return flow.said(change)

    @display(description="Appointments")
    def appointments(self, change: Any) -> str:
        counts = [
            (change.moved, "moved"),
            (change.call, "to call"),
            (change.left, "left"),
            (change.cancelled, "cancelled"),
        ]
        return ", ".join(f"{n} {word}" for n, word in counts if n) or "Nobody was booked"

    @display(description="By", ordering="actor__first_name")
    def person(self, change: Rearrangement) -> str:
        return name_of(change.actor)

    @display(description="State", ordering="undone_at", label=STATE_COLORS)
    def state(self, change: Rearrangement) -> tuple[str, str]:
        return ("undone", "Undone") if change.undone_at else ("applied", "Applied")

    def add_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return flow.start(self, request)

    def change_view(
        self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        change = self.get_object(request, object_id)
        if change is None or not self.has_view_permission(request, change):
            raise Http404
        context = self.admin_site.each_context(request) | self._result(request, change)
        return TemplateResponse(request, "core/rearranging/result.html", context)

    def _result(self, request: HttpRequest, change: Rearrangement) -> dict[str, Any]:
        hers = ("customer", "location", "type", "stylist", "room")
        related = [f"appointment__{name}" for name in hers]
        places = ("stylist", "room", "new_stylist", "new_room", "called_by")
        rows = list(change.rows.select_related(*related, *places))
        return {
            "title": str(change),
            "opts": self.opts,
            "original": change,
            "change": change,
            "when": flow.said(change),
            "rows": [_row(row) for row in rows],
            "calls": sum(map(reading.is_to_be_called, rows)),
            "may_call": request.user.has_perm("core.change_appointment"),
            "moves": sum(row.outcome in {Outcome.MOVED, Outcome.CANCELLED} for row in rows),
            "beside": flow.others(change),
            "actor": name_of(change.actor),
            "made": words.moment(change.created_at),
            "undone": change.undone_at and words.moment(change.undone_at),
            "undone_by": name_of(change.undone_by),
            "may_undo": not change.undone_at and self.has_change_permission(request, change),
            "undo_url": reverse("admin:core_rearrangement_undo", args=[change.pk]),
        }

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        pages = [
            path(f"{name}/", wrap(partial(view, self)), name=f"core_rearrangement_{name}")
            for name, view in (("plan", flow.plan), ("check", flow.check))
        ]
        back = path(
            "<path:object_id>/undo/",
            wrap(partial(flow.undo, self)),
            name="core_rearrangement_undo",
        )
        called = path(
            "<path:object_id>/called/<int:row>/",
            wrap(partial(flow.called, self)),
            name="core_rearrangement_called",
        )
        return [*pages, back, called, *super().get_urls()]


def name_of(user: Any) -> str:
    return (user.get_full_name() or user.get_username()) if user else "The program"


def _row(row: RearrangedAppointment) -> dict[str, Any]:
    zone = row.appointment.location.zone
    return {
        "it": row,
        "color": OUTCOME_COLORS[Outcome(row.outcome)],
        "was": words.moment(row.starts_at, zone),
        "now": words.moment(row.new_starts_at, zone),
        "is_moved": row.outcome == Outcome.MOVED,
        "to_call": reading.is_to_be_called(row),
        "called": row.called_at and words.moment(row.called_at, zone),
        "called_by": name_of(row.called_by),
        "since": _since(row),
        "status": row.appointment.get_status_display(),
        "status_color": words.STATUS_COLORS[Appointment.Status(row.appointment.status)],
    }


def _since(row: RearrangedAppointment) -> str:
    """Where she is by now, if that is not where she was left."""
    found = row.appointment
    if row.undone or reading.stands_as_left(row):
        return ""
    if found.status == Appointment.Status.CANCELLED:
        return "Cancelled since."
    when = words.moment(found.starts_at, found.location.zone)
    return f"Since then: {when} with {found.stylist} in {found.room}."
