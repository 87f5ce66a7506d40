"""A machine is signed in by a person's click, and gets their AWS credentials until that ends."""

import json
import urllib.parse
from concurrent.futures import ThreadPoolExecutor

import clean_roles
import pytest
from client import BROWSER, JSON, ask
from oauth_client import Machine, redirected
from people import session

ROLES = ["/api/roles", "/roles"]
CREDENTIALS = ["/api/assume-role", "/assume-role"]


@pytest.fixture
def machine(people) -> Machine:
    return Machine(people.new()).sign_in()


def test_the_metadata_says_where_everything_is(stack):
    answer = ask(stack.base_url, "GET", "/.well-known/oauth-authorization-server", headers={"Accept": JSON})
    assert answer.status == 200 and answer.json["issuer"] == stack.base_url
    assert answer.json["authorization_endpoint"] == f"{stack.base_url}/api/oauth/authorize"
    assert answer.json["authorization_response_iss_parameter_supported"] is True


def test_a_machine_gets_the_credentials_of_its_person(machine, stack):
    name = machine.person.name
    assert machine.tokens["username"] == name and machine.tokens["token_type"] == "Bearer"
    for path in ROLES:
        assert machine.call("GET", path).json == {"Roles": [{"Name": f"user_{name}"}]}
    for path in CREDENTIALS:
        answer = machine.call("POST", path, json.dumps({"Role": f"user_{name}"}), [("Content-Type", JSON)])
        assert answer.status == 200 and "no-store" in answer.headers["Cache-Control"]
        identity = session(stack, answer, "sts").get_caller_identity()
        assert identity["Arn"].endswith(f":assumed-role/user_{name}/{name}")


def test_the_sign_on_works_at_the_same_paths(people):
    person = people.new()
    assert person.send("GET", "/api/roles").json == {"Roles": [{"Name": f"user_{person.name}"}]}
    assert person.assume_role().status == 200


def test_a_token_opens_nothing_else(machine):
    for method, path in [("GET", "/"), ("GET", "/keys"), ("POST", "/keys"), ("POST", "/console"), ("POST", "/console/revoke"),
                         ("GET", "/machines"), ("DELETE", "/machines"), ("GET", "/console/role"),
                         ("GET", "/applications"), ("GET", f"/api/oauth/authorize?{machine.query()}")]:
        assert machine.call(method, path).status == 401, path


def test_what_leads_to_the_programs_by_another_way_is_closed(machine, stack):
    for path in ["/latchkey-token", "/latchkey-by-token/api/roles", "/latchkey-by-token/keys", "/api/oauth/verify"]:
        answer = machine.call("GET", path)
        assert answer.status in (401, 404) and "X-Machine-User" not in answer.headers, path
    for path in ["/api/roles/../../keys", "/api/roles/%2e%2e/%2e%2e/keys", "/api//roles", "/api%2froles", "/api/roles/",
                 "/API/roles", "/keys/../api/roles", "/console/../api/roles"]:
        answer = machine.call("GET", path)
        assert answer.status in (200, 400, 401, 404), path
        assert answer.status != 200 or answer.json == {"Roles": [{"Name": f"user_{machine.person.name}"}]}, path


def test_nobody_is_named_by_a_header(machine):
    headers = [("Remote-User", "alice"), ("X-Machine-User", "alice"), ("Remote_User", "alice"), ("Latchkey-Tags", "Team=x")]
    assert machine.call("GET", "/api/roles", headers=headers).json == {"Roles": [{"Name": f"user_{machine.person.name}"}]}


@pytest.mark.parametrize("token", ["x", "latchkey_access_x", "latchkey_access_", "latchkey_refresh_x", ""])
def test_a_token_that_is_none_is_refused(stack, token):
    for path in ROLES:
        answer = ask(stack.base_url, "GET", path, headers={"Authorization": f"Bearer {token}", "Accept": JSON})
        assert answer.status == 401 and answer.headers["WWW-Authenticate"]
        assert answer.headers["Content-Type"] == "application/problem+json"


