"""A later login writes nothing while the role is as it should be, and mends what was changed since."""

import time

import account

READ_ONLY = "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"


class TestSecondLogin:
    def test_writes_nothing_to_iam_and_extends_the_expiry(self, people):
        person = people.ordinary()
        assert person.log_in().status == 302
        id = person.mirror().id
        person.set_record(expires_at=int(time.time()) + 1000, changed_at=int(time.time()) - 100)
        answer = person.log_in()
        assert answer.status == 302
        assert person.writes(answer) == []
        assert sorted(person.calls(answer)) == [
            "dynamodb:UpdateItem", "iam:GetUser", "signin:getSigninToken", "sts:AssumeRole"]
        assert int(person.record()["expires_at"]["N"]) >= time.time() + 86_390
        assert person.mirror().id == id

    def test_stale_record_is_looked_at_again_without_writes(self, people):
        person = people.ordinary()
        assert person.log_in().status == 302
        person.age_record()
        answer = person.log_in()
        assert answer.status == 302 and person.writes(answer) == []
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
        assert person.check_mirror().tags.keys() == {"latchkey:mirror", "Team"}
        assert [call for call in person.calls(answer) if call.endswith("agRole")] == ["iam:TagRole"]

    def test_role_that_was_deleted_is_made_again(self, people):
        person = people.new(managed=[READ_ONLY])
        assert person.log_in().status == 302
        person.set_record(changed_at=int(time.time()) - 600)
        person.delete_role()
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
            assert answer.status == 200 and bool(person.writes(answer)) == change
            assert person.check_mirror().id == id
            record = person.record()
            assert record["role_arn"]["S"] == person.role_arn and int(record["synced_at"]["N"]) >= time.time() - 10
            assert person.writes(person.assume_role()) == []

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
        assert person.writes(person.assume_role()) == []

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
        assert [person.writes(person.assume_role()) for _ in range(2)] == [[], []]

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
