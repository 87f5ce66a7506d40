"""Policies that fill a role, and more of them than AWS's limits allow."""

import account


class TestLimits:
    def check(self, person, *words):
        answer = person.log_in()
        assert answer.status == 400
        assert "IAM limit exceeded" in answer.text
        assert all(word in answer.text for word in words), answer.text
        assert person.writes(answer) == []
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
