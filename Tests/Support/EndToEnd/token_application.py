"""An application that brings its users' tokens to the broker."""

from client import Answer
from fastcgi_client import fastcgi


class TokenApplication:
    """Registered with a role of its own; its users' tokens are of `issuer`.

    Its keys are at `keys`, or where the issuer's discovery document says. Other members of the registration are `changes`.
    """

    def __init__(self, broker, issuer: str, keys: str | None = None, **changes):
        self.broker = broker
        self.name = broker.new_name()
        self.role = broker.access_role(broker.service(self.name).json["external_id"])
        if keys:
            changes["jwks_url"] = keys
        made = broker.service(self.name, "POST", value=broker.registration(self.role, issuer=issuer, **changes))
        assert made.status == 201, made.text
        self.registration = made.json["registration"]

    def change(self, **changes) -> Answer:
        """Changes members of the registration, at the first node, and leaves out those that are None."""
        value = {name: value for name, value in {**self.registration, **changes}.items() if value is not None}
        changed = self.broker.service(self.name, "PUT", value=value, HTTP_IF_MATCH="*")
        assert changed.status == 200, changed.text
        self.registration = changed.json["registration"]
        return changed

    def ask(self, token: str, node: int = 0) -> Answer:
        """What a node answers to a user's token."""
        answer = self.broker.service(self.name, "POST", "/credentials", {"token": token}, node)
        if answer.status == 200:
            self.broker.stack.secrets.update([answer.json["SecretAccessKey"], answer.json["SessionToken"]])
        return answer

    def ask_with(self, body: bytes, **parameters: str) -> Answer:
        """What the first node answers to a body, with other FastCGI parameters."""
        given = {
            "REQUEST_METHOD": "POST", "REQUEST_URI": "/credentials", "QUERY_STRING": "", "HTTP_HOST": "localhost",
            "SERVER_NAME": "localhost", "CONTENT_LENGTH": str(len(body)), "REMOTE_USER": self.name,
            "CONTENT_TYPE": "application/json", **parameters,
        }
        answer = fastcgi(self.broker.stack.web.socket("broker"), list(given.items()), body)
        if answer.status == 200:
            self.broker.stack.secrets.update([answer.json["SecretAccessKey"], answer.json["SessionToken"]])
        return answer

    def remove(self) -> None:
        assert self.broker.service(self.name, "DELETE").status == 200
