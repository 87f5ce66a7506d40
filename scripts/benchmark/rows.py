"""What is measured, and the bars to meet. Each function of SUBJECTS yields the rows of one subject."""

import json
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import account_listing
import counting
import jwt as pyjwt
import measure
import pages
from applications import Application
from figures import Row, alternate, row
from growth import growth
from joserfc import jwk, jwt
from laboratory import HERE, Laboratory
from processes import megabytes, resident, wait_until

CONCURRENT = 256


def trivial(laboratory: Laboratory, rounds: int) -> Iterator[Row]:
    laboratory.python
    figures = alternate(rounds, {
        port: lambda port=port: measure.load(laboratory.url(f"{port}_port", "/health"), 32, 2)
        for port in ("latchkey", "c", "python")
    })
    name = "trivial route through nginx, requests/s"
    yield row(f"{name}; C with libfcgi", figures["latchkey"], figures["c"], ratio_at_least=0.9)
    yield row(f"{name}; Flask", figures["latchkey"], figures["python"])


def verify(laboratory: Laboratory, rounds: int) -> Iterator[Row]:
    server = laboratory.site.removeprefix("http://")
    settings = {"LATCHKEY_IAM_AUTH_SERVERS": server}
    laboratory.restart_handler("iam-auth", **settings)
    fields = {"Host": server, "Cookie": laboratory.session()}
    trivial, url = laboratory.url("latchkey_port", "/health"), laboratory.url("latchkey_port", "/auth/verify")
    words = ["fields", *(word for field in fields.items() for word in field)]
    measure.ask_often(url, fields, 1)
    figures = alternate(rounds, {
        "verify": lambda: measure.load(url, 32, 2, *words),
        "trivial": lambda: measure.load(trivial, 32, 2),
    })
    name = "a session of iam-auth verified through nginx"
    yield row(f"{name}, requests/s; the trivial route", figures["verify"], figures["trivial"], ratio_at_least=0.8)
    yield row(f"{name}, instructions of the handler; the trivial route",
              laboratory.instructions("iam-auth", url, fields, **settings),
              laboratory.instructions("health", trivial, {}))


def broker(laboratory: Laboratory, rounds: int) -> Iterator[Row]:
    with Application(laboratory) as application:
        url, trivial = laboratory.url("latchkey_port", "/credentials"), laboratory.url("latchkey_port", "/health")
        python = laboratory.url("python_port", "/credentials")
        peer = application.start_python()
        body = application.body("kept")
        fields = ["X-Remote-User", application.NAME, "Content-Type", "application/json"]
        ours, theirs = (measure.Person(laboratory.ports[f"{port}_port"], application.NAME) for port in ("latchkey", "python"))
        application.credentials(ours, "kept")
        application.credentials(theirs, "kept")
        figures = alternate(rounds, {
            "kept": lambda: measure.load(url, 32, 2, "post", body, *fields),
            "trivial": lambda: measure.load(trivial, 32, 2),
            "python": lambda: measure.load(python, 32, 2, "post", body, *fields),
        })
        name = "credentials that are kept, for a token"
        yield row(f"{name}, requests/s; the trivial route", figures["kept"], figures["trivial"], ratio_at_least=0.7)
        yield row(f"{name}, requests/s; Flask, PyJWT and boto3", figures["kept"], figures["python"])
        yield row(f"{name}, instructions of the handler; the trivial route",
                  laboratory.instructions("broker", url, dict(zip(fields[::2], fields[1::2])), body, **application.settings),
                  laboratory.instructions("health", trivial, {}))

        def new(person: measure.Person) -> list[float]:
            return [application.credentials(person, application.new_user()) for _ in range(40)]

        figures = alternate(rounds, {
            "broker": lambda: new(ours), "sts": lambda: [application.assume_role() for _ in range(40)],
            "python": lambda: new(theirs)})
        name = "credentials for a user's first token"
        yield row(f"{name}, ms more than STS; Flask, PyJWT and boto3", figures["broker"] - figures["sts"],
                  figures["python"] - figures["sts"], value_at_most=2)

        application.restart()
        people = [measure.Person(laboratory.ports["latchkey_port"], application.NAME) for _ in range(32)]
        with ThreadPoolExecutor(len(people)) as pool:
            list(pool.map(lambda person: [application.credentials(person, application.new_user()) for _ in range(313)], people))
        yield row("10,000 users' credentials kept, most MB resident; Flask and boto3 at rest",
                  megabytes(application.process, "VmHWM"), megabytes(peer, "VmRSS"), value_at_most=64)


