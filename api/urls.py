"""The addresses of the API and of the two health checks."""

from django.urls import path

from api import health
from api.app import api

urlpatterns = [
    path("api/v1/", api.urls),
    path("health/live", health.live, name="health-live"),
    path("health/ready", health.ready, name="health-ready"),
]
