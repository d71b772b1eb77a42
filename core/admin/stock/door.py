"""The door of the acts: a form in a dialog or on a page of its own, one POST, one act."""

import uuid
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import url_has_allowed_host_and_scheme

from core.admin import words
from core.admin.refusals import reasons
from core.admin.stock import acts as known
from core.admin.stock.forms import called, until
from core.errors import DomainError, DoneAlready
from core.models import Reservation, StockLevel, StockMovement, Variant
from core.services import stock
from core.services.once import once

DIALOG = "X-Stock-Dialog"
BIGGEST_KEY = 2**63 - 1


def act(request: HttpRequest, name: str) -> HttpResponse:
    """One of the acts on a variant: GET shows what it asks, POST does it."""
    chosen = known.ACTS.get(name)
    if chosen is None:
        raise Http404
    if not chosen.is_for(request.user):
        raise PermissionDenied
    variant = _row(Variant.objects.select_related("product"), request.GET.get("variant"))
    place = _key(request.GET.get("location"))
    form = chosen.form(variant, posted(request), initial=_initial(request, name, place))

    token = _token(request)

    def do() -> HttpResponse:
        given, back = dict(form.cleaned_data), _level_page(variant, form.cleaned_data)
        try:
            done = once(token, lambda: chosen.run(variant, given, request.user), by=request.user)
        except DoneAlready as twice:
            return answer(request, twice.message, back=back, level=messages.WARNING)
        return answer(request, said(request, done), back=back)

    return ask(
        request,
        form,
        do,
        token=token,
        title=chosen.label,
        about=called(variant),
        button=chosen.button,
        levels=_levels(variant, place),
    )


def undo(request: HttpRequest, key: int) -> HttpResponse:
    """Take a line of the ledger back."""
    if not request.user.has_perm("core.undo_movement"):
        raise PermissionDenied
    related = ("variant__product", "location", "sheet", "sample", "came_from")
    line = _row(StockMovement.objects.select_related(*related), key)
    form = UndoForm(posted(request))

    def do() -> HttpResponse:
        back = stock.undo(line, by=request.user, note=form.cleaned_data["note"])
        done = f"{line.get_reason_display()}: undone, {back.quantity:+d} in {back.location}."
        return answer(request, done, back=reverse("admin:core_stockmovement_changelist"))

    when = words.moment(line.moved_at, line.location.zone)
    told = f"{line.get_reason_display()} {line.quantity:+d}, {called(line.variant)}, {when}"
    return ask(request, form, do, title="Undo this?", about=told, button="Undo", is_grave=True)


def release(request: HttpRequest, key: int) -> HttpResponse:
    """Give the pieces of a reservation free."""
    if not request.user.has_perm("core.reserve_stock"):
        raise PermissionDenied
    related = ("variant__product", "location", "customer")
    kept = _row(Reservation.objects.select_related(*related), key)
    form = forms.Form(posted(request))

    def do() -> HttpResponse:
        stock.release(kept, by=request.user)
        back = reverse("admin:core_reservation_changelist")
        return answer(request, f"Released: {kept}.", back=back)

    told = f"{kept.quantity} × {called(kept.variant)} for {kept.customer} until {until(kept)}"
    return ask(request, form, do, title="Release this?", about=told, button="Release")


class UndoForm(forms.Form):
    note = known.forms.text("Why", help_text="Stands in the ledger beside the line.")


# One way for all of them ---------------------------------------------------------------------


def ask(
    request: HttpRequest,
    form: forms.Form,
    do: Callable[[], HttpResponse],
    *,
    title: str,
    about: str,
    button: str,
    **more: Any,
) -> HttpResponse:
    """Show the form, or do what it says; a refusal comes back beside the field that caused it."""
    status = 200
    if request.method == "POST":
        if form.is_valid():
            try:
                return do()
            except (DomainError, ValidationError) as refusal:
                for field, message in reasons(refusal):
                    form.add_error(field if field in form.fields else None, message)
        status = 422
    context = {
        "title": title,
        "about": about,
        "button": button,
        "form": form,
        "action": request.get_full_path(),
        "next": request.POST.get("next") or request.GET.get("next", ""),
        **more,
    }
    if request.headers.get(DIALOG):
        return render(request, "core/stock/act_form.html", context, status=status)
    request.page_title = title
    page = admin.site.each_context(request) | {"opts": StockLevel._meta} | context
    return TemplateResponse(request, "core/stock/act_page.html", page, status=status)


def answer(
    request: HttpRequest, said: Any, *, back: str, level: int = messages.SUCCESS
) -> HttpResponse:
    """To where she came from, with the words; the dialog is told the address."""
    messages.add_message(request, level, said)
    wanted = request.POST.get("next", "")
    hosts = {request.get_host()}
    is_ours = url_has_allowed_host_and_scheme(wanted, hosts, require_https=request.is_secure())
    to = wanted if wanted and is_ours else back
    if request.headers.get(DIALOG):
        return JsonResponse({"to": to})
    return HttpResponseRedirect(to)


def said(request: HttpRequest, done: known.Done) -> Any:
    if done.movement is None or not request.user.has_perm("core.undo_movement"):
        return done.said
    address = reverse("admin:core_stockmovement_undo", args=[done.movement.pk])
    return format_html(
        '{} <a class="nx-link" href="{}" data-stock-dialog>Undo…</a>', done.said, address
    )


def posted(request: HttpRequest) -> Any:
    """What was sent; a form without a field of its own sends nothing and is sent all the same."""
    return request.POST if request.method == "POST" else None


def _token(request: HttpRequest) -> uuid.UUID:
    """The mark of this form; a new one where none was sent."""
    try:
        return uuid.UUID(request.POST.get("token", ""))
    except ValueError:
        return uuid.uuid4()


def _row(rows: Any, key: Any) -> Any:
    found = rows.filter(pk=_key(key)).first() if _key(key) else None
    if found is None:
        raise Http404
    return found


def _key(text: Any) -> int | None:
    digits = str(text or "")
    is_key = digits.isascii() and digits.isdigit() and int(digits[:20]) <= BIGGEST_KEY
    return int(digits) if is_key else None


def _initial(request: HttpRequest, name: str, place: int | None) -> dict[str, Any]:
    given: dict[str, Any] = {"location": place}
    if name == "sell":
        given |= {"customer": _key(request.GET.get("customer"))}
        given |= {"quantity": _key(request.GET.get("quantity")) or 1}
    if name == "reorder" and place:
        variant = _key(request.GET.get("variant"))
        known_level = StockLevel.objects.filter(variant=variant, location=place).first()
        given["reorder_level"] = known_level.reorder_level if known_level else None
    return given


def _levels(variant: Variant, place: int | None) -> list[StockLevel]:
    found = StockLevel.objects.filter(variant=variant).select_related("location")
    found = found.filter(location=place) if place else found
    return list(found.order_by("location__position", "location"))


def _level_page(variant: Variant, given: dict[str, Any]) -> str:
    place = given.get("location") or given.get("destination")
    level = StockLevel.objects.filter(variant=variant, location=place).first()
    if level is None:
        level = StockLevel.objects.filter(variant=variant).first()
    if level is None:
        return reverse("admin:core_stocklevel_changelist")
    return reverse("admin:core_stocklevel_change", args=[level.pk])
