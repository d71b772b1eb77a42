"""Lists that leave the house: who may take which, and whose files and mails are whose."""

from typing import Any

from django.utils import timezone

from core.exchange.export import KINDS
from core.models import Export, ExportSchedule
from tests.admin.matrix.people import SIGNED_IN
from tests.admin.matrix.rows import Row

SHOP, KEEPERS, NOBODY = "vsfmo", "mo", ""


def _of(name: str) -> Any:
    return lambda _stage: (name,)


def _another_ones(_stage: Any) -> tuple[int]:
    found = Export.objects.filter(owner_name="Nobody").first()
    found = found or Export.objects.create(owner_name="Nobody", kind="designer", state="gone")
    return (found.pk,)


def _hers(stage: Any) -> tuple[int]:
    """A regular mail of somebody who never knocks."""
    found = ExportSchedule.objects.first()
    return (
        (
            found
            or ExportSchedule.objects.create(
                owner=stage.cast.helena, name="Hers", kind="designer", next_at=timezone.now()
            )
        ).pk,
    )


EXPORTS = [
    Row("core_exports", SIGNED_IN),
    Row("core_exports_progress", SIGNED_IN),
    Row("core_exports_regular", SIGNED_IN),
    *(Row("core_export_new", KEEPERS, KEEPERS, _of(name), more=name) for name in KINDS),
    *(Row("core_export_regular_new", KEEPERS, KEEPERS, _of(name), more=name) for name in KINDS),
    Row("core_export_template", SHOP, NOBODY, lambda _s: ("designer", "csv")),
    Row("core_export_file", "o", NOBODY, _another_ones),
    Row("core_export_regular", NOBODY, NOBODY, _hers),
    *(
        Row(f"core_export_regular_{act}", NOBODY, NOBODY, _hers, lambda _s: {})
        for act in ("send", "switch", "delete")
    ),
]
