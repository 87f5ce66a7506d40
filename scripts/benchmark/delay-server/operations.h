/* What IAM, STS and the console's sign-in answer, in AWS's own shapes.

   {Name} in an answer stands for the call's parameter of that name; {Expiration}, what users have and what roles hold
   are filled in by query.c.

   The lists of the account have the users whom world.h makes, with their roles and policies, and nobody else.
   Nevertheless every user there could be exists, without a role. Everyone is in 10 groups of 5 inline and 3 managed policies, and
   has none of their own. One of the managed policies is the same in all groups, so that there are 21: a role can have
   25. Users few… and full… have more, see policies.c. */

#define LAST "<IsTruncated>false</IsTruncated>"

#define ROLE                                                                                                           \
    "<Role><Path>/user-role/</Path><RoleName>{RoleName}</RoleName><RoleId>AROABENCHMARK000000001</RoleId>"             \
    "<Arn>arn:aws:iam::" ACCOUNT ":role/user-role/{RoleName}</Arn><CreateDate>2024-01-01T00:00:00Z</CreateDate>"       \
    "<MaxSessionDuration>43200</MaxSessionDuration>"                                                                   \
    "<AssumeRolePolicyDocument>{TrustPolicy}</AssumeRolePolicyDocument>{RoleBoundary}<Tags>{RoleTags}</Tags></Role>"

#define POLICY                                                                                                         \
    "<Policy><Arn>{PolicyArn}</Arn><PolicyName>managed</PolicyName><PolicyId>ANPABENCHMARK000000001</PolicyId>"        \
    "<Path>/</Path><DefaultVersionId>v1</DefaultVersionId><AttachmentCount>1</AttachmentCount>"                        \
    "<IsAttachable>true</IsAttachable><CreateDate>2024-01-01T00:00:00Z</CreateDate></Policy>"

#define CREDENTIALS                                                                                                    \
    "<Credentials><AccessKeyId>ASIABENCHMARK0000001</AccessKeyId>"                                                     \
    "<SecretAccessKey>wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY00</SecretAccessKey>"                                      \
    "<SessionToken>" TOKEN TOKEN TOKEN TOKEN "</SessionToken><Expiration>{Expiration}</Expiration></Credentials>"

#define TOKEN "FwoGZXIvYXdzEBYaDBenchmarkBenchmarkBenchmarkBenchmarkBenchmarkBenchmarkBenchmarkBenchmarkBenchmarkBench"

#define TRUST_POLICY                                                                                                   \
    "%7B%22Version%22%3A%222012-10-17%22%2C%22Statement%22%3A%5B%7B%22Effect%22%3A%22Allow%22%2C%22Principal%22%3A"    \
    "%7B%22AWS%22%3A%22arn%3Aaws%3Aiam%3A%3A" ACCOUNT "%3Auser%2Flatchkey%22%7D%2C%22Action%22%3A%5B%22sts%3AAssumeRo" \
    "le%22%2C%22sts%3ASetSourceIdentity%22%2C%22sts%3ATagSession%22%5D%7D%5D%7D"

