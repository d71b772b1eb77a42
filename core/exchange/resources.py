"""What django-import-export's pages need to know: which columns there are, under which names."""

from import_export import fields, resources

from core.exchange.columns import EXPORTED, NATIVE


class ProductResource(resources.Resource):
    """The catalogue's columns for the familiar pages and forms.

    Reading and writing files is done by `products.plan`, `products.apply` and `export.lines`;
    this only names the columns, so that the lists on both pages can't drift from them.
    """

    @classmethod
    def get_display_name(cls) -> str:
        return "Products and variants"

    def get_export_order(self, selected_fields: list[str] | None = None) -> list[str]:
        names = [column.name for column in EXPORTED]
        return [name for name in names if selected_fields is None or name in selected_fields]

    def get_import_order(self) -> list[str]:
        return [column.name for column in NATIVE]


ProductResource.fields = {
    column.name: fields.Field(attribute=column.name, column_name=column.header) for column in NATIVE
}
