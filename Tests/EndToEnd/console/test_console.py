"""Entering the AWS console: the role that mirrors the person, and the redirect to the console."""

import json
import re
import threading
import time
import urllib.parse
from concurrent.futures import ThreadPoolExecutor

import account
import pytest
from client import BROWSER, FORM, JSON, ask
from people import BROKER, WRITES

HOME = "https://console.aws.amazon.com/console/home"
READ_ONLY = "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"


def login_url(answer) -> dict[str, str]:
    assert answer.status == 302, answer.text
    query = urllib.parse.urlsplit(answer.headers["Location"]).query
    return {name: value for name, [value] in urllib.parse.parse_qs(query, strict_parsing=True).items()}


def writes(person, answer) -> list[str]:
    return [call for call in person.calls(answer) if call.startswith(WRITES)]


class TestRole:
    def test_role_is_the_person(self, people):
        person = people.ordinary()
        assert person.log_in().status == 302
        mirror = person.check_mirror()
        assert mirror.role["RoleName"] == f"user_{person.name}"
        assert mirror.role["Arn"] == person.role_arn
        assert mirror.role["AssumeRolePolicyDocument"] == {
            "Version": "2012-10-17",
            "Statement": [{
                "Effect": "Allow", "Principal": {"AWS": BROKER},
                "Action": ["sts:AssumeRole", "sts:SetSourceIdentity", "sts:TagSession"],
            }],
        }
        assert len(mirror.statements) == 3 and len(mirror.attached) == 2

    def test_boundary_tags_and_path_of_the_user(self, people):
        boundary = f"arn:aws:iam::{account.ACCOUNT_ID}:policy/staff-boundary"
        person = people.new(boundary=boundary, path="/staff/", tags={"Department": "Research", "Cost": "a b"})
        assert person.log_in().status == 302
        mirror = person.check_mirror()
        assert mirror.role["PermissionsBoundary"]["PermissionsBoundaryArn"] == boundary
        assert mirror.tags == {"latchkey:mirror": "true", "Department": "Research", "Cost": "a b"}

    def test_policy_of_user_and_group_is_attached_once(self, people):
        person = people.new(managed=[READ_ONLY], groups={"a": ({}, [READ_ONLY]), "b": ({}, [READ_ONLY])})
        assert person.log_in().status == 302
        assert person.check_mirror().attached == {READ_ONLY}

    def test_inline_policies_of_one_name_are_all_there(self, people):
        documents = [account.document(account.allow(f"s3:{action}")) for action in ["GetObject", "PutObject"]]
        deny = account.document({"Effect": "Deny", "Action": "s3:PutObject", "Resource": "arn:aws:s3:::x/*"})
        person = people.new(
            inline={"same": documents[0]}, groups={"a": ({"same": documents[1]}, []), "b": ({"same": deny}, [])})
        assert person.log_in().status == 302
        assert len(person.check_mirror().statements) == 3

    def test_documents_of_2008_keep_their_version(self, people):
        old = json.dumps({"Version": "2008-10-17", "Statement": [
            {"Effect": "Deny", "Action": "s3:*", "Resource": "arn:aws:s3:::${aws:username}"}]})
        person = people.new(inline={"old": old, "new": account.document(account.allow("s3:GetObject"))})
        assert person.log_in().status == 302
        mirror = person.check_mirror()
        versions = {name: document["Version"] for name, document in mirror.inline.items()}
        assert versions == {"latchkey-deny-2008": "2008-10-17", "latchkey-allow": "2012-10-17"}

    def test_user_without_any_policy(self, people):
        person = people.new()
        assert person.log_in().status == 302
        assert person.check_mirror().statements == []

    def test_record_has_himekos_attributes(self, people):
        person = people.new()
        before = time.time()
        assert person.log_in().status == 302
        record = person.record()
        assert record["username"] == {"S": person.name}
        assert record["role_arn"] == {"S": person.role_arn}
        assert before + 86_400 - 2 <= int(record["expires_at"]["N"]) <= time.time() + 86_400
        assert "lease_owner" not in record

    def test_session_is_named_after_the_person(self, people, faults):
        person = people.new()
        start = len(faults.calls)
        assert person.log_in().status == 302
        asked = [c.parameters for c in faults.since(start) if c.operation == "sts:AssumeRole" and c.status == 200]
        assert len(asked) == 1
        assert asked[0]["RoleArn"] == person.role_arn
        assert asked[0]["RoleSessionName"] == asked[0]["SourceIdentity"] == person.name
        assert asked[0]["DurationSeconds"] == "3600"

    def test_name_of_one_character(self, people):
        person = people.new("q")
        assert person.log_in().status == 302
        person.check_mirror()

    def test_name_of_64_characters(self, people):
        person = people.new("n" * 64)
        answer = person.assume_role()
        assert answer.status == 200
        roles = person.iam.list_roles(PathPrefix="/user-role/")["Roles"]
        [name] = [role["RoleName"] for role in roles if role["RoleName"].startswith("user_nnnn")]
        assert len(name) == 64


