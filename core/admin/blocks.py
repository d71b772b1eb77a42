"""Time off and blocks: when a stylist is away, a room is closed, a sample is out."""

import zoneinfo
from typing import Any

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db.models import F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils import timezone
from unfold.contrib.filters.admin import ChoicesDropdownFilter
from unfold.decorators import display

from core.admin import words
from core.admin.base import BoutiqueAdmin, BoutiqueForm
from core.models import Claim, Resource, WorkingHours
from core.queries import diary as plans
from core.services import diary
from core.services.appointments import placing

TIMES = ("starts_at", "ends_at")


class BlockForm(BoutiqueForm):
    """Its times are by the clock of where the blocked one works, not by that of the house."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and (home := plans.home_of(self.instance.resource)):
            for name in TIMES:
                at = getattr(self.instance, name)
                self.initial[name] = at.astimezone(home.zone).replace(tzinfo=None)

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        home = plans.home_of(given["resource"]) if given.get("resource") else None
        for name in TIMES:
            if home is None or given.get(name) is None:
                continue
            try:
                given[name] = home.moment(timezone.make_naive(given[name]))
            except ValidationError as fault:
                self.add_error(name, fault)
        return given


@admin.register(Claim)
class BlockAdmin(BoutiqueAdmin):
    """Of all claims only the blocks: appointments and holds have their own doors."""

    form = BlockForm
    empty_icon = "block"
    empty_title = "Nobody is away"
    empty_hint = (
        "Block time when a stylist is off, a room is closed or a sample is at a trunk show."
    )
    list_display = ["who", "what", "where", "begins", "finishes", "note"]
    list_filter = [("resource__kind", ChoicesDropdownFilter)]
    list_select_related = ["resource"]
    search_fields = ["resource__name", "note"]
    ordering = ["-starts_at"]
    fields = ["resource", "starts_at", "ends_at", "note"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Claim]:
        works_at = WorkingHours.objects.filter(stylist=OuterRef("resource")).order_by("pk")
        found: QuerySet[Claim] = super().get_queryset(request)
        return found.filter(kind=Claim.Kind.BLOCK).annotate(
            place=Coalesce(
                F("resource__location__name"), Subquery(works_at.values("location__name")[:1])
            ),
            clock=Coalesce(
                F("resource__location__timezone"),
                Subquery(works_at.values("location__timezone")[:1]),
            ),
        )

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        if db_field.name == "resource":
            field.label = "Who or what"
            field.queryset = in_use()
            field.label_from_instance = called
        return field

    def lock_row(self, key: Any) -> None:
        """First whom it is about, then the row: in the order of all who write claims."""
        found = Claim.objects.filter(pk=key).values_list("resource_id", flat=True).first()
        if found is not None:
            placing.lock([found])
        super().lock_row(key)

    def save_model(self, request: HttpRequest, obj: Claim, form: Any, change: bool) -> None:
        diary.save_block(obj, by=request.user)

    @display(description="Who or what", ordering="resource__name")
    def who(self, claim: Claim) -> str:
        return claim.resource.name

    @display(description="Kind", ordering="resource__kind")
    def what(self, claim: Claim) -> str:
        return claim.resource.get_kind_display()

    @display(description="Where")
    def where(self, claim: Any) -> str:
        return claim.place or words.NOTHING

    @display(description="From", ordering="starts_at")
    def begins(self, claim: Claim) -> str:
        return words.moment(claim.starts_at, clock_of(claim))

    @display(description="To", ordering="ends_at")
    def finishes(self, claim: Claim) -> str:
        return words.moment(claim.ends_at, clock_of(claim))


def in_use() -> QuerySet[Resource]:
    found = Resource.objects.filter(is_active=True).order_by("-kind", "name", "pk")
    return found.select_related("location", "sample")


def called(resource: Resource) -> str:
    """Two samples of one gown look alike but for the number on their label."""
    parts = [resource.name, resource.get_kind_display().lower()]
    if resource.location:
        parts.append(resource.location.name)
    if resource.kind == Resource.Kind.SAMPLE:
        parts.append(resource.sample.barcode)
    return " · ".join(part for part in parts if part)


def clock_of(claim: Any) -> zoneinfo.ZoneInfo | None:
    return zoneinfo.ZoneInfo(claim.clock) if claim.clock else None
