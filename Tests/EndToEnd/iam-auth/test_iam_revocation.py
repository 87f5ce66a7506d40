"""What an operator's revocation ends: by the ARN that people know, and whatever was proved before."""

import subprocess
import time

import account
import pytest
from client import JSON
from processes import wait_until
from token_issuer import TokenIssuer

USER = f"arn:aws:iam::{account.ACCOUNT_ID}:user"
ROLE = f"arn:aws:iam::{account.ACCOUNT_ID}:role"


@pytest.fixture
def revoke(stack):
    def run(who: str, status: int = 0, **settings: str) -> str:
        values = {**stack.handler_environment(), **settings}
        ended = subprocess.run(
            [str(stack.programs / "iam-auth"), "--revoke", who], env=values, capture_output=True, text=True, timeout=60)
        assert ended.returncode == status, ended.stderr
        return ended.stderr

    return run


def test_another_account_is_told(revoke):
    other = "210987654321"
    for named, own, settings in [
        (account.ACCOUNT_ID, other, {"LATCHKEY_IAM_AUTH_ACCOUNT": other}), (other, account.ACCOUNT_ID, {}),
        (other, account.ACCOUNT_ID, {"LATCHKEY_IAM_AUTH_ACCOUNT": account.ACCOUNT_ID}),
    ]:
        told = revoke(f"arn:aws:iam::{named}:user/nobody", 67, **settings)
        assert f"nobody of the account {named} is let in here, but of {own}" in told and "are ended" not in told
    assert "are ended" in revoke("arn:aws:iam::*:user/nobody", LATCHKEY_IAM_AUTH_ACCOUNT=other)


def is_over(site, cookie: str) -> None:
    wait_until(lambda: {site.ask(cookie=cookie).status for _ in range(4)} == {401}, 10)
    assert 'error="revoked"' in site.ask(cookie=cookie).headers["WWW-Authenticate"]


@pytest.fixture(scope="module")
def everybody(site):
    """Roles are let in as well, and tokens are taken."""
    issuer = TokenIssuer()
    site.restart(LATCHKEY_IAM_AUTH_MAPPING="arn", LATCHKEY_IAM_AUTH_PROOFS="signed,token",
                 LATCHKEY_IAM_AUTH_ISSUER=issuer.name)
    yield issuer
    site.restart()
    issuer.stop()


@pytest.mark.parametrize("name", ["role/jobs/iam-crew", "role/iam-crew", "role/jobs/*", "role/IAM-crew", "role/iam-c*"])
def test_a_roles_arn_ends_its_sessions(site, everybody, role_session, revoke, name):
    cookie = site.session(role_session("iam-crew", "ci"))
    assert site.ask(cookie=cookie).status == 200
    revoke(f"arn:aws:iam::{account.ACCOUNT_ID}:{name}")
    is_over(site, cookie)
    wait_until(lambda: site.ask(proof=site.proof(role_session("iam-crew", "ci"))).status == 200, 15)


@pytest.mark.parametrize("name", ["iam-grace", "other/iam-grace", "IAM-grace", "iam-gr*"])
def test_a_user_is_known_by_the_name_alone(site, everybody, user, revoke, name):
    wait_until(lambda: site.ask(proof=site.proof(user("iam-grace", "/staff/eu/"))).status == 200, 15)
    cookie, other = site.session(user("iam-grace", "/staff/eu/")), site.session(user("iam-alice"))
    revoke(f"{USER}/{name}")
    is_over(site, cookie)
    assert site.ask(cookie=other).status == 200


def bearer(site, issuer, arn: str, **claims) -> str:
    token = issuer.sign({**issuer.claims(arn, site.name), **claims})
    site.stack.secrets.add(token.split(".")[-1])
    return f"Bearer {token}"


def test_a_unique_id_ends_sessions_that_dont_tell_theirs(site, everybody, user, revoke):
    cookie = site.session(user("iam-heidi"))
    unique = dict(site.ask(cookie=cookie).json["headers"])["X-Unique-Id"]
    answer = site.ask("/auth/session", "POST", bearer(site, everybody, f"{USER}/iam-heidi"))
    assert answer.status == 200
    told = revoke(unique, LATCHKEY_IAM_AUTH_PROOFS="signed,token", LATCHKEY_IAM_AUTH_ISSUER=everybody.name)
    assert "token" in told
    is_over(site, cookie)
    is_over(site, answer.headers["Set-Cookie"].split(";")[0])


@pytest.mark.parametrize("target", [f"{ROLE}/jobs/iam-ivan", f"arn:aws:sts::{account.ACCOUNT_ID}:assumed-role/iam-ivan/*"])
def test_a_token_from_before_enters_no_more_and_a_later_one_does(site, everybody, revoke, target):
    arn = f"{ROLE}/jobs/iam-ivan"
    wait_until(lambda: site.ask(proof=bearer(site, everybody, arn)).status == 200, 15)
    before = bearer(site, everybody, arn)
    cookie = site.ask("/auth/session", "POST", before).headers["Set-Cookie"].split(";")[0]
    assert site.ask(proof=before).status == site.ask(cookie=cookie).status == 200
    revoke(target)
    is_over(site, cookie)
    answer = site.ask(proof=before, headers={"Accept": JSON})
    assert answer.status == 401 and answer.json["reason"] == "revoked"
    assert 'error="revoked"' in answer.headers["WWW-Authenticate"]
    for path in ["/auth/session", "/auth/link"]:
        assert site.ask(path, "POST", before, headers={"Accept": JSON}).status == 401
    wait_until(lambda: site.ask(proof=bearer(site, everybody, arn)).status == 200, 15)
    assert site.ask(proof=before).status == 401


def test_who_signs_in_right_after_a_revocation_gets_no_dead_session(site, everybody, user, revoke):
    key = user("iam-judy")
    cookie = site.session(key)
    revoke(f"{USER}/iam-judy")
    is_over(site, cookie)
    signed, statuses = site.proof(key), set()
    end = time.monotonic() + 12
    while time.monotonic() < end:
        answer = site.ask("/auth/session", "POST", site.proof(key))
        statuses.add(answer.status)
        if answer.status == 200:
            assert site.ask(cookie=answer.headers["Set-Cookie"].split(";")[0]).status == 200
            break
        assert 'error="revoked"' in answer.headers["WWW-Authenticate"] and "Set-Cookie" not in answer.headers
        time.sleep(0.3)
    assert statuses == {401, 200}
    # What was signed before counts no more than a session from before.
    assert site.ask(proof=signed).status == 401


@pytest.mark.parametrize("who", [
    "AKIAIOSFODNN7EXAMPLE", f"arn:aws:iam::{account.ACCOUNT_ID}:group/staff", "arn:aws:s3:::bucket",
    f"arn:aws:sts::{account.ACCOUNT_ID}:assumed-role/iam-crew", f"arn:aws:iam:us-east-1:{account.ACCOUNT_ID}:user/alice"])
def test_what_can_name_nobody_is_refused(stack, who):
    ended = subprocess.run([str(stack.programs / "iam-auth"), "--revoke", who], env=stack.handler_environment(),
                           capture_output=True, text=True, timeout=60)
    assert ended.returncode == 64 and "takes the ARN" in ended.stderr
