"""What a process that opens strangers' files does to itself first: little memory and time, no writing, no network.

For the child alone (cicc_site/confined.py starts it); knows no Django and no settings. Nothing that is given up here
can be had back: a parser taken over by a file is as confined as we are.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import platform
import resource
import signal
import struct
import sys

# linux/prctl.h, linux/seccomp.h, linux/filter.h
PDEATHSIG, SET_SECCOMP, NO_NEW_PRIVILEGES, FILTER = 1, 22, 38, 2
LOAD, EQUALS, AT_LEAST, RETURN = 0x20, 0x15, 0x35, 0x06
ALLOW, REFUSE = 0x7FFF0000, 0x00050000 | errno.EPERM
OTHER_TABLE = 0x40000000  # numbers of the x32 calls, which would go around the list
# {machine: (what the kernel calls it, the calls refused)}: sockets, other programs, new processes, other processes'
# memory, rings that do all that without a call.
CALLS = {
    "x86_64": (0xC000003E, (41, 53, 56, 57, 58, 59, 62, 101, 310, 311, 322, 425, 435)),
    "aarch64": (0xC00000B7, (198, 199, 220, 221, 129, 117, 270, 271, 281, 425, 435)),
}


def limit(memory: int, seconds: int) -> None:
    """From here on: no more memory and CPU time than this, no file written, no process started, no network.

    memory: bytes of address space, Python itself included. seconds: of CPU time.
    """
    if sys.platform == "linux":
        _end_first()
        # Elsewhere the address space of a bare Python may be larger already.
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))
    sys.addaudithook(_no_network)
    if sys.platform == "linux":
        _refuse_calls()


def _end_first() -> None:
    """We end with our parent, and when the machine runs out of memory we go before it does."""
    ctypes.CDLL(None).prctl(PDEATHSIG, signal.SIGKILL)
    with contextlib.suppress(OSError), open("/proc/self/oom_score_adj", "w") as file:
        file.write("1000")


def _no_network(event: str, _arguments: tuple[object, ...]) -> None:
    """What the kernel refuses besides, where it does: other systems have no list of calls."""
    if event in {
        "socket.__new__",
        "socket.connect",
        "socket.bind",
        "subprocess.Popen",
        "os.system",
        "os.exec",
    }:
        raise PermissionError(event)


def _refuse_calls() -> None:
    """Ask the kernel to refuse the calls named above; one that has no such lists lets it be."""
    if platform.machine() not in CALLS:
        return
    name, calls = CALLS[platform.machine()]
    rules = [(LOAD, 0, 0, 4), (EQUALS, 0, len(calls) + 3, name), (LOAD, 0, 0, 0)]
    rules.append((AT_LEAST, len(calls) + 1, 0, OTHER_TABLE))
    rules += [(EQUALS, len(calls) - index, 0, call) for index, call in enumerate(calls)]
    rules += [(RETURN, 0, 0, ALLOW), (RETURN, 0, 0, REFUSE)]
    program = ctypes.create_string_buffer(b"".join(struct.pack("=HBBI", *rule) for rule in rules))
    head = struct.pack("@HP", len(rules), ctypes.addressof(program))
    kernel = ctypes.CDLL(None)
    kernel.prctl(NO_NEW_PRIVILEGES, 1, 0, 0, 0)
    kernel.prctl(SET_SECCOMP, FILTER, ctypes.create_string_buffer(head))
