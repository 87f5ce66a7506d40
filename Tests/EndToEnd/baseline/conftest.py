"""An account for each test, and the tool of its administrator."""

import zlib

import boto3
import pytest
from gnupg import GnuPG
from latchkey_tool import Tool


@pytest.fixture
def account(request):
    """The number of an account that no other test has: the stand-in keeps accounts apart by it."""
    return str(500_000_000_000 + zlib.crc32(request.node.nodeid.encode()) % 1_000_000_000)


@pytest.fixture
def iam(stack, account):
    return boto3.client("iam", endpoint_url=stack.aws_endpoint, region_name="us-east-1", aws_access_key_id=account,
                        aws_secret_access_key="test")


@pytest.fixture
def tool(stack, account, faults, tmp_path):
    tool = Tool(stack.programs, tmp_path, faults.endpoint, stack.processes.log("latchkey"))
    tool.variables |= {"AWS_ACCESS_KEY_ID": account, "AWS_SECRET_ACCESS_KEY": "test"}
    return tool


@pytest.fixture(scope="module")
def gnupg():
    gnupg = GnuPG()
    yield gnupg
    gnupg.stop()
