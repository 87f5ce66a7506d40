"""Where issuers' keys are read from: servers that answer as none should, redirects, names and documents that lead inward."""

import subprocess
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from client import ROOT
from hostile_keys import REDIRECTS, USABLE, USELESS
from key_server import DISCOVERY, KeyServer, Page, key_set
from token_application import TokenApplication
from web_tokens import SigningKey

# What takes all of the time that there is for an answer.
SLOW = ["byte after byte", "silence"]
# Names that a name server outside has, and where they lead. Each but the last would reach the server of these tests.
NAMES = {
    "loopback.example": "127.0.0.1", "mapped.example": "::ffff:127.0.0.1", "unspecified.example": "0.0.0.0",
    "several.example": "10.0.0.1,127.0.0.1", "changing.example": "169.254.169.254|127.0.0.1", "metadata.example": "169.254.169.254",
}
# Where no name is needed to lead inward.
ADDRESSES = ["127.0.0.1", "localhost", "0.0.0.0", "[::1]", "[::ffff:127.0.0.1]", "169.254.169.254", "10.0.0.1", "[fd00:ec2::254]"]


@pytest.fixture(scope="module")
def fake_names(tmp_path_factory):
    library = tmp_path_factory.mktemp("names") / "fake_names.so"
    source = ROOT / "Tests/Support/Names/fake_names.c"
    subprocess.run(["cc", "-O1", "-Wall", "-Werror", "-shared", "-fPIC", "-o", str(library), str(source)], check=True)
    return library


class Site:
    """A server of keys that the operator allows, another one, and an application whose keys are moved about."""

    def __init__(self, broker):
        self.key = SigningKey("k", "RS256")
        self.server, self.other = KeyServer(), KeyServer()
        self.server.pages["/good"] = Page(key_set(self.key))
        self.other.pages["/good"] = Page(key_set(self.key))
        self.broker = broker

    def start(self, **settings: str) -> None:
        self.broker.restart(LATCHKEY_BROKER_PRIVATE_KEY_HOSTS=self.server.host, **settings)

    def application(self, path: str, page: Page | None = None, **changes) -> TokenApplication:
        if page:
            self.server.pages[path] = page
        return TokenApplication(self.broker, self.server.name, self.server.name + path, **changes)

    def token(self, issuer: str | None = None, key: SigningKey | None = None, **changes) -> str:
        now = int(time.time())
        claims = {
            "iss": issuer or self.server.name, "aud": "client-1", "sub": "ann", "custom:tenant_id": "yellow", "iat": now,
            "exp": now + 300, **changes}
        made = (key or self.key).token(claims)
        self.broker.stack.secrets.add(made.rpartition(".")[2])
        return made

    def cause(self, answer) -> str:
        """What the log says about a refusal."""
        lines = self.broker.stack.processes.log("broker").read_text().splitlines()
        return "\n".join(line for line in lines if answer.json["request_id"] in line)


@pytest.fixture(scope="module")
def site(broker):
    site = Site(broker)
    site.start()
    yield site
    site.server.stop()
    site.other.stop()
    broker.restart()


def has_no_keys(answer) -> bool:
    return answer.status == 503 and answer.json["type"].endswith("token-keys-unavailable") and answer.headers["Retry-After"] == "5"


@pytest.fixture(scope="module")
def application(site):
    return site.application("/good")


def test_a_token_counts_for_nothing_while_the_keys_cant_be_read(site, application):
    pages = {f"/{number}": (name, make) for number, (name, make) in enumerate({**USELESS, **REDIRECTS}.items()) if name not in SLOW}
    for path, (_, make) in pages.items():
        site.server.pages[path] = make(site.key)
    wrong = {}
    for path, (name, _) in pages.items():
        application.change(jwks_url=site.server.name + path)
        answer = application.ask(site.token())
        if not has_no_keys(answer):
            wrong[name] = (answer.status, answer.text)
    assert wrong == {}
    # No redirect was followed.
    assert site.server.asked["/good"] == 0


