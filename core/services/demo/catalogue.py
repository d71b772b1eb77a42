"""Designers, collections and categories, and the styles that hang on the rails, with pictures."""

from datetime import timedelta

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.text import slugify

from core.models import Category, Collection, Designer, Product, ProductImage
from core.services.demo import tags
from core.services.demo.stage import Stage, Style, folder, read_rows, remember

PICTURES = "products/demo"


def build(stage: Stage) -> None:
    _designers(stage)
    _categories(stage)
    _styles(stage)
    _pictures(stage)
    tags.build(stage)


def _designers(stage: Stage) -> None:
    fields = ("name", "lead_time_weeks", "notes")
    designers = [
        Designer(slug=slugify(row["name"]), **{name: row[name] for name in fields})
        for row in stage.catalogue["designers"]
    ]
    Designer.objects.bulk_create(designers)
    remember(Designer, designers)
    by_name = {designer.name: designer for designer in designers}
    Collection.objects.bulk_create(
        Collection(**row | {"designer": by_name[row["designer"]], "slug": slugify(row["name"])})
        for row in stage.catalogue["collections"]
    )


def _categories(stage: Stage) -> None:
    made: dict[str, Category] = {}
    for position, row in enumerate(stage.catalogue["categories"]):
        made[row["name"]] = Category.objects.create(
            name=row["name"],
            slug=slugify(row["name"]),
            parent=made.get(row["inside"]),
            position=position,
        )


def _styles(stage: Stage) -> None:
    ranges = {range_.name: range_ for range_ in Collection.objects.select_related("designer")}
    categories = {category.name: category for category in Category.objects.all()}
    rows = [(row, row["silhouette"]) for row in read_rows("gowns.csv")]
    rows += [(row, row["shape"]) for row in read_rows("accessories.csv")]
    for row, shape in rows:
        collection = ranges[row["collection"]]
        product = Product(
            name=row["name"],
            slug=slugify(row["name"]),
            designer=collection.designer,
            collection=collection,
            category=categories[stage.catalogue["category_of"].get(shape, "Gowns")],
            status=_status(stage, row["name"]),
            tags=row["tags"].split("|"),
            description=_description(stage, row, str(collection.designer)),
            **{name: row.get(name, "") for name in ("silhouette", "neckline", "fabric", "train")},
        )
        stage.styles.append(Style(product, row, shape))
    products = [style.product for style in stage.styles]
    Product.objects.bulk_create(products)
    remember(Product, products)
    for age, name in enumerate(ranges):
        added = stage.now - timedelta(days=40 + 25 * age)
        Product.objects.filter(collection=ranges[name]).update(created_at=added)


def _status(stage: Stage, name: str) -> str:
    if name in stage.catalogue["drafts"]:
        return Product.Status.DRAFT
    if name in stage.catalogue["archived"]:
        return Product.Status.ARCHIVED
    return Product.Status.ACTIVE


def _description(stage: Stage, row: dict[str, str], designer: str) -> str:
    """What was written for this style, then what is true of its cut, its cloth and its maker."""
    phrases = stage.catalogue["phrases"]
    parts = ("silhouette", stage.dice.choice(["fabric", "train"]))
    more = [stage.dice.choice(phrases[row[part]]) for part in parts if row.get(part)]
    sentences = [row["line"], *more]
    fit = next(d["fit"] for d in stage.catalogue["designers"] if d["name"] == designer)
    if stage.dice.random() < 0.4:
        sentences.append(fit)
    return " ".join(sentences)


def _pictures(stage: Stage) -> None:
    """A picture for each colour, each product with files of its own, so that none is shared."""
    images = []
    small: dict[str, bytes] = {}
    for style in stage.styles:
        for position, color in enumerate(style.colors):
            drawn = folder() / "art" / f"{style.shape}-{slugify(color)}.webp"
            name = f"{PICTURES}/{style.product.slug}-{slugify(color)}.webp"
            images.append(
                ProductImage(
                    product=style.product,
                    file=default_storage.save(name, ContentFile(drawn.read_bytes())),
                    alt=f"{style.product.name} in {color.lower()}",
                    position=position,
                    is_main=position == 0,
                )
            )
            _hang_small(images[-1], drawn.name, small)
    ProductImage.objects.bulk_create(images)


def _hang_small(image: ProductImage, drawing: str, small: dict[str, bytes]) -> None:
    """The copy a list shows, made once of each drawing; a drawing is no larger than a tile."""
    row = settings.THUMBNAIL_ALIASES[""]["row"]
    if drawing in small:
        name = image.file.get_thumbnail_name(row)
        default_storage.save(name, ContentFile(small[drawing]))
        return
    with image.file.get_thumbnail(row).open() as made:
        small[drawing] = made.read()
