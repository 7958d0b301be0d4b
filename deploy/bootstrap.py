"""Prepares a bare machine for the Makefile: the virtual environment, locked packages, Chromium, nginx, docker-compose.

Runs under the system's python3 with nothing installed, so it uses the standard library only, and old syntax:
a Python that is too old must still be able to read this file and say so.

    python3 deploy/bootstrap.py packages [dev]    .venv with requirements.lock (and requirements-dev.lock)
    python3 deploy/bootstrap.py browser           Chromium for the browser tests
    python3 deploy/bootstrap.py proxy             nginx for the drills, in var/nginx
    python3 deploy/bootstrap.py next REQUIREMENT  an environment in var/next: the locked packages, and those (make next)
    python3 deploy/bootstrap.py compose           docker-compose, which reads docker-compose.yml, in var/compose
"""

import hashlib
import os
import shutil
import subprocess
import sys

CHECKOUT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
VENV = os.path.join(CHECKOUT, ".venv")
PYTHON = os.path.join(VENV, "bin", "python")
OLDEST = (3, 11)
ROOM_FOR_PACKAGES = 600 * 1024 * 1024
PROXY = os.path.join(CHECKOUT, "var", "nginx")
PROXY_PROGRAM = os.path.join(PROXY, "usr", "sbin", "nginx")
PROXY_BROTLI = os.path.join(PROXY, "usr", "lib", "nginx", "modules", "ngx_http_brotli_static_module.so")
NEXT = os.path.join(CHECKOUT, "var", "next")
COMPOSE = os.path.join(CHECKOUT, "var", "compose")
# Where Debian puts it: a program of its own, or a Python package with its packages beside.
COMPOSE_PROGRAMS = (
    os.path.join(COMPOSE, "usr", "libexec", "docker", "cli-plugins", "docker-compose"),
    os.path.join(COMPOSE, "usr", "bin", "docker-compose"),
)
# Chromium without windows: a new visitor costs a third of one of the whole browser (docs/decisions/quick-browser.md).
QUICK_BROWSER = "chromium-headless-shell"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


class Problem(Exception):
    """One sentence for the person at the terminal."""


def say(sentence):
    print(sentence)
    sys.stdout.flush()


def packages(with_tools):
    check_python()
    if os.path.islink(VENV):
        return  # an environment kept elsewhere is its keeper's business
    locks = ["requirements.lock"] + (["requirements-dev.lock"] if with_tools else [])
    wanted = [(lock, fingerprint(lock)) for lock in locks]
    missing = [lock for lock, mark in wanted if read(stamp(lock)) != mark]
    if runs([PYTHON, "-c", "import pip"]) and not missing:
        return
    if shutil.disk_usage(CHECKOUT).free < ROOM_FOR_PACKAGES:
        raise Problem("The disk is too full: the packages need 600 MB in " + CHECKOUT + ".")
    if not runs([PYTHON, "-c", "import pip"]):
        make_environment()
    say("Installing the packages of " + " and ".join(missing) + " (a minute or two, the first time only) ...")
    install(missing)
    for lock, mark in wanted:
        write(stamp(lock), mark)


def check_python():
    if sys.version_info < OLDEST:
        raise Problem(
            "This site needs Python %d.%d or newer; %s is %d.%d."
            % (OLDEST + (sys.executable,) + sys.version_info[:2])
        )
    try:
        import ensurepip
        import venv
    except ImportError:
        raise Problem(
            "Python's module venv is missing. Install it, then try again: %sapt-get install python%d.%d-venv"
            % (("" if os.geteuid() == 0 else "sudo ",) + sys.version_info[:2])
        )
    del ensurepip, venv


def make_environment():
    say("Making the virtual environment in .venv ...")
    result = subprocess.run(
        [sys.executable, "-m", "venv", "--clear", VENV], stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    if result.returncode:
        explain(result.stdout, "The virtual environment could not be made")


def install(locks, python=PYTHON):
    command = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"]
    # The locks are whole, and uv weighed what each package asks for when it made them: one asks for an older
    # neighbour than it needs (docs/decisions/archive-in-a-bucket.md), which pip by itself would refuse.
    command += ["--require-hashes", "--only-binary=:all:", "--no-deps"]
    for lock in locks:
        command += ["-r", os.path.join(CHECKOUT, lock)]
    environment = dict(os.environ, PIP_USER="0", PIP_ROOT_USER_ACTION="ignore")
    result = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=environment)
    if result.returncode:
        explain(result.stdout, "The packages could not be installed")


def explain(output, what):
    """One sentence: what failed, and the last thing the tool said."""
    text = output.decode("utf-8", "replace")
    if "No space left on device" in text:
        raise Problem("The disk is full: the packages need 600 MB in " + CHECKOUT + ".")
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    errors = [line for line in lines if line.startswith("ERROR")] or lines[-1:]
    raise Problem(what + ": " + (errors[0] if errors else "no message"))


