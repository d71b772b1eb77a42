"""Which rows remember who changed them, where their own class does not say it.

Among them Django's users and groups: who may do what is the shop's business too.
"""

from typing import Any

from django.contrib.auth.models import Group, User
from simple_history import register
from simple_history.models import HistoricalRecords

from core.history import DoorHistory, acting_user
from core.models.catalog import Category, Collection, ProductImage
from core.models.diary import Claim, Room, Stylist, WorkingHours
from core.models.shop import ClosedDay, OpeningHours, ShopSettings
from core.models.stock import Sample, StockLevel


class Quiet(HistoricalRecords):
    """Leaves out the saves of which `is_told` says no."""

    def post_save(self, instance: Any, created: bool, using: Any = None, **how: Any) -> None:
        if self.is_told(instance, how.get("update_fields")):
            super().post_save(instance, created, using, **how)

    def post_delete(self, instance: Any, using: Any = None, **how: Any) -> None:
        if self.is_told(instance, None):
            super().post_delete(instance, using, **how)

    def is_told(self, instance: Any, fields: Any) -> bool:
        raise NotImplementedError  # each kind says its own


class OfPeople(Quiet):
    """Not each sign-in."""

    def is_told(self, instance: Any, fields: Any) -> bool:
        return fields is None or set(fields) != {"last_login"}


class OfBlocks(Quiet):
    """Blocks only: the claims of appointments and holds come and go with those."""

    def is_told(self, instance: Any, fields: Any) -> bool:
        return bool(instance.kind == Claim.Kind.BLOCK)


class OfLevels(Quiet):
    """What is on hand has its ledger; only what staff set by hand is told here."""

    def is_told(self, instance: Any, fields: Any) -> bool:
        return fields is None or "reorder_level" in fields


def remember(model: Any, how: type[HistoricalRecords] = HistoricalRecords, **more: Any) -> None:
    register(
        model,
        app="core",
        records_class=how,
        bases=[DoorHistory],
        get_user=acting_user,
        **more,
    )


for plain in (
    Category,
    ClosedDay,
    Collection,
    OpeningHours,
    ProductImage,
    Room,
    Sample,
    ShopSettings,
    Stylist,
    WorkingHours,
):
    remember(plain)
remember(Claim, OfBlocks)
remember(StockLevel, OfLevels, excluded_fields=["on_hand", "reserved"])
remember(
    User,
    OfPeople,
    excluded_fields=["password", "last_login"],
    m2m_fields=[User.groups.field, User.user_permissions.field],
)
remember(Group, m2m_fields=[Group.permissions.field])
