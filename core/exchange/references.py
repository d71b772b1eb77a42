"""Designers, categories and collections by name: found in the shop, or made with the import."""

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.text import slugify

from core.exchange.cells import Misread
from core.models import Category, Collection, Designer, Product
from core.services.catalog import Batch


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
    """Names to instances; what is missing is made, unsaved, and noted in the batch."""

    def __init__(self, batch: Batch) -> None:
        self.batch = batch
        self.slugs = {m: Slugs(m) for m in (Designer, Category, Collection)}
        self.designers = {d.name.lower(): d for d in Designer.objects.all()}
        categories = list(Category.objects.all())
        self.paths = category_paths(categories)
        self.by_path = {self.paths[c.pk].lower(): c for c in categories}
        self.by_leaf: dict[str, list[Category]] = {}
        for category in categories:
            self.by_leaf.setdefault(category.name.lower(), []).append(category)
        self.collections: dict[str, list[Collection]] = {}
        for collection in Collection.objects.all():
            self.collections.setdefault(str(collection).lower(), []).append(collection)

    def find(self, name: str, text: str, product: Product) -> Any:
        """The thing of that name; raises Misread where it can neither be found nor made."""
        if name == "designer":
            return self.designer(text)
        return self.category(text) if name == "category" else self.collection(text, product)

    def text(self, name: str, product: Product) -> str:
        """What our CSV writes for the product's designer, category or collection."""
        if name == "category":
            return self.paths.get(product.category_id or 0, "")
        return str(getattr(product, name) or "")

    def designer(self, text: str) -> Designer:
        if text.lower() not in self.designers:
            designer = Designer(name=text, slug=self.slugs[Designer].free(text))
            _check(designer, "designer")
            self.designers[text.lower()] = designer
            self.batch.designers.append(designer)
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
        category = Category(name=names[-1], slug=slug, parent=parent)
        _check(category, "category")
        self.by_path[path.lower()] = category
        self.batch.categories.append(category)
        return category

    def collection(self, text: str, product: Product) -> Collection:
        """By name and year; of several the product's designer's own, else the one of nobody."""
        known = self.collections.setdefault(text.lower(), [])
        for designer in (product.designer, None):
            for collection in known:
                if collection.designer is designer or collection.designer == designer:
                    return collection
        if len(known) == 1:
            return known[0]
        found = re.fullmatch(r"(.+?) ([12][0-9]{3})", text)
        if not found:
            raise Misread("Write the collection with its year, like First Light 2027.")
        slug = self.slugs[Collection].free(text)
        collection = Collection(
            name=found[1], year=int(found[2]), slug=slug, designer=product.designer
        )
        _check(collection, "collection")
        known.append(collection)
        self.batch.collections.append(collection)
        return collection

    def created(self) -> dict[str, list[str]]:
        made = {
            "designers": [str(d) for d in self.batch.designers],
            "categories": [str(c) for c in self.batch.categories],
            "collections": [str(c) for c in self.batch.collections],
        }
        return {kind: names for kind, names in made.items() if names}


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