def tokens(laboratory: Laboratory, rounds: int) -> Iterator[Row]:
    """How often a second a token is verified, in one thread. Both read the issuer's keys beforehand, and each has an OpenSSL of
    its own: PyJWT that of `cryptography`, which is newer than Debian's."""
    kinds = {"RS256": jwk.RSAKey.generate_key(2048, auto_kid=True), "ES256": jwk.ECKey.generate_key("P-256", auto_kid=True)}
    for algorithm, key in kinds.items():
        now = int(time.time())
        claims = {"iss": "https://issuer.example", "aud": "bench", "sub": "ann", "iat": now, "exp": now + 3600}
        token = jwt.encode({"alg": algorithm, "kid": key.kid}, claims, key)
        public = {**key.as_dict(private=False), "alg": algorithm, "use": "sig"}
        keys = laboratory.work / "keys.json"
        keys.write_text(json.dumps({"keys": [public]}))
        peer = pyjwt.PyJWK(public)
        options = {"require": ["exp", "iat", "sub"]}

        def python() -> float:
            started = time.perf_counter()
            for _ in range(2_000):
                pyjwt.decode(token, peer, [algorithm], options, audience="bench", issuer="https://issuer.example")
            return 2_000 / (time.perf_counter() - started)

        command = [laboratory.verify_tokens, "https://issuer.example", "bench", keys, token, "10000"]
        figures = alternate(rounds, {
            "latchkey": lambda: float(subprocess.check_output(command, text=True)), "python": python})
        yield row(f"{algorithm} tokens verified/s; PyJWT", figures["latchkey"], figures["python"])


def cgi(laboratory: Laboratory, rounds: int) -> Iterator[Row]:
    # For a path that isn't served, a program starts, reads its settings, makes its clients, finds no route and answers, but
    # doesn't call AWS.
    boto3 = [sys.executable, HERE / "peers" / "boto3_cgi.py"]
    commands = {
        "keys": ([laboratory.binaries / "keys"], "/nowhere"),
        "console": ([laboratory.binaries / "console"], "/nowhere"),
        "health": ([laboratory.binaries / "health"], "/health"),
        "c": ([laboratory.work / "cgi-curl"], "/nowhere"),
        "c without libcurl": ([laboratory.work / "cgi"], "/nowhere"),
        "boto3 for keys": ([*boto3, "iam"], "/nowhere"),
        "boto3 for console": ([*boto3, "iam", "sts", "dynamodb"], "/nowhere"),
        "boto3 alone": (boto3, "/nowhere"),
    }
    for name in ("keys", "console"):
        command, path = commands[name]
        answer = measure.run_cgi(command, {**laboratory.environment, **measure.cgi(path)})
        if not answer.startswith("Status: 404"):
            raise RuntimeError(f"{name} as plain CGI answered {answer[:100]!r}")

    with open(os.devnull, "wb") as nowhere:
        def starts(name: str) -> list[float]:
            command, path = commands[name]
            environment = {**laboratory.environment, **measure.cgi(path)}
            times = 3 if name.startswith("boto3") else 20
            return [measure.start_to_exit(command, environment, nowhere.fileno()) for _ in range(times)]

        figures = alternate(2 * rounds, {name: lambda name=name: starts(name) for name in commands})
    for name in ("keys", "console"):
        label = f"plain CGI {name}, start to answer, ms"
        yield row(f"{label}; C with the same libraries", figures[name], figures["c"], ratio_at_most=1.3)
        yield row(f"{label}; Python with boto3's clients, times faster", figures[name], figures[f"boto3 for {name}"],
                  peer_over_value=True, ratio_at_least=30)
        yield row(f"{label}; Python that only loads boto3, times faster", figures[name], figures["boto3 alone"],
                  peer_over_value=True)
    yield row("plain CGI health, start to answer, ms; C without libcurl", figures["health"],
              figures["c without libcurl"])