class TestSecondLogin:
    def test_writes_nothing_to_iam_and_extends_the_expiry(self, people):
        person = people.ordinary()
        assert person.log_in().status == 302
        id = person.mirror().id
        person.set_record(expires_at=int(time.time()) + 1000, changed_at=int(time.time()) - 100)
        answer = person.log_in()
        assert answer.status == 302
        assert writes(person, answer) == []
        assert sorted(person.calls(answer)) == [
            "dynamodb:UpdateItem", "iam:GetUser", "signin:getSigninToken", "sts:AssumeRole"]
        assert int(person.record()["expires_at"]["N"]) >= time.time() + 86_390
        assert person.mirror().id == id

    def test_stale_record_is_looked_at_again_without_writes(self, people):
        person = people.ordinary()
        assert person.log_in().status == 302
        person.age_record()
        answer = person.log_in()
        assert answer.status == 302 and writes(person, answer) == []
        assert int(person.record()["synced_at"]["N"]) >= time.time() - 10

    def test_policy_that_the_user_lost_is_gone_without_being_asked_to(self, people):
        person = people.ordinary()
        assert person.log_in().status == 302
        person.iam.delete_user_policy(UserName=person.name, PolicyName="own")
        person.age_record()
        assert person.log_in().status == 302
        person.check_mirror()

    def test_recreate_is_exact_and_keeps_the_role(self, people):
        person = people.ordinary()
        assert person.log_in().status == 302
        id = person.mirror().id
        person.iam.detach_user_policy(UserName=person.name, PolicyArn=READ_ONLY)
        person.iam.delete_user_policy(UserName=person.name, PolicyName="own")
        person.iam.put_user_policy(
            UserName=person.name, PolicyName="more", PolicyDocument=account.document(account.allow("sqs:*")))
        person.iam.put_user_policy(
            UserName=person.name, PolicyName="never",
            PolicyDocument=account.document({"Effect": "Deny", "Action": "sqs:DeleteQueue", "Resource": "*"}))
        person.iam.attach_user_policy(
            UserName=person.name, PolicyArn=f"arn:aws:iam::{account.ACCOUNT_ID}:policy/see-costs")
        assert person.log_in(recreate="1").status == 302
        assert person.check_mirror().id == id

    def test_recreate_where_old_and_new_do_not_fit_together(self, people):
        old = [people.policy(account.document(account.allow(f"s3:Get{n}"))) for n in range(10)]
        new = [people.policy(account.document(account.allow(f"s3:Put{n}"))) for n in range(10)]
        person = people.new(
            managed=old, inline={"no": account.document({"Effect": "Deny", "Action": "s3:Get3", "Resource": "*"})})
        assert person.log_in().status == 302
        id = person.mirror().id
        for arn in old:
            person.iam.detach_user_policy(UserName=person.name, PolicyArn=arn)
        for arn in new:
            person.iam.attach_user_policy(UserName=person.name, PolicyArn=arn)
        assert person.log_in(recreate="1").status == 302
        mirror = person.check_mirror()
        assert mirror.id == id and mirror.attached == set(new)

    def test_tag_whose_key_changes_its_case_stays(self, people):
        person = people.new(tags={"team": "blue"})
        assert person.log_in().status == 302
        person.iam.tag_user(UserName=person.name, Tags=[{"Key": "Team", "Value": "red"}])
        answer = person.log_in(recreate="1")
        assert answer.status == 302
        assert person.check_mirror().tags == {"latchkey:mirror": "true", "Team": "red"}
        assert [call for call in person.calls(answer) if call.endswith("agRole")] == ["iam:TagRole"]

    def test_role_that_was_deleted_is_made_again(self, people):
        person = people.new(managed=[READ_ONLY])
        assert person.log_in().status == 302
        person.set_record(changed_at=int(time.time()) - 600)
        person.iam.detach_role_policy(RoleName=person.role_name, PolicyArn=READ_ONLY)
        person.iam.delete_role(RoleName=person.role_name)
        assert person.log_in().status == 302
        person.check_mirror()

    def test_record_that_was_deleted_is_made_again(self, people):
        """Both for a role that is unchanged and for one that somebody changed too."""
        for change in (False, True):
            person = people.ordinary()
            assert person.assume_role().status == 200
            id = person.mirror().id
            if change:
                person.iam.delete_role_policy(RoleName=person.role_name, PolicyName="latchkey-deny")
                person.iam.attach_role_policy(
                    RoleName=person.role_name, PolicyArn="arn:aws:iam::aws:policy/AdministratorAccess")
            person.delete_record()
            answer = person.assume_role()
            assert answer.status == 200 and bool(writes(person, answer)) == change
            assert person.check_mirror().id == id
            record = person.record()
            assert record["role_arn"]["S"] == person.role_arn and int(record["synced_at"]["N"]) >= time.time() - 10
            assert writes(person, person.assume_role()) == []

    def test_trust_that_was_changed_is_mended(self, people):
        person = people.new()
        assert person.log_in().status == 302
        person.set_record(changed_at=int(time.time()) - 600)
        other = account.document({
            "Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{account.ACCOUNT_ID}:user/alice"},
            "Action": "sts:AssumeRole"})
        person.iam.update_assume_role_policy(RoleName=person.role_name, PolicyDocument=other)
        assert person.log_in().status == 302
        person.check_mirror()


