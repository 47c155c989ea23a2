"""The department's report and the city's decision are rows of their own; a recognition may be revoked again [R3, S5].

Going back is refused by the database where a recognition was revoked twice.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("appraisal", "0014_criteria_in_labels"),
        ("communes", "0004_days_compared_as_dates"),
        ("documents", "0008_a_preview_can_fail"),
        ("results", "0005_criteria_in_labels"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="DepartmentReport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=60, verbose_name="number and symbol")),
                ("dated", models.DateField(verbose_name="date")),
                ("reason", models.TextField(blank=True, verbose_name="reason of the correction")),
                ("recorded_at", models.DateTimeField(verbose_name="recorded at")),
            ],
            options={
                "verbose_name": "report to the city",
                "verbose_name_plural": "reports to the city",
                "ordering": ["pk"],
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="RecognitionDecision",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.CharField(max_length=60, verbose_name="number and symbol")),
                ("dated", models.DateField(verbose_name="date")),
                ("reason", models.TextField(blank=True, verbose_name="reason of the correction")),
                ("recorded_at", models.DateTimeField(verbose_name="recorded at")),
            ],
            options={
                "verbose_name": "recognition decision",
                "verbose_name_plural": "recognition decisions",
                "ordering": ["pk"],
                "abstract": False,
            },
        ),
        migrations.RemoveConstraint(
            model_name="recognition",
            name="recognition_has_a_decision",
        ),
        migrations.AddField(
            model_name="outcome",
            name="reconcluded_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="concluded again at"),
        ),
        migrations.AddField(
            model_name="revocation",
            name="is_withdrawn",
            field=models.BooleanField(default=False, verbose_name="withdrawn"),
        ),
        migrations.AlterField(
            model_name="recognition",
            name="decision_date",
            field=models.DateField(null=True, verbose_name="date of the decision"),
        ),
        migrations.AlterField(
            model_name="recognition",
            name="decision_number",
            field=models.CharField(max_length=60, null=True, verbose_name="number of the decision"),
        ),
        migrations.AlterField(
            model_name="revocation",
            name="recognition",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="revocations", to="results.recognition"
            ),
        ),
        migrations.AddConstraint(
            model_name="revocation",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_withdrawn", False)), fields=("recognition",), name="revocation_one_at_a_time"
            ),
        ),
        migrations.AddField(
            model_name="departmentreport",
            name="corrects",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="corrected_by",
                to="results.departmentreport",
                verbose_name="corrects",
            ),
        ),
        migrations.AddField(
            model_name="departmentreport",
            name="cycle",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="%(class)ss", to="communes.cycle"
            ),
        ),
        migrations.AddField(
            model_name="departmentreport",
            name="file",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="documents.storedfile",
                verbose_name="signed report",
            ),
        ),
        migrations.AddField(
            model_name="departmentreport",
            name="recorded_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="recognitiondecision",
            name="corrects",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="corrected_by",
                to="results.recognitiondecision",
                verbose_name="corrects",
            ),
        ),
        migrations.AddField(
            model_name="recognitiondecision",
            name="cycle",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="%(class)ss", to="communes.cycle"
            ),
        ),
        migrations.AddField(
            model_name="recognitiondecision",
            name="file",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="documents.storedfile",
                verbose_name="signed decision",
            ),
        ),
        migrations.AddField(
            model_name="recognitiondecision",
            name="recorded_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="recognition",
            name="decision",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="recognitions",
                to="results.recognitiondecision",
            ),
        ),
        migrations.AddConstraint(
            model_name="departmentreport",
            constraint=models.CheckConstraint(
                condition=models.Q(("number", ""), _negated=True), name="departmentreport_has_a_number"
            ),
        ),
        migrations.AddConstraint(
            model_name="departmentreport",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("corrects__isnull", True), ("reason", "")),
                    models.Q(("corrects__isnull", False), models.Q(("reason", ""), _negated=True)),
                    _connector="OR",
                ),
                name="departmentreport_corrects_with_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="recognitiondecision",
            constraint=models.CheckConstraint(
                condition=models.Q(("number", ""), _negated=True), name="recognitiondecision_has_a_number"
            ),
        ),
        migrations.AddConstraint(
            model_name="recognitiondecision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("corrects__isnull", True), ("reason", "")),
                    models.Q(("corrects__isnull", False), models.Q(("reason", ""), _negated=True)),
                    _connector="OR",
                ),
                name="recognitiondecision_corrects_with_a_reason",
            ),
        ),
    ]
