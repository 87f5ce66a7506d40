"""scripts/run: runs all of Latchkey on this machine, until Ctrl-C."""

import argparse
import fcntl
import os
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
STATE = ROOT / ".run"


def port(text: str) -> int:
    number = int(text)
    if not 0 < number < 65536:
        raise argparse.ArgumentTypeError(f"a port is a number from 1 to 65535, which {number} isn't")
    return number


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="scripts/run",
        description="Builds Latchkey and runs it behind nginx on this machine, by default with a local stand-in for"
        " AWS that knows three people. Ctrl-C stops everything, and so does the end of any of the programs. It writes to .run and .build alone.",
    )
    parser.add_argument("--port", type=port, default=8080, help="the port of nginx (default: %(default)s)")
    parser.add_argument("--aws-port", type=port, default=4599, help="the port of the stand-in for AWS (default: %(default)s)")
    parser.add_argument("--tls", action="store_true", help="use https, with a certificate made for this run")
    parser.add_argument("--debug", action="store_true", help="make a debug build: it takes less time to build and more to run")
    parser.add_argument(
        "--programs", type=Path, metavar="FOLDER", help="run the programs of this folder instead of building them"
    )
    parser.add_argument(
        "--state", type=Path, default=STATE, metavar="FOLDER", help="the folder for sockets, logs and so on (default: .run)"
    )
    parser.add_argument(
        "--aws",
        action="store_true",
        help="use real AWS, with the credentials, the Region and the LATCHKEY_ settings of the environment;"
        " LATCHKEY_TABLE is required",
    )
    parser.add_argument(
        "--user",
        action="append",
        default=[],
        metavar="NAME",
        help="with --aws: an IAM user who may sign in; may be given again. Latchkey doesn't serve the user of its own credentials",
    )
    options = parser.parse_args()
    if options.user and not options.aws:
        parser.error("--user needs --aws: the stand-in for AWS has its own people")
    if options.aws and not options.user:
        parser.error("--aws needs --user NAME: an IAM user other than that of the credentials, which Latchkey doesn't serve")
    return options


def fail(text: str) -> None:
    sys.exit(f"scripts/run: {text}")


def lock(state: Path):
    """Locks the folder until this process ends, so that no second run uses it."""
    state.mkdir(mode=0o700, exist_ok=True)
    handle = open(state / "lock", "a+")
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        handle.seek(0)
        fail(f"it is already running in this folder (process {handle.read().strip() or 'unknown'}): stop that one first")
    handle.truncate(0)
    handle.write(str(os.getpid()))
    handle.flush()
    # The lock lasts until this is closed. Programs that are started don't inherit it.
    return handle


