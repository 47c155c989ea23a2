"""A unit's former province: since July 2025 the city covers the former Hải Dương and Hải Phòng (Resolution 1669)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

_FIRST_OF_HAI_PHONG = "11290"


class FormerProvince(models.TextChoices):
    HAI_DUONG = "hai_duong", _("former Hải Dương")
    HAI_PHONG = "hai_phong", _("former Hải Phòng")


def former_province(code: str) -> FormerProvince:
    """Decided by the official code: all codes of Hải Dương are lower than those of Hải Phòng."""
    return FormerProvince.HAI_DUONG if code < _FIRST_OF_HAI_PHONG else FormerProvince.HAI_PHONG
