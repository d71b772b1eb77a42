"""What all pages share: refusals beside their field, hints for empty lists, readable history."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, models, transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from unfold.admin import TabularInline

from core.admin import limits
from core.admin.deleting import SaysWhatGoes
from core.admin.history import HistoryPages
from core.admin.lists import ListAdmin
from core.admin.meeting import gone
from core.admin.meeting.page import SEEN
from core.admin.refusals import BoutiqueForm, sentence
from core.errors import DomainError, NotPossible
from core.models import base

AT_ONCE = "Somebody saved the same at this very moment. Look at it again and save once more."


class HttpsByDefault:
    """An address typed without its beginning means the safe one."""

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if isinstance(db_field, models.URLField):
            kwargs["assume_scheme"] = "https"
        return super().formfield_for_dbfield(db_field, request, **kwargs)  # type: ignore[misc]


class BoutiqueAdmin(HttpsByDefault, SaysWhatGoes, ListAdmin, HistoryPages):
    """A page of the boutique; subclasses state only their difference."""

    form = BoutiqueForm
    compressed_fields = True
    warn_unsaved_form = True
    list_fullwidth = True
    list_filter_submit = True
    list_per_page = 50
    empty_value_display = "–"
    main_tab = "Details"
    called: tuple[str, str] | None = None  # one and many, where the library's words are not ours
    empty_icon = "inbox"
    empty_title = "Nothing here yet"
    empty_hint = ""

    def _changeform_view(
        self, request: HttpRequest, object_id: str | None, form_url: str, extra_context: Any
    ) -> HttpResponse:
        """The one place where the refusal of an act becomes a message on the form."""
        if request.method != "POST":
            return super()._changeform_view(request, object_id, form_url, extra_context)
        if object_id and self.is_gone(request, object_id):
            return self._as_new(request, extra_context)
        try:
            return self._in_turn(request, object_id, form_url, extra_context)
        except (DomainError, ValidationError) as refusal:
            request.refusal = refusal
        except IntegrityError:
            request.refusal = NotPossible(AT_ONCE)
        for file in request.FILES.values():
            file.seek(0)
        return self._in_turn(request, object_id, form_url, extra_context)

    def _in_turn(self, request: HttpRequest, object_id: str | None, *more: Any) -> HttpResponse:
        with transaction.atomic():
            if object_id:
                self.begin_history(object_id)
                self.meet_others(request, object_id)
            return super()._changeform_view(request, object_id, *more)

    def is_gone(self, request: HttpRequest, object_id: str) -> bool:
        """Whether she sends what she typed into the page of a row that is there no more."""
        if SEEN not in request.POST or not self.has_add_permission(request):
            return False
        can_say = issubclass(self.get_form(request), BoutiqueForm)
        return can_say and self.get_object(request, unquote(object_id)) is None

    def _as_new(self, request: HttpRequest, extra_context: Any) -> HttpResponse:
        gone.as_new(request, (kind for kind, _ in self.get_formsets_with_inlines(request)))
        request.refusal = NotPossible(gone.GONE)
        page = f"admin:{self.opts.app_label}_{self.opts.model_name}_add"
        with transaction.atomic():
            return super()._changeform_view(request, None, reverse(page), extra_context)

    def get_object(self, request: HttpRequest, object_id: str, from_field: Any = None) -> Any:
        if from_field is None and not limits.reads_as_key(self.opts.pk, object_id):
            return None
        return super().get_object(request, object_id, from_field)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        return limits.readable(self.opts, super().get_changeform_initial_data(request))

    def get_form(self, request: HttpRequest, *args: Any, **kwargs: Any) -> type[forms.ModelForm]:
        form = super().get_form(request, *args, **kwargs)
        form.refusal = getattr(request, "refusal", None)
        return form

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        # Tabs and title are drawn without the form's context; they look at the request.
        if object_id:
            request.main_tab = self.main_tab
            request.history_link = self.history_link(object_id)
        else:
            one = self.called[0] if self.called else self.opts.verbose_name
            request.page_title = f"New {one}"
        request.called = self.called
        return super().changeform_view(request, object_id, *args, **kwargs)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        request.called = self.called
        return super().changelist_view(request, extra_context)

    def history_link(self, object_id: str) -> str:
        page = f"admin:{self.opts.app_label}_{self.opts.model_name}_history"
        return reverse(page, args=[object_id])

    def history_view(
        self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        if not limits.reads_as_key(self.opts.pk, unquote(object_id)):
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        request.page_title = "History"
        request.called = self.called
        return super().history_view(request, object_id, *args, **kwargs)

    def save_model(self, request: HttpRequest, obj: models.Model, form: Any, change: bool) -> None:
        if getattr(obj, "slug", None) == "":
            obj.slug = base.free_slug(type(obj), obj.name, keep=obj.pk)
        super().save_model(request, obj, form, change)

    def act(self, request: HttpRequest, act: Callable[[], Any], said: str) -> bool:
        """Run an act behind a button; its refusal is a message on the page."""
        try:
            act()
        except (DomainError, ValidationError) as refusal:
            self.message_user(request, sentence(refusal), messages.ERROR)
            return False
        self.message_user(request, said, messages.SUCCESS)
        return True

    def subject(self, request: HttpRequest, object_id: str) -> Any:
        """The row behind a button, if this person may change it."""
        found = self.get_object(request, unquote(object_id))
        if found is None:
            raise Http404
        if not self.has_change_permission(request, found):
            raise PermissionDenied
        return found

    def to_page(self, obj: models.Model) -> HttpResponseRedirect:
        return HttpResponseRedirect(
            reverse(f"admin:core_{self.opts.model_name}_change", args=[obj.pk])
        )


HistoryAdmin = BoutiqueAdmin  # every page keeps what is changed on it; the name is the older one


class LedgerAdmin(BoutiqueAdmin):
    """A page to read: rows come and go through acts only."""

    warn_unsaved_form = False
    actions = None

    def history_link(self, object_id: str) -> str:
        return ""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class ReadOnlyInline(HttpsByDefault, TabularInline):
    """Rows that are shown with their parent and changed elsewhere."""

    extra = 0
    can_delete = False
    tab = True
    show_change_link = False
    template_before = "core/cells/no_rows.html"
    empty_hint = "Nothing here."

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class RowsInline(HttpsByDefault, TabularInline):
    """Rows edited together with their parent."""

    extra = 0
    tab = True
    show_change_link = False
    show_title = False