static const struct operation operations[] = {
    /* IAM: the person */
    {"GetUser", IAM, NONE,
     "<User><Path>/</Path><UserName>{UserName}</UserName><UserId>" USER_ID "</UserId>"
     "<Arn>arn:aws:iam::" ACCOUNT ":user/{UserName}</Arn><CreateDate>2024-01-01T00:00:00Z</CreateDate>{UserBoundary}"
     "</User>"},
    {"ListGroupsForUser", IAM, NONE, "<Groups>{Groups}</Groups>" LAST},
    {"ListUserPolicies", IAM, NONE, "<PolicyNames>{InlineNames}</PolicyNames>" LAST},
    {"ListAttachedUserPolicies", IAM, NONE, "<AttachedPolicies>{Attached}</AttachedPolicies>" LAST},
    {"GetUserPolicy", IAM, NONE,
     "<UserName>{UserName}</UserName><PolicyName>{PolicyName}</PolicyName><PolicyDocument>{InlineDocument}"
     "</PolicyDocument>"},
    {"ListGroupPolicies", IAM, NONE, "<PolicyNames>{InlineNames}</PolicyNames>" LAST},
    {"ListAttachedGroupPolicies", IAM, NONE, "<AttachedPolicies>{Attached}</AttachedPolicies>" LAST},
    {"GetGroupPolicy", IAM, NONE,
     "<GroupName>{GroupName}</GroupName><PolicyName>{PolicyName}</PolicyName><PolicyDocument>{InlineDocument}"
     "</PolicyDocument>"},
    {"GetPolicy", IAM, NONE, POLICY},
    {"GetPolicyVersion", IAM, NONE,
     "<PolicyVersion><Document>{ManagedDocument}</Document><VersionId>v1</VersionId>"
     "<IsDefaultVersion>true</IsDefaultVersion><CreateDate>2024-01-01T00:00:00Z</CreateDate></PolicyVersion>"},
    {"ListUsers", IAM, NONE, "{Users}"},
    {"GetAccountSummary", IAM, NONE,
     "<SummaryMap><entry><key>Roles</key><value>42</value></entry><entry><key>RolesQuota</key><value>1000</value>"
     "</entry><entry><key>AttachedPoliciesPerRoleQuota</key><value>25</value></entry>"
     "<entry><key>RolePolicySizeQuota</key><value>10240</value></entry>"
     "<entry><key>PolicySizeQuota</key><value>6144</value></entry>"
     "<entry><key>AssumeRolePolicySizeQuota</key><value>2048</value></entry></SummaryMap>"},

    /* IAM: access keys */
    {"ListAccessKeys", IAM, NONE,
     "<AccessKeyMetadata><member><UserName>{UserName}</UserName><AccessKeyId>AKIABENCHMARK0000001</AccessKeyId>"
     "<Status>Active</Status><CreateDate>2024-01-01T00:00:00Z</CreateDate></member></AccessKeyMetadata>" LAST},
    {"GetAccessKeyLastUsed", IAM, NONE,
     "<UserName>warm</UserName><AccessKeyLastUsed><LastUsedDate>2024-06-01T00:00:00Z</LastUsedDate>"
     "<ServiceName>s3</ServiceName><Region>eu-central-1</Region></AccessKeyLastUsed>"},

    /* IAM: the role */
    {"CreateRole", IAM, CREATES_ROLE, ROLE},
    {"GetRole", IAM, NEEDS_ROLE, ROLE},
    {"DeleteRole", IAM, DELETES_ROLE, NULL},
    {"ListRolePolicies", IAM, NEEDS_ROLE, "<PolicyNames>{HeldNames}</PolicyNames>" LAST},
    {"GetRolePolicy", IAM, NEEDS_ROLE,
     "<RoleName>{RoleName}</RoleName><PolicyName>{PolicyName}</PolicyName><PolicyDocument>{HeldDocument}"
     "</PolicyDocument>"},
    {"ListAttachedRolePolicies", IAM, NEEDS_ROLE, "<AttachedPolicies>{HeldARNs}</AttachedPolicies>" LAST},
    {"ListRoles", IAM, NONE, "{Roles}"},
    {"UpdateRole", IAM, NEEDS_ROLE, ""},
    {"UpdateAssumeRolePolicy", IAM, NEEDS_ROLE, NULL},
    {"PutRolePolicy", IAM, PUTS_POLICY, NULL},
    {"DeleteRolePolicy", IAM, DELETES_ROLE_POLICY, NULL},
    {"AttachRolePolicy", IAM, ATTACHES_POLICY, NULL},
    {"DetachRolePolicy", IAM, DETACHES_POLICY, NULL},
    {"PutRolePermissionsBoundary", IAM, BOUNDS_ROLE, NULL},
    {"DeleteRolePermissionsBoundary", IAM, BOUNDS_ROLE, NULL},
    {"TagRole", IAM, TAGS_ROLE, NULL},
    {"UntagRole", IAM, UNTAGS_ROLE, NULL},
    {"CreatePolicy", IAM, MAKES_POLICY, POLICY},
    {"DeletePolicy", IAM, DELETES_POLICY, NULL},
    {"ListPolicyVersions", IAM, NONE,
     "<Versions><member><VersionId>v1</VersionId><IsDefaultVersion>true</IsDefaultVersion>"
     "<CreateDate>2024-01-01T00:00:00Z</CreateDate></member></Versions>" LAST},
    {"ListPolicies", IAM, NONE, "{Policies}"},

    /* STS and console federation */
    {"GetCallerIdentity", STS, NONE,
     "<Arn>arn:aws:iam::" ACCOUNT ":user/latchkey</Arn><UserId>AIDABENCHMARK000000000</UserId><Account>" ACCOUNT
     "</Account>"},
    {"AssumeRole", STS, NEEDS_ROLE,
     CREDENTIALS "<AssumedRoleUser><AssumedRoleId>AROABENCHMARK000000001:{RoleSessionName}</AssumedRoleId>"
     "<Arn>arn:aws:sts::" ACCOUNT ":assumed-role/{RoleName}/{RoleSessionName}</Arn></AssumedRoleUser>"
     "<SourceIdentity>{SourceIdentity}</SourceIdentity>"},
    {"getSigninToken", SIGNIN, NONE, "{\"SigninToken\":\"" TOKEN TOKEN TOKEN TOKEN TOKEN TOKEN TOKEN "\"}"},
};
