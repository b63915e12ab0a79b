"""What a pool is tried with: items that are slow, raise, or end the process they are worked on in."""

import ctypes
import os
import re
import signal
import time
from collections.abc import Iterator

from msgspec import Struct

from mingcha import Screener
from mingcha.running.task import Allow


class Item(Struct, frozen=True):
    number: int
    seconds: float = 0
    raises: bool = False
    ends: str = ""

    @property
    def size(self) -> int:
        return 20_000


class Endless:
    """Items without end, and how many of them were taken."""

    def __init__(self) -> None:
        self.taken = 0

    def __iter__(self) -> Iterator[Item]:
        while True:
            self.taken += 1
            yield Item(self.taken)


class Slow:
    """Two items between which there is nothing for a moment, and how often was asked meanwhile."""

    def __init__(self) -> None:
        self.asked = 0

    def __iter__(self) -> Iterator[Item | None]:
        yield Item(1)
        while self.asked < 3:
            self.asked += 1
            yield None
        yield Item(2)


def doubled(screener: Screener, item: Item, allow: Allow) -> int:
    """Twice the number, unless the item has it otherwise."""
    time.sleep(item.seconds)
    if item.raises:
        raise ValueError(f"item {item.number} is not liked")
    match item.ends:
        case "exit":
            os._exit(7)
        case "kill":
            os.kill(os.getpid(), signal.SIGKILL)
        case "parent":
            os.kill(os.getppid(), signal.SIGKILL)
            time.sleep(3600)
        case "crash":
            ctypes.string_at(0)
        case "hang":
            time.sleep(3600)
        case "memory":
            bytearray(10_000_000_000)
    return 2 * item.number


def where(screener: Screener, item: Item, allow: Allow) -> int:
    """The process it is worked on in, after some time."""
    time.sleep(item.seconds)
    return os.getpid()


def stuck(screener: Screener, item: Item, allow: Allow) -> None:
    """Never ends, and lets no other thread of its process have a turn."""
    re.match(r"(a+)+$", "a" * 60 + "b")
