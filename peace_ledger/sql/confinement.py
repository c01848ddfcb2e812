"""What a process takes from itself for good, on Linux and without privileges: memory, time, files, network,
other processes.

Three walls of the kernel stand one behind the other. Resource limits bound memory and processor time.
Landlock lets no file be opened but those that are named, for reading. A seccomp filter lets pass those calls
that a query on open files needs, and no other; what is not named is refused, so that calls of a newer kernel
are too.

The filter is our own, some forty lines: bindings of libseccomp need that library, which is not on every
machine (decision 0042).
"""

import ctypes
import os
import platform
import resource
import signal
import struct
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

OPEN_FILES = 64
"""Files that may be open at once, where files may be opened at all."""


class Unconfined(Exception):
    """This system cannot confine a process; the message says what is missing."""


def confine(memory: int, seconds: int, readable: Sequence[Path] = ()) -> dict[str, bool]:
    """Take from this process, which must have one thread: memory beyond so many bytes more than it has, more
    processor time than so many seconds, every file but those in `readable` (folders, or files) that is not
    open yet, the network, and all other processes. Gives what holds it beside limits and filter. Raises
    Unconfined, and then some of it may hold already.
    """
    if not sys.platform.startswith("linux") or platform.machine() not in _CALLS:
        raise Unconfined("only Linux on x86-64 and ARM64 can confine a query, and this is neither")
    if len(os.listdir("/proc/self/task")) != 1:
        raise Unconfined("a process of several threads cannot confine them all")
    used = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    _prctl(_PR_SET_NO_NEW_PRIVS, 1)
    _prctl(_PR_SET_DUMPABLE, 0)
    landlock = _restrict_files(readable)
    if readable and not landlock:
        raise Unconfined("the kernel has no Landlock, without which files could not be kept apart")
    _limit(used + memory, seconds, OPEN_FILES if readable else 0)
    _filter(may_open=bool(readable))
    return {"landlock": landlock}


def end_with_parent(parent: int) -> None:
    """Let this process be killed as soon as the thread that started it ends, also where that is killed."""
    _prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        # It ended before it could be watched.
        os._exit(0)


def _limit(memory: int, seconds: int, files: int) -> None:
    for kind, most in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NPROC, 0),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_MEMLOCK, 0),
    ):
        resource.setrlimit(kind, (most, most))
    # What is open stays open.
    resource.setrlimit(resource.RLIMIT_NOFILE, (files, files))


# The kernel's own calls

_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE, _PR_SET_NO_NEW_PRIVS = 1, 4, 38
_LIBC = ctypes.CDLL(None, use_errno=True)


def _prctl(option: int, value: int) -> None:
    if _LIBC.prctl(option, value, 0, 0, 0) != 0:
        raise Unconfined(f"the kernel refuses prctl {option}: {os.strerror(ctypes.get_errno())}")


# Landlock: the numbers of its calls are the same everywhere.

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_FILE_RIGHTS = {1: 13, 2: 14, 3: 15, 5: 16}
"""How many rights over files a version of Landlock knows, from the version on."""
_NETWORK_FROM, _SCOPES_FROM = 4, 6
_READ_FILE, _READ_FOLDER = 1 << 2, 1 << 3
_BENEATH = 1


def _restrict_files(readable: Sequence[Path]) -> bool:
    """Let nothing be opened but what is in these places, for reading; whether the kernel can do that."""
    version = _LIBC.syscall(_CREATE_RULESET, None, 0, 1)
    if version < 1:
        return False
    rights = (1 << max(count for since, count in _FILE_RIGHTS.items() if version >= since)) - 1
    handled = [rights]
    if version >= _NETWORK_FROM:
        handled.append(0b11)  # to bind and to connect
    if version >= _SCOPES_FROM:
        handled.append(0b11)  # abstract sockets and signals
    attributes = struct.pack(f"={len(handled)}Q", *handled)
    ruleset = _call(_CREATE_RULESET, attributes, ctypes.c_size_t(len(attributes)), 0)
    for place in readable:
        allowed = _READ_FILE | _READ_FOLDER if place.is_dir() else _READ_FILE
        opened = os.open(place, os.O_PATH | os.O_CLOEXEC)
        _call(_ADD_RULE, ruleset, _BENEATH, struct.pack("=Qi", allowed, opened), 0)
        os.close(opened)
    _call(_RESTRICT_SELF, ruleset, 0)
    os.close(ruleset)
    return True


def _call(number: int, *arguments: object) -> int:
    given = _LIBC.syscall(number, *arguments)
    if given < 0:
        raise Unconfined(f"the kernel refuses its call {number}: {os.strerror(ctypes.get_errno())}")
    return int(given)


# seccomp

