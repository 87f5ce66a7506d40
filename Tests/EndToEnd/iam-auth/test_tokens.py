"""Tokens that AWS signs, from an issuer of the tests, through nginx."""

import concurrent.futures
import re
import time
import urllib.parse

import account
import pytest
import token_refusals
from hostile_keys import REDIRECTS, USABLE, USELESS
from key_server import Page
from token_attacks import Forge, new_keys
from token_issuer import TokenIssuer
from web_tokens import SigningKey

ALICE = f"arn:aws:iam::{account.ACCOUNT_ID}:user/staff/iam-alice"
DEPLOY = f"arn:aws:iam::{account.ACCOUNT_ID}:role/jobs/deploy"


@pytest.fixture(scope="module")
def issuer():
    running = TokenIssuer()
    yield running
    running.stop()


@pytest.fixture(scope="module")
def tokens(site, issuer):
    """Both nodes take tokens of the issuer as well as signed identities."""
    settings = {"LATCHKEY_IAM_AUTH_PROOFS": "signed,token", "LATCHKEY_IAM_AUTH_ISSUER": issuer.name}
    site.restart(**settings)
    yield settings
    site.restart()


@pytest.fixture
def signs_as_aws(issuer, faults):
    """The stand-in's GetWebIdentityToken, which has looked at signature and permission, gives a token of the issuer."""
    arn = f"arn:aws:iam::{account.ACCOUNT_ID}:user/staff/person-with-the-tool"

    def sign(_):
        asked = faults.calls[-1].parameters
        claims = issuer.claims(arn, asked["Audience.member.1"], exp=int(time.time()) + int(asked["DurationSeconds"]))
        kid = {"ES384": "ec-1", "RS256": "rsa-1"}[asked["SigningAlgorithm"]]
        return b"<WebIdentityToken>" + issuer.sign(claims, kid).encode()

    faults.rewrites["sts:GetWebIdentityToken"] = (rb"<WebIdentityToken>[^<]*", sign)


@pytest.mark.parametrize("algorithm", ["ES384", "RS256"])
def test_a_token_of_the_tool_lets_a_program_in_until_it_expires(site, tokens, tool, signs_as_aws, algorithm):
    result = tool.run("identity", "--server", f"http://{site.name}", "--proof", "token", "--algorithm", algorithm)
    assert (result.returncode, result.stderr) == (0, "")
    scheme, token = result.stdout.split()
    assert scheme == "Bearer"
    for _ in range(3):
        answer = ask(site, token, "/report")
        assert dict(answer.json["headers"])["X-Remote-User"] == "person-with-the-tool"
    # It is for this server alone.
    assert error(site.ask("/keys", proof=f"Bearer {token}", portal=True)) == "server"


def test_a_token_for_others_too_is_none_for_us(site, issuer, tokens):
    """They could bring it here."""
    for audiences in [[site.name, "https://other.example.com"], ["https://other.example.com", site.name], [site.name] * 2]:
        assert error(ask(site, issuer.sign(issuer.claims(ALICE, audiences), "ec-1"))) == "server"
    assert ask(site, issuer.sign(issuer.claims(ALICE, [site.name]), "ec-1")).status == 200


def test_a_link_of_the_tool_by_token_signs_a_browser_in(site, tokens, tool, signs_as_aws):
    result = tool.run("open", "--print", "--proof", "token", f"http://{site.name}/report")
    assert (result.returncode, result.stderr) == (0, "")
    path = urllib.parse.urlsplit(result.stdout.strip()).path
    site.stack.secrets.add(path.rpartition("/")[2])
    browser = {"Accept": "text/html", "Content-Type": "application/x-www-form-urlencoded", "Origin": f"http://{site.name}"}
    answer = site.ask(path, "POST", headers=browser, body="")
    assert (answer.status, answer.headers["Location"]) == (303, "/report")
    cookie = answer.headers["Set-Cookie"].split(";")[0]
    assert dict(site.ask("/report", cookie=cookie).json["headers"])["X-Kind"] == "user"


def ask(site, token, path="/", **options):
    signature = token.split(".")[-1]
    if len(signature) >= 16:
        site.stack.secrets.add(signature)
    return site.ask(path, proof=f"Bearer {token}", **options)


def error(answer):
    found = re.search(r'error="([^"]*)"', answer.headers["WWW-Authenticate"])
    return found[1] if found else None


@pytest.mark.parametrize("kid", ["rsa-1", "ec-1"])
def test_a_token_says_who_it_is_without_a_call_to_sts(site, issuer, tokens, faults, kid):
    faults.fail("sts:GetCallerIdentity", "503", where=lambda parameters: False)
    answer = ask(site, issuer.sign(issuer.claims(ALICE, site.name), kid))
    assert answer.status == 200, answer.text
    told = dict(answer.json["headers"])
    assert (told["X-Remote-User"], told["X-Arn"], told["X-Kind"]) == ("iam-alice", ALICE, "user")
    assert "Authorization" not in told


