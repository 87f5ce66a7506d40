"""Somebody without an IAM user gets nothing, and the role of one who is gone goes."""

import account
from client import BROWSER, JSON

READ_ONLY = "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"


class TestNobody:
    def test_unknown_user_gets_nothing_and_leaves_nothing(self, people):
        nobody = people.sign_in("unknown-person")
        page = nobody.page("/")
        assert page.status == 403 and "No IAM user found" in page.text
        answer = nobody.ask("POST", "/console", {"Accept": BROWSER, "Content-Type": JSON}, "{}")
        assert answer.status == 403 and "No IAM user found" in answer.text
        assert nobody.assume_role().status == 404
        assert nobody.mirror() is None and nobody.record() is None

    POSTS = {"/console": 403, "/api/assume-role": 404, "/console/revoke": 403}
    GETS = {"/": 403, "/console/role": 403}

    def enter(self, person, path):
        if path in self.GETS:
            return person.send("GET", path)
        return person.send("POST", path, *([] if path == "/api/assume-role" else [{}]))

    def test_deleted_user_gets_nothing_and_the_role_goes_with_the_next_post(self, people):
        for path, status in self.POSTS.items():
            person = people.new(managed=[READ_ONLY], inline={"x": account.document(account.allow("s3:*"))})
            assert person.log_in().status == 302
            person.delete_user()
            answer = self.enter(person, path)
            assert answer.status == status
            assert "AccessKeyId" not in answer.text
            assert person.mirror() is None and person.record() is None
            removals = [record for record in person.audit(answer) if record["action"] == "remove-role"]
            assert [(removal["subject"], removal["result"], removal["caller"]) for removal in removals] == [
                (person.role_arn, "done", person.name)]

    def test_page_for_a_deleted_user_removes_nothing(self, people):
        for path, status in self.GETS.items():
            person = people.new(managed=[READ_ONLY])
            assert person.log_in().status == 302
            person.delete_user()
            for answer in (self.enter(person, path), person.page(path)):
                assert answer.status == status and "No IAM user found" in answer.text
                assert person.audit(answer) == []
            assert person.mirror() is not None and person.record() is not None

    def test_a_role_that_somebody_else_made_is_nobodys(self, people):
        # Made by hand, and by an installation whose prefix begins as this one's does.
        for tags in ([], [{"Key": "latchkey:mirror", "Value": "AIDA/somebody"}]):
            person = people.ordinary()
            person.iam.create_role(
                RoleName=person.role_name, Path="/user-role/", Tags=tags,
                AssumeRolePolicyDocument=account.document(
                    {"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}, "Action": "sts:AssumeRole"}))
            before = person.mirror()
            refused = person.log_in()
            assert refused.status == 409 and "name is taken" in refused.text
            assert person.record() is None
            # A second login doesn't take the first one for a reason.
            assert person.assume_role().status == 409
            person.delete_user()
            for path, status in (self.GETS | self.POSTS).items():
                answer = self.enter(person, path)
                assert answer.status == status
                assert person.audit(answer) == [] or path in self.POSTS
            person.send("HEAD", "/")
            assert person.mirror() == before

    def test_deleted_user_who_is_called_otherwise_leaves_nothing_either(self, people, faults):
        faults.page_size = 2
        for number, (path, status) in enumerate(self.POSTS.items()):
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
                for path in self.POSTS | self.GETS:
                    assert self.enter(shouting, path).status in (502, 503)
                faults.heal()
        person.check_mirror()
        assert shouting.assume_role().status == 200
