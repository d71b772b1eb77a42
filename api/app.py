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

| status | code | what to do |
|---|---|---|
| 400 | `malformed` | The body is no JSON: mend the program. |
| 401 | `no-token` | Send `Authorization: Bearer <manage_token>`. |
| 404 | `not-found` | No such address, gown, or appointment for this token. |
| 409 | `slot-taken` | Offer her the `alternatives`. |
| 409 | `appointment-closed`, `appointment-passed`, `stale-version` | Read the appointment again and show that. |
| 413 | `too-large` | Send at most 64 KB. |
| 422 | `invalid` | Show each message of `errors` at its field. |
| 422 | `not-offered` | `reasons` says why; ask `/availability` again. |
| 422 | `no-sample` | Leave the gown out or offer another location. |
| 422 | `idempotency-key-reused` | Take a new key. |
| 500 | `fault` | Our fault; try once more with the same key. |
| 503 | `busy` | Wait for `Retry-After`, then send the same again with the same key. |
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
