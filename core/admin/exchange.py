"""The export page of the catalogue, and the way to its import, to be mixed into a model's admin.

    class ProductAdmin(CatalogueExchange, BoutiqueAdmin): ...

django-import-export brings the addresses, the permissions (`core.import_product` and
`core.export_product`), the buttons on the list and the forms; reading, checking and writing a file
is `core.exchange`'s.
"""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.urls import reverse
from django.utils import timezone
from import_export.admin import ImportExportMixin
from import_export.formats.base_formats import CSV

from core.admin.exchange_forms import CatalogueExportForm
from core.exchange import export
from core.exchange.resources import ProductResource
from core.models import Product


class CatalogueExchange(ImportExportMixin):
    """Import and export pages for ProductAdmin."""

    resource_classes = [ProductResource]
    formats = [CSV]
    export_form_class = CatalogueExportForm
    export_template_name = "core/exchange/export.html"

    def import_action(self, request: HttpRequest, **_kwargs: Any) -> HttpResponse:
        """The familiar address leads to the one door of all imports."""
        if not self.has_import_permission(request):
            raise PermissionDenied
        return HttpResponseRedirect(f"{reverse('admin:core_imports')}?kind=products")

    process_import = import_action

    # Export -------------------------------------------------------------------

    def _do_file_export(
        self,
        file_format: Any,
        request: HttpRequest,
        queryset: QuerySet[Product],
        export_form: Any = None,
    ) -> HttpResponse:
        """The products of the list as it is filtered, streamed."""
        chosen = export_form.cleaned_data if export_form else {}
        lines = export.lines(
            Product.objects.filter(pk__in=queryset.order_by().values("pk")),
            columns=export_form.get_selected_resource_export_fields() if export_form else (),
            for_excel=chosen.get("for_excel", False),
        )
        response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
        name = f"products-{timezone.now():%Y-%m-%d}.csv"
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        return response
