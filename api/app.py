"""The API itself: which subjects it has, how it describes itself."""

from typing import Any

from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema
from ninja.operation import Operation

from api import appointments, catalog, diary, errors, shop, tidying
from api.rendering import Renderer, StrictParser

DESCRIPTION = """
What a boutique's website needs: the gowns, the free times, and the booking.

* Lists answer `{"items": [...], "next": cursor or null}`; send `next` back as `cursor`.
* Times carry the offset of the location; times you send need an offset too.
* Amounts of money are decimal texts, with their currency beside them.
* Errors are `application/problem+json`: branch on `code`, show `detail`, and find in `errors`
  what is wrong with which field.
* Send an `Idempotency-Key` with every POST and repeat it without fear when an answer got lost.
"""


class Api(NinjaAPI):
    def get_openapi_operation_id(self, operation: Operation) -> str:
        """The function's own name: a generated client reads `client.find_availability(...)`."""
        return str(operation.view_func.__name__)

    def get_openapi_schema(self, **kwargs: Any) -> OpenAPISchema:
        document = super().get_openapi_schema(**kwargs)
        tidying.tidy(document)
        return document


api = Api(
    title="Nexus",
    version="1.0.0",
    description=DESCRIPTION,
    urls_namespace="api-1",
    renderer=Renderer(),
    parser=StrictParser(),
)
errors.install(api)
for subject in (shop, catalog, diary, appointments):
    api.add_router("", subject.router)