def tool(laboratory: Laboratory, rounds: int) -> Iterator[Row]:
    commands = {"latchkey": [laboratory.binaries / "latchkey", "whoami", "--help"], "c": [laboratory.work / "tool-curl"]}
    with open(os.devnull, "wb") as nowhere:
        figures = alternate(6 * rounds, {
            name: lambda command=command: measure.start_to_exit(command, {}, nowhere.fileno())
            for name, command in commands.items()
        })
    yield row("latchkey whoami --help, start to end, ms; C with the same libraries", figures["latchkey"], figures["c"],
              ratio_at_most=1.3)


def home_with_credentials(laboratory: Laboratory) -> dict[str, str]:
    """The environment of somebody whose tool has credentials of the profile `bench` in its cache, and nowhere else."""
    home = laboratory.work / "home"
    shutil.rmtree(home, ignore_errors=True)
    (home / ".aws").mkdir(parents=True)
    (home / "made.json").write_text(json.dumps({
        "Version": 1, "AccessKeyId": "ASIAIOSFODNN7EXAMPLE", "SecretAccessKey": "x" * 40, "SessionToken": "x" * 1_000,
        "Expiration": "2099-01-01T00:00:00Z"}))
    (home / ".aws/config").write_text(f"[profile bench]\ncredential_process = cat {home}/made.json\n")
    environment = {"HOME": str(home), "PATH": os.environ["PATH"]}
    command = [laboratory.binaries / "latchkey", "credentials", "bench"]
    made = subprocess.check_output(command, env=environment)
    # From now on only the cache can have them.
    (home / "made.json").unlink()
    if subprocess.check_output(command, env=environment) != made:
        raise RuntimeError("latchkey credentials doesn't answer from its cache")
    return environment


def credentials(laboratory: Laboratory, rounds: int) -> Iterator[Row]:
    environment = home_with_credentials(laboratory)
    command = [laboratory.binaries / "latchkey", "credentials", "bench"]
    commands = {"latchkey": command, "c": [laboratory.work / "tool-curl"], "c without libcurl": [laboratory.work / "tool"],
                "aws": [pathlib.Path(sys.executable).with_name("aws"), "--version"]}

    def starts(name: str, nowhere: int) -> list[float]:
        times = 3 if name == "aws" else 20
        return [measure.start_to_exit(commands[name], environment, nowhere) for _ in range(times)]

    with open(os.devnull, "wb") as nowhere:
        figures = alternate(2 * rounds, {name: lambda name=name: starts(name, nowhere.fileno()) for name in commands})
    label = "latchkey credentials from its cache, start to end, ms"
    yield row(f"{label}; C with the same libraries", figures["latchkey"], figures["c"], ratio_at_most=1.3)
    yield row(f"{label}; C without libcurl, which isn't loaded for it", figures["latchkey"], figures["c without libcurl"])
    yield row(f"{label}; aws --version, times faster", figures["latchkey"], figures["aws"], peer_over_value=True,
              ratio_at_least=60)


