"""A plain CGI program in Python that could reach AWS: it imports boto3 and answers at once."""

import boto3  # noqa: F401  what loading it costs is what is measured

print("Content-Type: application/json\r\n\r\n{}", end="")
