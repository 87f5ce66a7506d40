import pytest
from broken_logins import Node


@pytest.fixture(scope="module")
def node(stack):
    node = Node(stack)
    yield node
    stack.processes.stop("node")
    node.proxy.stop()