def configure(laboratory: Laboratory, rounds: int) -> Iterator[Row]:
    home = laboratory.work / "home-of-many"
    shutil.rmtree(home, ignore_errors=True)
    for folder in [".aws", ".config/latchkey"]:
        (home / folder).mkdir(parents=True)
    (home / ".config/latchkey/config.yaml").write_text(
        "sign-ins:\n  a: {portal: 'https://a.example.com'}\nprofiles:\n  p5000: {region: eu-west-1}\n")
    config = home / ".aws/config"
    profiles = "".join(
        f"[profile p{number}]\nregion = us-east-1\noutput = json\n# {number}\n\n" for number in range(10_000))
    commands = {
        "latchkey": [laboratory.binaries / "latchkey", "configure", "--yes"],
        "aws": [pathlib.Path(sys.executable).with_name("aws"), "configure", "set", "region", "eu-west-1", "--profile", "p5000"],
    }

    def take(name: str, nowhere: int) -> float:
        config.write_text(profiles)
        elapsed = measure.start_to_exit(commands[name], {"HOME": str(home), "PATH": os.environ["PATH"]}, nowhere)
        if "region = eu-west-1" not in config.read_text():
            raise RuntimeError(f"{name} changed nothing")
        return elapsed

    with open(os.devnull, "wb") as nowhere:
        figures = alternate(2 * rounds, {name: lambda name=name: take(name, nowhere.fileno()) for name in commands})
    yield row("latchkey configure in a file of 10,000 profiles, ms; aws configure set", figures["latchkey"], figures["aws"],
              ratio_at_most=1)