def test_the_challenge_names_both_proofs(site, tokens):
    assert 'proofs="signed token"' in site.ask().headers["WWW-Authenticate"]
    assert site.ask("/auth/challenge").json["proofs"] == ["signed", "token"]


def test_a_token_begins_a_session(site, issuer, tokens):
    answer = site.ask("/auth/session", "POST", f"Bearer {issuer.sign(issuer.claims(ALICE, site.name))}")
    cookie = answer.headers["Set-Cookie"].split(";")[0]
    assert site.ask(cookie=cookie).status == 200


def test_rules_know_organization_and_tags_of_the_principal_alone(site, issuer, tokens, tmp_path):
    path = tmp_path / "rules.yaml"
    path.write_text("""rules:
  - paths: [/org/*]
    allow: [{org: o-a1b2c3d4e5, ou: "*/ou-ab12-11111111/*"}]
  - paths: [/team/*]
    allow: [{tags: {team: data}}]
  - paths: [/admin/*]
    allow: [{tags: {team: administrators}}]
""")
    site.restart(**tokens, LATCHKEY_IAM_AUTH_RULES_FILE=str(path))
    token = issuer.sign(issuer.claims(ALICE, site.name))
    other = issuer.sign(issuer.claims(ALICE, site.name, details={"org_id": "o-other00000", "principal_tags": {"team": "x"}}))
    # Whoever asks for a token chooses its request tags: they count for nothing.
    assert [ask(site, token, place).status for place in ["/org/x", "/team/x", "/admin/x"]] == [200, 200, 403]
    assert [ask(site, other, place).status for place in ["/org/x", "/team/x", "/admin/x"]] == [403, 403, 403]
    cookie = site.ask("/auth/session", "POST", f"Bearer {token}").headers["Set-Cookie"].split(";")[0]
    assert [site.ask(place, cookie=cookie).status for place in ["/org/x", "/team/x", "/admin/x"]] == [200, 200, 403]
    site.restart(**tokens)


def test_a_role_is_known_by_its_own_arn(site, issuer, tokens):
    assert ask(site, issuer.sign(issuer.claims(DEPLOY, site.name))).status == 403
    site.restart(**tokens, LATCHKEY_IAM_AUTH_MAPPING="arn", LATCHKEY_IAM_AUTH_ALLOW=f"{DEPLOY.rpartition('/')[0]}/*")
    told = dict(ask(site, issuer.sign(issuer.claims(DEPLOY, site.name))).json["headers"])
    assert (told["X-Arn"], told["X-Kind"]) == (DEPLOY, "role")
    assert ask(site, issuer.sign(issuer.claims(ALICE, site.name))).status == 403
    site.restart(**tokens)


# The word of each refusal that isn't “malformed”.
WORDS = {
    token_refusals.EXPIRED: "expired", token_refusals.EARLY: "early", token_refusals.AUDIENCE: "server", token_refusals.ISSUER: "issuer",
    **dict.fromkeys([token_refusals.UNKNOWN_KEY, token_refusals.OTHER_ALGORITHM, token_refusals.SIGNATURE], "signature"),
}


def can_be_sent(token):
    """Whether nginx hands it on: it refuses control characters itself, and fields that are longer than 8 kB."""
    return re.fullmatch(r"[!-~]{1,7000}", token)


def test_no_attack_lets_anybody_in(site, issuer, tokens):
    kept, issuer.keys = issuer.keys, new_keys()
    try:
        # The keys that the nodes have read aren't these.
        site.restart(**tokens)
        forge = Forge(issuer.keys, issuer.claims(ALICE, site.name), int(time.time()))
        # Most attacks have these parts, so that no log has any of them.
        site.stack.secrets.update(forge.good.split(".")[1:])
        for name, token in forge.genuine():
            assert ask(site, token).status == (401 if name == "several audiences" else 200), name
        attacks = [attack for attack in forge.attacks() if can_be_sent(attack.token)]
        assert len(attacks) > 500
        wrong = {}
        for attack in attacks:
            answer = site.ask(proof=f"Bearer {attack.token}")
            if answer.status != 401 or error(answer) not in {WORDS.get(refusal, "malformed") for refusal in attack.refusals}:
                wrong[attack.name] = (answer.status, answer.headers["WWW-Authenticate"], attack.refusals)
        assert wrong == {}
    finally:
        issuer.keys = kept
        site.restart(**tokens)