def test_spaces_between_the_scheme_and_the_token_are_as_many_as_a_program_sends(machine):
    for scheme in ["Bearer ", "bearer  ", "BEARER   "]:
        fields = {"Authorization": scheme + machine.tokens["access_token"], "Accept": JSON}
        answer = ask(machine.person.stack.base_url, "GET", "/api/roles", headers=fields)
        assert answer.status == 200, scheme


def test_a_tokens_refusal_says_what_kind_it_wants(machine):
    answer = machine.call("GET", "/api/roles", token=machine.tokens["access_token"] + "A")
    assert answer.status == 401 and answer.headers.get_all("WWW-Authenticate")[0].startswith('Bearer realm="latchkey", error=')


def test_renewing_gives_the_next_tokens_and_a_copy_of_an_old_one_ends_all(machine):
    first = dict(machine.tokens)
    assert machine.renew().status == 200
    assert machine.call("GET", "/api/roles").status == 200
    again = machine.renew(first["refresh_token"])
    assert again.status == 400 and again.json["error"] == "invalid_grant"
    assert again.headers["Content-Type"] == "application/json"
    assert machine.call("GET", "/api/roles").status == 401
    assert machine.renew().json["error"] == "invalid_grant"


def test_a_code_is_spent_once_and_a_copy_of_it_ends_all(people):
    machine = Machine(people.new())
    code = machine.code()
    assert machine.redeem(code).status == 200
    assert machine.call("GET", "/api/roles").status == 200
    assert machine.redeem(code).json["error"] == "invalid_grant"
    assert machine.call("GET", "/api/roles").status == 401


def test_a_code_that_is_redeemed_twice_at_once_signs_nobody_in(people):
    # Whichever request the table sees first: when both have been answered, no token of either is good.
    person = people.new()
    for _ in range(8):
        machine = Machine(person)
        code = machine.code()
        with ThreadPoolExecutor(2) as pool:
            answers = list(pool.map(lambda _: machine.redeem(code), range(2)))
        assert 400 in [answer.status for answer in answers]
        for answer in answers:
            if answer.status == 200:
                assert machine.call("GET", "/api/roles", token=answer.json["access_token"]).status == 401
                assert machine.renew(answer.json["refresh_token"]).json["error"] == "invalid_grant"
    assert person.send("GET", "/machines").json["machines"] == []


def test_a_program_says_when_it_needs_its_tokens_no_longer(machine):
    assert machine.post("/api/oauth/revoke", token=machine.tokens["refresh_token"]).status == 200
    assert machine.call("GET", "/api/roles").status == 401
    assert machine.post("/api/oauth/revoke", token=machine.tokens["refresh_token"]).status == 200


def test_a_person_ends_a_machine_and_all(people):
    person = people.new()
    machines = [Machine(person, name=f"machine-{n}").sign_in() for n in range(3)]
    listed = person.send("GET", "/machines").json["machines"]
    assert [entry["machine"] for entry in sorted(listed, key=lambda entry: entry["machine"])] == ["machine-0", "machine-1", "machine-2"]
    [first] = [entry["id"] for entry in listed if entry["machine"] == "machine-0"]
    assert person.send("DELETE", f"/machines/{first}").status == 204
    assert [machine.call("GET", "/api/roles").status for machine in machines] == [401, 200, 200]
    assert person.send("DELETE", "/machines").status == 204
    assert [machine.call("GET", "/api/roles").status for machine in machines] == [401, 401, 401]
    assert machines[1].renew().json["error"] == "invalid_grant"


def test_ending_the_persons_sessions_ends_their_machines(machine, stack):
    pending = Machine(machine.person)
    code = pending.code()
    assert machine.person.send("POST", "/console/revoke", {}).status == 200
    assert machine.call("GET", "/api/roles").status == 401
    assert pending.redeem(code).json["error"] == "invalid_grant"


