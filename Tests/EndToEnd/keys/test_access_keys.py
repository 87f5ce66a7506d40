"""People manage their own access keys, through nginx: on the page, with JSON, and at himeko's form routes."""

import re
import time
from concurrent.futures import ThreadPoolExecutor

import account
import pytest
from client import JSON


def make(person, count=1) -> list[dict]:
    answers = [person.send("POST", "/keys", {}) for _ in range(count)]
    assert [answer.status for answer in answers] == [201] * count
    return [answer.json for answer in answers]


def status(person, id) -> str:
    keys = person.iam.list_access_keys(UserName=person.name)["AccessKeyMetadata"]
    return next(key["Status"] for key in keys if key["AccessKeyId"] == id)


class TestJSON:
    def test_key_is_made_and_its_secret_given_once(self, people, stack):
        person = people.new(inline={"own": account.document(account.allow("iam:GetUser"))})
        answer = person.send("POST", "/keys", {})
        assert answer.status == 201
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.json.keys() == {"AccessKeyId", "SecretAccessKey", "Status", "CreateDate"}
        assert answer.headers["Location"] == f"/keys/{answer.json['AccessKeyId']}"
        key = account.Key(answer.json["AccessKeyId"], answer.json["SecretAccessKey"])
        assert account.client("sts", stack.aws_endpoint, key).get_caller_identity()["Arn"].endswith(f"user/{person.name}")
        listing = person.send("GET", "/keys")
        assert listing.status == 200
        assert key.secret_access_key not in listing.text + person.page("/keys").text

    def test_list_tells_status_creation_and_last_use(self, people):
        person = people.new()
        [key] = make(person)
        listing = person.send("GET", "/keys").json
        assert listing["UserName"] == person.name
        assert listing["AccessKeysPerUserQuota"] == 2
        [entry] = listing["AccessKeyMetadata"]
        assert (entry["AccessKeyId"], entry["Status"]) == (key["AccessKeyId"], "Active")
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", entry["CreateDate"])
        assert entry["AccessKeyLastUsed"].get("LastUsedDate") is None

    def test_third_key_is_refused_and_the_two_named(self, people):
        person = people.new()
        token = person.token("/keys", "/keys")
        ids = {key["AccessKeyId"] for key in make(person, 2)}
        answer = person.send("POST", "/keys", {})
        assert answer.status == 409
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert set(answer.json["access_key_ids"]) == ids
        assert all(id in answer.json["detail"] for id in ids)
        assert set(person.key_ids()) == ids
        page = person.submit("/keys", token)
        assert page.status == 409 and all(id in page.text for id in ids)

    def test_nobody_gets_the_broker_s_keys(self, people):
        """Somebody signs in under the name of the broker's IAM user."""
        person = people.sign_in("latchkey-broker")
        keys = person.key_ids()
        for path in ("/keys", "/console", "/api/assume-role"):
            answer = person.send("POST", path, {})
            assert answer.status == 403 and answer.json["type"].endswith(":user-not-served"), answer.text
        assert person.send("PATCH", f"/keys/{keys[0]}", {"Status": "Inactive"}).status == 403
        assert person.send("DELETE", f"/keys/{keys[0]}").status == 403
        assert person.key_ids() == keys and status(person, keys[0]) == "Active" and person.mirror() is None

    def test_known_keys_must_be_those_there_are(self, people):
        person = people.new()
        asked = {"access_key_ids": []}
        assert person.send("POST", "/keys", asked).status == 201
        ids = person.key_ids()
        answer = person.send("POST", "/keys", asked)
        assert (answer.status, answer.json["type"]) == (409, "urn:latchkey:problem:access-keys-changed")
        assert answer.json["access_key_ids"] == ids == person.key_ids() and ids[0] in answer.json["detail"]
        assert [record["result"] for record in person.audit(answer)] == ["intended", "access-keys-changed"]
        assert person.send("POST", "/keys", {"access_key_ids": ids}).status == 201
        assert person.send("POST", "/keys", {"access_key_ids": ids}).json["type"].endswith(":access-key-limit")

    @pytest.mark.parametrize("body", [
        {"access_key_ids": "AKIA"}, {"access_key_ids": [""]}, {"access_key_ids": ["a b"]}, {"access_key_ids": {}}, []])
    def test_known_keys_that_cannot_be_ids_are_named(self, people, body):
        person = people.new()
        answer = person.send("POST", "/keys", body)
        assert (answer.status, answer.json["member"].split(".")[0]) == (400, "access_key_ids" if body else "body")
        assert person.key_ids() == []

    def test_key_is_deactivated_activated_and_deleted(self, people):
        person = people.new()
        [key] = make(person)
        path = f"/keys/{key['AccessKeyId']}"
        answer = person.send("PATCH", path, {"Status": "Inactive"})
        assert (answer.status, answer.json) == (200, {"AccessKeyId": key["AccessKeyId"], "Status": "Inactive"})
        assert status(person, key["AccessKeyId"]) == "Inactive"
        assert person.send("PATCH", path, {"Status": "Active"}).status == 200
        assert status(person, key["AccessKeyId"]) == "Active"
        answer = person.send("DELETE", path)
        assert (answer.status, answer.body) == (204, b"")
        assert person.key_ids() == []
        assert person.send("DELETE", path).status == 404

    @pytest.mark.parametrize("body, member", [
        ({}, "Status"), ({"Status": "Gone"}, "Status"), ({"Status": 1}, "Status"), ({"Status": "active"}, "Status")
    ])
    def test_bad_status_is_named(self, people, body, member):
        person = people.new()
        [key] = make(person)
        answer = person.send("PATCH", f"/keys/{key['AccessKeyId']}", body)
        assert (answer.status, answer.json["member"]) == (400, member)
        assert status(person, key["AccessKeyId"]) == "Active"

    def test_somebody_elses_key_is_not_found_and_untouched(self, people):
        owner, other = people.new(), people.new()
        [key] = make(owner)
        path = f"/keys/{key['AccessKeyId']}"
        answers = [
            other.send("PATCH", path, {"Status": "Inactive"}),
            other.send("DELETE", path),
            other.send("POST", f"{path}/active", {}),
            other.send("DELETE", f"{path}/active"),
        ]
        assert [answer.status for answer in answers] == [404] * 4
        # Nobody has a token for the forms of somebody else's key.
        token = other.token("/keys", "/keys")
        for answer in [
            other.submit(path, token, _method="DELETE"), other.submit(f"{path}/active", token, _method="DELETE"),
        ]:
            assert answer.status == 403
        missing = other.send("DELETE", "/keys/AKIA0000000000000000")
        told = {name: value for name, value in missing.json.items() if name != "request_id"}
        assert told == {name: value for name, value in answers[1].json.items() if name != "request_id"}
        assert owner.key_ids() == [key["AccessKeyId"]] and status(owner, key["AccessKeyId"]) == "Active"

    def test_text_that_cannot_be_a_key_id_is_not_found(self, people):
        person = people.new()
        for id in ["x", "AKIA%2F..%2Fx", "%00", "AKIA'", "A" * 300]:
            assert person.send("DELETE", f"/keys/{id}").status in (400, 404), id

    def test_a_person_without_an_iam_user_is_told(self, people):
        nobody = people.sign_in("nobody-with-keys")
        assert nobody.send("GET", "/keys").status == 403
        assert nobody.send("POST", "/keys", {}).status == 403
        assert "No IAM user" in nobody.page("/keys").text

    def test_name_in_another_case_is_the_same_user(self, people):
        person = people.new()
        shouting = people.sign_in(person.name.upper())
        [key] = make(shouting)
        assert person.key_ids() == [key["AccessKeyId"]]
        assert shouting.send("DELETE", f"/keys/{key['AccessKeyId']}").status == 204
        assert person.key_ids() == []


