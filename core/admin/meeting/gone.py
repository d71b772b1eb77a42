"""Somebody deleted the row while she was writing: what she typed becomes a new one, if she likes."""

from collections.abc import Iterable

from django.forms.models import BaseInlineFormSet
from django.http import HttpRequest

GONE = (
    "Nothing is saved: somebody deleted this while you had it open. What you typed is still here. "
    "Save it as a new one, or leave the page."
)


def as_new(request: HttpRequest, below: Iterable[type[BaseInlineFormSet]]) -> None:
    """Her data as the form of a new row would send it: no row below has a key or a parent."""
    data = request.POST.copy()
    for kind in below:
        start = kind.get_default_prefix()
        ties = (f"-{kind.model._meta.pk.name}", f"-{kind.fk.name}")
        for name in [name for name in data if name.startswith(f"{start}-")]:
            if name.endswith("-INITIAL_FORMS"):
                data[name] = "0"
            elif name.endswith(ties):
                data[name] = ""
    request.POST = data  # type: ignore[assignment]
