"""The page that knows what she saw: it looks for others under the row's lock before it saves."""

from typing import Any

from django.contrib.admin.utils import flatten_fieldsets, unquote
from django.db import models
from django.http import HttpRequest, HttpResponse
from unfold.admin import ModelAdmin

from core.admin import words
from core.admin.meeting import seen as carried
from core.admin.meeting.merging import Meeting
from core.errors import StaleVersion

NOT_SAVED = (
    "Nothing is saved yet: somebody else changed this while you had it open. "
    "Look at both versions and save once more."
)
CHOOSE = "Choose whose version stays, then save once more."
FILES_AGAIN = " Choose your files again: a browser sends them only once."
SEEN = "nx-seen"


class MeetingAdmin(ModelAdmin):
    """Pages whose own act compares versions set `compares` to False."""

    compares = True

    def lock_row(self, key: Any) -> None:
        """Whoever saves waits here for whoever came first."""
        rows = self.model._base_manager.order_by()
        rows.select_for_update(no_key=True).filter(pk=key).first()

    def meet_others(self, request: HttpRequest, object_id: str) -> None:
        """Compare what she saw with what stands there. Sets `request.refusal` where she must look.

        Her data goes on merged: nothing of hers is lost, nothing of theirs is written over.
        """
        text = request.POST.get(SEEN, "")
        if not self.compares or not text or (before := carried.read(text)) is None:
            return
        key = unquote(object_id)
        try:
            self.lock_row(self.model._meta.pk.to_python(key))
        except (ValueError, OverflowError):
            return
        row = self.get_object(request, key)
        if row is None or not self.has_change_permission(request, row):
            return
        form, formsets = self._standing(request, row)
        data, files = request.POST.copy(), request.FILES.copy()
        meeting = Meeting(data, files, set(data.getlist("clash")))
        meeting.merge_form(form, form, before["form"], carried.values_of(form))
        for prefix, formset in formsets.items():
            meeting.merge_rows(prefix, formset, before["rows"].get(prefix, {}))
        request.POST, request._files = data, files  # type: ignore[assignment]
        request.meeting = meeting
        if meeting.is_news:
            request.refusal = StaleVersion(NOT_SAVED + FILES_AGAIN * bool(request.FILES))
        elif meeting.unanswered:
            request.refusal = StaleVersion(CHOOSE)
        if meeting.is_news or meeting.unanswered:
            meeting.who = self.who_was_here(row, formsets)

    def _standing(self, request: HttpRequest, row: Any) -> tuple[Any, dict[str, Any]]:
        """The form and the rows as a fresh visit would show them."""
        fields = flatten_fieldsets(self.get_fieldsets(request, row))
        form = self.get_form(request, row, change=True, fields=fields)(instance=row)
        formsets: dict[str, Any] = {}
        prefixes: dict[str, int] = {}
        for kind, inline in self.get_formsets_with_inlines(request, row):
            prefix = kind.get_default_prefix()
            prefixes[prefix] = prefixes.get(prefix, 0) + 1
            if prefixes[prefix] != 1:
                prefix = f"{prefix}-{prefixes[prefix]}"
            if inline.has_change_permission(request, row):
                rows = inline.get_queryset(request)
                formsets[prefix] = kind(instance=row, prefix=prefix, queryset=rows)
        return form, formsets

    def who_was_here(self, row: Any, formsets: dict[str, Any]) -> str:
        """Who saved last, and when."""
        last = [row.history.select_related("history_user").first()] * hasattr(row, "history")
        for formset in formsets.values():
            if hasattr(formset.model, "history"):
                rows = formset.model.history.filter(**{formset.fk.attname: row.pk})
                last.append(rows.select_related("history_user").first())
        found = [record for record in last if record is not None]
        if not found:
            return ""
        newest = max(found, key=lambda record: record.history_date)
        by = newest.history_user
        name = (by.get_full_name() or by.get_username()) if by else "Somebody"
        return f"{name}, {words.moment(newest.history_date)}"

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: models.Model | None = None,
    ) -> HttpResponse:
        if change and self.compares and self.has_change_permission(request, obj):
            formsets = {
                inline.formset.prefix: inline.formset
                for inline in context["inline_admin_formsets"]
                if inline.opts.has_change_permission(request, obj)
            }
            shown = carried.everything(context["adminform"].form, formsets)
            context |= {"seen": carried.write(shown), "meeting": getattr(request, "meeting", None)}
        return super().render_change_form(request, context, add, change, form_url, obj)
