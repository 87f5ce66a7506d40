"""What grows with the account, and with what one person may do: each figure beside the one of a tenth and of a hundredth.

What is the same work may need no more round trips or instructions: a login in an account of 10,000 users as in one of 100, the
warm login of a person with many policies, and the removal of one role of many. What is more work grows at most in proportion:
  a first login reads all policies of its person, and writes them; above what a role holds it also reads managed policies,
  which it packs into others
  the first login at a process reads ahead what a person may do, in case that the role has to change, and so needs memory
  clean-roles reads every user, role, policy and record of the account once, and holds the names of users and roles
  `console` keeps for each person who has logged in what saves calls, up to 10,000 people
"""

import hashlib
import hmac
import json
import time
import urllib.request
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import counting
import measure
from figures import Row, row
from laboratory import Laboratory

SCALES = [1, 10, 100]
# Of the account at the first scale.
USERS, PEOPLE, EXPIRED = 100, 5, 10
# How much noise there is in figures of the same work.
NOISE = 1.02
# How often a warm login and a first one are made for a figure.
LOGINS = 50, 8
# First logins of many people mustn't wait for their turn to write to IAM.
SETTINGS = {"LATCHKEY_IAM_RATE": "1000"}


def growth(laboratory: Laboratory, rounds: int) -> Iterator[Row]:
    yield from account(laboratory)
    yield from person(laboratory)
    yield from cleaned(laboratory)


def compared(name: str, unit: str, values: list[float], most: Callable[[int], float | None]) -> Iterator[Row]:
    """A row for each scale after the first, with the first one's value. `most` has the largest ratio for a scale."""
    for scale, value in zip(SCALES[1:], values[1:]):
        yield row(f"{name} × {scale}, {unit}; × 1", value, values[0], ratio_at_most=most(scale))


def at_most(ratio: float) -> Callable[[int], float]:
    return lambda scale: ratio


def in_proportion(scale: int) -> float:
    return scale


def unbounded(scale: int) -> None:
    return None


# MARK: Logins

def log_in(laboratory: Laboratory, users: list[str]) -> None:
    """Each of them logs in once. At most so many at a time as the fewest are, because libcurl looks through all connections that
    a burst has left."""
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda user: measure.Person(laboratory.ports["latchkey_port"], user).login(), users))


def often(laboratory: Laboratory, user: str) -> Callable[[int], None]:
    def logins(times: int) -> None:
        person = measure.Person(laboratory.ports["latchkey_port"], user)
        for _ in range(times):
            person.login()

    return logins


def anew(laboratory: Laboratory, kind: str) -> Callable[[int], None]:
    """First logins, of somebody else each time."""
    made = iter(range(100, 1_000))

    def logins(times: int) -> None:
        for number in (next(made) for _ in range(times)):
            measure.Person(laboratory.ports["latchkey_port"], f"{kind}{number}").login()

    return logins


class Login:
    """The figures of a login, in a process in which `known` have logged in."""

    def __init__(self, laboratory: Laboratory, known: list[str], logins: Callable[[int], None], times: int):
        process = laboratory.restart_handler("console", **SETTINGS)
        log_in(laboratory, known)
        logins(2)
        depths = []
        for _ in range(3):
            laboratory.settle()
            laboratory.reset_calls()
            logins(1)
            depths.append(laboratory.calls()["depth"])
        self.depth = sorted(depths)[1]
        self.memory = counting.private_dirty(process.pid)

        def before(_: int) -> None:
            log_in(laboratory, known)
            logins(2)

        self.instructions = laboratory.counts("console", logins, times, first=before, **SETTINGS).instructions


def rows_of(name: str, logins: list[Login], depth, instructions, memory) -> Iterator[Row]:
    yield from compared(name, "round trips deep", [login.depth for login in logins], depth)
    yield from compared(name, "instructions", [login.instructions for login in logins], instructions)
    yield from compared(name, "MB of the process's own", [login.memory for login in logins], memory)


def account(laboratory: Laboratory) -> Iterator[Row]:
    """The users, roles, policies and records of the account, a twentieth of whose people have logged in at this process."""
    warm, first = [], []
    laboratory.restart_handler("console", **SETTINGS)
    for scale in SCALES:
        populate(laboratory, USERS * scale)
        known = ["warm-1", *(f"x1-known-{number}" for number in range(2, PEOPLE * scale + 1))]
        log_in(laboratory, known)
        warm.append(Login(laboratory, known, often(laboratory, "warm-1"), LOGINS[0]))
        first.append(Login(laboratory, known, anew(laboratory, f"s{scale:03}-"), LOGINS[1]))
    kept = (warm[-1].memory - warm[0].memory) * 1024 / (PEOPLE * (SCALES[-1] - 1))
    name = "users, groups, roles, policies, records"
    yield from rows_of(f"warm login, {name}", warm, at_most(1), at_most(NOISE), unbounded)
    yield row(f"warm login, {name} × {SCALES[-1]}, KB more of the process's own for each person more", kept, value_at_most=8)
    yield from rows_of(f"first login, {name}", first, at_most(1), at_most(NOISE), unbounded)


