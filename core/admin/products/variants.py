"""What the page of a variant has besides its form: prices over time, a farewell with care."""

from typing import Any

from django.contrib.admin.utils import unquote
from django.http import HttpRequest, HttpResponse

from core.admin.products import bulk, farewell, glance, labels, scanning
from core.models import Variant
from core.queries import ties
from core.services import catalog
from core.services.catalog.bulk import Kind


class VariantExtras(
    scanning.OpensScanned, farewell.ArchiveInstead, bulk.ChangesTogether, labels.PrintsLabels
):
    """Mixed into VariantAdmin."""

    bulk_kind = Kind.VARIANT
    actions = ["change_together", "print_labels"]
    change_form_outer_after_template = "core/products/variant_after.html"
    put_aside_words = "Take it off sale"
    put_aside_said = "off sale"

    def ties_of(self, obj: Variant) -> list[str]:
        return ties.of_variant(obj)

    def act_delete(self, obj: Variant, by: Any) -> None:
        catalog.delete_variant(obj, by=by)

    def act_put_aside(self, obj: Variant, by: Any) -> None:
        catalog.take_off_sale(obj, by=by)

    def changeform_view(
        self, request: HttpRequest, object_id: Any = None, form_url: str = "", extra: Any = None
    ) -> HttpResponse:
        more = dict(extra or {})
        if object_id and (found := self.get_object(request, unquote(object_id))):
            more |= glance.of_variant(found)
        return super().changeform_view(request, object_id, form_url, more)
