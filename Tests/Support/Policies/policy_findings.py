"""What parliament and cloudsplaining find in policies. For the interpreter of .venv/policy-judges.

Reads an object of documents by name from standard input; writes, for each name, the findings as lists of a judge, an issue
and what it is about.
"""

import json
import sys
import warnings

warnings.simplefilter("ignore")

import parliament  # noqa: E402
from cloudsplaining.scan.policy_document import PolicyDocument  # noqa: E402


def of_parliament(document: dict) -> list[list[str]]:
    policy = parliament.analyze_policy_string(json.dumps(document), include_community_auditors=True)
    return [["parliament", finding.issue, json.dumps(finding.detail, default=str)[:160]] for finding in policy.findings]


def of_cloudsplaining(document: dict) -> list[list[str]]:
    policy = PolicyDocument(document)
    found = {
        "InfrastructureModification": policy.infrastructure_modification,
        "PrivilegeEscalation": [each["type"] for each in policy.allows_privilege_escalation],
        "ResourceExposure": policy.permissions_management_without_constraints,
        "DataExfiltration": policy.allows_data_exfiltration_actions,
        "CredentialsExposure": policy.credentials_exposure,
        "ServiceWildcard": policy.service_wildcard,
    }
    return [["cloudsplaining", issue, action] for issue, actions in found.items() for action in actions]


documents = json.load(sys.stdin)
json.dump({name: of_parliament(document) + of_cloudsplaining(document) for name, document in documents.items()}, sys.stdout)
