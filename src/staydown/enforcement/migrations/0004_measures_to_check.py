from django.db import migrations
from django.db.models import F


def check_what_was_applied(apps, schema_editor):
    """Measures confirmed before there was a read-back are read back as soon as there is one."""
    deliveries = apps.get_model('enforcement', 'Delivery').objects
    deliveries.filter(verb='apply', confirmed=True).update(check_at=F('ended_at'))


class Migration(migrations.Migration):

    dependencies = [
        ('enforcement', '0003_drift'),
    ]

    operations = [
        migrations.RunPython(check_what_was_applied, migrations.RunPython.noop),
    ]
