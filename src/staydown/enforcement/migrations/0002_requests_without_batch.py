from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('enforcement', '0001_initial'),
    ]

    operations = [
        migrations.AlterField(
            model_name='snapshotrequest',
            name='batch',
            field=models.UUIDField(null=True),
        ),
    ]