def next_versions(requirements):
    """The locked packages, then those asked for with whatever they need; never touches .venv."""
    check_python()
    python = os.path.join(NEXT, "bin", "python")
    shutil.rmtree(NEXT, ignore_errors=True)
    say("Making an environment in var/next ...")
    result = subprocess.run(
        [sys.executable, "-m", "venv", NEXT], stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    if result.returncode:
        explain(result.stdout, "The environment could not be made")
    say("Installing the locked packages, then " + " ".join(requirements) + " ...")
    install(["requirements.lock", "requirements-dev.lock"], python)
    command = [
        python,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "--only-binary=:all:",
    ]
    result = subprocess.run(command + requirements, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    if result.returncode:
        explain(result.stdout, "They could not be installed")
    # Not a failure: packages say of versions they have not seen yet that they do not fit.
    subprocess.run([python, "-m", "pip", "check"])


def browser():
    """Nobody's own machine gets a second browser; a container, where we are root, gets the quick one beside another."""
    is_root = os.geteuid() == 0
    there = any(shutil.which(name) for name in BROWSERS)
    if shutil.which(QUICK_BROWSER) or (
        there and not (is_root and runs(["apt-cache", "show", QUICK_BROWSER]))
    ):
        return
    prefix = [] if is_root else ["sudo", "-n"]
    if not shutil.which("apt-get"):
        raise Problem("The browser tests need Chromium: install the package chromium of your system.")
    if prefix and not (shutil.which("sudo") and runs(["sudo", "-n", "true"])):
        raise Problem(
            "The browser tests need Chromium. Install it, then try again: sudo apt-get install chromium"
        )
    say("Installing Chromium for the browser tests ...")
    if not there:
        refresh_lists()
    environment = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
    for package in (QUICK_BROWSER, "chromium"):
        result = subprocess.run(
            prefix + ["apt-get", "install", "-q", "-y", package],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=environment,
        )
        if there or not result.returncode:
            return
    explain(result.stdout, "Chromium could not be installed (by hand: apt-get install chromium)")


def proxy():
    """Unpacks the package of the system instead of installing it: installed, it would open port 80 from then on."""
    places = [os.environ.get("PATH", os.defpath), "/usr/sbin", "/usr/local/sbin"]
    if shutil.which("nginx", path=os.pathsep.join(places)):
        return
    by_hand = "The drills need nginx: install it, or unpack the package of your system into var/nginx."
    if not runs([PROXY_PROGRAM, "-v"]):
        say("Fetching nginx for the drills ...")
        shutil.rmtree(PROXY, ignore_errors=True)
        unpack(["nginx"], PROXY, by_hand)
        if not runs([PROXY_PROGRAM, "-v"]):
            raise Problem(by_hand)
    if not os.path.exists(PROXY_BROTLI) and shutil.which("apt-get"):
        unpack(["libnginx-mod-http-brotli-static"], PROXY, by_hand)  # where there is none nginx does without


def compose():
    """It starts nothing here, and needs no engine: it says whether our file is one."""
    if shutil.which("docker-compose") or any(os.path.exists(program) for program in COMPOSE_PROGRAMS):
        return
    by_hand = "The test of docker-compose.yml needs docker-compose: install the package of your system."
    if not shutil.which("apt-cache"):
        raise Problem(by_hand)
    say("Fetching docker-compose, which reads docker-compose.yml ...")
    if not runs(["apt-cache", "show", "docker-compose"]):
        refresh_lists()
    shutil.rmtree(COMPOSE, ignore_errors=True)
    unpack(["docker-compose"] + python_packages("docker-compose"), COMPOSE, by_hand)
    if not any(os.path.exists(program) for program in COMPOSE_PROGRAMS):
        raise Problem(by_hand)


def python_packages(name):
    """The packages in Python that a package needs, all the way down; the system's Python itself is there."""
    command = ["apt-cache", "depends", "--recurse", "--no-recommends", "--no-suggests", "--no-conflicts"]
    command += ["--no-breaks", "--no-replaces", "--no-enhances", name]
    told = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout.decode()
    names = {line for line in told.splitlines() if line.startswith("python3-") and ":" not in line}
    return sorted(names - {"python3-minimal"})


def unpack(packages, folder, by_hand):
    """Packages of the system, unpacked into a folder of ours instead of installed."""
    if not (shutil.which("apt-get") and shutil.which("dpkg-deb")):
        raise Problem(by_hand)
    if not os.path.isdir(folder):
        os.makedirs(folder)
    fetch = ["apt-get", "download", "-q"] + packages
    if not runs(fetch, folder):
        refresh_lists()
        runs(fetch, folder)
    for name in os.listdir(folder):
        if name.endswith(".deb"):
            runs(["dpkg-deb", "-x", name, "."], folder)
            os.remove(os.path.join(folder, name))


def refresh_lists():
    """The lists of the system are old, or there are none yet."""
    prefix = [] if os.geteuid() == 0 else ["sudo", "-n"]
    runs(prefix + ["apt-get", "update", "-q"])


def runs(command, folder=None):
    try:
        quiet = subprocess.DEVNULL
        return subprocess.run(command, stdout=quiet, stderr=quiet, cwd=folder).returncode == 0
    except OSError:
        return False


def fingerprint(lock):
    """Changes with the lock file and with the Python that the environment was made for."""
    with open(os.path.join(CHECKOUT, lock), "rb") as file:
        return hashlib.sha256(file.read() + sys.version.encode()).hexdigest()


def stamp(lock):
    return os.path.join(VENV, lock + ".installed")


def read(path):
    try:
        with open(path) as file:
            return file.read().strip()
    except OSError:
        return ""


def write(path, text):
    with open(path, "w") as file:
        file.write(text + "\n")


def main(arguments):
    try:
        if arguments[:1] == ["packages"]:
            packages(with_tools=arguments[1:] == ["dev"])
        elif arguments == ["browser"]:
            browser()
        elif arguments == ["proxy"]:
            proxy()
        elif arguments[:1] == ["next"] and arguments[1:]:
            next_versions(arguments[1:])
        elif arguments == ["compose"]:
            compose()
        else:
            raise Problem(
                "Usage: python3 deploy/bootstrap.py packages [dev] | browser | proxy | compose | next REQUIREMENT"
            )
    except Problem as problem:
        print(problem, file=sys.stderr)
        return 1
    except OSError as error:
        if error.errno == 28:
            print("The disk is full: the packages need 600 MB in %s." % CHECKOUT, file=sys.stderr)
        else:
            print("The packages could not be installed: %s" % error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
