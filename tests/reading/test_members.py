"""The members of a zip file, as Word files and archives have them."""

from __future__ import annotations

import io
import zipfile

from mingcha import Limits
from mingcha.reading.members import Members


def test_a_member_without_a_name_is_none() -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("QQQQ", "nameless")
        archive.writestr("folder/", "")
        archive.writestr("a.txt", "text")
    members = Members(packed.getvalue().replace(b"QQQQ", b"\0QQQ"), "a.zip", Limits())
    assert members.names == ("a.txt",)
