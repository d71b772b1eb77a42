"""Samples: where each gown is, when it is free, what became of it, and its way onto the sales rail."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseNotAllowed,
    HttpResponseRedirect,
)
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from unfold.contrib.filters.admin import (
    AutocompleteSelectFilter,
    ChoicesDropdownFilter,
    RelatedDropdownFilter,
)
from unfold.decorators import display
from unfold.widgets import UnfoldAdminTextInputWidget

from core.admin import limits, words
from core.admin.base import BoutiqueAdmin
from core.admin.lists import filters as catalogue
from core.admin.products import labels, scanning
from core.admin.refusals import sentence
from core.admin.stock import acts, door
from core.errors import DomainError
from core.models import Claim, Sample
from core.models.base import plain_text
from core.queries import diary as plans
from core.queries import stock as reading
from core.services import diary, stock
from core.services.stock import photos


def _moment(label: str) -> forms.DateTimeField:
    return forms.DateTimeField(
        label=label,
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"],
        widget=UnfoldAdminTextInputWidget(attrs={"type": "datetime-local"}),
    )


class BlockForm(forms.Form):
    """When the sample is away, by the clock of where it hangs."""

    starts = _moment("From")
    ends = _moment("To")
    note = forms.CharField(
        label="Why",
        max_length=200,
        validators=[plain_text],
        widget=UnfoldAdminTextInputWidget(attrs={"list": "st-reasons", "autocomplete": "off"}),
    )


@admin.register(Sample)
class SampleAdmin(scanning.OpensScanned, labels.PrintsLabels, BoutiqueAdmin):
    label_kind = "sample"
    actions = ["print_labels"]
    empty_icon = "styler"
    empty_title = "No samples yet"
    empty_hint = "Add each gown brides can try on: one record for every physical piece."
    list_display = [
        "gown",
        "location",
        "state",
        "free",
        "needed",
        "condition",
        "times_tried",
        "last_tried",
        "barcode",
    ]
    list_filter = [
        ("location", RelatedDropdownFilter),
        ("status", ChoicesDropdownFilter),
        ("condition", ChoicesDropdownFilter),
        ("variant__product__designer", AutocompleteSelectFilter),
        catalogue.Size,
        catalogue.Color,
    ]
    list_select_related = ["variant__product", "location"]
    search_fields = ["name", "barcode", "variant__sku", "variant__product__name"]
    search_help_text = "Gown, barcode or SKU"
    autocomplete_fields = ["variant", "location"]
    change_form_outer_before_template = "core/stock/sample.html"
    fieldsets = [
        (None, {"fields": ["name", "variant", ("barcode", "size_worn")]}),
        ("Where and how it is", {"fields": ["location", ("status", "condition"), "is_active"]}),
        ("Photo and notes", {"fields": ["photo", "notes"]}),
    ]

    class Media:
        css = {"all": ["core/stock.css"]}
        js = ["core/stock.js"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Sample]:
        return reading.with_story(super().get_queryset(request))

    def save_model(self, request: HttpRequest, obj: Sample, form: Any, change: bool) -> None:
        if "photo" in form.changed_data and (sent := form.cleaned_data["photo"]):
            photos.hang(obj, file=sent, name=sent.name, size=sent.size)
        super().save_model(request, obj, form, change)

    # Its page ----------------------------------------------------------------------------------

    def changeform_view(
        self, request: HttpRequest, object_id: Any = None, form_url: str = "", extra: Any = None
    ) -> HttpResponse:
        more = dict(extra or {})
        if object_id and (sample := self.get_object(request, object_id)):
            more |= self._summary(request, sample)
        return super().changeform_view(request, object_id, form_url, more)

    def _summary(self, request: HttpRequest, sample: Any) -> dict[str, Any]:
        may = request.user.has_perm
        where = reading.whereabouts([sample])[sample.pk]
        zone = sample.location.zone
        blocks = (
            plans.live_claims()
            .filter(resource=sample.pk, kind=Claim.Kind.BLOCK, ends_at__gt=timezone.now())
            .order_by("starts_at")
        )
        return {
            "sample": sample,
            "color": words.SAMPLE_COLORS[Sample.Status(sample.status)],
            "free": free_words(sample, where),
            "tried_last": sample.tried_last and words.moment(sample.tried_last, zone),
            "needing": [
                {"it": one, "when": words.moment(one.starts_at, zone)}
                for one in reading.needing(sample)[:5]
            ]
            if may("core.view_appointment")
            else [],
            "blocks": [
                {
                    "it": one,
                    "from": words.moment(one.starts_at, zone),
                    "to": words.moment(one.ends_at, zone),
                }
                for one in blocks
            ],
            "may_block": may("core.add_claim"),
            "may_unblock": may("core.delete_claim") or may("core.change_claim"),
            "may_release": may("core.release_sample") and sample.status != Sample.Status.RETIRED,
        }

    def release(self, request: HttpRequest, key: int) -> HttpResponse:
        """The sample goes onto the sales rail; refused while a bride waits for it."""
        sample = self._sample(request, key, "release_sample")
        form = ReleaseForm(door.posted(request))

        def do() -> HttpResponse:
            note = form.cleaned_data["note"]
            line = stock.release_sample(sample, note=note, by=request.user)
            done = acts.Done(f"{sample} is for sale in {sample.location} now.", line)
            return door.answer(request, door.said(request, done), back=self._address(key))

        about = (
            f"{sample} ({sample.barcode}) becomes a piece of {sample.variant.sku} in "
            f"{sample.location} and cannot be promised for fittings any more."
        )
        return door.ask(request, form, do, title="Release for sale?", about=about, button="Release")

    def block(self, request: HttpRequest, key: int) -> HttpResponse:
        """Away for a while: a trunk show, the cleaner's."""
        sample = self._sample(request, key, "add_claim")
        place: Any = sample.location
        form = BlockForm(door.posted(request))

        def do() -> HttpResponse:
            given = form.cleaned_data
            starts_at, ends_at = (
                place.moment(timezone.make_naive(given[name])) for name in ("starts", "ends")
            )
            diary.block(
                sample, starts_at=starts_at, ends_at=ends_at, note=given["note"], by=request.user
            )
            said = f"{sample} is away: {given['note']}."
            return door.answer(request, said, back=self._address(key))

        about = f"{sample}: in that time nobody can promise it to a bride. Times by the clock of {place}."
        return door.ask(request, form, do, title="When is it away?", about=about, button="Block it")

    def unblock(self, request: HttpRequest, key: int, claim: int) -> HttpResponse:
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if not limits.is_key(claim):
            raise Http404
        right = "delete_claim" if request.user.has_perm("core.delete_claim") else "change_claim"
        sample = self._sample(request, key, right)
        found = Claim.objects.filter(pk=claim, resource=sample.pk, kind=Claim.Kind.BLOCK).first()
        if found is None:
            raise Http404
        try:
            diary.unblock(found, by=request.user)
        except (DomainError, ValidationError) as refusal:
            messages.error(request, sentence(refusal))
        else:
            messages.success(request, f"{sample} can be promised again in that time.")
        return HttpResponseRedirect(self._address(key))

    def _sample(self, request: HttpRequest, key: int, right: str) -> Sample:
        if not (self.has_view_permission(request) and request.user.has_perm(f"core.{right}")):
            raise PermissionDenied
        rows = Sample.objects.select_related("variant", "location")
        found = rows.filter(pk=key).first() if limits.is_key(key) else None
        if found is None:
            raise Http404
        return found

    def _address(self, key: int) -> str:
        return reverse("admin:core_sample_change", args=[key])

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        return [
            path("<int:key>/release/", wrap(self.release), name="core_sample_release"),
            path("<int:key>/block/", wrap(self.block), name="core_sample_block"),
            path("<int:key>/unblock/<int:claim>/", wrap(self.unblock), name="core_sample_unblock"),
            *super().get_urls(),
        ]

    # The list ----------------------------------------------------------------------------------

    @display(description="Gown", ordering="name", header=True)
    def gown(self, sample: Sample) -> list[Any]:
        options = sample.variant.options
        return [sample.name, " · ".join(p for p in (str(sample.variant.product), options) if p)]

    @display(description="Status", ordering="status", label=words.SAMPLE_COLORS)
    def state(self, sample: Sample) -> tuple[str, str]:
        return sample.status, sample.get_status_display()

    @display(description="Free", ordering="busy_until")
    def free(self, sample: Any) -> str:
        if sample.status != Sample.Status.ON_FLOOR or not sample.is_active:
            return words.NOTHING
        if sample.busy_until is None:
            return "Now"
        return words.moment(sample.busy_until, sample.location.zone)

    @display(description="Next needed")
    def needed(self, sample: Any) -> str:
        if sample.needed_at is None:
            return words.NOTHING
        return words.moment(sample.needed_at, sample.location.zone)

    @display(description="Tried", ordering="tried")
    def times_tried(self, sample: Any) -> str:
        if not sample.tried:
            return words.NOTHING
        yes = f", {sample.yes} yes" if sample.yes else ""
        return f"{sample.tried}×{yes}"

    @display(description="Last tried", ordering="tried_last")
    def last_tried(self, sample: Any) -> str:
        if sample.tried_last is None:
            return words.NOTHING
        return words.day(timezone.localtime(sample.tried_last, sample.location.zone).date())


class ReleaseForm(forms.Form):
    note = acts.forms.text("Note", help_text="Stands in the ledger beside the piece.")


def free_words(sample: Sample, where: reading.Whereabouts) -> str:
    """`free now`, `free from Tue 24 Nov, 12:00`, `in repair`."""
    if where.free_at is None:
        return where.why_not.lower()
    if where.free_at <= timezone.now():
        return "free now"
    zone: Any = sample.location.zone if sample.location else None
    return f"free from {words.moment(where.free_at, zone)}"
