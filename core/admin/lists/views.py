"""The doors of saved views: keep one, and a page to rename, reorder and delete them."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.views.decorators.http import require_GET, require_POST

from core.admin.board import door
from core.admin.lists import saved
from core.admin.refusals import sentence
from core.errors import DomainError
from core.models import SavedView
from core.services import views


@door.signed_in
@require_GET
def arrange(request: HttpRequest) -> HttpResponse:
    rows = [
        {"it": view, "link": saved.link(view), "list": _list_name(view)}
        for view in saved.own(request)
        if saved.may_see(request, view)
    ]
    context = admin.site.each_context(request) | {"title": "Your views", "rows": rows}
    request.current_app = admin.site.name  # type: ignore[attr-defined]
    return render(request, "core/lists/arrange.html", context)


@door.signed_in
@require_POST
def save(request: HttpRequest) -> HttpResponse:
    """Keep the list of `page` with the filters in `query`."""
    page = saved.list_of(request.POST.get("page", ""))
    if page is None:
        raise Http404
    if not page.has_view_or_change_permission(request):
        raise PermissionDenied
    back = saved.page_path(page)
    try:
        query = saved.known(request, page, request.POST.get("query", ""))
        view = SavedView(
            user=request.user,
            page=page.opts.label_lower,
            name=request.POST.get("name", ""),
            query=query,
        )
        views.save(view, is_start="is_start" in request.POST)
    except (DomainError, ValidationError) as refusal:
        messages.error(request, sentence(refusal))
        return HttpResponseRedirect(f"{back}?{request.POST.get('query', '')}")
    messages.success(request, f"Kept as “{view.name}”. It is in the sidebar from now on.")
    return HttpResponseRedirect(saved.link(view))


def _changes(act: Callable[[HttpRequest, SavedView], str]) -> Callable[..., HttpResponse]:
    """An act on one of her own views; another's is not there for her."""

    @wraps(act)
    def view(request: HttpRequest, pk: int) -> HttpResponse:
        found = SavedView.objects.filter(user_id=request.user.pk, pk=pk).first()
        if found is None:
            raise Http404
        try:
            messages.success(request, act(request, found))
        except (DomainError, ValidationError) as refusal:
            messages.error(request, sentence(refusal))
        return HttpResponseRedirect(reverse("admin:core_views"))

    return door.signed_in(require_POST(view))


@_changes
def rename(request: HttpRequest, view: SavedView) -> str:
    views.rename(view, name=request.POST.get("name", ""))
    return f"The view is called “{view.name}” now."


@_changes
def move(request: HttpRequest, view: SavedView) -> str:
    views.move(view, by=-1 if request.POST.get("way") == "up" else 1)
    return f"“{view.name}” has moved."


@_changes
def start(request: HttpRequest, view: SavedView) -> str:
    views.start_with(view, is_start=request.POST.get("is_start") == "1")
    if view.is_start:
        return f"The sidebar opens {_list_name(view)} with “{view.name}” from now on."
    return f"The sidebar opens {_list_name(view)} with everything again."


@_changes
def delete(_request: HttpRequest, view: SavedView) -> str:
    views.delete(view)
    return f"“{view.name}” is deleted. Nothing else has changed."


def _list_name(view: SavedView) -> Any:
    page = saved.list_of(view.page)
    return page.called[1] if page.called else page.opts.verbose_name_plural


urls: list[URLPattern] = [
    path("views/", arrange, name="core_views"),
    path("views/save/", save, name="core_view_save"),
    path("views/<int:pk>/rename/", rename, name="core_view_rename"),
    path("views/<int:pk>/move/", move, name="core_view_move"),
    path("views/<int:pk>/start/", start, name="core_view_start"),
    path("views/<int:pk>/delete/", delete, name="core_view_delete"),
]
"""They come before the admin's own, below the same address and with the same namespace."""