_CALLS: dict[str, dict[str, int]] = {
    "x86_64": {
        "read": 0,
        "write": 1,
        "close": 3,
        "stat": 4,
        "fstat": 5,
        "lseek": 8,
        "mmap": 9,
        "mprotect": 10,
        "munmap": 11,
        "brk": 12,
        "rt_sigprocmask": 14,
        "rt_sigreturn": 15,
        "pread64": 17,
        "sched_yield": 24,
        "mremap": 25,
        "madvise": 28,
        "getpid": 39,
        "exit": 60,
        "gettimeofday": 96,
        "getrusage": 98,
        "gettid": 186,
        "futex": 202,
        "sched_getaffinity": 204,
        "restart_syscall": 219,
        "clock_gettime": 228,
        "clock_getres": 229,
        "clock_nanosleep": 230,
        "exit_group": 231,
        "openat": 257,
        "newfstatat": 262,
        "getrandom": 318,
        "statx": 332,
    },
    "aarch64": {
        "openat": 56,
        "close": 57,
        "lseek": 62,
        "read": 63,
        "write": 64,
        "pread64": 67,
        "newfstatat": 79,
        "fstat": 80,
        "exit": 93,
        "exit_group": 94,
        "futex": 98,
        "clock_gettime": 113,
        "clock_getres": 114,
        "clock_nanosleep": 115,
        "sched_getaffinity": 123,
        "sched_yield": 124,
        "restart_syscall": 128,
        "rt_sigprocmask": 135,
        "rt_sigreturn": 139,
        "getrusage": 165,
        "gettimeofday": 169,
        "getpid": 172,
        "gettid": 178,
        "brk": 214,
        "munmap": 215,
        "mremap": 216,
        "mmap": 222,
        "mprotect": 226,
        "madvise": 233,
        "getrandom": 278,
        "statx": 291,
    },
}
"""The numbers of the calls that a query needs, by the machine's architecture."""
_TO_OPEN = frozenset({"openat", "stat", "newfstatat", "statx"})
"""Those that only a query on files needs that are not open yet."""
_PROT_EXEC = 4
_NO_BITS: dict[str, tuple[int, int]] = {
    "mmap": (2, _PROT_EXEC),
    "mprotect": (2, _PROT_EXEC),
    "openat": (2, os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND),
}
"""Calls of which an argument, by its place, may have none of these bits: no new code, no file to write to."""
_ARCHITECTURES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
_SECCOMP = {"x86_64": 317, "aarch64": 277}
_SET_MODE_FILTER, _ALL_THREADS = 1, 1
_KILL, _REFUSE, _ALLOW = 0x80000000, 0x00050000 | 1, 0x7FFF0000  # 1 is EPERM
_LOAD, _EQUALS, _HAS_BITS, _RETURN = 0x20, 0x15, 0x45, 0x06
_NUMBER_AT, _ARCHITECTURE_AT, _ARGUMENTS_AT = 0, 4, 16

_Step = tuple[int, int, int, int]
"""An instruction: its code, how many to skip where it holds and where not, and its value."""


def _filter(*, may_open: bool) -> None:
    machine = platform.machine()
    allowed = [name for name in _CALLS[machine] if may_open or name not in _TO_OPEN]
    steps = list(_steps(_ARCHITECTURES[machine], ((_CALLS[machine][name], name) for name in allowed)))
    program = ctypes.create_string_buffer(b"".join(struct.pack("=HBBI", *step) for step in steps))
    told = struct.pack("@HP", len(steps), ctypes.addressof(program))
    if _LIBC.syscall(_SECCOMP[machine], _SET_MODE_FILTER, _ALL_THREADS, told) != 0:
        reason = os.strerror(ctypes.get_errno())
        raise Unconfined(f"the kernel takes no seccomp filter of this process: {reason}")


def _steps(architecture: int, allowed: Iterable[tuple[int, str]]) -> Iterable[_Step]:
    """The filter: calls of another architecture kill, what is not allowed is refused."""
    yield _LOAD, 0, 0, _ARCHITECTURE_AT
    yield _EQUALS, 1, 0, architecture
    yield _RETURN, 0, 0, _KILL
    yield _LOAD, 0, 0, _NUMBER_AT
    for number, name in allowed:
        if name in _NO_BITS:
            place, bits = _NO_BITS[name]
            yield _EQUALS, 0, 4, number
            # Both machines are little-endian: the lower half stands first, and flags have no other.
            yield _LOAD, 0, 0, _ARGUMENTS_AT + 8 * place
            yield _HAS_BITS, 0, 1, bits
            yield _RETURN, 0, 0, _REFUSE
        else:
            yield _EQUALS, 0, 1, number
        yield _RETURN, 0, 0, _ALLOW
    yield _RETURN, 0, 0, _REFUSE
