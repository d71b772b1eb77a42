"""A product: the style a bride can fall in love with."""

from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from core.history import DoorHistory, acting_user
from core.models import base
from core.models.catalog.shelves import Category, Collection, Designer
from core.models.own import OwnFields


class Product(OwnFields, base.Stamped):
    """A style a bride can fall in love with; what is sold are its variants."""

    class Status(models.TextChoices):
        DRAFT = "draft", "Draft"
        ACTIVE = "active", "On sale"
        ARCHIVED = "archived", "Archived"

    class Silhouette(models.TextChoices):
        A_LINE = "a-line", "A-line"
        BALL_GOWN = "ball-gown", "Ball gown"
        MERMAID = "mermaid", "Mermaid"
        TRUMPET = "trumpet", "Trumpet"
        SHEATH = "sheath", "Sheath"
        EMPIRE = "empire", "Empire"
        TEA_LENGTH = "tea-length", "Tea length"
        JUMPSUIT = "jumpsuit", "Jumpsuit"

    class Neckline(models.TextChoices):
        SWEETHEART = "sweetheart", "Sweetheart"
        V_NECK = "v-neck", "V-neck"
        OFF_SHOULDER = "off-shoulder", "Off the shoulder"
        HIGH = "high", "High"
        SQUARE = "square", "Square"
        STRAIGHT = "straight", "Straight"
        ILLUSION = "illusion", "Illusion"
        HALTER = "halter", "Halter"

    class Fabric(models.TextChoices):
        SATIN = "satin", "Satin"
        LACE = "lace", "Lace"
        TULLE = "tulle", "Tulle"
        CHIFFON = "chiffon", "Chiffon"
        CREPE = "crepe", "Crepe"
        MIKADO = "mikado", "Mikado"
        ORGANZA = "organza", "Organza"
        SILK = "silk", "Silk"

    class Train(models.TextChoices):
        NONE = "none", "No train"
        SWEEP = "sweep", "Sweep"
        CHAPEL = "chapel", "Chapel"
        CATHEDRAL = "cathedral", "Cathedral"

    name = base.Text("name", max_length=200)
    slug = models.SlugField(
        "web name",
        max_length=200,
        unique=True,
        blank=True,
        help_text="The last part of its address on the website. Filled in for you.",
    )
    designer = models.ForeignKey(
        Designer, models.PROTECT, related_name="products", null=True, blank=True
    )
    category = models.ForeignKey(
        Category, models.PROTECT, related_name="products", null=True, blank=True
    )
    collection = models.ForeignKey(
        Collection, models.SET_NULL, related_name="products", null=True, blank=True
    )
    status = base.Text("status", max_length=10, choices=Status.choices, default=Status.DRAFT)
    description = base.LongText("description", blank=True)
    silhouette = base.Text("silhouette", max_length=20, choices=Silhouette.choices, blank=True)
    neckline = base.Text("neckline", max_length=20, choices=Neckline.choices, blank=True)
    fabric = base.Text("fabric", max_length=20, choices=Fabric.choices, blank=True)
    train = base.Text("train", max_length=20, choices=Train.choices, blank=True)
    tags = models.JSONField(
        "tags",
        default=list,
        blank=True,
        validators=[base.list_of_words],
        help_text="Words separated by commas.",
    )

    history = HistoricalRecords(bases=[DoorHistory], get_user=acting_user)

    class Meta:
        ordering = ["name", "pk"]
        permissions = [
            ("import_product", "Can import products"),
            ("export_product", "Can export products"),
            ("bulk_edit_product", "Can change many products and prices together"),
        ]
        indexes = [
            models.Index(fields=["status", "name", "id"], name="product_status_name"),
            models.Index(fields=["-created_at"], name="product_newest"),
            models.Index(fields=["name", "id"], name="product_by_name"),
            models.Index(fields=["status", "id"], name="product_by_status"),
            models.Index(fields=["designer", "name", "id"], name="product_of_designer"),
            models.Index(fields=["category", "name", "id"], name="product_of_category"),
            models.Index(fields=["collection", "name", "id"], name="product_of_collection"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(name=""),
                name="product_has_name",
                violation_error_message="A product needs a name.",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["draft", "active", "archived"]),
                name="product_status_known",
                violation_error_message="The status is draft, active or archived.",
            ),
        ]

    def __str__(self) -> str:
        return self.name