class TestChangedUser:
    """Every login reads the user from IAM, so a change of the user itself takes effect although the record is current."""

    def check_synced(self, person) -> None:
        assert person.assume_role().status == 200
        person.check_mirror()
        assert writes(person, person.assume_role()) == []

    def test_boundary_and_tags_are_carried_at_the_next_login(self, people):
        person = people.ordinary()
        assert person.assume_role().status == 200
        person.iam.put_user_permissions_boundary(UserName=person.name, PermissionsBoundary=READ_ONLY)
        self.check_synced(person)
        person.iam.tag_user(UserName=person.name, Tags=[{"Key": "Team", "Value": "red"}])
        self.check_synced(person)
        person.iam.delete_user_permissions_boundary(UserName=person.name)
        person.iam.untag_user(UserName=person.name, TagKeys=["Team"])
        self.check_synced(person)

    def test_change_is_carried_by_another_node_as_well(self, people, second_console):
        person = people.ordinary()
        for _ in range(4):
            assert person.assume_role().status == 200
        person.iam.put_user_permissions_boundary(UserName=person.name, PermissionsBoundary=READ_ONLY)
        assert person.assume_role().status == 200
        person.check_mirror()
        assert [writes(person, person.assume_role()) for _ in range(2)] == [[], []]

    def test_user_made_anew_has_nothing_of_the_former(self, people):
        for record_is_lost in (False, True):
            person = people.new(inline={"own": account.document(account.allow("s3:*"))})
            assert person.assume_role().status == 200
            before = person.check_mirror()
            person.iam.delete_user_policy(UserName=person.name, PolicyName="own")
            person.iam.delete_user(UserName=person.name)
            if record_is_lost:
                # The only difference is the date of creation, which has whole seconds.
                time.sleep(1.1)
                person.delete_record()
            person.iam.create_user(UserName=person.name)
            assert person.assume_role().status == 200
            assert person.check_mirror().id != before.id

    def test_record_without_a_digest_of_the_user_is_not_current(self, people):
        person = people.ordinary()
        assert person.assume_role().status == 200
        person.iam.delete_user_policy(UserName=person.name, PolicyName="own")
        person.remove_from_record("user_digest", "user_id")
        self.check_synced(person)


