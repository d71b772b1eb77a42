"""The fields the owner defines, the column their values live in, and the table they are found by."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.text import slugify
from simple_history.models import HistoricalRecords

from core.history import DoorHistory, acting_user
from core.models import base
from core.models.own import reading
from core.models.own.reading import Type

MOST_CHOICES = 100
TYPES_WITH_CHOICES = (Type.CHOICE, Type.CHOICES)
PREFIX = "own_"  # before the key, where a field of hers stands among fields of the house


class FieldDefinition(base.Stamped):
    """A field of her own: what it is called, what it takes, and where it is shown."""

    class Kind(models.TextChoices):
        PRODUCT = "product", "Products"
        VARIANT = "variant", "Variants"
        CUSTOMER = "customer", "Customers"
        APPOINTMENT = "appointment", "Appointments"

    Type = Type

    kind = base.Text("belongs to", max_length=12, choices=Kind.choices)
    label = base.Text("name", max_length=60)
    key = base.Text(
        "short name",
        max_length=40,
        blank=True,
        validators=[
            RegexValidator(
                r"^[a-z][a-z0-9_]*\Z",
                "Begin with a small letter; then small letters, digits and _ only.",
            )
        ],
        help_text="What files and the website call it. Filled in for you, and never changed later.",
    )
    type = base.Text("takes", max_length=10, choices=Type.choices, default=Type.TEXT)
    choices = models.JSONField(
        "choices",
        default=list,
        blank=True,
        validators=[base.list_of_words],
        help_text="One on each line.",
    )
    help = base.Text("hint", max_length=200, blank=True, help_text="Shown below the field.")
    default = base.Text(
        "starts as",
        max_length=200,
        blank=True,
        help_text="What a new one begins with. Written like in the field itself.",
    )
    is_required = models.BooleanField(
        "must be filled in",
        default=False,
        help_text="Where staff fill in a form. Nothing a bride books online is refused for it.",
    )
    position = models.PositiveSmallIntegerField("order", default=0)
    is_listed = models.BooleanField("a column of the list", default=False)
    is_filter = models.BooleanField("a filter of the list", default=False)
    is_searched = models.BooleanField("found by the search", default=False)
    in_api = models.BooleanField("shown to the website", default=False)
    archived_at = models.DateTimeField("taken away", null=True, blank=True, editable=False)

    history = HistoricalRecords(bases=[DoorHistory], get_user=acting_user)

    class Meta:
        ordering = ["kind", "position", "pk"]
        verbose_name = "field of your own"
        verbose_name_plural = "fields of your own"
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "key"],
                name="fielddefinition_key_once",
                violation_error_message="Another field there already has this short name.",
            ),
            models.UniqueConstraint(
                "kind",
                Lower("label"),
                name="fielddefinition_label_once",
                violation_error_message="There is a field of this name already, "
                "perhaps among those taken away.",
            ),
            models.CheckConstraint(
                condition=Q(key__regex=r"^[a-z][a-z0-9_]*$"),
                name="fielddefinition_key_plain",
                violation_error_message="A short name has small letters, digits and _ only.",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def name(self) -> str:
        """What the field is called in a form, beside the fields of the house."""
        return f"{PREFIX}{self.key}"

    @property
    def is_archived(self) -> bool:
        return self.archived_at is not None

    def read(self, given: Any) -> Any:
        """What is kept of `given`; None for nothing. Raises ValidationError."""
        return reading.read(self, given)

    def say(self, value: Any) -> str:
        return reading.say(self, value)

    def clean(self) -> None:
        """Fill in the short name. Refuse a choice without choices, a start that is no value, and what cannot be looked up."""
        self.key = self.key or free_key(self)
        faults: dict[str, Any] = {}
        if self.type in TYPES_WITH_CHOICES:
            faults |= self._faults_of_choices()
        elif self.type in (Type.LONG_TEXT, Type.LINK) and self.is_filter:
            faults["is_filter"] = "A list can't be filtered by a long text or a link."
        if self.type == Type.LONG_TEXT and self.is_searched:
            faults["is_searched"] = "The search does not look into long texts. Take Text instead."
        if not faults:
            try:
                self.read(self.default)
            except ValidationError as fault:
                faults["default"] = fault.messages
        if faults:
            raise ValidationError(faults)

    def _faults_of_choices(self) -> dict[str, Any]:
        words = [word.casefold() for word in self.choices if isinstance(word, str)]
        if len(words) < 2:
            return {"choices": "Write at least two choices, one on each line."}
        if len(words) > MOST_CHOICES:
            return {"choices": f"At most {MOST_CHOICES} choices are possible."}
        if len(set(words)) < len(words):
            return {"choices": "One of the choices is there twice."}
        if any("," in word for word in words):
            return {"choices": "Leave commas out: in a file they stand between several choices."}
        return {}


def free_key(field: FieldDefinition) -> str:
    """A short name made of the label, that no other field there has."""
    start = slugify(field.label).replace("-", "_")[:36].strip("_")
    start = start if start[:1].isalpha() else f"field_{start}".strip("_")
    taken = set(FieldDefinition.objects.filter(kind=field.kind).values_list("key", flat=True))
    key, number = start, 1
    while key in taken:
        number += 1
        key = f"{start}_{number}"
    return key


class OwnFields(models.Model):
    """Has values in fields of her own: key to value, as `reading.read` keeps them.

    Values of fields that were taken away stay here until she deletes them for good.
    """

    own = models.JSONField("your own fields", default=dict, blank=True, editable=False)

    class Meta:
        abstract = True


class OwnValue(models.Model):
    """One value of one field, typed and indexed, to filter and search by.

    Nobody writes here: the database keeps it in step with the column `own` (core/mirrors.py).
    Several choices have a row each; long texts have none. Dates and yes or no are texts.
    """

    definition = models.ForeignKey(
        FieldDefinition, models.CASCADE, related_name="values", db_index=False
    )
    object_id = models.BigIntegerField()
    text = models.CharField(max_length=200, blank=True)
    number = models.DecimalField(max_digits=20, decimal_places=6, null=True)

    class Meta:
        indexes = [
            models.Index(fields=["definition", "text", "object_id"], name="ownvalue_text"),
            models.Index(fields=["definition", "number", "object_id"], name="ownvalue_number"),
            models.Index(fields=["object_id", "definition"], name="ownvalue_of_object"),
        ]

    def __str__(self) -> str:
        return self.text or str(self.number)
