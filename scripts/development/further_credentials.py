"""What a user has in IAM beside access keys, a password and MFA devices, which ministack knows nothing of: it is made, listed and
deleted, and keeps its user from being deleted."""

import dataclasses
import secrets

from ministack.services import iam


@dataclasses.dataclass
class FurtherCredentials:
    """Those of one kind."""

    kind: str
    plural: str
    parameter: str
    made_by: str
    prefix: str
    members: dict[tuple[str, str], str] = dataclasses.field(default_factory=dict)
    inactive: set[tuple[str, str]] = dataclasses.field(default_factory=set)

    def entry(self, user, number, service):
        further = f"<ServiceName>{service}</ServiceName>" if service else ""
        status = "Inactive" if (user, number) in self.inactive else "Active"
        return (f"<UserName>{user}</UserName><{self.parameter}>{number}</{self.parameter}>{further}"
                f"<Status>{status}</Status>")

    def make(self, parameters):
        user = iam._p(parameters, "UserName")
        if user not in iam._users:
            return iam._error(404, "NoSuchEntity", f"The user with name {user} cannot be found.")
        number = self.prefix + secrets.token_hex(8).upper()
        self.members[user, number] = iam._p(parameters, "ServiceName")
        entry = self.entry(user, number, self.members[user, number])
        result = f"<{self.kind}>{entry}</{self.kind}>"
        return iam._xml(200, f"{self.made_by}Response", f"<{self.made_by}Result>{result}</{self.made_by}Result>")

    def list(self, parameters):
        user = iam._p(parameters, "UserName")
        if user not in iam._users:
            return iam._error(404, "NoSuchEntity", f"The user with name {user} cannot be found.")
        members = "".join(
            f"<member>{self.entry(user, number, service)}</member>"
            for (owner, number), service in self.members.items() if owner == user)
        name = f"List{self.kind}s"
        result = f"<{self.plural}>{members}</{self.plural}><IsTruncated>false</IsTruncated>"
        return iam._xml(200, f"{name}Response", f"<{name}Result>{result}</{name}Result>")

    def of_one(self, operation, change):
        def handler(parameters):
            key = iam._p(parameters, "UserName"), iam._p(parameters, self.parameter)
            if key not in self.members:
                return iam._error(404, "NoSuchEntity", f"The {self.kind} with id {key[1]} cannot be found.")
            change(key, parameters)
            return iam._xml(200, f"{operation}{self.kind}Response", "")
        iam._IAM_HANDLERS[f"{operation}{self.kind}"] = handler

    def delete(self, key, _):
        del self.members[key]
        self.inactive.discard(key)

    def update(self, key, parameters):
        (self.inactive.add if iam._p(parameters, "Status") == "Inactive" else self.inactive.discard)(key)

    def install(self):
        iam._IAM_HANDLERS |= {self.made_by: self.make, f"List{self.kind}s": self.list}
        self.of_one("Delete", self.delete)
        self.of_one("Update", self.update)


KINDS = [
    FurtherCredentials("SigningCertificate", "Certificates", "CertificateId", "UploadSigningCertificate", "TA7S"),
    FurtherCredentials("SSHPublicKey", "SSHPublicKeys", "SSHPublicKeyId", "UploadSSHPublicKey", "APKA"),
    FurtherCredentials(
        "ServiceSpecificCredential", "ServiceSpecificCredentials", "ServiceSpecificCredentialId",
        "CreateServiceSpecificCredential", "ACCA"),
]


def install():
    for kind in KINDS:
        kind.install()
    delete_user = iam._IAM_HANDLERS["DeleteUser"]

    def delete_bare_user(parameters):
        user = iam._p(parameters, "UserName")
        if user in iam._login_profiles or any(owner == user for kind in KINDS for owner, _ in kind.members):
            return iam._error(409, "DeleteConflict", "Cannot delete entity, must delete referenced objects first.")
        return delete_user(parameters)

    iam._IAM_HANDLERS["DeleteUser"] = delete_bare_user
