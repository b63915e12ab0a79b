"""Who discloses: a unit that is made up, with its place, its domain and its people."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Staff:
    """How many people, at the end of last year.

    Attributes:
        administrative, institutional: posts (编制) of civil servants (行政) and of public institutions (事业).
        administrative_filled, institutional_filled: those that somebody holds (实有).
        retired: pensioners the unit looks after.
    """

    administrative: int
    institutional: int
    administrative_filled: int
    institutional_filled: int
    retired: int

    @property
    def posts(self) -> int:
        """All posts."""
        return self.administrative + self.institutional

    @property
    def filled(self) -> int:
        """All who work there."""
        return self.administrative_filled + self.institutional_filled


@dataclass(frozen=True)
class Unit:
    """One that discloses.

    Attributes:
        name: in full, as on the cover.
        kind: unit (单位) or department (部门, with `members`).
        level: province, city or county.
        place: the names of its place from the province down: 陕西省, 瑞川市, 景溪县.
        domain: a key of data/domains.yaml.
        nature: administrative (行政), public_servant (参公事业) or institution (事业).
        superior: the department it belongs to; "" of a department.
        members: the units a department's budget takes in, itself first; empty of a unit.
        natures: of the members, in their order.
        staff: its people.
        car_uses: how many cars it has of each use: leaders (副部（省）级及以上领导用车), heads (主要负责人用车), confidential
            (机要通信用车), emergency (应急保障用车), enforcement (执法执勤用车), special (特种专业技术用车), retired
            (离退休干部服务用车), other (其他用车).
        devices: how many single devices above the form's threshold it has.
    """

    name: str
    kind: str
    level: str
    place: tuple[str, ...]
    domain: str
    nature: str
    superior: str
    members: tuple[str, ...]
    natures: tuple[str, ...]
    staff: Staff
    car_uses: dict[str, int]
    devices: int

    @property
    def cars(self) -> int:
        """How many cars it has."""
        return sum(self.car_uses.values())

    @property
    def has_agency_operating(self) -> bool:
        """Whether 机关运行经费 exists for it: only for civil servants and institutions run like them."""
        return any(nature != "institution" for nature in self.natures or (self.nature,))