class TestHimekosRole:
    def test_role_and_record_of_himeko_are_taken_over(self, people):
        person = people.ordinary()
        iam = person.iam
        trust = json.dumps({"Version": "2012-10-17", "Statement": [{
            "Effect": "Allow", "Principal": {"AWS": [f"arn:aws:iam::{account.ACCOUNT_ID}:root"]},
            "Action": "sts:AssumeRole", "Condition": {}}]})
        role = iam.create_role(
            RoleName=person.role_name, Path="/user-role/", AssumeRolePolicyDocument=trust, MaxSessionDuration=43200)
        group = iam.list_groups_for_user(UserName=person.name)["Groups"][0]["GroupName"]
        for name, text in {
            "own": account.document(account.allow("s3:*", "arn:aws:s3:::own/*")),
            f"{group}_logs": account.document(account.allow(["logs:Get*", "logs:Describe*"])),
            f"{group}_revoked": account.document(account.allow("*")),
        }.items():
            iam.put_role_policy(RoleName=person.role_name, PolicyName=name, PolicyDocument=text)
        iam.attach_role_policy(RoleName=person.role_name, PolicyArn="arn:aws:iam::aws:policy/AdministratorAccess")
        person.table.put_item(TableName=account.TABLE, Item={
            "username": {"S": person.name}, "role_arn": {"S": role["Role"]["Arn"]},
            "expires_at": {"N": str(int(time.time()) + 5000)}})
        assert person.log_in().status == 302
        mirror = person.check_mirror()
        assert mirror.id == role["Role"]["RoleId"]
        assert set(mirror.inline) == {"latchkey-allow", "latchkey-deny"}

    def test_role_of_somebody_else_is_left_alone(self, people):
        person = people.new()
        trust = account.document({"Effect": "Allow", "Principal": {"AWS": BROKER}, "Action": "sts:AssumeRole"})
        before = person.iam.create_role(RoleName=person.role_name, Path="/", AssumeRolePolicyDocument=trust)["Role"]
        answer = person.log_in()
        assert answer.status == 409 and before["Arn"] in answer.text
        after = person.iam.get_role(RoleName=person.role_name)["Role"]
        assert after["Path"] == "/" and after["RoleId"] == before["RoleId"] and after["MaxSessionDuration"] == 3600


class TestDestination:
    def test_redirect_signs_in_and_leads_home(self, people, stack):
        person = people.new()
        answer = person.log_in()
        url = login_url(answer)
        assert re.fullmatch(r"signin-token-[0-9a-f]{32}", url.pop("SigninToken"))
        assert url == {"Action": "login", "Issuer": stack.base_url, "Destination": HOME}
        assert answer.headers["Location"].startswith(f"{stack.settings['LATCHKEY_SIGNIN_ENDPOINT']}?")
        assert "no-store" in answer.headers["Cache-Control"]

    def test_deep_link_survives_the_login(self, people, stack):
        person = people.new()
        link = "https://eu-west-1.console.aws.amazon.com/s3/buckets?region=eu-west-1&x=a%20b+c&y=%26#/top?z=1"
        path = "/?" + urllib.parse.urlencode({"relay": link})
        # Somebody who isn't signed in has to sign in first, and then arrives at the same address.
        assert ask(stack.base_url, "GET", path, headers={"Accept": BROWSER}).status == 401
        page = person.page(path)
        assert page.status == 200
        relay = page.text.split('name="relay" value="')[1].split('"')[0].replace("&amp;", "&")
        assert relay == link
        answer = person.submit("/console", person.token(path), relay=relay)
        assert login_url(answer)["Destination"] == link

    @pytest.mark.parametrize("relay", [
        "https://evil.example/", "http://console.aws.amazon.com/", "//evil.example", "https:evil.example",
        "https://console.aws.amazon.com@evil.example/", "https://console.aws.amazon.com.evil.example/",
        "https://evil.example/https://console.aws.amazon.com/", "https://console.aws.amazon.com\\@evil.example/",
        "javascript:alert(1)", "https://console.aws.amazon.com:8443/", "https://x.console.aws.amazon.com/",
        "https://console.aws.amazon.com/\r\nSet-Cookie: a=b", "https://console.amazonaws.cn/",
    ])
    def test_other_destinations_are_refused(self, people, relay, carol):
        for answer in [
            carol.page("/?" + urllib.parse.urlencode({"relay": relay})),
            carol.submit("/console", carol.token("/"), relay=relay),
            carol.send("POST", "/console", {"relay": relay}),
        ]:
            assert answer.status == 400
            assert answer.headers["Location"] is None

    def test_json_login(self, people):
        person = people.new()
        answer = person.send("POST", "/console", {"relay": "https://console.aws.amazon.com/iam/home"})
        assert answer.status == 200
        query = urllib.parse.parse_qs(urllib.parse.urlsplit(answer.json["url"]).query)
        assert query["Destination"] == ["https://console.aws.amazon.com/iam/home"]
        assert "no-store" in answer.headers["Cache-Control"]

    def test_sign_out_first(self, people):
        person = people.new()
        location = person.log_in(sign_out_first="1").headers["Location"]
        assert location.startswith("https://us-east-1.signin.aws.amazon.com/oauth?Action=logout&redirect_uri=")


