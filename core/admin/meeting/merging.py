"""Merging what she sent with what somebody else saved meanwhile, field by field and row by row.

What only one of them changed goes together by itself. Where both changed one field she chooses.
Rows somebody added come in, rows somebody removed go; but a row she was working on stays, as a new
one, and one she wanted removed stays when somebody else has just worked on it. Each is told.
"""

from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.forms.models import BaseInlineFormSet
from django.utils.datastructures import MultiValueDict
from django.utils.text import capfirst

from core.admin import limits
from core.admin.meeting import seen as carried
from core.admin.meeting.seen import Values, said, typed, unpack

MINE, THEIRS = "mine", "theirs"
STAYS_NEW = "Removed by somebody. Yours stands below as a new one; take it out if it should go."
STAYS = "Changed by somebody, so it is not removed. Remove it again if it should go all the same."


@dataclass(frozen=True)
class Conflict:
    """A field both of them changed, in words; `chosen` is whose version she wants to stay."""

    name: str
    label: str
    before: str
    mine: str
    theirs: str
    chosen: str


@dataclass(frozen=True)
class Meanwhile:
    """What somebody else changed and she did not: as she saw it, and as it stands now."""

    label: str
    hers: str
    theirs: str


@dataclass
class Meeting:
    """Her data and theirs, going together."""

    data: Any  # a QueryDict of her own, to write into
    files: MultiValueDict[str, Any]
    clashing: set[str]  # names of fields she was asked about before
    conflicts: list[Conflict] = field(default_factory=list)
    meanwhile: list[Meanwhile] = field(default_factory=list)
    unanswered: list[str] = field(default_factory=list)
    who: str = ""
    is_news: bool = False  # something changed since she looked last

    def merge_form(
        self, form: forms.BaseForm, sent: forms.BaseForm, before: Values, now: Values, row: str = ""
    ) -> None:
        """`form` shows what stands there, `sent` has the names her browser used."""
        for name, stands in now.items():
            asked = f"{row}{name}"
            one = _One(form.fields[name], sent.add_prefix(name), self.data, self.files)
            saw = before.get(name, stands)
            if saw != stands and one.differs(stands):
                self.is_news = True
                if one.differs(saw):
                    self._ask(asked, form, name, one, saw, stands, chosen="")
                else:
                    self._tell(form, name, saw, stands, row)
                    one.put(unpack(stands))
            elif asked in self.clashing and one.differs(stands):
                chosen = self.data.get(f"keep_{asked}", "")
                chosen = chosen if chosen in {MINE, THEIRS} else ""
                self._ask(asked, form, name, one, saw, stands, chosen=chosen)
                if chosen == THEIRS:
                    one.put(unpack(stands))
                elif not chosen:
                    self.unanswered.append(asked)

    def _ask(
        self,
        asked: str,
        form: forms.BaseForm,
        name: str,
        one: "_One",
        saw: Any,
        stands: Any,
        *,
        chosen: str,
    ) -> None:
        before = self.data.get(f"before_{asked}", "") or said(one.field, unpack(saw))
        self.conflicts.append(
            Conflict(
                asked,
                _label(form, name, asked),
                before,
                said(one.field, typed(one.field, one.sent)),
                said(one.field, unpack(stands)),
                chosen,
            )
        )

    def _tell(self, form: forms.BaseForm, name: str, saw: Any, stands: Any, row: str) -> None:
        label = _label(form, name, row)
        told = (said(form.fields[name], unpack(value)) for value in (saw, stands))
        self.meanwhile.append(Meanwhile(label, *told))

    # Rows ---------------------------------------------------------------------------------------

    def merge_rows(
        self, prefix: str, formset: BaseInlineFormSet, before: dict[str, Values]
    ) -> None:
        """Rebuild her rows in the order of those that stand there now; her new ones come last."""
        fixed = carried.fixed_in(formset)
        standing = carried.rows_of(formset)
        now = {key: carried.values_of(row, fixed) for key, row in standing.items()}
        asked_before = any(name.startswith(f"{prefix}-") for name in self.clashing)
        if now == before and not asked_before:
            return
        rows = _Rows(prefix, formset, self.data, self.files)
        for key, row in standing.items():
            index = rows.index_of(key)
            if index is None:
                rows.keep_standing(key, row)
                if key not in before:
                    self._tell_row(formset, str(row.instance), "", "Added")
                continue
            sent = rows.form_at(index)
            if now[key] != before.get(key) and self.data.get(sent.add_prefix("DELETE")):
                self.data.pop(sent.add_prefix("DELETE"))
                self._tell_row(formset, str(row.instance), "", STAYS)
            self.merge_form(row, sent, before.get(key, now[key]), now[key], f"{prefix}-{key}-")
            rows.keep(index)
        for index, key in rows.gone(standing):
            saw = before.get(key, {})
            what = _in_words(rows.form_at(index), saw)
            if rows.is_worked_on(index, saw):
                rows.keep_as_new(index)
                self._tell_row(formset, what, "", STAYS_NEW)
            elif key in before:
                self._tell_row(formset, what, "", "Removed")
        rows.write()

    def _tell_row(self, formset: BaseInlineFormSet, row: str, before: str, now: str) -> None:
        self.is_news = True
        kind = capfirst(str(formset.model._meta.verbose_name))
        self.meanwhile.append(Meanwhile(f"{kind}: {row}", before, now))


