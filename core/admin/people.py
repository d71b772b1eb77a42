"""Pages of staff and roles: Django's own users and groups, in the words of the shop."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, Permission, User
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from unfold.decorators import display
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget

from core.admin import words
from core.admin.base import BoutiqueAdmin
from core.admin.refusals import BoutiqueForm

admin.site.unregister(User)
admin.site.unregister(Group)

HIDDEN = (
    "historical",
    "heartbeat",
    "idempotencykey",
    "resource",
    "workinghours",
    "openinghours",
    "ownvalue",
)


class PasswordLink(forms.Widget):
    """How a password is kept says nothing to a shop owner; where to change it does."""

    read_only = True

    def render(self, *_args: Any, **_kwargs: Any) -> SafeString:
        text = "Choose a new password"
        return format_html('<a class="nx-link" href="{}">{}</a>', "../password/", text)


class StaffForm(BoutiqueForm, UserChangeForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if password := self.fields.get("password"):
            password.widget = PasswordLink()
            password.help_text = ""


class NewStaffForm(UserCreationForm):
    """Asks for the name and, at once, for what she may do; signing in is by password only."""

    usable_password = None

    class Meta(UserCreationForm.Meta):
        fields = ("username", "first_name", "last_name", "email", "is_staff", "groups")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["is_staff"].initial = True
        self.fields["password2"].label = "Password once more"
        self.fields["password2"].help_text = ""


class PermissionChoices(forms.ModelMultipleChoiceField):
    """Permissions as `Product: import`, those of the shop and of staff only."""

    widget = UnfoldAdminCheckboxSelectMultipleWidget

    def label_from_instance(self, obj: Any) -> str:
        model = obj.content_type.model_class()
        name = model._meta.verbose_name_plural if model else obj.content_type.model
        verb = obj.name.removeprefix("Can ").split(" ")[0]
        return f"{str(name).capitalize()}: {verb}"

    @staticmethod
    def offered() -> QuerySet[Permission]:
        hidden = Q()
        for word in HIDDEN:
            hidden |= Q(content_type__model__startswith=word)
        return (
            Permission.objects.filter(
                Q(content_type__app_label="core")
                | Q(content_type__app_label="auth", content_type__model__in=["user", "group"])
            )
            .exclude(hidden)
            .select_related("content_type")
            .order_by("content_type__app_label", "content_type__model", "pk")
        )


@admin.register(User)
class StaffAdmin(UserAdmin, BoutiqueAdmin):
    called = ("member of staff", "staff")
    main_tab = "Person"
    form = StaffForm
    add_form = NewStaffForm
    change_password_form = AdminPasswordChangeForm
    list_display = ["person", "roles", "is_active", "seen"]
    list_filter = ["groups", "is_active"]
    search_fields = ["username", "first_name", "last_name", "email"]
    ordering = ["first_name", "last_name", "username"]
    filter_horizontal = ()
    autocomplete_fields = ["groups"]
    readonly_fields = ["seen"]
    fieldsets = [
        (None, {"fields": ["username", "password", ("first_name", "last_name"), "email"]}),
        ("What they may do", {"fields": ["is_active", "is_staff", "groups", "is_superuser"]}),
        ("Last seen", {"fields": ["seen"]}),
    ]
    add_fieldsets = [
        (None, {"fields": ["username", ("first_name", "last_name"), "email"]}),
        ("What they may do", {"fields": ["is_staff", "groups"]}),
        ("Password", {"fields": ["password1", "password2"]}),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        return super().get_queryset(request).prefetch_related("groups")

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        labels = {
            "username": ("Sign-in name", None),
            "is_active": ("May sign in", "Take the tick away instead of deleting somebody."),
            "is_staff": ("Works in this back office", ""),
            "is_superuser": ("Owner of everything", "May do all, without any role."),
            "groups": ("Roles", ""),
        }
        if field is not None and db_field.name in labels:
            label, help_text = labels[db_field.name]
            field.label = label
            field.help_text = field.help_text if help_text is None else help_text
        return field

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Sequence[str]:
        """Nobody lifts anybody above what she is herself."""
        fields = list(super().get_readonly_fields(request, obj))
        return fields if request.user.is_superuser else [*fields, "is_superuser"]

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        is_above = obj is not None and obj.is_superuser and not request.user.is_superuser
        return not is_above and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        is_above = obj is not None and obj.is_superuser and not request.user.is_superuser
        return not is_above and super().has_delete_permission(request, obj)

    @display(description="Name", ordering="first_name", header=True)
    def person(self, user: User) -> list[Any]:
        name = user.get_full_name() or user.get_username()
        return [name, user.email or user.get_username(), words.initials(name)]

    @display(description="Roles")
    def roles(self, user: User) -> str:
        names = [group.name for group in user.groups.all()]
        return ", ".join(["Owner of everything"] * user.is_superuser + names) or "No role yet"

    @display(description="Last seen", ordering="last_login")
    def seen(self, user: User) -> str:
        return words.moment(user.last_login) if user.last_login else "Never signed in"


@admin.register(Group)
class RoleAdmin(GroupAdmin, BoutiqueAdmin):
    called = ("role", "roles")
    main_tab = "Role"
    filter_horizontal = ()
    list_display = ["name", "people"]
    search_fields = ["name"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Group]:
        return super().get_queryset(request).annotate(people_count=Count("user"))

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "permissions":
            return PermissionChoices(
                queryset=PermissionChoices.offered(), required=False, label="May"
            )
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    @display(description="People", ordering="people_count")
    def people(self, group: Any) -> int:
        return int(group.people_count)
