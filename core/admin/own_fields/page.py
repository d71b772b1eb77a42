"""The page on which the owner defines her fields, takes them away and brings them back."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.http import HttpResponseRedirect as Redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from unfold.contrib.filters.admin import ChoicesDropdownFilter
from unfold.decorators import display
from unfold.widgets import UnfoldAdminTextareaWidget, UnfoldBooleanWidget

from core.admin import words
from core.admin.base import HistoryAdmin
from core.admin.filters import Choice
from core.admin.refusals import BoutiqueForm
from core.errors import Unconfirmed
from core.models import FieldDefinition
from core.queries import own_fields as reading
from core.services import own_fields

PLACES = (
    ("is_required", "must be filled in"),
    ("is_listed", "column"),
    ("is_filter", "filter"),
    ("is_searched", "search"),
    ("in_api", "website"),
)
STATE_COLORS = {"used": "success", "away": "default"}


class LinesField(forms.CharField):
    """A list of words, one on each line."""

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(str(one) for one in value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> list[str]:  # type: ignore[override]
        text = "\n".join(value) if isinstance(value, list) else str(value or "")
        return [line.strip() for line in text.splitlines() if line.strip()]

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(self.to_python(initial) != self.to_python(data))


class DefinitionForm(BoutiqueForm):
    choices = LinesField(
        required=False,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 5}),
        help_text="One on each line. For “one of several choices” and “several choices” only.",
    )
    is_sure = forms.BooleanField(
        label="Yes, change the values too", required=False, widget=UnfoldBooleanWidget
    )


class InUse(Choice):
    title = "state"
    parameter_name = "state"
    all_option = None
    options = (("away", "Taken away"), ("all", "All"))

    def lookups(self, _request: HttpRequest, _model_admin: Any) -> Any:
        return (("", "In use"), *self.options)

    def otherwise(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(archived_at__isnull=True)

    def only_away(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(archived_at__isnull=False)

    def only_all(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset


@admin.register(FieldDefinition)
class FieldDefinitionAdmin(HistoryAdmin):
    form = DefinitionForm
    called = ("field of your own", "fields of your own")
    main_tab = "Field"
    empty_icon = "dashboard_customize"
    empty_title = "No fields of your own yet"
    empty_hint = (
        "What does your shop note that is not asked for here? Add a field, and it is in the form "
        "with the next click."
    )
    actions = None
    list_display = ["title", "belongs", "takes", "where", "state"]
    list_filter = [InUse, ("kind", ChoicesDropdownFilter)]
    search_fields = ["label", "key"]
    ordering = ["kind", "position", "pk"]
    change_form_outer_before_template = "core/own_fields/state.html"
    top = (None, {"fields": [("kind", "type"), "label", "choices", "help"]})
    sure = (None, {"fields": ["is_sure"]})
    rest = [
        ("How it is filled in", {"fields": ["is_required", "default", "position"]}),
        ("Where it appears", {"fields": [("is_listed", "is_filter"), ("is_searched", "in_api")]}),
        ("For files and the website", {"fields": ["key"], "classes": ["collapse"]}),
    ]

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        asked = isinstance(getattr(request, "refusal", None), Unconfirmed)
        shows_sure = asked or (request.method == "POST" and "is_sure" in request.POST)
        return [self.top, *[self.sure] * shows_sure, *self.rest]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Sequence[str]:
        return ["kind", "key"] if obj else []

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        is_sure = form.cleaned_data.get("is_sure", False)
        own_fields.save(obj, by=request.user, is_sure=is_sure)

    # Taken away, brought back, deleted -------------------------------------------------------

    def changeform_view(
        self, request: HttpRequest, object_id: Any = None, form_url: str = "", extra: Any = None
    ) -> HttpResponse:
        more = dict(extra or {})
        found = self.get_object(request, object_id) if object_id else None
        if found is not None and self.has_change_permission(request, found):
            more |= {
                "field": found,
                "values": reading.filled(found).count(),
                "archive_url": self.page_of("take-away", found),
                "restore_url": self.page_of("bring-back", found),
                "delete_url": self.page_of("delete", found),
                "may_delete": self.has_delete_permission(request, found),
            }
        return super().changeform_view(request, object_id, form_url, more)

    @staticmethod
    def page_of(name: str, field: FieldDefinition) -> str:
        return reverse(f"admin:core_fielddefinition_{name}", args=[field.pk])

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_delete_permission(request, obj) and (obj is None or obj.is_archived)

    def put_away(self, request: HttpRequest, object_id: str) -> HttpResponse:
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        field = self.subject(request, object_id)
        said = f"{field} is taken away. Its values are kept until you delete them."
        self.act(request, lambda: own_fields.archive(field, by=request.user), said)
        return self.to_page(field)

    def bring_back(self, request: HttpRequest, object_id: str) -> HttpResponse:
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        field = self.subject(request, object_id)
        said = f"{field} is back, with every value it had."
        self.act(request, lambda: own_fields.restore(field, by=request.user), said)
        return self.to_page(field)

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: Any = None
    ) -> HttpResponse:
        """Shows what would go before it goes: a field has its values in rows of other pages."""
        field = self.get_object(request, object_id)
        if field is None:
            raise Http404
        if not self.has_delete_permission(request, field):
            raise PermissionDenied
        count = reading.filled(field).count()
        if request.method == "POST":
            shown = request.POST.get("values", "")
            values = int(shown) if shown.isdecimal() and len(shown) < 10 else -1
            said = f"{field} is deleted for good."
            if self.act(
                request, lambda: own_fields.delete(field, by=request.user, values=values), said
            ):
                return Redirect(reverse("admin:core_fielddefinition_changelist"))
            return Redirect(request.path)
        context = self.admin_site.each_context(request) | {
            "title": f"Delete {field} for good",
            "opts": self.opts,
            "original": field,
            "field": field,
            "values": count,
        }
        return TemplateResponse(request, "core/own_fields/delete.html", context)

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        pages = [
            path(
                f"<path:object_id>/{name}/",
                wrap(view),
                name=f"core_fielddefinition_{name}",
            )
            for name, view in (("take-away", self.put_away), ("bring-back", self.bring_back))
        ]
        return [*pages, *super().get_urls()]

    def response_add(self, request: HttpRequest, obj: Any, *args: Any) -> HttpResponse:
        if "_popup" not in request.POST:
            where = f"It is in the form of every {obj.get_kind_display()[:-1].lower()} from now on."
            self.message_user(request, f"{obj}: {where}", messages.SUCCESS)
            if "_addanother" not in request.POST and "_continue" not in request.POST:
                return self.to_page(obj)
        return super().response_add(request, obj, *args)

    # The list ----------------------------------------------------------------------------------

    @display(description="Field", ordering="label", header=True)
    def title(self, field: FieldDefinition) -> list[str]:
        return [field.label, field.help, words.initials(field.label)]

    @display(description="Belongs to", ordering="kind")
    def belongs(self, field: FieldDefinition) -> str:
        return field.get_kind_display()

    @display(description="Takes", ordering="type")
    def takes(self, field: FieldDefinition) -> str:
        return field.get_type_display()

    @display(description="Where")
    def where(self, field: FieldDefinition) -> str:
        return ", ".join(["form", *(word for name, word in PLACES if getattr(field, name))])

    @display(description="State", ordering="archived_at", label=STATE_COLORS)
    def state(self, field: FieldDefinition) -> tuple[str, str]:
        return ("away", "Taken away") if field.is_archived else ("used", "In use")
