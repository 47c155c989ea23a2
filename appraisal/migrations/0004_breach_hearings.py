"""Several documents of a breach, the commune's answer to it, and the days for that [S4, S8]."""

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("appraisal", "0003_founding_decision"),
        ("communes", "0001_initial"),
        ("documents", "0002_verifications"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="breach",
            name="answer_before",
            field=models.DateField(blank=True, null=True, verbose_name="the commune answers before"),
        ),
        migrations.CreateModel(
            name="BreachAnswer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.TextField(verbose_name="answer")),
                ("answered_at", models.DateTimeField(verbose_name="answered at")),
                (
                    "answered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "breach",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="answer", to="appraisal.breach"
                    ),
                ),
            ],
            options={
                "verbose_name": "answer to a breach",
                "verbose_name_plural": "answers to breaches",
            },
        ),
        migrations.CreateModel(
            name="BreachAnswerFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "answer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="files", to="appraisal.breachanswer"
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="documents.storedfile"
                    ),
                ),
            ],
            options={
                "verbose_name": "file of an answer",
                "verbose_name_plural": "files of answers",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="BreachDocument",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("is_shared", models.BooleanField(default=False, verbose_name="the commune may read it")),
                ("added_at", models.DateTimeField(verbose_name="added at")),
                (
                    "added_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "breach",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="documents", to="appraisal.breach"
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="documents.storedfile"
                    ),
                ),
            ],
            options={
                "verbose_name": "document of a breach",
                "verbose_name_plural": "documents of breaches",
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="BreachTerms",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "answer_days",
                    models.PositiveSmallIntegerField(
                        default=5,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(30),
                        ],
                        verbose_name="days for the commune's answer",
                    ),
                ),
                (
                    "cycle",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="breach_terms", to="communes.cycle"
                    ),
                ),
            ],
            options={
                "verbose_name": "terms of breaches",
                "verbose_name_plural": "terms of breaches",
            },
        ),
        migrations.AddConstraint(
            model_name="breachanswer",
            constraint=models.CheckConstraint(
                condition=models.Q(("text", ""), _negated=True), name="breach_answer_says_something"
            ),
        ),
        migrations.AddConstraint(
            model_name="breachanswerfile",
            constraint=models.UniqueConstraint(fields=("answer", "file"), name="breach_answer_file_once"),
        ),
        migrations.AddConstraint(
            model_name="breachdocument",
            constraint=models.UniqueConstraint(fields=("breach", "file"), name="breach_document_once"),
        ),
        migrations.AddConstraint(
            model_name="breachterms",
            constraint=models.CheckConstraint(
                condition=models.Q(("answer_days__range", (1, 30))), name="breach_terms_1_to_30_days"
            ),
        ),
    ]
