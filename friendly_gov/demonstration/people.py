"""The demonstration's people: one per role, a head and an editor per commune. They have titles, not names."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.hashers import make_password

from accounts.models import Membership, Role, User
from communes.models import Commune
from communes.paper_names import KIND_WORDS

DOMAIN = "demo.invalid"
PASSWORD = "thanthien-2026"  # noqa: S105 (printed by bin/demo; only ever on a demonstration)
APPRAISERS = 8


@dataclass(frozen=True, slots=True)
class DemoPeople:
    """The people who act in the demonstration; heads and editors by the commune's official code."""

    officer: User
    lead: User
    appraisers: list[User]
    leader: User
    administrator: User
    heads: dict[str, User]
    editors: dict[str, User]


def create_people(communes: Iterable[Commune], *, now: datetime) -> DemoPeople:
    """Create the people who are missing, all with the demonstration's password."""
    password = make_password(PASSWORD)

    def person(address: str, title: str, role: str, unit: str = "") -> User:
        user, _ = User.objects.get_or_create(
            email=f"{address}@{DOMAIN}", defaults={"full_name": title, "password": password}
        )
        Membership.objects.get_or_create(user=user, role=role, unit_code=unit, defaults={"granted_at": now})
        return user

    communes = list(communes)
    return DemoPeople(
        officer=person("so-noi-vu", "Chuyên viên Sở Nội vụ", Role.OFFICER),
        lead=person("to-truong", "Tổ trưởng tổ thẩm định", Role.TEAM_LEAD),
        appraisers=[
            person(f"tham-dinh-{number}", f"Tổ viên thẩm định {number}", Role.APPRAISER)
            for number in range(1, APPRAISERS + 1)
        ],
        leader=person("lanh-dao", "Lãnh đạo Ủy ban nhân dân thành phố", Role.CITY_LEADER),
        administrator=person("quan-tri", "Quản trị hệ thống", Role.ADMINISTRATOR),
        heads={
            commune.code: person(
                f"chu-tich.{commune.code}", f"Chủ tịch {_of(commune)}", Role.COMMUNE_HEAD, commune.code
            )
            for commune in communes
        },
        editors={
            commune.code: person(
                f"cong-chuc.{commune.code}", f"Công chức {_of(commune)}", Role.COMMUNE_EDITOR, commune.code
            )
            for commune in communes
        },
    )


def _of(commune: Commune) -> str:
    return f"UBND {KIND_WORDS[Commune.Kind(commune.kind)]} {commune.name}"
