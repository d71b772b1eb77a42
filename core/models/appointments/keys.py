"""Answers kept, so that a request sent twice is done once."""

from django.db import models


class IdempotencyKey(models.Model):
    """The answer given to a request with this key, written together with what the request did.

    Of scope and key only the hash is kept: who reads this table cannot ask for the answers in it.
    """

    digest = models.CharField(max_length=64)
    request_hash = models.CharField(max_length=64)
    nonce = models.CharField(max_length=43)  # half of a manage token; the other half is no row
    status = models.PositiveSmallIntegerField(default=0)
    answer = models.TextField(blank=True)  # JSON as it was sent, without a manage token
    created_at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["digest"], name="idempotencykey_once")]

    def __str__(self) -> str:
        return self.digest[:12]