class TestNobody:
    def test_unknown_user_gets_nothing_and_leaves_nothing(self, people):
        nobody = people.sign_in("unknown-person")
        page = nobody.page("/")
        assert page.status == 403 and "No IAM user found" in page.text
        answer = nobody.ask("POST", "/console", {"Accept": BROWSER, "Content-Type": JSON}, "{}")
        assert answer.status == 403 and "No IAM user found" in answer.text
        assert nobody.assume_role().status == 404
        assert nobody.mirror() is None and nobody.record() is None

    ENTRIES = {"/console": 403, "/api/assume-role": 404, "/console/revoke": 403, "/": 403, "/console/role": 403}

    def enter(self, person, path):
        return person.send("POST" if path in ("/console", "/api/assume-role", "/console/revoke") else "GET", path,
                           *([{}] if path in ("/console", "/console/revoke") else []))

    def test_deleted_user_gets_nothing_and_the_role_goes(self, people):
        for path, status in self.ENTRIES.items():
            person = people.new(managed=[READ_ONLY], inline={"x": account.document(account.allow("s3:*"))})
            assert person.log_in().status == 302
            person.delete_user()
            answer = self.enter(person, path)
            assert answer.status == status
            assert "AccessKeyId" not in answer.text
            assert person.mirror() is None and person.record() is None

    def test_deleted_user_who_is_called_otherwise_leaves_nothing_either(self, people, faults):
        faults.page_size = 2
        for number, (path, status) in enumerate(self.ENTRIES.items()):
            person = people.new(f"Gone.Person{number}")
            shouting = people.sign_in(person.name.upper())
            assert shouting.assume_role().status == 200
            person.delete_user()
            assert self.enter(shouting, path).status == status
            assert person.mirror() is None and person.record() is None

    def test_list_that_breaks_off_makes_nobody_look_gone(self, people, faults):
        person = people.ordinary("Listed.Person")
        shouting = people.sign_in("LISTED.PERSON")
        assert shouting.assume_role().status == 200
        for fault in ("truncate", "500", "html"):
            for nth in (1, 2):
                faults.page_size = 3
                # Every attempt to read the first or the second page fails.
                faults.fail("iam:ListUsers", fault, where=lambda p, nth=nth: ("Marker" in p) == (nth == 2))
                for path in self.ENTRIES:
                    assert self.enter(shouting, path).status in (502, 503)
                faults.heal()
        person.check_mirror()
        assert shouting.assume_role().status == 200