FAULTS = {
    "for a URL": lambda i, s: i.claims(ALICE, f"http://{s.name}"),
    "of somebody's origin": lambda i, s: i.claims(ALICE, s.name, details={"principal_id": DEPLOY}),
    "without a principal": lambda i, s: i.claims(ALICE, s.name, details={"principal_id": None}),
    "of two accounts": lambda i, s: i.claims(ALICE, s.name, details={"aws_account": "210987654321"}),
    "of a principal without an ARN": lambda i, s: i.claims("a:b:c:d:e", s.name, sub="alice"),
    "of a group": lambda i, s: i.claims(f"arn:aws:iam::{account.ACCOUNT_ID}:group/x", s.name),
    "without AWS's claims": lambda i, s: {name: value for name, value in i.claims(ALICE, s.name).items() if "amazonaws" not in name},
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_token_that_isnt_as_those_of_aws_is_refused(site, issuer, tokens, name):
    answer = ask(site, issuer.sign(FAULTS[name](issuer, site)))
    assert answer.status == 401 and error(answer) == ("server" if name == "for a URL" else "malformed")


def test_another_account_is_turned_away(site, issuer, tokens):
    for other in [ALICE.replace(account.ACCOUNT_ID, "210987654321"), ALICE.replace("arn:aws:", "arn:aws-cn:")]:
        assert ask(site, issuer.sign(issuer.claims(other, site.name))).status == 403


def test_a_token_as_long_as_they_may_be_comes_through_nginx(site, issuer, tokens):
    claims = issuer.claims(ALICE, site.name)
    short = len(issuer.sign(claims))
    token = issuer.sign({**claims, "filling": "x" * ((16_384 - short - 40) * 3 // 4)})
    assert 16_000 < len(token) <= 16_384
    assert ask(site, token).status == 200
    longer = ask(site, token + "x" * 400)
    assert longer.status == 401 and error(longer) == "malformed"


def test_where_tokens_arent_taken_they_are_the_sites_own(site, issuer, user):
    site.restart()
    token = issuer.sign(issuer.claims(ALICE, site.name))
    assert error(ask(site, token)) is None
    cookie = site.session(user("iam-alice"))
    assert ask(site, token, cookie=cookie).status == 200


def test_a_key_that_is_replaced_is_believed_no_more(site, tokens):
    rotating = TokenIssuer()
    settings = {"LATCHKEY_IAM_AUTH_PROOFS": "signed,token", "LATCHKEY_IAM_AUTH_ISSUER": rotating.name}
    try:
        site.restart(**settings)
        before = [rotating.sign(rotating.claims(ALICE, site.name), kid) for kid in ["ec-1", "rsa-1"]]
        assert {ask(site, token).status for token in before * 2} == {200}
        rotating.keys = {"ec-2": SigningKey("ec-2", "ES384"), "rsa-2": SigningKey("rsa-2", "RS256")}
        site.restart(**settings)
        assert {error(ask(site, token)) for token in before * 2} == {"signature"}
        after = [rotating.sign(rotating.claims(ALICE, site.name), kid) for kid in ["ec-2", "rsa-2"]]
        assert {ask(site, token).status for token in after * 2} == {200}
        # While the keys can't be read, those that are known count; and nobody has them read again and again.
        rotating.answer = Page(status=500)
        asked = rotating.asked.total()
        assert {ask(site, token).status for token in after * 2} == {200}
        unknown = rotating.sign(rotating.claims(ALICE, site.name), "ec-3", key=rotating.keys["ec-2"])
        assert {error(ask(site, unknown)) for _ in range(8)} == {"signature"}
        assert rotating.asked.total() - asked <= len(site.nodes)
    finally:
        rotating.stop()
        site.restart()


def test_keys_that_come_slowly_hold_up_nobody_else(site, user):
    slow = TokenIssuer()
    slow.answer = Page(delay=60)
    site.restart(LATCHKEY_IAM_AUTH_PROOFS="signed,token", LATCHKEY_IAM_AUTH_ISSUER=slow.name)
    try:
        cookie = site.session(user("iam-alice"))
        begun = time.monotonic()
        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            waiting = [pool.submit(ask, site, slow.sign(slow.claims(ALICE, site.name))) for _ in range(4)]
            assert site.ask(cookie=cookie).status == 200
            assert site.ask(proof=site.proof(user("iam-alice"))).status == 200
            assert {answer.result().status for answer in waiting} == {503}
        assert time.monotonic() - begun < 50
    finally:
        slow.stop()
        site.restart()


@pytest.mark.parametrize("name", ["500", "302", "HTML", "no keys", "a list of 100,000 brackets", "2 MB", "404"])
def test_without_keys_nobody_gets_in_and_nothing_is_believed(site, issuer, name):
    issuer.answer = {**USELESS, **REDIRECTS}[name](issuer.keys["ec-1"])
    site.restart(LATCHKEY_IAM_AUTH_PROOFS="signed,token", LATCHKEY_IAM_AUTH_ISSUER=issuer.name)
    try:
        assert ask(site, issuer.sign(issuer.claims(ALICE, site.name))).status == 503
    finally:
        issuer.answer = None
        site.restart()


def test_keys_are_found_among_those_that_are_no_use(site, issuer):
    issuer.answer = USABLE["among keys of all kinds"](issuer.keys["ec-1"])
    site.restart(LATCHKEY_IAM_AUTH_PROOFS="signed,token", LATCHKEY_IAM_AUTH_ISSUER=issuer.name)
    try:
        assert ask(site, issuer.sign(issuer.claims(ALICE, site.name))).status == 200
    finally:
        issuer.answer = None
        site.restart()