def test_an_operator_ends_all_machines_of_a_person(people, stack):
    import subprocess
    machine, other = Machine(people.new()).sign_in(), Machine(people.new()).sign_in()
    command = [stack.programs / "oauth", "--end", machine.person.name]
    done = subprocess.run(command, env=stack.handler_environment(), capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert machine.call("GET", "/api/roles").status == 401
    assert other.call("GET", "/api/roles").status == 200
    assert subprocess.run([*command, "x"], env=stack.handler_environment(), capture_output=True, timeout=60).returncode == 64
    unknown = subprocess.run([*command[:2], "nobody"], env=stack.handler_environment(), capture_output=True, text=True, timeout=60)
    assert unknown.returncode == 67 and "there is no IAM user nobody" in unknown.stderr


def test_an_operator_ends_sessions_and_machines_at_once(machine, stack):
    assert machine.call("POST", "/api/assume-role").status == 200
    done = clean_roles.run(stack, "--revoke", machine.person.name, environment=stack.handler_environment())
    assert done.returncode == 0, done.stderr
    assert machine.call("GET", "/api/roles").status == 401


def test_every_token_is_in_the_audit_log_first(machine, stack):
    machine.renew()
    records = [json.loads(line) for line in stack.processes.log("oauth").read_text().splitlines() if '"record":"audit"' in line]
    own = [(r["action"], r["result"]) for r in records if r["caller"] == machine.person.name]
    for action in ["authorize-machine", "sign-in-machine", "renew-machine"]:
        assert own.index((action, "intended")) < own.index((action, "done"))


def test_while_the_table_is_away_nobody_is_known_and_nobody_is_told_to_sign_in_again(machine, faults):
    faults.fail("dynamodb:GetItem", "error", error=(400, "AccessDeniedException", "no"),
                where=lambda parameters: "machines/" in str(parameters))
    answer = machine.call("GET", "/api/roles")
    assert answer.status == 503 and answer.json["type"].endswith("sign-on-unavailable")
    renewed = machine.renew()
    assert renewed.status == 502 and "error" not in renewed.json
    faults.heal()
    assert machine.call("GET", "/api/roles").status == 200
    assert machine.renew().status == 200


class TestMairu:
    """Its calls, by its specification and its source: `url` is https://latchkey.example.com/api/."""

    def test_its_calls(self, people, stack):
        import base64
        import secrets
        # It pads the verifier, and authenticates as a client with a secret.
        verifier = base64.urlsafe_b64encode(secrets.token_bytes(64)).decode()
        assert verifier.endswith("==")
        mairu = Machine(people.new(), "mairu", "http://127.0.0.1:50123/oauth2callback", None, verifier=verifier)
        answer = mairu.answer(scope="profile")
        found = redirected(answer)
        assert answer.headers["Location"].startswith("http://127.0.0.1:50123/oauth2callback?") and found["state"] == mairu.state
        basic = "Basic " + base64.b64encode(b"mairu:anything").decode()
        tokens = mairu.redeem(found["code"], [("Authorization", basic)], client_id=None)
        assert tokens.status == 200
        assert tokens.json["token_type"].lower() == "bearer" and tokens.json["expires_in"] > 300
        # It sends JSON without saying so.
        role = f"user_{mairu.person.name}"
        credentials = mairu.call("POST", "/api/assume-role", json.dumps({"Role": role}))
        assert credentials.status == 200
        assert set(credentials.json) >= {"Version", "AccessKeyId", "SecretAccessKey", "SessionToken", "Expiration"}
        assert mairu.call("GET", "/api/roles").json == {"Roles": [{"Name": role}]}
        renewed = mairu.post("/api/oauth/token", [("Authorization", basic)], grant_type="refresh_token",
                             refresh_token=mairu.tokens["refresh_token"], scope="profile")
        assert renewed.status == 200
        # 401 has it ask its person to sign in again.
        mairu.post("/api/oauth/revoke", token=renewed.json["refresh_token"])
        assert mairu.call("POST", "/api/assume-role", json.dumps({"Role": role})).status == 401


def test_the_configuration_of_the_tool_is_served_where_there_is_one(stack):
    path = stack.web.prefix / "local" / "latchkey.yaml"
    missing = ask(stack.base_url, "GET", "/latchkey.yaml")
    assert missing.status == 404
    path.write_text("profiles: {}\n")
    try:
        answer = ask(stack.base_url, "GET", "/latchkey.yaml")
        assert answer.status == 200 and answer.text == "profiles: {}\n"
        assert answer.headers["Content-Type"].startswith("application/yaml")
    finally:
        path.unlink()
