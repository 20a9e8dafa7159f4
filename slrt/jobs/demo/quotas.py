"""Places of two programmes in two areas each, so that waiting lists can be seen. The numbers rest on no decision."""

from datetime import date

from slrt.domain import clock
from slrt.jobs.demo.people import Staff
from slrt.jobs.demo.timeline import Timeline, key_of
from slrt.services.programmes import Terms, set_quota

SOURCE = "Contoh rekaan untuk latihan, bukan keputusan nyata"
PLACES = (
    ("sembako", "19.06", 150, None),
    ("sembako", "19.01", 150, None),
    ("blt_desa", "19.06.01.2003", 5, 18_000_000),
    ("blt_desa", "19.06.01.2006", 5, 18_000_000),
)
"""Programme, area, families, and rupiah for the year: BLT Desa gives Rp300.000 a month."""


def load_quotas(timeline: Timeline, staff: Staff) -> None:
    """Set the places of this year that are not there yet, as whoever decides there."""
    year = timeline.reference.year
    with clock.at(timeline.moment(timeline.decreed_on, 0)):
        for programme, area_code, places, amount in PLACES:
            set_quota(
                staff.at(area_code, "puskesos_coordinator", "manager"),
                programme=programme,
                area_code=area_code,
                terms=Terms(
                    starts_on=date(year, 1, 1),
                    last_day=date(year, 12, 31),
                    places=places,
                    amount=amount,
                    source=SOURCE,
                ),
                submission=key_of("quota", f"{programme}/{area_code}"),
            )
