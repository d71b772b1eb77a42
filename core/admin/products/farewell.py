"""Deleting says what would go; what has a past is archived with one button instead."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.urls import URLPattern, path, reverse

from core.admin.refusals import sentence
from core.errors import DomainError


class ArchiveInstead:
    """Mixed into the page of something that is put aside rather than deleted.

    Subclasses say what holds on to a row (`ties_of`), how it is deleted and put aside, and what
    the button is called.
    """

    delete_confirmation_template = "core/products/delete.html"
    put_aside_words = "Archive it"
    put_aside_said = "archived"
    also_gone = ""

    def ties_of(self, obj: Any) -> list[str]:
        raise NotImplementedError  # each page says its own

    def needed_by(self, objs: Any) -> list[str]:
        return []  # `ties_of` says it in words of its own

    def act_delete(self, obj: Any, by: Any) -> None:
        raise NotImplementedError  # each page says its own

    def act_put_aside(self, obj: Any, by: Any) -> None:
        raise NotImplementedError  # each page says its own

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: Any = None
    ) -> HttpResponse:
        found = self.get_object(request, object_id)
        more = {"ties": self.ties_of(found) if found else [], "page": self}
        if found:
            more["put_aside_url"] = reverse(self._aside(), args=[found.pk])
        try:
            return super().delete_view(request, object_id, more | (extra_context or {}))
        except (DomainError, ValidationError) as refusal:
            self.message_user(request, sentence(refusal), messages.ERROR)
            return self.to_page(found)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Empty stock levels go along; what is really needed elsewhere is said in words."""
        gone, counts, lacking, _ = super().get_deleted_objects(objs, request)
        needed = [f"{obj}: {', '.join(found)}" for obj in objs if (found := self.ties_of(obj))]
        return gone, counts, set() if needed else lacking, needed

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        self.act_delete(obj, request.user)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        for obj in queryset:
            self.act_delete(obj, request.user)

    def _aside(self) -> str:
        return f"admin:core_{self.opts.model_name}_put_aside"

    def put_aside_view(self, request: HttpRequest, key: int) -> HttpResponse:
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        obj = self.subject(request, str(key))
        self.act(
            request,
            lambda: self.act_put_aside(obj, request.user),
            f"{obj} is now {self.put_aside_said}.",
        )
        return self.to_page(obj)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.put_aside_view)
        name = self._aside().removeprefix("admin:")
        return [path("<int:key>/put-aside/", view, name=name), *super().get_urls()]


def copy_view(page: Any, request: HttpRequest, key: int) -> HttpResponse:
    """A product once more, as a draft; her eyes are on the copy then."""
    from core.services import catalog

    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    product = page.subject(request, str(key))
    may = request.user.has_perm
    if not (may("core.add_product") and may("core.add_variant")):
        raise PermissionDenied
    try:
        copy = catalog.duplicate(product, by=request.user)
    except (DomainError, ValidationError) as refusal:
        page.message_user(request, sentence(refusal), messages.ERROR)
        return page.to_page(product)
    page.message_user(
        request,
        f"This is the copy of {product}: a draft with SKUs of its own. Give it its name.",
        messages.SUCCESS,
    )
    return HttpResponseRedirect(reverse("admin:core_product_change", args=[copy.pk]))
