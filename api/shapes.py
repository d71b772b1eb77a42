"""Shapes of answers that several subjects share."""

from ninja import Schema


class Named(Schema):
    slug: str
    name: str
