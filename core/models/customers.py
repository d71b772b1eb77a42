"""Customers: the brides, with what the boutique needs to know of them."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from simple_history.models import HistoricalRecords

from core.history import DoorHistory, acting_user
from core.models import base
from core.models.own import OwnFields


class Customer(OwnFields, base.Stamped):
    """A bride. Mail and phone are how she is found again; none of both is required at the counter."""

    name = base.Text("name", max_length=160)
    email = models.EmailField("mail", blank=True)
    phone = base.Text("phone", max_length=32, blank=True, validators=[base.PHONE])
    language = base.Text("language", max_length=8, blank=True, help_text="Two letters, like de.")
    wedding_on = models.DateField("wedding date", null=True, blank=True)
    budget = base.Money("budget", null=True, blank=True)
    bust_cm = models.DecimalField(
        "bust (cm)", max_digits=5, decimal_places=1, null=True, blank=True
    )
    waist_cm = models.DecimalField(
        "waist (cm)", max_digits=5, decimal_places=1, null=True, blank=True
    )
    hips_cm = models.DecimalField(
        "hips (cm)", max_digits=5, decimal_places=1, null=True, blank=True
    )
    height_cm = models.DecimalField(
        "height (cm)", max_digits=5, decimal_places=1, null=True, blank=True
    )
    notes = base.LongText("notes", blank=True)
    has_email_consent = models.BooleanField("may get news by mail", default=False)
    has_sms_consent = models.BooleanField("may get text messages", default=False)
    consented_at = models.DateTimeField("consent given", null=True, blank=True, editable=False)

    history = HistoricalRecords(bases=[DoorHistory], get_user=acting_user)

    class Meta:
        ordering = ["name", "pk"]
        permissions = [
            ("import_customer", "Can import customers"),
            ("export_customer", "Can export customers"),
            ("merge_customer", "Can merge duplicate customers"),
        ]
        indexes = [
            models.Index(Lower("email"), name="customer_email_lower"),
            # Weddings are asked for in the order of names: the index alone answers.
            models.Index(fields=["name", "id", "wedding_on"], name="customer_by_name"),
            models.Index(fields=["phone"], name="customer_phone"),
            models.Index(fields=["wedding_on", "id"], name="customer_by_wedding"),
            models.Index(fields=["budget", "id"], name="customer_by_budget"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(name=""),
                name="customer_has_name",
                violation_error_message="A customer needs a name.",
            ),
            *(
                models.CheckConstraint(
                    condition=Q(**{f"{part}_cm__isnull": True})
                    | Q(**{f"{part}_cm__gt": 0, f"{part}_cm__lt": 300}),
                    name=f"customer_{part}_sane",
                    violation_error_message=f"The {part} is between 0 and 300 cm.",
                )
                for part in ("bust", "waist", "hips", "height")
            ),
        ]

    def __str__(self) -> str:
        return self.name


class CustomerMerge(models.Model):
    """Two rows of one bride made one, with everything needed to undo it."""

    kept = models.ForeignKey(Customer, models.CASCADE, related_name="merges")
    gone_key = models.BigIntegerField(editable=False)
    gone_name = base.Text("merged in", max_length=160, editable=False)
    gone = models.JSONField(editable=False)  # the fields of the row that went
    filled = models.JSONField(default=dict, editable=False)  # field: [before, after]
    moved = models.JSONField(default=dict, editable=False)  # model.field: keys
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, related_name="+", null=True, editable=False
    )
    merged_at = models.DateTimeField("merged", auto_now_add=True)
    undone_at = models.DateTimeField("undone", null=True, blank=True, editable=False)

    class Meta:
        ordering = ["-pk"]
        verbose_name = "merge of customers"
        verbose_name_plural = "merges of customers"

    def __str__(self) -> str:
        return f"{self.gone_name} into {self.kept}"