@pytest.mark.parametrize("name", USABLE)
def test_keys_are_read_in_any_form_that_issuers_have(site, application, name):
    path = f"/usable-{list(USABLE).index(name)}"
    site.server.pages[path] = USABLE[name](site.key)
    application.change(jwks_url=site.server.name + path)
    answer = application.ask(site.token())
    assert answer.status == 200, answer.text


def test_a_slow_server_holds_up_nobody_else(site, application):
    application.change(jwks_url=f"{site.server.name}/good")
    assert application.ask(site.token()).status == 200
    slow = [site.application(f"/slow-{number}", USELESS[name](site.key)) for number, name in enumerate(SLOW)]
    begun = time.monotonic()
    with ThreadPoolExecutor(8) as pool:
        waiting = [pool.submit(each.ask, site.token()) for each in slow for _ in range(4)]
        assert application.ask(site.token(sub="bob")).status == 200
        assert not any(answer.done() for answer in waiting)
        assert all(has_no_keys(answer.result()) for answer in waiting)
    assert time.monotonic() - begun < 15
    # Who asks again at once isn't kept waiting.
    begun = time.monotonic()
    assert has_no_keys(slow[0].ask(site.token()))
    assert time.monotonic() - begun < 3
    assert site.server.asked["/slow-0"] == site.server.asked["/slow-1"] == 1


def test_of_all_who_ask_at_once_one_reads_the_keys(site):
    application = site.application("/at-once", Page(key_set(site.key), delay=0.5))
    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda number: application.ask(site.token(sub=f"person-{number}")), range(16)))
    assert [answer.status for answer in answers] == [200] * 16
    assert site.server.asked["/at-once"] == 1


def test_keys_that_are_known_count_while_the_server_fails_and_it_isnt_flooded(site):
    application = site.application("/failing", Page(key_set(site.key)))
    assert application.ask(site.token()).status == 200
    site.server.pages["/failing"] = Page(status=500)
    assert application.ask(site.token(sub="bob")).status == 200
    for number in range(20):
        unknown = application.ask(site.token(key=SigningKey(f"new-{number}", "ES256")))
        assert unknown.status == 401 and unknown.json["reason"] == "unknown-key"
    assert application.ask(site.token(sub="carol")).status == 200
    assert site.server.asked["/failing"] == 1


def test_a_node_believes_the_keys_that_are_there_when_it_reads_them(site):
    application = site.application("/rotating", Page(key_set(site.key)))
    assert application.ask(site.token(), node=0).status == 200
    new = SigningKey("next", "PS256")
    site.server.pages["/rotating"] = Page(key_set(new))
    assert application.ask(site.token(key=new), node=1).status == 200
    assert application.ask(site.token(), node=1).json["reason"] == "unknown-key"


DOCUMENTS = {
    "nothing": "", "HTML": "<html>", "a list": "[]", "no address": '{"issuer":"%(issuer)s"}', "no issuer": '{"jwks_uri":"%(keys)s"}',
    "another issuer": '{"issuer":"https://evil.example","jwks_uri":"%(keys)s"}',
    "the issuer with a slash": '{"issuer":"%(issuer)s/","jwks_uri":"%(keys)s"}',
    "two issuers": '{"issuer":"%(issuer)s","issuer":"https://evil.example","jwks_uri":"%(keys)s"}',
    "two addresses": '{"issuer":"%(issuer)s","jwks_uri":"%(other)s","jwks_uri":"%(keys)s"}',
    "a server that isn't allowed": '{"issuer":"%(issuer)s","jwks_uri":"%(other)s"}',
    "the metadata service": '{"issuer":"%(issuer)s","jwks_uri":"http://169.254.169.254/latest/meta-data/"}',
    "a file": '{"issuer":"%(issuer)s","jwks_uri":"file:///etc/passwd"}', "a path": '{"issuer":"%(issuer)s","jwks_uri":"/good"}',
    "a server named by a user": '{"issuer":"%(issuer)s","jwks_uri":"http://%(host)s@%(other_host)s/good"}',
    "more than 64 kB": '{"issuer":"%(issuer)s","jwks_uri":"%(keys)s"}' + " " * 65_536,
}


