import os, re, time
from msgspec import Struct
class Number(Struct, frozen=True):
    n: int
    size: int = 1000
def sleepy_pid(screener, item, allow):
    time.sleep(0.3)
    return os.getpid()
def stuck(screener, item, allow):
    re.match(r"(a+)+$", "a" * 40 + "b")
