"""Published law is read by all; drafts are seen, and anything is written, inside the programme's own area alone.

What has decided cannot be rewritten, whoever asks. Versions kept for comparison get a state of their own.
"""

from django.db import migrations

from slrt.store.walls.operations import INSIDE, Wall

AREA = INSIDE.format(column="area_code")
INSIDE_PROGRAMME = INSIDE.format(column="p.area_code")
OF_PROGRAMME = f"programme_id IN (SELECT p.code FROM programmes_programme p WHERE {INSIDE_PROGRAMME})"  # noqa: S608 # constants
LAW = "state IN ('published', 'retired', 'compared')"


def policies(table: str, seen: str, own: str) -> str:
    return f"""
ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
CREATE POLICY look ON {table} FOR SELECT USING ({seen});
CREATE POLICY add ON {table} FOR INSERT WITH CHECK ({own});
CREATE POLICY alter_own ON {table} FOR UPDATE USING ({own}) WITH CHECK ({own});
"""


def lowered(table: str) -> str:
    return f"""
DROP POLICY look ON {table};
DROP POLICY add ON {table};
DROP POLICY alter_own ON {table};
ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY;
ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;
"""


UNCHANGED = """
CREATE FUNCTION programmes_version_unchanged() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF OLD.state IN ('published', 'retired')
        AND (NEW.programme_id, NEW.number, NEW.starts_on, NEW.rule, NEW.benefit)
            IS DISTINCT FROM (OLD.programme_id, OLD.number, OLD.starts_on, OLD.rule, OLD.benefit) THEN
        RAISE EXCEPTION 'version % of % has been published and is never rewritten', OLD.number, OLD.programme_id
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER unchanged BEFORE UPDATE ON programmes_version
    FOR EACH ROW EXECUTE FUNCTION programmes_version_unchanged();
"""


class Migration(migrations.Migration):
    dependencies = [("programmes", "0005_publishing")]

    operations = [
        migrations.RunSQL(
            "UPDATE programmes_programme SET area_code = '00' WHERE area_code = ''",
            "UPDATE programmes_programme SET area_code = '' WHERE area_code = '00'",
        ),
        migrations.RunSQL(
            "UPDATE programmes_version SET state = 'compared' WHERE state = 'proposed' AND author_id IS NULL",
            "UPDATE programmes_version SET state = 'proposed' WHERE state = 'compared' AND author_id IS NULL",
        ),
        migrations.RunSQL(UNCHANGED, "DROP FUNCTION programmes_version_unchanged() CASCADE"),
        migrations.RunSQL(policies("programmes_programme", "true", AREA), lowered("programmes_programme")),
        migrations.RunSQL(
            policies("programmes_version", f"{LAW} OR {OF_PROGRAMME}", OF_PROGRAMME), lowered("programmes_version")
        ),
        Wall("programmes_impactpreview"),
    ]