def person(laboratory: Laboratory) -> Iterator[Row]:
    """What one person may do: 1, 10 and 100 managed policies of groups, and as many inline ones."""
    warm, first = [], []
    for scale in SCALES:
        log_in(laboratory, [f"x{scale}-warm"])
        warm.append(Login(laboratory, [], often(laboratory, f"x{scale}-warm"), LOGINS[0]))
        first.append(Login(laboratory, [], anew(laboratory, f"x{scale}-"), LOGINS[1]))
    yield from rows_of("warm login, the person's own policies", warm, at_most(1), at_most(NOISE), in_proportion)
    yield from rows_of("first login, the person's own policies", first, at_most(2), in_proportion, in_proportion)


# MARK: clean-roles

def populate(laboratory: Laboratory, users: int) -> None:
    """Makes the account one of so many users, none of whom has a live session or an expired role."""
    urllib.request.urlopen(laboratory.url("aws_port", f"/__account?{users}")).read()
    now = int(time.time())

    def write(number: int) -> None:
        item = {"username": f"kept-{number}", "role_arn": f"arn:aws:iam::123456789012:role/user-role/user_kept-{number}",
                "expires_at": now + 20_000}
        values = {f":{name}": {"N": str(value)} if isinstance(value, int) else {"S": value}
                  for name, value in {**item, "expiry_seal": seal(laboratory, item)}.items() if name != "username"}
        request = {"Key": {"username": {"S": item["username"]}}, "ExpressionAttributeValues": values,
                   "UpdateExpression": "SET " + ", ".join(f"{name[1:]} = {name}" for name in values)}
        asked = urllib.request.Request(laboratory.url("aws_port"), json.dumps(request).encode(), {
            "X-Amz-Target": "DynamoDB_20120810.UpdateItem", "Content-Type": "application/x-amz-json-1.0"})
        urllib.request.urlopen(asked).read()

    with ThreadPoolExecutor(64) as pool:
        list(pool.map(write, range(users)))


def seal(laboratory: Laboratory, item: dict) -> str:
    """The code by which clean-roles knows that Latchkey wrote when a record expires."""
    secret = laboratory.environment["LATCHKEY_SECRET"]
    key = hmac.new(b"latchkey" + secret.encode(), b"role records", hashlib.sha256).digest()
    values = ["expiry", item["username"], item["role_arn"], {"n": str(item["expires_at"])}]
    return hmac.new(key, json.dumps(values, separators=(",", ":")).encode(), hashlib.sha256).hexdigest()


class Run:
    """The figures of a run of clean-roles that removes so many expired roles."""

    def __init__(self, laboratory: Laboratory, expired: int):
        command = [laboratory.stripped("clean-roles"), "--rate", 1_000]
        environment = {**laboratory.environment, "SWIFT_DETERMINISTIC_HASHING": "1"}
        self.expire(laboratory, expired)
        laboratory.reset_calls()
        _, self.memory = measure.run_to_end(command, environment, laboratory.work / "clean-roles.log")
        self.calls = laboratory.calls()["calls"]
        self.check(laboratory, expired)
        self.expire(laboratory, expired)
        out = laboratory.work / "clean-roles.callgrind"
        measure.run_to_end([*counting.callgrind(out), *command], environment, laboratory.work / "clean-roles.log")
        self.check(laboratory, expired)
        self.instructions = counting.counted(out).instructions

    @staticmethod
    def expire(laboratory: Laboratory, count: int) -> None:
        if count and laboratory.expired_users(count) != count:
            raise RuntimeError("the stand-in has no room for the expired users")

    @staticmethod
    def check(laboratory: Laboratory, count: int) -> None:
        if left := laboratory.expired_users():
            raise RuntimeError(f"clean-roles left {left} of {count}")


def cleaned(laboratory: Laboratory) -> Iterator[Row]:
    idle, busy = [], []
    for scale in SCALES:
        populate(laboratory, USERS * scale)
        idle.append(Run(laboratory, 0))
        busy.append(Run(laboratory, 5 * EXPIRED))
    name = "cleaned role, users, groups, roles, policies, records"

    def more(figure: str) -> list[float]:
        return [(getattr(some, figure) - getattr(none, figure)) / (5 * EXPIRED) for some, none in zip(busy, idle)]

    yield from compared(name, "calls", more("calls"), at_most(NOISE))
    yield from compared(name, "instructions", more("instructions"), at_most(NOISE))
    name = "clean-roles with nothing to do, users, groups, roles, policies, records"
    yield from compared(name, "calls", [run.calls for run in idle], in_proportion)
    yield from compared(name, "instructions", [run.instructions for run in idle], in_proportion)
    yield from compared(name, "most MB resident", [run.memory for run in idle], in_proportion)

    populate(laboratory, USERS)
    runs = [Run(laboratory, EXPIRED * scale) for scale in SCALES]
    name = "cleaned role, expired roles"

    def of_each(figure: str) -> list[float]:
        return [(getattr(run, figure) - getattr(idle[0], figure)) / (EXPIRED * scale) for run, scale in zip(runs, SCALES)]

    yield from compared(name, "calls", of_each("calls"), at_most(NOISE))
    yield from compared(name, "instructions", of_each("instructions"), at_most(NOISE))
    yield from compared("clean-roles, expired roles", "most MB resident", [run.memory for run in runs], in_proportion)
