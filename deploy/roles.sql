-- The two roles of the site. Run once as superuser, inside the site's database, before the first migration.
-- cicc_owner owns the schema and migrates; cicc_web serves: it reads and writes rows, and can change no table.
-- Give both a password afterwards: ALTER ROLE cicc_web PASSWORD '...';

DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'cicc_owner') THEN
        CREATE ROLE cicc_owner LOGIN;
    END IF;
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'cicc_web') THEN
        CREATE ROLE cicc_web LOGIN;
    END IF;
END
$$;

REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT USAGE, CREATE ON SCHEMA public TO cicc_owner;
GRANT USAGE ON SCHEMA public TO cicc_web;
ALTER DEFAULT PRIVILEGES FOR ROLE cicc_owner IN SCHEMA public
    GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO cicc_web;
ALTER DEFAULT PRIVILEGES FOR ROLE cicc_owner IN SCHEMA public
    GRANT USAGE, SELECT ON SEQUENCES TO cicc_web;
