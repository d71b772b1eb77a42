"""The import and export pages of the catalogue, to be mixed into a model's admin.

    class ProductAdmin(CatalogueExchange, BoutiqueAdmin): ...

Both pages ask for the permissions `core.import_product` and `core.export_product`; the list gets
its two buttons through `import_export_change_list_template`.
"""

from import_export.admin import ExportMixin, ImportMixin


class CatalogueExchange(ImportMixin, ExportMixin):
    """Import and export pages for ProductAdmin."""

    import_export_change_list_template = "admin/import_export/change_list_import_export.html"
