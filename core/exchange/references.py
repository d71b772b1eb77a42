"""Designers, categories and collections by name: found in the shop, or made with the import."""

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.text import slugify

from core.exchange.cells import Misread
from core.exchange.plan import Made
from core.exchange.shop import Keys, Thing
from core.models import Category, Collection, Designer


class Slugs:
    """Free web names of one model, without a query for each."""

    def __init__(self, model: type[models.Model]) -> None:
        self.model = model
        self.taken: set[str] | None = None
        self.last: dict[str, int] = {}

    def free(self, text: str) -> str:
        if self.taken is None:
            self.taken = set(self.model._default_manager.values_list("slug", flat=True))
        start = slugify(text)[:100] or "item"
        slug, number = start, self.last.get(start, 1)
        while slug in self.taken:
            number += 1
            slug = f"{start}-{number}"
        self.last[start] = number
        self.taken.add(slug)
        return slug


class References:
    """Names to instances; what is missing is made, unsaved, and noted."""

    def __init__(self) -> None:
        self.made: list[Made] = []
        self.keys = {m: Keys(m, block=10) for m in (Designer, Category, Collection)}
        self.slugs = {m: Slugs(m) for m in (Designer, Category, Collection)}
        self.designers = {d.name.lower(): d for d in Designer.objects.all()}
        self.names: dict[str, dict[int, str]] = {
            "designer": {d.pk: d.name for d in self.designers.values()}
        }
        categories = list(Category.objects.all())
        self.paths = category_paths(categories)
        self.by_path = {self.paths[c.pk].lower(): c for c in categories}
        self.by_leaf: dict[str, list[Category]] = {}
        for category in categories:
            self.by_leaf.setdefault(category.name.lower(), []).append(category)
        self.collections: dict[str, list[Collection]] = {}
        for collection in Collection.objects.all():
            self.collections.setdefault(str(collection).lower(), []).append(collection)
        self.names["category"] = self.paths
        self.names["collection"] = {
            c.pk: str(c) for known in self.collections.values() for c in known
        }

    def find(self, name: str, text: str, product: Thing) -> Any:
        """The thing of that name; raises Misread where it can neither be found nor made."""
        if name == "designer":
            return self.designer(text)
        return self.category(text) if name == "category" else self.collection(text, product)

    def text(self, name: str, product: Thing) -> str:
        """What our CSV writes for the product's designer, category or collection."""
        return self.names[name].get(getattr(product, f"{name}_id") or 0, "")

    def designer(self, text: str) -> Designer:
        if text.lower() not in self.designers:
            designer = Designer(name=text, slug=self.slugs[Designer].free(text))
            self.make("designer", designer, {"name": text, "slug": designer.slug})
            self.designers[text.lower()] = designer
        return self.designers[text.lower()]

    def category(self, text: str) -> Category:
        """By its whole path; a single word also finds the one category inside another."""
        names = [part.strip() for part in text.split(">")]
        path = " > ".join(names)
        if known := self.by_path.get(path.lower()):
            return known
        leaves = self.by_leaf.get(text.lower(), [])
        if len(names) == 1 and len(leaves) == 1:
            return leaves[0]
        parent = self.category(" > ".join(names[:-1])) if len(names) > 1 else None
        slug = self.slugs[Category].free(names[-1])
        category = Category(name=names[-1], slug=slug, parent_id=parent.pk if parent else None)
        after = {"name": category.name, "slug": slug, "parent_id": category.parent_id}
        self.make("category", category, after, path)
        self.by_path[path.lower()] = category
        return category

    def collection(self, text: str, product: Thing) -> Collection:
        """By name and year; of several the product's designer's own, else the one of nobody."""
        known = self.collections.setdefault(text.lower(), [])
        for designer in (product.designer_id, None):
            for collection in known:
                if collection.designer_id == designer:
                    return collection
        if len(known) == 1:
            return known[0]
        found = re.fullmatch(r"(.+?) ([12][0-9]{3})", text)
        if not found:
            raise Misread("Write the collection with its year, like First Light 2027.")
        slug = self.slugs[Collection].free(text)
        collection = Collection(
            name=found[1], year=int(found[2]), slug=slug, designer_id=product.designer_id
        )
        after = {
            name: getattr(collection, name) for name in ("name", "year", "slug", "designer_id")
        }
        self.make("collection", collection, after)
        known.append(collection)
        return collection

    def make(self, subject: str, thing: Any, after: dict[str, Any], title: str = "") -> None:
        """Check it, give it its key and note it."""
        _check(thing, subject)
        thing.pk = self.keys[type(thing)].next()
        self.names[subject][thing.pk] = title or str(thing)
        self.made.append(Made(subject, thing.pk, str(thing), {"id": thing.pk, **after}))

    def take(self) -> list[Made]:
        """What was made since this was asked last."""
        made, self.made = self.made, []
        return made


def category_paths(categories: list[Category]) -> dict[int, str]:
    """Each category by its key, written from the outermost: "Bridal gowns > A-line"."""
    by_key = {category.pk: category for category in categories}

    def path(category: Category, depth: int = 0) -> str:
        parent = by_key.get(category.parent_id or 0)
        if parent is None or depth > 20:
            return category.name
        return f"{path(parent, depth + 1)} > {category.name}"

    return {category.pk: path(category) for category in categories}


def _check(thing: models.Model, what: str) -> None:
    try:
        thing.clean_fields(exclude={"parent", "designer"})
    except ValidationError as error:
        raise Misread(f"This cannot become a {what}: {' '.join(error.messages)}") from error
