"""A plain CGI program in Python. It does what Latchkey's programs do before they call AWS, and answers.

Its arguments are the services that it makes clients for. Without any it only loads boto3.
"""

import sys

import boto3

clients = [boto3.client(service) for service in sys.argv[1:]]

print("Content-Type: application/json\r\n\r\n{}", end="")
