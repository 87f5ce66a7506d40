"""While an account changes, a policy has a narrow form: judges that share no code with Latchkey see that it allows no more than
the former document and no more than the coming one, and denies what either denies.

LATCHKEY_TEST_SEED repeats a run. LATCHKEY_TEST_POLICIES says how many pairs of documents there are.
"""

import json
import os
import subprocess
from collections import Counter
from random import Random

import policy_judge as judge
import pytest
from client import IS_LONG
from generated_accounts import ACTION_PATTERNS, Maker, judge_all, role_context, user_contexts

SEED = os.environ.get("LATCHKEY_TEST_SEED") or os.urandom(6).hex()
PAIRS = int(os.environ.get("LATCHKEY_TEST_POLICIES", "20000" if IS_LONG else "2000"))
REQUESTS = 20
LIMITS = [10_240, 10_240, 2_048, 300, 100]


def changed(random: Random, maker: Maker, document: str) -> str:
    """A document that says nearly the same."""
    coming = json.loads(document)
    coming["Statement"] = statements = judge.listed(coming["Statement"])
    for _ in range(random.choice([1, 1, 2, 3])):
        statement = random.choice(statements)
        match random.randrange(8):
            case 0:
                statements.append(maker.statement())
            case 1 if len(statements) > 1:
                statements.remove(statement)
            case 2:
                statement["Effect"] = random.choice(["Allow", "Deny"])
            case 3:
                statement.pop("Condition", None)
            case 4:
                name, key, values = maker.comparison()
                statement.setdefault("Condition", {}).setdefault(name, {})[key] = values
            case 5:
                for keys in statement.get("Condition", {}).values():
                    for key in keys:
                        _, _, values = maker.comparison()
                        keys[key] = other_list(random, keys[key], judge.listed(values))
            case 6:
                name = next(name for name in ("Action", "NotAction") if name in statement)
                statement[name] = other_list(random, statement[name], ACTION_PATTERNS)
            case _:
                name = next(name for name in ("Resource", "NotResource") if name in statement)
                statement[name] = other_list(random, statement[name], maker.resources)
    if random.random() < 0.05:
        coming["Version"] = random.choice(["2012-10-17", "2008-10-17"])
    return json.dumps(coming)


def other_list(random: Random, values, more: list) -> list:
    """The list with another value, or without one of its own."""
    values = list(judge.listed(values))
    if random.random() < 0.6 or len(values) < 2:
        return values + [random.choice(more)] if more else values
    values.remove(random.choice(values))
    return values


def make(index: int) -> tuple[str, str, list]:
    random = Random(f"{SEED}/{index}")
    maker = Maker(f"{SEED}/maker/{index}")
    former = maker.document(random.random() < 0.2)
    coming = changed(random, maker, former) if random.random() < 0.9 else maker.document()
    principals = [*user_contexts(maker.account).values(), role_context(maker.account, maker.account.role_arn, {})]
    requests = []
    for _ in range(REQUESTS):
        action, resource, context = maker.request()
        requests.append((action, resource, {**context, **random.choice(principals)}))
    return former, coming, requests


def judge_some(work) -> tuple[Counter, list]:
    program, indices = work
    counts, found = Counter(), []
    made = [make(index) for index in indices]
    limits = [LIMITS[index % len(LIMITS)] for index in indices]
    lines = [json.dumps({"former": former, "coming": coming, "limit": limit})
             for (former, coming, _), limit in zip(made, limits)]
    run = subprocess.run([program], input="\n".join(lines) + "\n", capture_output=True, text=True, check=True)
    answers = [json.loads(line) for line in run.stdout.splitlines()]
    assert len(answers) == len(lines), run.stderr
    for index, limit, (former, coming, requests), answer in zip(indices, limits, made, answers):
        counts[answer["form"]] += 1
        narrow = answer.get("document")
        if answer["form"] == "between":
            # A document that denies everything comes where nothing else fits.
            assert len(narrow) <= max(limit, 100) or sum(not c.isspace() for c in narrow) <= limit, (index, narrow)
        for request in requests:
            for reading in judge.READINGS:
                def applies(effect, document):
                    return document is not None and judge.any_applies(effect, [document], *request, reading)
                allowed = [applies("Allow", document) for document in (former, coming, narrow)]
                denied = [applies("Deny", document) for document in (former, coming, narrow)]
                counts["decisions"] += 1
                both = all(allowed[:2]) and not any(denied[:2])
                if limit > 2_000:
                    counts["allowed by both"] += both
                    counts["allowed by both and in between"] += both and allowed[2] and not denied[2]
                if allowed[2] and not denied[2] and not both:
                    found.append((index, "too wide", request, reading, former, coming, narrow))
                if any(denied[:2]) and not denied[2]:
                    found.append((index, "denies too little", request, reading, former, coming, narrow))
    return counts, found


def test_the_narrow_form_is_never_wider_than_either(programs, capsys):
    program = programs / "narrow-policy"
    assert program.exists(), "swift build makes narrow-policy"
    counts, found = judge_all(judge_some, program, PAIRS)
    with capsys.disabled():
        print(f"\nnarrow policies, seed {SEED}: " + ", ".join(f"{count} {what}" for what, count in sorted(counts.items())))
    if found:
        pytest.fail(f"seed {SEED}: {len(found)} differences; " + "\n".join(map(str, found[0])))
    # Random documents are varied enough, and the narrow form keeps nearly all that both allow.
    assert all(counts[form] > PAIRS * 0.02 for form in ("former", "coming", "between", "nothing")), counts
    assert counts["allowed by both"] > counts["decisions"] * 0.02
    assert counts["allowed by both and in between"] > counts["allowed by both"] * 0.8
