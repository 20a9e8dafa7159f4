"""Search over names with typos, the check for a NIK anywhere, exactly one head, and which version a change made.

The three functions run with their owner's rights (who sees over the second wall) under a pinned search path:
- `registry_search_names` repeats the scope from the same settings as the wall itself. Under a policy the planner may
  not use the trigram index, because the trigram operator is not leakproof.
- `registry_niks_taken` says which of the given indexes are in use in the whole country, never by whom or where.
- `registry_check_head` sees all memberships of a family, whoever writes.
"""

import django.contrib.postgres.indexes
from django.db import migrations, models

SEARCH = """
CREATE FUNCTION registry_search_names(wanted text, most integer)
RETURNS TABLE (person_id uuid, score real)
LANGUAGE plpgsql STABLE SECURITY DEFINER
SET search_path = pg_catalog, public, pg_temp
SET plan_cache_mode = force_custom_plan
AS $$
DECLARE
    lo text := coalesce(current_setting('slrt.lo', true), '');
    hi text := coalesce(current_setting('slrt.hi', true), '');
    strictness real;
    found integer := 0;
BEGIN
    IF length(wanted) < 2 OR lo >= hi THEN
        RETURN;
    END IF;
    -- First the names that hold every letter of the question, then ever looser ones. Each step is taken only when
    -- the one before found too few, the loosest only when there is nobody at all: a common name stays fast.
    RETURN QUERY
        SELECT p.id, (word_similarity(wanted, p.name_key) + similarity(wanted, p.name_key))::real AS likeness
        FROM (
            SELECT id, name_key FROM registry_person
            WHERE name_key LIKE '%' || wanted || '%' AND area_code COLLATE "C" >= lo AND area_code COLLATE "C" < hi
              AND state <> 'merged'
            LIMIT 1000
        ) AS p
        ORDER BY likeness DESC, p.name_key, p.id
        LIMIT most;
    GET DIAGNOSTICS found = ROW_COUNT;
    FOREACH strictness IN ARRAY ARRAY[0.7, 0.5] LOOP
        EXIT WHEN found >= most OR (strictness < 0.7 AND found > 0);
        PERFORM set_config('pg_trgm.word_similarity_threshold', strictness::text, true);
        RETURN QUERY
            SELECT p.id, (word_similarity(wanted, p.name_key) + similarity(wanted, p.name_key) - 1)::real AS likeness
            FROM (
                SELECT id, name_key FROM registry_person
                WHERE wanted <% name_key AND area_code COLLATE "C" >= lo AND area_code COLLATE "C" < hi
                  AND state <> 'merged'
                LIMIT 2000
            ) AS p
            ORDER BY likeness DESC, p.name_key, p.id
            LIMIT most;
        GET DIAGNOSTICS found = ROW_COUNT;
    END LOOP;
END
$$;
REVOKE ALL ON FUNCTION registry_search_names(text, integer) FROM PUBLIC;
"""

TAKEN = """
CREATE FUNCTION registry_niks_taken(wanted bytea[]) RETURNS SETOF bytea
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
    SELECT nik_index FROM registry_person
    WHERE nik_index = ANY (wanted) AND state = 'active' AND nik_status IS DISTINCT FROM 'duplicate'
$$;
REVOKE ALL ON FUNCTION registry_niks_taken(bytea[]) FROM PUBLIC;
"""

HEAD = """
CREATE FUNCTION registry_check_head() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp
AS $$
DECLARE
    checked uuid;
BEGIN
    IF TG_TABLE_NAME = 'registry_family' THEN
        checked := NEW.id;
    ELSE
        checked := NEW.family_id;
    END IF;
    IF EXISTS (SELECT FROM registry_family WHERE id = checked AND state = 'active')
       AND 1 <> (
           SELECT count(*) FROM registry_membership
           WHERE family_id = checked AND until IS NULL AND relation = 'head'
       )
    THEN
        RAISE EXCEPTION 'active family % does not have exactly one head', checked
            USING ERRCODE = 'check_violation', CONSTRAINT = 'registry_exactly_one_head';
    END IF;
    RETURN NULL;
END
$$;
REVOKE ALL ON FUNCTION registry_check_head() FROM PUBLIC;
CREATE CONSTRAINT TRIGGER registry_exactly_one_head AFTER INSERT OR UPDATE OF state ON registry_family
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION registry_check_head();
CREATE CONSTRAINT TRIGGER registry_exactly_one_head AFTER INSERT OR UPDATE OF relation, until ON registry_membership
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION registry_check_head();
"""

NO_HEAD = """
DROP TRIGGER registry_exactly_one_head ON registry_membership;
DROP TRIGGER registry_exactly_one_head ON registry_family;
DROP FUNCTION registry_check_head();
"""


class Migration(migrations.Migration):
    dependencies = [("registry", "0002_walls")]

    operations = [
        migrations.AddField("change", "version", models.IntegerField(default=1), preserve_default=False),
        migrations.AddIndex("person", models.Index(fields=["nik_index"], name="registry_person_nik")),
        migrations.AddIndex("person", models.Index(fields=["birth_date"], name="registry_person_born")),
        migrations.AddIndex(
            "person",
            django.contrib.postgres.indexes.GinIndex(
                fields=["name_key"], name="registry_person_name_trgm", opclasses=["gin_trgm_ops"]
            ),
        ),
        migrations.RunSQL(SEARCH, "DROP FUNCTION registry_search_names(text, integer);"),
        migrations.RunSQL(TAKEN, "DROP FUNCTION registry_niks_taken(bytea[]);"),
        migrations.RunSQL(HEAD, NO_HEAD),
    ]
