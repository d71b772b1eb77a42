"""The History tab: every change of a row and of the rows below it, and the way back to a version."""

from collections.abc import Iterable, Sequence
from types import SimpleNamespace
from typing import Any

from django.contrib import messages
from django.contrib.admin.utils import flatten_fieldsets, unquote
from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.forms.models import _get_foreign_key
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseNotAllowed,
    HttpResponseRedirect,
)
from django.urls import URLPattern, path, reverse
from simple_history.admin import SimpleHistoryAdmin

from core import history
from core.admin import changes, limits, words
from core.admin.meeting import MeetingAdmin
from core.admin.refusals import sentence
from core.errors import DomainError
from core.models.own.definitions import PREFIX
from core.services import own_fields

PARTS_TOLD = 200  # the newest changes of the rows below
BEFORE = "As it was before"


class HistoryPages(MeetingAdmin, SimpleHistoryAdmin):
    """A page whose every change is kept: who, when, through which door, old and new."""

    @property
    def object_history_template(self) -> str | None:  # type: ignore[override]
        return "core/history.html" if self.has_history else None

    @property
    def has_history(self) -> bool:
        return hasattr(self.model, "history")

    def history_form_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        # The library's page of one version writes it back on POST, past every act.
        raise Http404

    def history_view_title(self, request: HttpRequest, obj: models.Model) -> str:
        return f"History of {obj}"

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: Any = None
    ) -> HttpResponse:
        if not self.has_history:
            return super(SimpleHistoryAdmin, self).history_view(request, object_id, extra_context)
        told = {"parts": list(self.parts(request, unquote(object_id)))}
        return super().history_view(request, object_id, told | (extra_context or {}))

    def set_history_delta_changes(
        self, request: HttpRequest, historical_records: Sequence[Any], **_kwargs: Any
    ) -> None:
        changes.tell(self.model, historical_records)
        records = list(historical_records)
        row = (
            self.model._base_manager.filter(pk=records[0].instance.pk).first() if records else None
        )
        if row is None or not self.has_change_permission(request, row):
            return
        is_first_page = request.GET.get("p", "1") == "1"
        for number, record in enumerate(records):
            is_newest = is_first_page and number == 0
            if record.history_type != "-" and not is_newest:
                record.restore_url = self.restore_url(row, record)

    def restore_url(self, row: Any, record: Any) -> str:
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_restore"
        return reverse(name, args=[row.pk, record.pk])

    def parts(self, request: HttpRequest, key: str) -> Iterable[dict[str, Any]]:
        """What stands below the row has a story that belongs to its own: prices, hours, pictures."""
        for inline in self.inlines:
            model = inline.model
            if not hasattr(model, "history"):
                continue
            page = inline(self.model, self.admin_site)
            if not page.has_view_permission(request):
                continue
            parent = self._parent_of(inline).attname
            lines = model.history.filter(**{parent: key}).select_related("history_user")
            lines = lines._select_related_history_tracked_objs()[:PARTS_TOLD]
            if told := changes.tell_parts(model, lines):
                title = page.verbose_name_plural or model._meta.verbose_name_plural
                yield {"title": str(title), "records": told}

    # The way back ------------------------------------------------------------------------------

    def get_urls(self) -> list[URLPattern]:
        if not self.has_history:
            return super().get_urls()
        back = path(
            "<path:object_id>/history/<int:version>/restore/",
            self.admin_site.admin_view(self.restore_view),
            name=f"{self.opts.app_label}_{self.opts.model_name}_restore",
        )
        return [back, *super().get_urls()]

    def restore_view(self, request: HttpRequest, object_id: str, version: int) -> HttpResponse:
        """Back to a version, as if she had typed it: the same act, the same rules, a new line."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        row = self.subject(request, object_id)
        record = self.model.history.filter(pk=version, **{self.opts.pk.attname: row.pk}).first()
        if record is None or record.history_type == "-":
            raise Http404
        when = words.moment(record.history_date)
        try:
            with transaction.atomic():
                self.lock_row(row.pk)
                lost = self.restore(request, self.subject(request, object_id), record, when)
        except (DomainError, ValidationError) as refusal:
            said = f"It stays as it is: {sentence(refusal)}"
            self.message_user(request, said, messages.ERROR)
        except IntegrityError:
            said = "It stays as it is: something else stands in the way of this version by now."
            self.message_user(request, said, messages.ERROR)
        else:
            self.message_user(request, f"Back to the version of {when}.", messages.SUCCESS)
            if lost:
                said = f"Deleted meanwhile, so it stays as it is: {', '.join(lost)}."
                self.message_user(request, said, messages.WARNING)
        return HttpResponseRedirect(self.history_link(str(row.pk)))

    def restore(self, request: HttpRequest, row: Any, record: Any, when: str) -> list[str]:
        """Write the version through the page's own act; what its form does not offer stays.

        So does what is gone by now, such as a category that was deleted: the names of those.
        """
        fields = flatten_fieldsets(self.get_fieldsets(request, row))
        form = self.get_form(request, row, change=True, fields=fields)
        many = {field.name for field in getattr(record, "_history_m2m_fields", ())}
        plain = {field.name: field.attname for field in self.opts.concrete_fields}
        names = [
            name
            for name, field in form.base_fields.items()
            if name in plain and hasattr(record, plain[name]) and not field.disabled
        ]
        gone = [name for name in names if self._is_gone(record, name)]
        names = [name for name in names if name not in gone]
        for name in names:
            setattr(row, plain[name], getattr(record, plain[name]))
        self._restore_own(row, record, form)
        row.full_clean(exclude=plain.keys() - set(names))  # as the form would
        row._change_reason = f"Back to the version of {when}"
        given = {name: getattr(row, name) for name in names}
        stand_in = SimpleNamespace(cleaned_data=given, changed_data=names, instance=row)
        self.save_model(request, row, stand_in, True)
        for name in many & form.base_fields.keys():
            getattr(row, name).set(changes.keys_of(record, name))
        self.log_change(request, row, row._change_reason)
        return [str(self.opts.get_field(name).verbose_name) for name in gone]

    def _is_gone(self, record: Any, name: str) -> bool:
        """Whether the version points to a row that is there no more."""
        field: Any = self.opts.get_field(name)
        key = field.remote_field and getattr(record, field.attname)
        if not key:
            return False
        return not field.related_model._base_manager.filter(
            **{field.target_field.name: key}
        ).exists()

    @staticmethod
    def own_of(record: Any, form: Any) -> dict[str, Any]:
        """The values of fields of her own at that time, of those that are in use now."""
        names = [name for name in form.base_fields if name.startswith(PREFIX)]
        keys = [name.removeprefix(PREFIX) for name in names]
        return {key: record.own.get(key) for key in keys} if keys else {}

    def _restore_own(self, row: Any, record: Any, form: Any) -> None:
        if values := self.own_of(record, form):
            own_fields.put(row, values)
            own_fields.settle(row)

    def begin_history(self, object_id: str) -> None:
        """What was there before every change was kept: its state is kept before it changes."""
        if not self.has_history or not limits.reads_as_key(self.opts.pk, unquote(object_id)):
            return
        rows = self.model._base_manager.filter(pk=unquote(object_id))
        history.begin(rows, because=BEFORE)
        for inline in self.inlines:
            if hasattr(inline.model, "history"):
                parent = self._parent_of(inline).name
                below = inline.model._base_manager.filter(**{parent: unquote(object_id)})
                history.begin(below, because=BEFORE)

    def _parent_of(self, inline: Any) -> Any:
        return _get_foreign_key(self.model, inline.model, fk_name=inline.fk_name)
