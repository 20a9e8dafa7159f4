"""Villages to choose from."""

from slrt.domain import areas
from slrt.store.areas.models import Area


def villages(area_code: str, limit: int) -> list[tuple[str, str]]:
    """Code and name of the villages in force inside an area, by kecamatan and name."""
    bounds = areas.bounds(area_code)
    found = Area.objects.filter(
        code__gte=bounds.lo, code__lt=bounds.hi, level=areas.VILLAGE, valid_until__isnull=True
    ).order_by("parent_code", "name")
    return list(found.values_list("code", "name")[:limit])