def baseline(laboratory: Laboratory, rounds: int) -> Iterator[Row]:
    path = laboratory.work / "account.yaml"
    path.write_text(account_listing.file())
    with account_listing.Account() as account:
        command = [laboratory.binaries / "latchkey", "baseline", "plan", path]
        environment = {**laboratory.environment, "HOME": str(laboratory.work), "AWS_ENDPOINT_URL": account.endpoint}
        # It ends with 0 only when nothing is to be changed.
        figures = alternate(rounds, {"plan": lambda: measure.processor_seconds(command, environment)})
        calls = sum(account.calls.values()) / rounds
    name = f"latchkey baseline plan, {account_listing.USERS:,} users and {account_listing.ROLES} roles"
    yield row(f"{name}, seconds of a processor", figures["plan"], value_at_most=2)
    pages = -(-len(account_listing.LISTED) // account_listing.PAGE)
    yield row(f"{name}, calls; pages of the listing", calls, pages, value_at_most=pages + 7)


def served(laboratory: Laboratory, rounds: int) -> Iterator[Row]:
    environment = home_with_credentials(laboratory)
    ask = """
import os, time, urllib.request
asked = urllib.request.Request(os.environ["AWS_CONTAINER_CREDENTIALS_FULL_URI"],
                               headers={"Authorization": os.environ["AWS_CONTAINER_AUTHORIZATION_TOKEN"]})
for _ in range(1_000):
    urllib.request.urlopen(asked).read()
print("asked", flush=True)
time.sleep(600)
"""
    process = laboratory.processes.start(
        "served", [laboratory.binaries / "latchkey", "exec", "bench", "--server", "--", sys.executable, "-c", ask], environment)
    wait_until(lambda: "asked" in (laboratory.work / "served.log").read_text(), process, "latchkey exec", 60)
    yield row("latchkey exec --server, most MB resident after 1,000 requests", resident(process.pid, "VmHWM"))
    laboratory.processes.stop(process)


def proxy(laboratory: Laboratory, rounds: int) -> Iterator[Row]:
    with pages.Server() as server:
        process, port = laboratory.start_proxy(server.port)
        kept = pages.Client(port, server.port, through_proxy=True)
        resident = {}
        for count in range(1, 10_001):
            # Half of the requests come on connections of their own.
            if count % 2:
                kept.get("/page")
            else:
                with pages.Client(port, server.port, through_proxy=True) as client:
                    client.get("/page")
            if count in (1_000, 10_000):
                resident[count] = megabytes(process, "VmRSS")
        name = "latchkey proxy"
        yield row(f"{name}, MB resident after 10,000 requests more than after 1,000",
                  resident[10_000] - resident[1_000], value_at_most=2)
        direct = pages.Client(server.port, server.port, through_proxy=False)
        figures = alternate(rounds, {
            "direct": lambda: [direct.milliseconds() for _ in range(1_000)],
            "through": lambda: [kept.milliseconds() for _ in range(1_000)],
        })
        yield row(f"{name}, ms added to a page", figures["through"] - figures["direct"], value_at_most=1)
        kept.get("/large")
        kept.put(pages.LARGE)
        yield row(f"{name}, most MB resident while bodies of 200 MB go through", megabytes(process, "VmHWM"))


def depth_of_login(
    laboratory: Laboratory, port: str, user: str, login: Callable[[measure.Person], float] = measure.Person.login
) -> tuple[int, float]:
    """The depth in round trips, and the milliseconds, of a login while nobody else calls AWS."""
    person = measure.Person(laboratory.ports[port], user)
    time.sleep(3 * laboratory.delay / 1000)  # so that calls of an earlier login have ended
    laboratory.reset_calls()
    elapsed = login(person)
    return laboratory.calls()["depth"], elapsed


def warm_up(laboratory: Laboratory) -> subprocess.Popen:
    """Logs everybody in once, which syncs their roles, and restarts `console`."""
    people = [measure.Person(laboratory.ports["latchkey_port"], f"warm-{number}") for number in range(1, CONCURRENT + 1)]
    with ThreadPoolExecutor(16) as pool:
        list(pool.map(measure.Person.login, people))
    return laboratory.restart_handler("console")


def warm_depth(laboratory: Laboratory, port: str = "latchkey_port") -> int:
    depth_of_login(laboratory, port, "warm-1")  # a process makes some calls only once, such as the one for its own identity
    return max(depth_of_login(laboratory, port, f"warm-{number}")[0] for number in range(2, 7))


def warm_login(laboratory: Laboratory, rounds: int) -> Iterator[Row]:
    laboratory.python
    warm_up(laboratory)
    depth, c_depth, python_depth = (warm_depth(laboratory, f"{port}_port") for port in ("latchkey", "c", "python"))
    waiting = depth * laboratory.delay
    laboratory.start_waiting(waiting)
    people = {port: measure.Person(laboratory.ports[f"{port}_port"], "warm-1")
              for port in ("latchkey", "waiting_front", "c", "python")}

    def logins(port: str, times: int) -> list[float]:
        return [people[port].login() for _ in range(times)]

    times = -(-200 // rounds)
    figures = alternate(rounds, {
        "latchkey": lambda: logins("latchkey", times),
        "waiting": lambda: [people["waiting_front"].request("GET", "/")[0] for _ in range(times)],
        "c": lambda: logins("c", times),
        "python": lambda: logins("python", times // 4),
    })
    name = "warm console login"
    yield row(f"{name}, round trips deep; Flask and boto3", depth, python_depth, value_at_most=2)
    added = figures["latchkey"] - waiting
    yield row(f"{name}, ms added to the waiting; nginx and the waiting alone", added, figures["waiting"] - waiting,
              value_at_most=3)
    yield row(f"{name}, ms added to the waiting; C with libcurl", added, figures["c"] - c_depth * laboratory.delay)
    yield row(f"{name}, ms added to the waiting; Flask and boto3", added,
              figures["python"] - python_depth * laboratory.delay)
    yield row(f"{name}, ms; Flask and boto3", figures["latchkey"], figures["python"])


def first_login(laboratory: Laboratory, rounds: int) -> Iterator[Row]:
    depth_of_login(laboratory, "latchkey_port", "warm-1")
    logins = [depth_of_login(laboratory, "latchkey_port", f"first-{number}") for number in range(2 * rounds)]
    name = "first login, 10 groups of 5 inline and 3 managed policies"
    yield row(f"{name}, round trips deep", max(depth for depth, _ in logins), value_at_most=8)
    yield row(f"{name}, ms", statistics.median(elapsed for _, elapsed in logins))


def sync(laboratory: Laboratory, rounds: int) -> Iterator[Row]:
    interval = 1
    laboratory.restart_handler("console", LATCHKEY_SYNC_INTERVAL=str(interval))
    depth_of_login(laboratory, "latchkey_port", "warm-1")
    kinds = {"few": "10 groups of 5 inline and 3 managed policies", "full": "10 groups with full quotas"}
    ways = {"console": measure.Person.login, "credentials": measure.Person.assume_role}
    for kind, words in kinds.items():
        for way, login in ways.items():
            depths: dict[str, list[int]] = {"first login": [], "sync without change": [], "sync with changes": []}
            for number in range(rounds):
                user = f"{kind}-{way}-{number}"
                for what, taken in depths.items():
                    if what != "first login":
                        laboratory.age(user)
                        time.sleep(interval + 0.1)  # until the process has forgotten the last login
                    if what == "sync with changes":
                        laboratory.change(user)
                    taken.append(depth_of_login(laboratory, "latchkey_port", user, login)[0])
            for (what, taken), most in zip(depths.items(), [9, 4, 8]):
                yield row(
                    f"{what} for {way}, {words}, round trips deep", statistics.median(taken), value_at_most=most)
    laboratory.restart_handler("console")


def concurrent(laboratory: Laboratory, rounds: int) -> Iterator[Row]:
    python = laboratory.python
    console = warm_up(laboratory)
    depth = warm_depth(laboratory)
    waiting = depth * laboratory.delay
    laboratory.start_waiting(waiting)
    measure.Person(laboratory.ports["latchkey_port"], "warm-1").login()

    def logins(port: str) -> float:
        laboratory.settle()
        return measure.load(laboratory.url(f"{port}_port", "/console"), CONCURRENT, 4, "login")

    figures = alternate(rounds, {
        port: lambda port=port: logins(port) for port in ("latchkey", "c", "waiting_front", "python")
    })
    name = f"{CONCURRENT} concurrent warm logins"
    allowed = CONCURRENT / (waiting / 1000)
    yield row(f"{name}, logins/s; what the waiting alone allows", figures["latchkey"], allowed, ratio_at_least=0.85)
    yield row(f"{name} by C with libcurl, logins/s; what the waiting alone allows", figures["c"], allowed)
    yield row(f"{name}, logins/s; C with libcurl", figures["latchkey"], figures["c"])
    yield row(f"{name}, logins/s; nginx and the waiting alone", figures["latchkey"], figures["waiting_front"])
    yield row(f"{name}, logins/s; Flask and boto3", figures["latchkey"], figures["python"])
    yield row(f"{name}, most MB resident; Flask and boto3", megabytes(console, "VmHWM"), megabytes(python, "VmHWM"),
              value_at_most=40)


def logins_to(laboratory: Laboratory, port: str) -> Callable[[int], None]:
    """A function that logs one person in so many times over one connection."""

    def logins(times: int):
        person = measure.Person(laboratory.ports[port], "warm-1")
        for _ in range(times):
            person.login()

    return logins


def counted_login(laboratory: Laboratory, **settings: str) -> tuple[counting.Counts, counting.Counts]:
    """What a warm login needs of `console`, and of C. Both make the same calls, and none of them twice."""
    logins_to(laboratory, "latchkey_port")(1)
    console, c = (laboratory.counts(name, logins_to(laboratory, port), 200, **settings)
                  for name, port in (("console", "latchkey_port"), ("login", "c_port")))
    return console, c


def instructions(laboratory: Laboratory, rounds: int) -> Iterator[Row]:
    """Figures that are the same in each run, to a part in a hundred. A test compares their ratios with recorded.json, which
    whoever makes a login cheaper writes anew from what --json wrote."""
    console, c = counted_login(laboratory)
    name = "warm console login"
    yield row(f"{name}, instructions; C with libcurl", console.instructions, c.instructions, ratio_at_most=2.2)
    yield row(f"{name}, instructions outside libcurl and libcrypto; C with libcurl", console.outside, c.outside,
              value_at_most=750_000)
    yield row(f"{name}, allocations; C with libcurl", console.allocations, c.allocations, value_at_most=450)
    yield row("trivial route, instructions of the handler; C with libfcgi",
              laboratory.instructions("health", laboratory.url("latchkey_port", "/health"), {}),
              laboratory.instructions("c", laboratory.url("c_port", "/health"), {}), value_at_most=90_000)


def costs(laboratory: Laboratory, rounds: int) -> Iterator[Row]:
    """What else a login, or a start, costs the machine."""
    console, c = counted_login(laboratory, **laboratory.over_tls)
    yield row("warm console login over TLS, instructions; C with libcurl", console.instructions, c.instructions)
    yield row("warm console login over TLS, allocations; C with libcurl", console.allocations, c.allocations)

    warm_up(laboratory)
    programs = {"console": "latchkey_port", "login": "c_port"}

    def crowd(port: str) -> Callable[[float], int]:
        return lambda seconds: measure.loaded(laboratory.url(port, "/console"), CONCURRENT, seconds, "login")[0]

    console, c = (laboratory.system_calls(name, crowd(port), 2, 6) for name, port in programs.items())
    yield row(f"{CONCURRENT} concurrent warm logins, system calls of one; C with libcurl", console, c, ratio_at_most=1.15)

    memory = {}
    for name, port in programs.items():
        process = laboratory.restart_handler(name)
        logins_to(laboratory, port)(1)
        memory[name] = counting.private_dirty(process.pid)
    yield row("memory of its own after one login, MB; C with libcurl", memory["console"], memory["login"], ratio_at_most=2.5)

    environment = {**laboratory.environment, **measure.cgi("/nowhere"), "SWIFT_DETERMINISTIC_HASHING": "1"}
    out = laboratory.work / "start.callgrind"
    (keys, faults), (c, c_faults) = (
        counting.start_counts([program], environment, out)
        for program in (laboratory.stripped("keys"), laboratory.work / "cgi-curl"))
    name = "plain CGI keys, start to answer"
    yield row(f"{name}, instructions; C with the same libraries", keys.instructions, c.instructions, ratio_at_most=1.05)
    yield row(f"{name}, page faults; C with the same libraries", faults, c_faults, ratio_at_most=1.25)


def rest(laboratory: Laboratory, rounds: int) -> Iterator[Row]:
    paths = {"keys": "/keys", "console": "/", "health": "/health", "ready": "/health/ready"}
    python = laboratory.python
    measure.Person(laboratory.ports["python_port"], "warm-1").request("GET", "/health")
    for name, path in paths.items():
        process = laboratory.restart_handler(name)
        measure.Person(laboratory.ports["latchkey_port"], "warm-1").request("GET", path)
        time.sleep(0.3)
        yield row(f"{name} at rest, MB resident; Flask and boto3", megabytes(process, "VmRSS"),
                  megabytes(python, "VmRSS"), value_at_most=16)


def cleanup(laboratory: Laboratory, rounds: int) -> Iterator[Row]:
    roles, pace = 5_000, 250
    if laboratory.expired_users(roles) != roles:
        raise RuntimeError("the stand-in has no room for the expired users")
    seconds, resident = measure.run_to_end(
        [laboratory.binaries / "clean-roles", "--rate", pace, "--concurrency", 64], laboratory.environment,
        laboratory.work / "clean-roles.log")
    if left := laboratory.expired_users():
        raise RuntimeError(f"clean-roles left {left} of {roles}")
    # Removing one of these roles takes one write to IAM.
    name = f"clean-roles over {roles:,} expired roles"
    yield row(f"{name}, IAM writes/s; the pace allowed", roles / seconds, pace, ratio_at_least=0.9)
    yield row(f"{name}, most MB resident", resident, value_at_most=64)


SUBJECTS = {
    "trivial": trivial, "verify": verify, "broker": broker, "tokens": tokens, "cgi": cgi, "tool": tool,
    "credentials": credentials, "configure": configure,
    "baseline": baseline, "served": served, "proxy": proxy, "warm-login": warm_login, "first-login": first_login, "sync": sync, "rest": rest, "concurrent": concurrent,
    "instructions": instructions, "costs": costs, "cleanup": cleanup, "growth": growth,
}
