"""No secret of the whole run is in any log."""

import urllib.parse

import pytest


@pytest.mark.last
def test_no_secret_is_in_any_log(stack):
    logs = stack.logs()
    assert {"access", "keys", "console", "ready", "health", "nginx", "ministack"} <= logs.keys()
    assert stack.broker.secret_access_key in stack.secrets
    for secret in stack.secrets:
        for form in {secret, urllib.parse.quote(secret, safe="")}:
            holding = [name for name, text in logs.items() if form in text]
            assert not holding, f"a secret that begins with {secret[:4]} is in the logs of {holding}"