class TestLimits:
    def check(self, person, *words):
        answer = person.log_in()
        assert answer.status == 400
        assert "IAM limit exceeded" in answer.text
        assert all(word in answer.text for word in words), answer.text
        assert writes(person, answer) == []
        return answer

    def test_more_managed_policies_than_a_role_takes_are_merged(self, people):
        arns = [people.policy(account.document(account.allow(f"s3:Get{n}"))) for n in range(13)]
        person = people.new(managed=arns[:8], groups={"a": ({}, arns[8:])})
        assert person.log_in().status == 302
        assert len(person.mirror().attached) == 10
        person.check_whole()

    def test_more_inline_than_a_role_holds_is_packed_into_policies_of_its_own(self, people):
        person = people.packed()
        assert person.log_in().status == 302
        own = person.own_policies()
        assert own
        person.check_whole()

        for group in [f"g{n}-{person.name}" for n in (0, 1)]:
            person.iam.remove_user_from_group(GroupName=group, UserName=person.name)
        assert person.log_in(recreate="1").status == 302
        person.check_mirror()
        left = {policy["Arn"] for policy in person.iam.list_policies(Scope="Local")["Policies"]}
        assert not own & left

    def test_policy_of_its_own_that_was_left_behind_is_taken_over(self, people):
        person = people.packed()
        assert person.log_in().status == 302
        own = person.own_policies()
        person.delete_role()
        person.age_record()
        # Its content is different now, and IAM allows it no further version.
        wide = account.document(account.allow("*"))
        for arn in own:
            for _ in range(4):
                person.iam.create_policy_version(PolicyArn=arn, PolicyDocument=wide, SetAsDefault=True)
        assert person.log_in().status == 302
        assert person.own_policies() == own
        person.check_whole()

    def test_policy_of_its_own_that_goes_before_it_is_attached_is_made_again(self, people, faults):
        """`clean-roles --orphans` may delete the policy that a login takes over. The stand-in would attach it all the same."""
        person = people.packed()
        gone = []

        def missing(parameters):
            if not gone:
                gone.append(parameters["PolicyArn"])
                person.iam.delete_policy(PolicyArn=gone[0])
            there = {policy["Arn"] for policy in person.iam.list_policies(Scope="Local")["Policies"]}
            return parameters["PolicyArn"] not in there

        error = (404, "NoSuchEntity", "Policy does not exist or is not attachable.")
        rule = faults.fail("iam:AttachRolePolicy", "error", error=error, where=missing)
        assert person.log_in().status == 302
        assert rule.applied and gone[0] in person.own_policies()
        person.check_whole()

    def test_what_fits_nowhere_is_refused_before_anything_is_written(self, people):
        arns = [people.policy(account.document(account.allow("s3:Get", f"arn:aws:s3:::{n}{'x' * 5500}"))) for n in range(14)]
        person = people.new(managed=arns[:7], groups={"a": ({}, arns[7:])})
        self.check(person, "14", "10")
        assert person.mirror() is None
        assert person.record() is None

    def test_a_role_that_no_longer_fits_stays_as_it_was(self, people):
        arns = [people.policy(account.document(account.allow("s3:Get", f"arn:aws:s3:::{n}{'x' * 5500}"))) for n in range(14)]
        person = people.new(managed=arns[:5], groups={"a": ({}, [])})
        assert person.log_in().status == 302
        before = person.mirror()
        for arn in arns[5:]:
            person.iam.attach_group_policy(GroupName=f"a-{person.name}", PolicyArn=arn)
        person.age_record()
        self.check(person, "14")
        after = person.mirror()
        assert (after.statements, after.attached) == (before.statements, before.attached)


class TestMany:
    def test_fifty_first_logins_at_once_on_two_processes(self, people, stack, second_console):
        person = people.ordinary()
        with ThreadPoolExecutor(50) as pool:
            answers = list(pool.map(lambda _: person.assume_role(), range(50)))
        assert [answer.status for answer in answers] == [200] * 50, [a.text for a in answers if a.status != 200]
        person.check_mirror()
        assert "lease_owner" not in person.record()
        served = [sum(a.headers["X-Request-Id"] in stack.processes.log(n).read_text() for a in answers)
                  for n in ("console", "console-2")]
        assert min(served) > 0 and sum(served) == 50
        made = sum(person.calls(a).count("iam:CreateRole") for a in answers)
        assert made == 1


class TestInterrupted:
    def test_killed_in_the_middle_the_next_login_succeeds(self, people, stack, faults):
        person = people.ordinary()
        rule = faults.fail("iam:AttachRolePolicy", "slow", seconds=3)
        thread = threading.Thread(target=person.assume_role)
        thread.start()
        end = time.monotonic() + 10
        while rule.seen == 0 and time.monotonic() < end:
            time.sleep(0.01)
        assert rule.seen > 0
        stack.processes.kill("console")
        stack.start_handler("console")
        stack.wait_for_socket("console")
        thread.join()
        faults.heal()
        assert person.mirror() is not None
        person.check_not_wider()
        begun = time.monotonic()
        assert person.log_in().status == 302
        assert time.monotonic() - begun < 30
        person.check_mirror()

    def test_stopped_in_the_middle_the_login_is_finished(self, people, stack, faults):
        person = people.ordinary()
        rule = faults.fail("iam:AttachRolePolicy", "slow", seconds=1)
        with ThreadPoolExecutor(1) as pool:
            answer = pool.submit(person.assume_role)
            end = time.monotonic() + 10
            while rule.seen == 0 and time.monotonic() < end:
                time.sleep(0.01)
            assert stack.restart_handler("console") == 0
            assert answer.result().status == 200
        person.check_mirror()