@dataclass
class _One:
    """One field as her browser sent it."""

    field: forms.Field
    name: str
    data: Any
    files: Any

    @property
    def sent(self) -> Any:
        return self.field.widget.value_from_datadict(self.data, self.files, self.name)

    def differs(self, value: Any) -> bool:
        return bool(self.field.has_changed(unpack(value), self.sent))

    def put(self, value: Any) -> None:
        """Write the value as a browser would send it."""
        _put(self.field.widget, self.name, self.field.prepare_value(value), self.data)
        self.files.pop(self.name, None)


def _put(widget: Any, name: str, value: Any, data: Any) -> None:
    widget = getattr(widget, "widget", widget)
    if getattr(widget, "widgets", None):
        parts = widget.decompress(value)
        for part, suffix, one in zip(widget.widgets, widget.widgets_names, parts, strict=True):
            _put(part, name + suffix, one, data)
        return
    data.pop(name, None)
    if isinstance(widget, forms.CheckboxInput):
        if value:
            data[name] = "on"
        return
    if isinstance(widget, forms.FileInput):
        return
    shown = widget.format_value(value)
    values = shown if isinstance(shown, list | tuple) else [shown]
    data.setlist(name, ["" if one is None else str(one) for one in values])


class _Rows:
    """Her rows, numbered anew."""

    def __init__(self, prefix: str, formset: BaseInlineFormSet, data: Any, files: Any) -> None:
        self.prefix, self.formset, self.data, self.files = prefix, formset, data, files
        total = data.get(f"{prefix}-TOTAL_FORMS", "")
        self.total = min(limits.key(total) or 0, 2000)
        self.pk_name = formset.model._meta.pk.name
        self.sent = {}
        for index in range(self.total):
            if key := data.get(f"{prefix}-{index}-{self.pk_name}", ""):
                self.sent[key] = index
        self.with_key: list[tuple[dict[str, Any], dict[str, Any]]] = []
        self.without: list[tuple[dict[str, Any], dict[str, Any]]] = []
        self.new = [index for index in range(self.total) if index not in self.sent.values()]

    def index_of(self, key: str) -> int | None:
        return self.sent.get(key)

    def form_at(self, index: int) -> forms.ModelForm:
        form: forms.ModelForm = self.formset.empty_form
        form.prefix = f"{self.prefix}-{index}"
        return form

    def gone(self, standing: dict[str, Any]) -> list[tuple[int, str]]:
        return [(index, key) for key, index in self.sent.items() if key not in standing]

    def is_worked_on(self, index: int, saw: Values) -> bool:
        form = self.form_at(index)
        if self.data.get(form.add_prefix("DELETE")):
            return False
        return any(
            _One(form.fields[name], form.add_prefix(name), self.data, self.files).differs(value)
            for name, value in saw.items()
            if name in form.fields
        )

    def keep(self, index: int) -> None:
        self.with_key.append(self._taken(index))

    def keep_as_new(self, index: int) -> None:
        taken = self._taken(index)
        taken[0].pop(self.pk_name, None)
        self.without.append(taken)

    def keep_standing(self, key: str, row: forms.ModelForm) -> None:
        """A row she has not got, as it stands."""
        data = self.data.copy()
        data.clear()
        for name in carried.fields_of(row, carried.fixed_in(self.formset)):
            value = row.fields[name].prepare_value(row[name].initial)
            _put(row.fields[name].widget, name, value, data)
        values = {name: data.getlist(name) for name in data}
        parent = self.formset.fk.name
        self.with_key.append(
            (values | {self.pk_name: [key], parent: [str(self.formset.instance.pk)]}, {})
        )

    def _taken(self, index: int) -> tuple[dict[str, Any], dict[str, Any]]:
        start = f"{self.prefix}-{index}-"
        data = {
            name[len(start) :]: self.data.getlist(name)
            for name in self.data
            if name.startswith(start)
        }
        files = {
            name[len(start) :]: self.files.getlist(name)
            for name in self.files
            if name.startswith(start)
        }
        return data, files

    def write(self) -> None:
        new = [self._taken(index) for index in self.new]
        for stored in (self.data, self.files):
            for index in range(self.total):
                start = f"{self.prefix}-{index}-"
                for name in [name for name in stored if name.startswith(start)]:
                    stored.pop(name)
        rows = [*self.with_key, *self.without, *new]
        for index, (values, files) in enumerate(rows):
            for name, value in values.items():
                self.data.setlist(f"{self.prefix}-{index}-{name}", value)
            for name, value in files.items():
                self.files.setlist(f"{self.prefix}-{index}-{name}", value)
        self.data[f"{self.prefix}-TOTAL_FORMS"] = str(len(rows))
        self.data[f"{self.prefix}-INITIAL_FORMS"] = str(len(self.with_key))


def _label(form: forms.BaseForm, name: str, row: str) -> str:
    label = capfirst(str(form[name].label))
    instance = getattr(form, "instance", None)
    return f"{instance}: {label}" if "-" in row and instance is not None else label


def _in_words(form: forms.BaseForm, values: Values) -> str:
    told = (
        said(form.fields[name], unpack(value))
        for name, value in values.items()
        if name in form.fields and not isinstance(value, bool)
    )
    return ", ".join(text for text in told if text) or "A row"