def test_a_document_leads_to_keys_of_hosts_that_are_allowed_and_nowhere_else(site, application):
    wrong = {}
    for number, (name, text) in enumerate({"": '{"issuer":"%(issuer)s","jwks_uri":"%(keys)s","x":[1]}', **DOCUMENTS}.items()):
        issuer = f"{site.server.name}/issuer-{number}"
        names = {"issuer": issuer, "keys": f"{site.server.name}/good", "other": f"{site.other.name}/good", "host": site.server.host,
                 "other_host": site.other.host}
        site.server.pages[f"/issuer-{number}{DISCOVERY}"] = Page(text % names)
        application.change(issuer=issuer, jwks_url=None)
        answer = application.ask(site.token(issuer))
        if not (has_no_keys(answer) if name else answer.status == 200):
            wrong[name] = (answer.status, answer.text)
    application.change(issuer=site.server.name, jwks_url=f"{site.server.name}/good")
    assert wrong == {} and site.other.connections == 0


def test_no_keys_are_read_from_an_address_that_isnt_public(site, fake_names):
    """Such a host may be listed by mistake, or lead inward by its name server: what counts is where the connection would lead."""
    hosts = [f"{host}:{site.other.port}" for host in [*NAMES, *ADDRESSES]]
    names = ";".join(f"{name}={addresses}" for name, addresses in NAMES.items())
    site.start(LATCHKEY_BROKER_KEY_HOSTS=",".join(hosts), LD_PRELOAD=str(fake_names), FAKE_NAMES=names)
    try:
        application = site.application("/good")
        wrong = {}
        for host in hosts:
            application.change(jwks_url=f"https://{host}/good")
            # A name is asked for again, since what its server says may have changed.
            answers = [application.ask(site.token(), node) for node in [0, 1]]
            if not all(map(has_no_keys, answers)) or "a public one" not in site.cause(answers[0]):
                wrong[host] = [site.cause(answers[0]), *(answer.text for answer in answers)]
        assert wrong == {} and site.other.connections == 0
        # The operator can allow such a name, so it is the rule that kept it away before.
        private = f"{site.server.host},loopback.example:{site.other.port}"
        site.broker.restart(LATCHKEY_BROKER_PRIVATE_KEY_HOSTS=private, LD_PRELOAD=str(fake_names), FAKE_NAMES=names)
        application.change(jwks_url=f"https://loopback.example:{site.other.port}/good")
        assert has_no_keys(application.ask(site.token())) and site.other.connections > 0
    finally:
        site.start()


def certificate(folder, name: str, address: str):
    """A file with a certificate that nobody else signed, and its key."""
    path, key = folder / f"{name}.pem", folder / f"{name}.key"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
         "-subj", f"/CN={name}", "-addext", f"subjectAltName=IP:{address}", "-keyout", key, "-out", path],
        check=True, capture_output=True)
    public = path.read_text()
    path.write_text(public + key.read_text())
    return path, public


def test_keys_are_read_from_the_server_that_the_certificate_names_and_an_authority_vouches_for(site, tmp_path):
    made = {name: certificate(tmp_path, name, address) for name, address in
            [("right", "127.0.0.1"), ("of another server", "127.0.0.2"), ("of nobody", "127.0.0.1")]}
    servers = {name: KeyServer(path) for name, (path, _) in made.items()}
    authorities = tmp_path / "authorities.pem"
    authorities.write_text(made["right"][1] + made["of another server"][1])
    hosts = ",".join(server.host for server in servers.values())
    site.broker.restart(LATCHKEY_BROKER_PRIVATE_KEY_HOSTS=hosts, LATCHKEY_CA_FILE=str(authorities))
    try:
        issuer = servers["right"].name
        for server in servers.values():
            server.pages["/good"] = Page(key_set(site.key))
        application = TokenApplication(site.broker, issuer, f"{issuer}/good")
        answer = application.ask(site.token(issuer))
        assert answer.status == 200, site.cause(answer)
        for name in ["of another server", "of nobody"]:
            application.change(jwks_url=f"{servers[name].name}/good")
            assert has_no_keys(application.ask(site.token(issuer)))
            assert servers[name].asked.total() == 0
    finally:
        for server in servers.values():
            server.stop()
        site.start()
