"""The physical sample gowns, which are tried on and never sold while they are samples."""

from django.db import models

from core.models import base
from core.models.catalog import Variant
from core.models.diary import Resource


class Sample(Resource):
    """One physical gown for trying on; never for sale while it is a sample."""

    KIND = Resource.Kind.SAMPLE

    class Condition(models.TextChoices):
        NEW = "new", "Like new"
        GOOD = "good", "Good"
        WORN = "worn", "Worn"
        DAMAGED = "damaged", "Damaged"

    class Status(models.TextChoices):
        ON_FLOOR = "on-floor", "On the floor"
        OUT = "out", "Out"
        REPAIR = "repair", "In repair"
        RETIRED = "retired", "Retired"

    variant = models.ForeignKey(Variant, models.PROTECT, related_name="samples")
    barcode = base.Text("barcode", max_length=64)
    size_worn = base.Text("size it really fits", max_length=40, blank=True)
    condition = base.Text(
        "condition", max_length=10, choices=Condition.choices, default=Condition.GOOD
    )
    status = base.Text("status", max_length=10, choices=Status.choices, default=Status.ON_FLOOR)
    photo = models.ImageField("photo", upload_to="samples/%Y/%m", blank=True)
    notes = base.LongText("notes", blank=True)
    status_before = base.Text(
        max_length=10, choices=Status.choices, blank=True, editable=False
    )  # it was released for sale; an undo gives this back

    class Meta:
        permissions = [("release_sample", "Can release a sample for sale")]
        constraints = [
            models.UniqueConstraint(
                fields=["barcode"],
                name="sample_barcode_unique",
                violation_error_message="Another sample already has this barcode.",
            )
        ]
