"""The import and export addresses of the catalogue, to be mixed into a model's admin.

    class ProductAdmin(CatalogueExchange, BoutiqueAdmin): ...

django-import-export brings the addresses, the permissions (`core.import_product` and
`core.export_product`) and the buttons on the list; reading, checking and writing a file
is `core.exchange`'s.
"""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from import_export.admin import ImportExportMixin
from import_export.formats.base_formats import CSV

from core.exchange.export import KINDS
from core.exchange.resources import ProductResource


class CatalogueExchange(ImportExportMixin):
    """Import and export pages for ProductAdmin."""

    resource_classes = [ProductResource]
    formats = [CSV]

    def import_action(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        """The familiar address leads to the one door of all imports."""
        if not self.has_import_permission(request):
            raise PermissionDenied
        return HttpResponseRedirect(f"{reverse('admin:core_imports')}?kind=products")

    process_import = import_action

    def export_action(self, request: HttpRequest) -> HttpResponse:
        """The familiar address; every list has the same page for it."""
        from core.admin.exporting import pages

        return pages.ask(request, KINDS["product"])
