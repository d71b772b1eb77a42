"""Before a row is deleted: what still needs it, what goes with it, what would stay without it."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse
from unfold.admin import ModelAdmin

from core.queries import ties


class SaysWhatGoes(ModelAdmin):
    """What is needed elsewhere is counted, never listed: a location has a million movements."""

    delete_confirmation_template = "core/delete.html"

    def needed_by(self, objs: Iterable[Any]) -> list[str]:
        return ties.holding(self.model, objs)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        if found := self.needed_by(objs):
            return [], {}, set(), found
        gone, counts, lacking, needed = super().get_deleted_objects(objs, request)
        return gone, counts, set() if needed else lacking, needed

    def delete_view(
        self, request: HttpRequest, object_id: str, extra_context: Any = None
    ) -> HttpResponse:
        more = dict(extra_context or {})
        if found := self.get_object(request, object_id):
            more["left_without"] = ties.left_without(self.model, [found])
            more["switch"] = getattr(found, "is_active", False) and self._switch()
        return super().delete_view(request, object_id, more)

    def _switch(self) -> str:
        """What takes it out of use without deleting it, as its own form calls it."""
        return str(self.opts.get_field("is_active").verbose_name).capitalize()