def build(debug: bool) -> Path:
    """Builds the programs and returns their folder."""
    kind = "debug" if debug else "release"
    command = ["swift", "build"] if debug else ["scripts/build"]
    if not (ROOT / ".build" / kind / "keys").exists():
        print(f"Building ({kind}). The first time takes some minutes.", flush=True)
    else:
        print(f"Building ({kind})", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        # SwiftPM makes a folder for data, and doesn't remove its temporary folders.
        values = {**os.environ, "TMPDIR": folder, "XDG_DATA_HOME": folder}
        if subprocess.run(command, cwd=ROOT, env=values, stdin=subprocess.DEVNULL).returncode != 0:
            fail("the build failed")
    return ROOT / ".build" / kind


def check_aws(options) -> list[str]:
    """Checks before the build that the real account can be used, and returns who may sign in."""
    import boto3
    import botocore.exceptions

    table = os.environ.get("LATCHKEY_TABLE")
    if not table:
        fail("--aws needs LATCHKEY_TABLE, the name of the DynamoDB table")
    region = os.environ.get("LATCHKEY_REGION") or os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION")
    try:
        session = boto3.Session(region_name=region or "us-east-1")
        identity = session.client("sts").get_caller_identity()
        session.client("dynamodb").describe_table(TableName=table)
    except (botocore.exceptions.BotoCoreError, botocore.exceptions.ClientError) as error:
        fail(f"AWS can't be used: {error}")
    print(f"Acting as {identity['Arn']}")
    return options.user


def write_values(stack, name: str, values: dict[str, str]) -> Path:
    """Writes environment variables to the file NAME of this run, for a shell to read."""
    path = stack.directory / name
    path.touch(mode=0o600)
    path.write_text("".join(f"export {name}={shlex.quote(value)}\n" for name, value in sorted(values.items())))
    return path


def write_environment(stack) -> Path:
    """The settings of this run, for running clean-roles by hand."""
    values = stack.handler_environment()
    return write_values(stack, "environment", {
        name: value for name, value in values.items() if name.startswith(("AWS_", "LATCHKEY_"))})


def of_account(stack, access_key_id: str, secret_access_key: str) -> dict[str, str]:
    """What AWS's tools need for the stand-in."""
    import account

    return {
        "AWS_ENDPOINT_URL": stack.aws_endpoint, "AWS_DEFAULT_REGION": account.REGION, "AWS_ACCESS_KEY_ID": access_key_id,
        "AWS_SECRET_ACCESS_KEY": secret_access_key,
    }


def write_root_environment(stack) -> Path:
    """The key of the stand-in's root, for changing the account by hand. It is no secret."""
    import account

    return write_values(
        stack, "root", of_account(stack, account.ROOT["aws_access_key_id"], account.ROOT["aws_secret_access_key"]))


def write_user(stack) -> Path:
    """Makes an IAM user for trying the site that wants an IAM identity. Returns the file of its key."""
    import account

    iam = account.client("iam", stack.aws_endpoint)
    iam.create_user(UserName="dave")
    key = iam.create_access_key(UserName="dave")["AccessKey"]
    return write_values(stack, "dave", of_account(stack, key["AccessKeyId"], key["SecretAccessKey"]))


def write_application(stack) -> Path:
    """What tenants.py needs: how its application signs in, and where it publishes its keys."""
    return write_values(stack, "shop", {
        "AWS_ENDPOINT_URL": stack.aws_endpoint, "SHOP_URL": stack.base_url, "SHOP_PASSWORD": stack.web.passwords["shop"],
        "SHOP_KEYS_PORT": str(stack.keys_port), "SHOP_CERTIFICATE": str(stack.web.certificate),
    })


def announce_site(stack, programs: Path) -> None:
    """How to enter the site that wants an IAM identity."""
    ca = f" --cacert {quoted(stack.web.certificate)}" if stack.web.tls else ""
    trust = f"AWS_CA_BUNDLE={quoted(stack.web.certificate)} " if stack.web.tls else ""
    tool = f"{trust}{quoted(programs / 'latchkey')}"
    as_dave = f". {quoted(write_user(stack))}"
    print(f"For IAM identities:  {stack.base_url}/site/, for example as the IAM user dave:")
    print(f'    ( {as_dave}; curl{ca} -H "Authorization: $({tool} identity --server {stack.base_url})" {stack.base_url}/site/ )')
    print(f"    ( {as_dave}; {tool} open {stack.base_url}/site/ )")


def announce_tool(stack, programs: Path) -> None:
    """How to sign this machine in, with a home of its own, so that nobody's files are touched."""
    import account

    home = stack.directory / "home"
    home.mkdir(exist_ok=True)
    trust = {"AWS_CA_BUNDLE": str(stack.web.certificate)} if stack.web.tls else {}
    # Where `latchkey console` gets its links.
    port = stack.web.federation_port
    console = {"AWS_ENDPOINT_URL_SIGNIN": f"http://127.0.0.1:{port}"} if port else {}
    machine = write_values(stack, "machine", {
        "HOME": str(home), "AWS_ENDPOINT_URL": stack.aws_endpoint, "AWS_DEFAULT_REGION": account.REGION, **trust, **console})
    tool = quoted(programs / "latchkey")
    print("As a new colleague:  sign this machine in as one of them, in the browser, and use AWS:")
    print(f"    ( . {quoted(machine)}; {tool} configure {stack.base_url} && {tool} exec localhost -- {tool} whoami )")


def announce_application(stack) -> None:
    """How to see what the session broker does for an application of two tenants."""
    script = Path(__file__).parent / "tenants.py"
    print(f"Two tenants:         ( . {quoted(write_application(stack))}; {quoted(Path(sys.executable))} {quoted(script)} )")


def announce_account(stack, programs: Path) -> None:
    """How to try the file of a whole account: in the portal's, where its people can then sign in, and in an empty one."""
    import account

    text = (ROOT / "scripts/aws/account.yaml").read_text().replace("region: eu-central-1", f"region: {account.REGION}")
    # The stand-in takes a key of twelve digits for that of an account's root.
    other = "210987654321"
    # In the portal's account there is a bob already, and the broker is a user.
    broker = text.replace("arn:PARTITION:iam::ACCOUNT_ID:role/latchkey-broker", account.BROKER).replace("bob", "ben")
    files = {"portal.yaml": broker, "account.yaml": text.replace(account.ACCOUNT_ID, other)}
    for name, content in files.items():
        (stack.directory / name).write_text(content)
    root = quoted(write_root_environment(stack))
    empty = quoted(write_values(stack, "account", of_account(stack, other, account.ROOT["aws_secret_access_key"])))
    apply = f"{quoted(programs / 'latchkey')} baseline apply"
    print("An account's file:   set the example up, and then sign in as ann, and add an MFA device:")
    print(f"    ( . {root}; {apply} --adopt all {quoted(stack.directory / 'portal.yaml')} )")
    print(f"    {stack.base_url}/mfa, as ann with the password {stack.web.passwords['ann']}")
    print(f"An empty account:    ( . {empty}; {apply} {quoted(stack.directory / 'account.yaml')} )")


def quoted(path: Path) -> str:
    return shlex.quote(str(path))


def announce(stack, programs: Path) -> None:
    print(f"\nLatchkey is at  {stack.base_url}/\n")
    width = max(len(name) for name in stack.passwords)
    for name, password in stack.passwords.items():
        print(f"  {name:<{width}}   {password}")
    print()
    if stack.stand_in:
        print(f"The AWS stand-in:    {stack.aws_endpoint}")
        print(f"As its root:         ( . {quoted(write_root_environment(stack))}; aws --endpoint-url $AWS_ENDPOINT_URL iam list-users )")
        # Only here, because real credentials are never written to a file.
        announce_tool(stack, programs)
        print(f"MFA devices:         {stack.base_url}/mfa; somebody lost theirs: "
              f"( . {quoted(write_environment(stack))}; {quoted(programs)}/mfa --remove bob )")
        announce_site(stack, programs)
        announce_application(stack)
        announce_account(stack, programs)
        print(f"Expired roles:       ( . {quoted(write_environment(stack))}; {quoted(programs)}/clean-roles --dry-run )")
    if stack.web.tls:
        print(f"The certificate:     {stack.web.certificate}")
    print(f"Logs:                {stack.directory}/logs")
    print("\nCtrl-C stops everything.", flush=True)


def main() -> None:
    options = arguments()
    # Signals that ask the program to end raise SystemExit, so that "finally" runs.
    for number in [signal.SIGINT, signal.SIGTERM, signal.SIGHUP]:
        signal.signal(number, lambda *_: sys.exit(0))
    holding = lock(options.state)

    from processes import ProcessFailed
    from stack import Stack, is_free, new_password

    for name, port in {"--port": options.port, **({} if options.aws else {"--aws-port": options.aws_port})}.items():
        if not is_free(port):
            fail(f"port {port} is in use on this machine: choose another with {name}")
    people = check_aws(options) if options.aws else None
    programs = options.programs.resolve() if options.programs else build(options.debug)
    stack = Stack(
        options.state.resolve(),
        programs,
        port=options.port,
        aws_port=options.aws_port,
        people=people,
        tls=options.tls,
        stand_in=not options.aws,
    )
    if stack.stand_in:
        # ann is in the account once the example of its file is applied.
        stack.web.passwords = {**stack.passwords, "shop": new_password(), "ann": new_password()}
    try:
        stack.start(say=lambda text: print(text, flush=True))
        announce(stack, programs)
        while True:
            time.sleep(0.5)
            stack.processes.check()
    except ProcessFailed as failure:
        fail(str(failure))
    finally:
        # A second Ctrl-C must not keep programs from being stopped.
        for number in [signal.SIGINT, signal.SIGTERM, signal.SIGHUP]:
            signal.signal(number, signal.SIG_IGN)
        stack.stop()
        for name in ["environment", "root", "machine", "dave", "shop", "account", "account.yaml", "portal.yaml"]:
            (stack.directory / name).unlink(missing_ok=True)
        shutil.rmtree(stack.directory / "home", ignore_errors=True)
        holding.close()


if __name__ == "__main__":
    main()
