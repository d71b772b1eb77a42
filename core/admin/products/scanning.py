"""A label scanned into the search of a list opens the thing it stands on."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from core.queries import codes


def page_of(request: HttpRequest, code: str) -> str:
    """The address of the thing with exactly this code; empty when there is none she may see."""
    found = codes.thing_with_code(code)
    if found is None or not request.user.has_perm(f"core.view_{found._meta.model_name}"):
        return ""
    return reverse(f"admin:core_{found._meta.model_name}_change", args=[found.pk])


class OpensScanned:
    """Mixed into lists that are searched by SKU or barcode."""

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        asked = request.GET.get("q", "")
        # With other filters she wants to see the list, not to open one thing.
        if request.method == "GET" and asked and set(request.GET) == {"q"}:
            address = page_of(request, asked)
            if address:
                return HttpResponseRedirect(address)
        return super().changelist_view(request, extra_context)
