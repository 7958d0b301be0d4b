"""What the database itself guards of applications: legal moves only, no move without its event, no event changed.

The moves are those of members/applications/states.py at this time; a test compares the function with the table there.
"""

from django.db import migrations

MOVES = (
    ("draft", "unconfirmed withdrawn lapsed"),
    ("unconfirmed", "received withdrawn lapsed duplicate"),
    ("received", "screening info_requested declined withdrawn lapsed duplicate"),
    ("screening", "info_requested consultation ready declined deferred withdrawn lapsed duplicate"),
    ("info_requested", "received screening consultation ready deferred declined withdrawn lapsed duplicate"),
    ("consultation", "info_requested screening ready declined deferred withdrawn lapsed duplicate"),
    ("ready", "info_requested screening approved declined deferred withdrawn lapsed duplicate"),
    ("deferred", "info_requested screening declined withdrawn lapsed duplicate"),
    ("approved", "ready"),
    ("declined", "ready"),
)
LEGAL = ", ".join(f"('{origin}', '{target}')" for origin, targets in MOVES for target in targets.split())

GUARDS = f"""
CREATE FUNCTION members_application_legal_moves() RETURNS TABLE (origin text, target text)
LANGUAGE sql IMMUTABLE AS $$ VALUES {LEGAL} $$;

CREATE FUNCTION members_application_move() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF NEW.state <> 'draft' OR NEW.version <> 0 THEN
            RAISE check_violation USING MESSAGE = 'An application begins as a draft without events.';
        END IF;
        RETURN NEW;
    END IF;
    IF NEW.version < OLD.version THEN
        RAISE check_violation USING MESSAGE = 'The events of an application are never fewer than before.';
    END IF;
    IF NEW.state = OLD.state THEN
        RETURN NEW;
    END IF;
    IF NOT EXISTS (
        SELECT FROM members_application_legal_moves() WHERE origin = OLD.state AND target = NEW.state
    ) OR (
        OLD.state = 'info_requested'
        AND NEW.state IN ('received', 'screening', 'consultation', 'ready', 'deferred')
        AND NEW.state <> OLD.returns_to
    ) THEN
        RAISE check_violation
            USING MESSAGE = format('An application does not move from %s to %s.', OLD.state, NEW.state);
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER members_application_move BEFORE INSERT OR UPDATE ON members_application
    FOR EACH ROW EXECUTE FUNCTION members_application_move();

CREATE FUNCTION members_application_moved() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (
        SELECT FROM members_applicationevent
        WHERE application_id = NEW.id AND number = NEW.version
            AND from_state = OLD.state AND to_state = NEW.state
    ) THEN
        RAISE check_violation USING MESSAGE = 'An application moves with an event, and not without.';
    END IF;
    RETURN NULL;
END $$;

CREATE CONSTRAINT TRIGGER members_application_moved AFTER UPDATE ON members_application
    DEFERRABLE INITIALLY DEFERRED
    FOR EACH ROW WHEN (OLD.state IS DISTINCT FROM NEW.state)
    EXECUTE FUNCTION members_application_moved();

CREATE FUNCTION members_event_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE insufficient_privilege USING MESSAGE = 'Events are only ever added.';
END $$;

CREATE TRIGGER members_event_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON members_applicationevent
    FOR EACH STATEMENT EXECUTE FUNCTION members_event_kept();
"""

# The role that serves the site, whatever it is called, keeps the right to read and to add. Words may be erased (the
# retention period, a request), never rewritten.
RIGHTS = """
DO $$
DECLARE
    serving text;
BEGIN
    FOR serving IN
        SELECT DISTINCT grantee FROM information_schema.role_table_grants
        WHERE table_name = 'members_applicationevent' AND grantee <> current_user
    LOOP
        EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON members_applicationevent FROM %I', serving);
        EXECUTE format('REVOKE UPDATE, TRUNCATE ON members_applicationeventtext FROM %I', serving);
    END LOOP;
END $$;
"""

UNDO = """
DROP TRIGGER members_event_kept ON members_applicationevent;
DROP FUNCTION members_event_kept();
DROP TRIGGER members_application_moved ON members_application;
DROP FUNCTION members_application_moved();
DROP TRIGGER members_application_move ON members_application;
DROP FUNCTION members_application_move();
DROP FUNCTION members_application_legal_moves();
"""


class Migration(migrations.Migration):
    dependencies = [("members", "0014_applications")]

    operations = [
        migrations.RunSQL(GUARDS, UNDO),
        migrations.RunSQL(RIGHTS, migrations.RunSQL.noop),
    ]
