"""How the site reaches its database, and how long it waits for one that is away."""

from typing import Any

from cicc_site.patience import patient

from . import env


def patience(seconds: int) -> dict[str, Any]:
    """Options of a connection that serves readers: no statement goes on longer, none waits long for another's rows, and
    nobody keeps rows without doing anything. 0 for none of it: for commands and the worker (manage.py)."""
    if not seconds:
        return {}
    limits = {
        "statement_timeout": seconds,
        "lock_timeout": max(1, seconds // 2),
        "idle_in_transaction_session_timeout": 4 * seconds,
    }
    return {"options": " ".join(f"-c {name}={limit}s" for name, limit in limits.items())}


def served() -> dict[str, Any]:
    owner = env.text("DATABASE_ROLE", "web") == "owner"
    config = env.database("DATABASE_OWNER_URL" if owner else "DATABASE_URL")
    # A machine that is gone says nothing: without these a question to it would wait for a quarter of an hour.
    config["OPTIONS"] = {
        "connect_timeout": 3,
        "keepalives_idle": 15,
        "keepalives_interval": 5,
        **config["OPTIONS"],
    }
    config["OPTIONS"].setdefault("tcp_user_timeout", 20_000)
    if not owner:
        # Whoever waits longer than `timeout` is told that the site is out of order (cicc_site/database_away.py); who
        # waits meanwhile is to meet an attempt to connect: they go on for longer.
        seconds = env.number("DATABASE_STATEMENT_SECONDS", 30, maximum=600)
        config["OPTIONS"]["pool"] = {
            "connection_class": patient(seconds),
            "min_size": 1,
            "max_size": env.number("DATABASE_POOL", 8, minimum=1),
            "timeout": 5.0,
            "reconnect_timeout": 6.0,
        }
        config["OPTIONS"] |= patience(seconds)
    # A connection that died with a restarted database is noticed before a visitor does.
    return {**config, "CONN_HEALTH_CHECKS": True}