class TestPages:
    def test_page_lists_and_offers_what_can_be_done(self, people):
        person = people.new()
        [key] = make(person)
        page = person.page("/keys")
        assert page.status == 200
        assert page.headers["Cache-Control"] == "no-store"
        for text in [key["AccessKeyId"], "Active", "never", "Create an access key", person.name]:
            assert text in page.text
        make(person)
        page = person.page("/keys").text
        assert "cannot have more than 2 access keys" in page
        assert 'action="/keys"' not in page

    def test_new_key_is_shown_once(self, people):
        person = people.new()
        answer = person.submit("/keys", person.token("/keys"))
        assert answer.status == 201
        assert answer.headers["Cache-Control"] == "no-store"
        [id] = person.key_ids()
        assert id in answer.text
        secret = re.search(r'id="secret-access-key"[^>]*>([^<]+)<', answer.text)[1]
        assert len(secret) == 40 and secret not in person.page("/keys").text

    def test_form_sent_again_makes_no_second_key(self, people):
        person = people.new()
        make(person)
        page, token = person.page("/keys").text, person.token("/keys", "/keys")
        seen = re.search(r'name="access_key_ids" value="([^"]*)"', page)[1]
        assert seen == person.key_ids()[0]
        person.send("DELETE", f"/keys/{seen}")
        answer = person.submit("/keys", token, access_key_ids=seen)
        assert answer.status == 409 and "You now have no access key" in answer.text
        assert person.submit("/keys", token, access_key_ids="").status == 201
        answer = person.submit("/keys", token, access_key_ids="")
        assert answer.status == 409 and person.key_ids()[0] in answer.text
        assert len(person.key_ids()) == 1

    def test_himekos_form_routes(self, people):
        person = people.new()
        [key] = make(person)
        path = f"/keys/{key['AccessKeyId']}"
        answer = person.submit(f"{path}/active", person.token("/keys", f"{path}/active", "DELETE"), _method="DELETE")
        assert answer.status == 303
        assert "inactive" in person.page(answer.headers["Location"]).text
        assert status(person, key["AccessKeyId"]) == "Inactive"
        answer = person.submit(f"{path}/active", person.token("/keys", f"{path}/active"))
        assert answer.status == 303 and status(person, key["AccessKeyId"]) == "Active"
        token = person.token("/keys", path, "DELETE")
        assert person.submit(f"{path}/active", token, _method="DELETE").status == 403
        answer = person.submit(path, token, _method="DELETE")
        assert answer.status == 303 and person.key_ids() == []
        assert "deleted" in person.page(answer.headers["Location"]).text

    def test_form_without_pages_gets_json(self, people):
        person = people.new()
        answer = person.submit("/keys", person.token("/keys"), {"Accept": JSON})
        assert answer.status == 201 and len(answer.json["SecretAccessKey"]) == 40


