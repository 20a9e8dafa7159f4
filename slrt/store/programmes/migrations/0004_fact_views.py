"""Views over families and members in the columns that compiled rules read."""

from django.db import migrations

from slrt.store.programmes.facts import create_views, drop_views


class Migration(migrations.Migration):
    dependencies = [("programmes", "0003_definition"), ("registry", "0003_search")]

    operations = [migrations.RunSQL(sql=create_views(), reverse_sql=drop_views())]