class TestOutcomes:
    def test_lost_answer_leaves_no_orphan(self, people, faults):
        person = people.new()
        [kept] = make(person)
        rule = faults.fail("iam:CreateAccessKey", "lost", 1)
        answer = person.send("POST", "/keys", {})
        assert rule.applied == 1
        assert answer.status in (502, 503, 504)
        assert answer.json["may_exist"] is False
        assert person.key_ids() == [kept["AccessKeyId"]]
        assert person.calls(answer).count("iam:CreateAccessKey") == 1
        assert person.send("POST", "/keys", {}).status == 201

    def test_lost_answer_that_cannot_be_looked_up_is_told(self, people, faults):
        person = people.new()
        faults.fail("iam:CreateAccessKey", "lost", 1)
        faults.fail("iam:ListAccessKeys", "500", *range(2, 100))
        answer = person.send("POST", "/keys", {})
        assert answer.status in (502, 503, 504)
        assert (answer.json["may_exist"], answer.json["access_key_ids"]) == (True, [])

    def test_key_that_iam_shows_late_is_found(self, people, faults):
        person = people.new()
        faults.fail("iam:CreateAccessKey", "lost", 1)
        rule = faults.fail("iam:ListAccessKeys", "empty", 2, 3)
        answer = person.send("POST", "/keys", {})
        assert rule.applied == 2
        assert answer.json["may_exist"] is False and person.key_ids() == []

    def test_key_that_does_not_appear_may_exist(self, people, faults):
        person = people.new()
        faults.fail("iam:CreateAccessKey", "500", 1)
        answer = person.send("POST", "/keys", {})
        assert answer.status == 503
        assert (answer.json["may_exist"], answer.json["access_key_ids"]) == (True, [])

    def test_key_of_the_next_request_is_not_taken_for_the_lost_one(self, people, faults):
        person = people.new()
        faults.fail("iam:CreateAccessKey", "lost", 1, seconds=1)
        with ThreadPoolExecutor() as pool:
            lost = pool.submit(person.send, "POST", "/keys", {})
            while not person.key_ids():
                time.sleep(0.01)
            made = person.send("POST", "/keys", {})
            assert made.status == 201 and lost.result().json["may_exist"] is False
        assert person.key_ids() == [made.json["AccessKeyId"]]

    def test_keys_of_which_one_may_be_somebody_elses_are_left_and_named(self, people, faults):
        person = people.new()
        faults.fail("iam:CreateAccessKey", "lost", 1, seconds=1)
        with ThreadPoolExecutor() as pool:
            lost = pool.submit(person.send, "POST", "/keys", {})
            while not person.key_ids():
                time.sleep(0.01)
            person.iam.create_access_key(UserName=person.name)
            answer = lost.result()
        ids = person.key_ids()
        assert len(ids) == 2 and answer.json["may_exist"] is True and set(answer.json["access_key_ids"]) == set(ids)
        assert all(id in answer.json["detail"] for id in ids)

    def test_quota_that_aws_finds_is_the_same_refusal(self, people, faults):
        person = people.new()
        faults.fail("iam:CreateAccessKey", "error", error=(409, "LimitExceeded", "Cannot exceed quota"))
        answer = person.send("POST", "/keys", {})
        assert answer.status == 409 and person.key_ids() == []

    def test_user_who_is_deleted_meanwhile_is_told(self, people, faults):
        person = people.new()
        faults.fail("iam:CreateAccessKey", "error", error=(404, "NoSuchEntity", "The user cannot be found."))
        assert person.send("POST", "/keys", {}).status == 403

    def test_last_use_that_may_not_be_read_is_unknown(self, people, faults):
        person = people.new()
        make(person)
        faults.fail("iam:GetAccessKeyLastUsed", "error", error=(403, "AccessDenied", "no"))
        answer = person.send("GET", "/keys")
        assert answer.status == 200
        assert answer.json["AccessKeyMetadata"][0].get("AccessKeyLastUsed") is None
        assert "unknown" in person.page("/keys").text

    def test_every_change_is_on_record_before_and_after(self, people):
        person = people.new()
        answer = person.send("POST", "/keys", {})
        id = answer.json["AccessKeyId"]
        records = person.audit(answer)
        assert [(r["action"], r["result"], r["caller"]) for r in records] == [
            ("create-access-key", "intended", person.name), ("create-access-key", "done", person.name)]
        assert records[1]["subject"] == id
        answer = person.send("DELETE", f"/keys/{id}")
        assert [(r["action"], r["subject"], r["result"]) for r in person.audit(answer)] == [
            ("delete-access-key", id, "intended"), ("delete-access-key", id, "done")]
